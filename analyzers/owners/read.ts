import { basename } from 'node:path';
import { DevirtError, exitCode } from '../../src/lib/errors.ts';
import { redactSecrets } from '../../src/lib/redact.ts';
import { columnLetter, type Cell, type Sheet, type TableFile } from '../../src/lib/tables/table.ts';
import type { Source } from '../../src/model/estate.ts';
import type { Evidence } from '../../src/model/finding.ts';
import { blankOwner, type OwnerField, type OwnerFacts, type OwnerRow } from '../../src/model/owners.ts';
import { quotedCell, RowWarnings } from '../../src/model/row-warnings.ts';
import { disposition, duration, textCell, unreadable, yesOrNo, type Unreadable } from './cells.ts';
import { findColumns, type FoundColumn, type FoundColumns } from './headers.ts';

/** A side table: what its file says of itself, and its rows. */
export interface OwnerTable {
  readonly source: Source;
  readonly rows: readonly OwnerRow[];
}

/** Rows in which a header is looked for: people put titles and remarks above tables. */
const headerRows = 20;

/**
 * Reads a side table of owners: a CMDB's CSV or workbook, or the worksheet that `devirt worksheet` wrote. Columns are
 * found by their headers, in any order; sheets without such a header are passed over. Secrets are blanked.
 * Throws a DevirtError (usage) where no sheet has one, and (noSource) where the file is damaged.
 */
export async function readOwners(file: TableFile): Promise<OwnerTable> {
  const name = basename(file.path);
  const warnings = new RowWarnings();
  const rows: OwnerRow[] = [];
  let tables = 0;
  for (const sheet of file.sheets) {
    if (await readSheet(sheet, name, rows, warnings)) tables++;
  }
  if (tables === 0) {
    throw new DevirtError(
      `${file.path}: no table of owners in it: no row has a header that names VMs (VM, Name, VM id, UUID) and one of a fact (Owner, Application, …)`,
      'Give the headers that docs/guide/owners.md lists, or let `devirt worksheet` write a table.',
      exitCode.usage,
    );
  }
  const source: Source = {
    kind: 'owners',
    name,
    version: null,
    vCenterUuid: null,
    server: null,
    // Owners answer long after the export was made: their date must not move the plan's.
    exportedAt: null,
    facts: {},
    warnings: warnings.list(),
  };
  return { source, rows };
}

/** Adds the sheet's rows; false where it has no header of a side table. */
async function readSheet(sheet: Sheet, file: string, rows: OwnerRow[], warnings: RowWarnings): Promise<boolean> {
  let found: FoundColumns | null = null;
  for await (const { number, cells } of sheet.rows()) {
    if (found === null) {
      if (number > headerRows) return false;
      found = findColumns(cells);
      for (const { index, header } of found?.passedOver ?? []) {
        const other = `column ${columnLetter(index)} (${quotedCell(header)})`;
        warnings.add(sheet.name, 'Not read, because another column says the same', other, false);
      }
      continue;
    }
    const row = new RowReading(sheet.name, file, number, cells, warnings).read(found.columns);
    if (row !== null) rows.push(row);
  }
  return found !== null;
}

class RowReading {
  readonly #sheet: string;
  readonly #file: string;
  readonly #number: number;
  readonly #cells: readonly Cell[];
  readonly #warnings: RowWarnings;

  constructor(sheet: string, file: string, number: number, cells: readonly Cell[], warnings: RowWarnings) {
    this.#sheet = sheet;
    this.#file = file;
    this.#number = number;
    this.#cells = cells;
    this.#warnings = warnings;
  }

  /** Null for a row that says nothing. */
  read(columns: readonly FoundColumn[]): OwnerRow | null {
    const facts = blankOwner();
    const keys = { id: null, uuid: null, vm: null } as { id: string | null; uuid: string | null; vm: string | null };
    for (const found of columns) {
      const { column } = found;
      if (column === 'id' || column === 'uuid' || column === 'vm') keys[column] = textCell(this.#cellOf(found));
      else this.#readFact(facts, column, found);
    }
    if (Object.keys(facts.evidence).length === 0) return null;
    if (keys.id === null && keys.uuid === null && keys.vm === null) {
      this.#warnings.add(this.#sheet, 'Not read, because it names no VM', `row ${this.#number}`, true);
      return null;
    }
    return { sheet: this.#sheet, row: this.#number, ...keys, facts };
  }

  #readFact(facts: ReturnType<typeof blankOwner>, field: OwnerField, found: FoundColumn): void {
    const cell = this.#cellOf(found);
    const value = factOf(field, cell, found.unit);
    if (value === null) return;
    if (value === unreadable) {
      const item = `${columnLetter(found.index)}${this.#number} (${quotedCell(String(cell))})`;
      this.#warnings.add(this.#sheet, `Cannot be read as ${readAs[field] ?? 'text'}`, item, true);
      return;
    }
    Object.assign(facts, { [field]: value });
    facts.evidence[field] = this.#evidence(found, typeof value === 'string' ? value : cell);
  }

  #cellOf({ index }: FoundColumn): Cell {
    return this.#cells[index] ?? null;
  }

  #evidence({ index, header }: FoundColumn, value: Evidence['value']): Evidence {
    return { source: this.#file, path: `${this.#sheet}!${columnLetter(index)}${this.#number} (${header})`, value };
  }
}

/** What a warning says that the cells of a column should hold. */
const readAs: Partial<Readonly<Record<OwnerField, string>>> = {
  recoveryTimeHours: 'a duration (4, 4 h, 30 min, 2 days)',
  recoveryPointHours: 'a duration (4, 4 h, 30 min, 2 days)',
  mayBeRetired: 'yes or no',
  wishedDisposition: 'one of containerize, rehost, replace, retain, retire',
};

function factOf(field: OwnerField, cell: Cell, unit: string | null): OwnerFacts[OwnerField] | Unreadable {
  if (field === 'recoveryTimeHours' || field === 'recoveryPointHours') return duration(cell, unit);
  if (field === 'mayBeRetired') return yesOrNo(cell);
  if (field === 'wishedDisposition') return disposition(cell);
  const text = textCell(cell);
  return text === null ? null : redactSecrets(text);
}
