import { redactSecrets } from '../../src/lib/redact.ts';
import { columnLetter } from '../../src/lib/tables/table.ts';
import { isUnsetDate, isoFromSerial } from './dates.ts';
import type { Notation, Unreadable } from './notation.ts';
import { type WarningLog, quoteCell } from './warnings.ts';

/** A cell that holds something; text is trimmed. */
export type FilledCell = string | number | boolean;

/** The cell under the reader's eyes: where it stands, how its file writes things, and whom to tell of trouble. */
export class CellPlace {
  row = 0;
  column = 0;
  /** True where the file states SMBIOS UUIDs in a column of their own, so that "VM UUID" is the instance UUID. */
  statesBiosUuid = false;

  readonly notation: Notation;
  readonly #sheet: string;
  readonly #headers: readonly string[];
  readonly #warnings: WarningLog;

  constructor(sheet: string, headers: readonly string[], notation: Notation, warnings: WarningLog) {
    this.#sheet = sheet;
    this.#headers = headers;
    this.notation = notation;
    this.#warnings = warnings;
  }

  /** Says that the cell is taken as unknown, and why. Always null, for the caller to return. */
  reject(cell: FilledCell, why: string): null {
    this.#warn('unreadable cell', `${quoteCell(cell)} ${why}; taken as unknown`, true);
    return null;
  }

  /** Says how the cell was understood where that is not as it stands. */
  remark(cell: FilledCell, how: string): void {
    this.#warn('understood cell', `${quoteCell(cell)} ${how}`, false);
  }

  #warn(kind: string, message: string, lacking: boolean): void {
    const header = this.#headers[this.column] ?? '';
    const place = `${this.#sheet}!${columnLetter(this.column)}${this.row}`;
    this.#warnings.addOf(kind, this.#sheet, place, `${header}: ${message}`, lacking);
  }
}

/** Makes a value of a cell, or null where it states none. */
export type CellReader<T> = (cell: FilledCell, at: CellPlace) => T | null;

/**
 * What no figure of a real estate exceeds: above it, a unit or a separator was misread. vSphere 8.0's configuration
 * maximums (768 vCPUs a VM, 24 TB of memory a VM and a host, 96 hosts a cluster, 62 TB a disk), with room to grow.
 */
export const most = {
  vcpus: 4096,
  /** Processors, and cores, of a host: vSphere 8.0 takes 960 logical ones. */
  hostCores: 4096,
  /** 64 TiB. */
  memoryMiB: 2 ** 26,
  /** 32 PiB for a VM: 316 disks of 62 TB, as vSphere 8.0 takes them, are 17 PiB. */
  vmStorageMiB: 2 ** 35,
  /** 1 EiB: datastores of several PiB are real. */
  storageMiB: 2 ** 40,
  /** 4 PiB for a cluster. */
  clusterMemoryMiB: 2 ** 32,
  mhz: 2 ** 40,
  count: 2 ** 31,
  percent: 10_000,
} as const;

/** Text as it stands. */
export const text: CellReader<string> = (cell) => String(cell);

/** Free text that people write, without the passwords and keys that they write into it. */
export const freeText: CellReader<string> = (cell) => redactSecrets(String(cell));

/** UUIDs are compared, so that their case must not matter. */
export const uuid: CellReader<string> = (cell) => String(cell).toLowerCase();

/**
 * How Excel writes true and false when it saves CSV in German, French, Spanish, Italian, Portuguese, Dutch, Polish,
 * Czech and Russian: the names of its functions TRUE() and FALSE() there.
 */
const localised: Readonly<Record<'true' | 'false', readonly string[]>> = {
  true: ['wahr', 'vrai', 'verdadero', 'vero', 'verdadeiro', 'waar', 'prawda', 'pravda', 'истина'],
  false: ['falsch', 'faux', 'falso', 'onwaar', 'fałsz', 'nepravda', 'ложь'],
};

const flags: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', '1', ...localised.true].map((word) => [word, true] as const),
  ...['false', 'no', '0', ...localised.false].map((word) => [word, false] as const),
]);

/** True and False as RVTools writes them, as spreadsheets and databases do, and as vTools does (Yes, No). */
export const flag: CellReader<boolean> = (cell, at) => {
  if (typeof cell === 'boolean') return cell;
  return flags.get(String(cell).toLowerCase()) ?? at.reject(cell, 'is neither True nor False');
};

const whyUnreadable: Readonly<Record<Unreadable, string>> = {
  ambiguous: 'can be read in two ways, and this file does not tell which',
  malformed: 'is no number',
};

/** True for what a spreadsheet makes of 1.024 or 16,384 when it takes the separator for a decimal one. */
function mayHaveLostItsSeparator(value: number): boolean {
  const thousandfold = value * 1000;
  return Math.abs(value) < 1000 && Math.abs(thousandfold - Math.round(thousandfold)) < 1e-6;
}

