import type { Row, Sheet } from '../../src/lib/tables/table.ts';
import { isUnsetDate, isoFromSerial, readDateTime } from './dates.ts';
import { Header, filled } from './header.ts';
import type { Notation } from './notation.ts';
import { type WarningLog, quoteCell } from './warnings.ts';

/** What vMetaData says of the export itself, as it stands there. */
export interface Metadata {
  readonly majorVersion: string | number | boolean | null;
  readonly version: string | number | boolean | null;
  readonly createdAt: string | number | boolean | null;
  readonly server: string | null;
}

const noMetadata: Metadata = { majorVersion: null, version: null, createdAt: null, server: null };

/** Two days in milliseconds: zones are at most 26 hours apart. */
const nearbyMilliseconds = 2 * 24 * 60 * 60 * 1000;

/** Reads vMetaData, which is one row below its header. */
export async function readMetadata(sheet: Sheet | undefined): Promise<Metadata> {
  if (sheet === undefined) return noMetadata;
  let headerRow: Row | null = null;
  for await (const row of sheet.rows()) {
    if (headerRow === null) {
      headerRow = row;
      continue;
    }
    const header = new Header('vMetaData', headerRow);
    const cell = (name: string) =>
      filled(row.cells[header.find({ headers: [name], databaseNames: [], afterAttributes: false })]);
    const server = cell('Server');
    return {
      majorVersion: cell('RVTools major version'),
      version: cell('RVTools version'),
      createdAt: cell('xlsx creation datetime'),
      server: server === null ? null : String(server),
    };
  }
  return noMetadata;
}

/**
 * The version of the program that wrote the export. A German Excel takes "4.7.1.4" for a time of day and stores
 * 45926.17; the major version then has to do.
 */
export function versionOf(metadata: Metadata, sheet: string, warnings: WarningLog): string | null {
  const { majorVersion, version } = metadata;
  const name = [majorVersion, version].find((cell) => typeof cell === 'string' && /[a-z]{3}/i.test(cell));
  if (name !== undefined) {
    const whole = majorVersion === name && version !== null && version !== name ? `${name} ${version}` : String(name);
    warnings.add(
      sheet,
      `written by ${quoteCell(whole)}, not by RVTools: what it states of VMware is as that program understood it`,
      false,
    );
    return whole;
  }
  const isDate = typeof version === 'number' && version >= 1000;
  const known = isDate || version === null ? majorVersion : version;
  if (known === null) return null;
  if (isDate) {
    warnings.add(sheet, `the version was taken for a date by a spreadsheet; known is only ${quoteCell(known)}`, false);
  }
  if (Number.parseFloat(String(known)) < 3) {
    warnings.add(sheet, `version ${quoteCell(known)} is none of RVTools: another program may have written this`, false);
  }
  return String(known);
}

/**
 * When the export was made, ISO 8601 without a zone: as vMetaData says, else as the file itself does (which is in UTC).
 * Where day and month could be either, the file's other dates or the file's own date decide; else null.
 */
export function exportedAt(
  metadata: Metadata,
  fileCreatedAt: string | null,
  notation: Notation,
  sheet: string,
  warnings: WarningLog,
): string | null {
  const ofFile = fileCreatedAt === null ? null : withoutZone(fileCreatedAt);
  const cell = metadata.createdAt;
  if (cell === null) return ofFile;
  const read = typeof cell === 'string' ? readDateTime(cell) : null;
  const stated = typeof cell === 'number' ? isoFromSerial(cell) : read !== null && 'iso' in read ? read.iso : null;
  if (stated !== null && !isUnsetDate(stated)) return stated;
  if (read === null || 'iso' in read) {
    warnings.add(
      sheet,
      `${quoteCell(cell)} is not the date of an export${ofFile === null ? '' : '; the date of the file itself is taken'}`,
      ofFile === null,
    );
    return ofFile;
  }
  if (notation.dateOrder !== null) return read[notation.dateOrder];
  const fitting = [read.dayFirst, read.monthFirst].filter(
    (iso) => ofFile !== null && Math.abs(Date.parse(`${iso}Z`) - Date.parse(`${ofFile}Z`)) <= nearbyMilliseconds,
  );
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  warnings.add(
    sheet,
    `the date ${quoteCell(cell)} can be read in two ways${ofFile === null ? '' : '; the date of the file itself is taken'}`,
    ofFile === null,
  );
  return ofFile;
}

/** An ISO date-time to the second, its zone dropped; null where it is none. */
function withoutZone(iso: string): string | null {
  const read = readDateTime(iso);
  return read !== null && 'iso' in read ? read.iso : null;
}