function numberOf(cell: FilledCell, at: CellPlace, isWholeColumn: boolean): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean') return at.reject(cell, 'is no number');
  const number = isWholeColumn ? at.notation.whole(cell) : at.notation.decimal(cell);
  return typeof number === 'number' ? number : at.reject(cell, whyUnreadable[number]);
}

/** A figure that RVTools states in whole units. */
function wholeNumber(cell: FilledCell, at: CellPlace): number | null {
  const value = numberOf(cell, at, true);
  if (value === null || Number.isInteger(value)) return value;
  const rounded = Math.round(value);
  if (Math.abs(value - rounded) > 1e-6 && mayHaveLostItsSeparator(value)) {
    return at.reject(cell, 'is no whole number; a thousands separator may have been taken for a decimal one');
  }
  return rounded;
}

function withinBounds(value: number | null, cell: FilledCell, at: CellPlace, limit: number): number | null {
  if (value === null) return null;
  if (value < 0) return at.reject(cell, 'is negative');
  return value > limit ? at.reject(cell, 'is larger than any real value') : value;
}

/** A whole number from 0 to `limit`. */
export const whole =
  (limit: number): CellReader<number> =>
  (cell, at) =>
    withinBounds(wholeNumber(cell, at), cell, at, limit);

/** A whole number from 1 to `limit`: of a figure that nothing real has 0 of, 0 is what a program writes that did not see it. */
export const positive =
  (limit: number): CellReader<number> =>
  (cell, at) => {
    const value = withinBounds(wholeNumber(cell, at), cell, at, limit);
    return value === 0 ? at.reject(cell, 'is no real figure here') : value;
  };

/** A limit of vSphere: -1 is "unlimited", and stays it. */
export const wholeOrUnlimited =
  (limit: number): CellReader<number> =>
  (cell, at) => {
    if (typeof cell === 'string' && cell.toLowerCase() === 'unlimited') return -1;
    const value = wholeNumber(cell, at);
    return value === -1 ? -1 : withinBounds(value, cell, at, limit);
  };

/** A decimal figure, to the nearest whole unit. */
export const rounded =
  (limit: number): CellReader<number> =>
  (cell, at) => {
    const value = numberOf(cell, at, false);
    return withinBounds(value === null ? null : Math.round(value), cell, at, limit);
  };

const bytesPerMiB = 2 ** 20;

/**
 * Memory of a host or cluster. The API has it in bytes, RVTools shows MiB, and exports with database column names were
 * seen with bytes. The two cannot be confused: 2^32 is 4 GiB in bytes, less than ESXi runs on, and 4 PiB in MiB.
 */
export const memoryMiBOrBytes =
  (limit: number): CellReader<number> =>
  (cell, at) => {
    const value = wholeNumber(cell, at);
    if (value === 0) return at.reject(cell, 'is no real figure here');
    if (value === null || value < 2 ** 32) return withinBounds(value, cell, at, limit);
    const converted = withinBounds(Math.round(value / bytesPerMiB), cell, at, limit);
    if (converted !== null) at.remark(cell, 'is a number of bytes, in a column of MiB: converted');
    return converted;
  };

/**
 * A whole percentage that RVTools writes as text, "1%". A spreadsheet that took it for a number holds 0.01.
 */
export const percentage: CellReader<number> = (cell, at) => {
  if (typeof cell === 'string') {
    const value = numberOf(cell.replace(/\s*%$/, ''), at, false);
    return withinBounds(value, cell, at, most.percent);
  }
  const value = numberOf(cell, at, false);
  if (value === null) return null;
  // 1 may be 1 % or 100 %.
  if (value === 1) return at.reject(cell, 'may be 1 % or 100 %');
  return withinBounds(Number.isInteger(value) ? value : Math.round(value * 10_000) / 100, cell, at, most.percent);
};

/** ISO 8601 date-time without a zone. What RVTools writes for a date that is not set is null. */
export const dateTime: CellReader<string> = (cell, at) => {
  let iso: string | null;
  if (typeof cell === 'string') {
    const read = at.notation.dateTime(cell);
    if (typeof read === 'string') {
      return at.reject(cell, read === 'ambiguous' ? whyUnreadable.ambiguous : 'is no date');
    }
    iso = read.iso;
  } else {
    iso = typeof cell === 'number' ? isoFromSerial(cell) : null;
    // 0 is a date that is not set, too.
    if (iso === null) return cell === 0 ? null : at.reject(cell, 'is no date');
  }
  return isUnsetDate(iso) ? null : iso;
};

/** One of the API's values, in any case. */
export const oneOf =
  <T extends string>(values: readonly T[]): CellReader<T> =>
  (cell, at) => {
    const name = String(cell).toLowerCase();
    return values.find((value) => value.toLowerCase() === name) ?? at.reject(cell, 'is not known');
  };

/** The API's value as it stands, or by its number in the enumeration where RVTools 3.x wrote that. */
export const textOrNumberOf =
  (values: readonly string[]): CellReader<string> =>
  (cell) => {
    const name = String(cell);
    return (/^\d$/.test(name) ? values[Number(name)] : undefined) ?? name;
  };
