import type { Row } from '../../src/lib/tables/table.ts';
import type { CellPlace, FilledCell } from './cells.ts';
import type { Column } from './columns.ts';
import { knownVmColumns } from './known-columns.ts';

/** A column of a sheet as it stands in the file. */
export interface BoundColumn<R> {
  readonly index: number;
  readonly column: Column<R>;
  /** True once a cell of it gave a value. */
  gaveValue: boolean;
}

/** A column that holds a custom attribute of VMs. */
export interface AttributeColumn {
  readonly index: number;
  readonly name: string;
}

/** Headers are compared without case and with single blanks; RVTools wrote MB and KB for MiB and KiB until 4.1.2. */
export function headerKey(header: string): string {
  return header
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\b([mk])b\b/g, '$1ib');
}

/** Letters and digits only: how a header and its database column name are compared. */
const compact = (name: string): string => headerKey(name).replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Units stand in headers, "Capacity MiB", but not in all database column names, vDatastoreCapacity. */
const withoutUnit = (name: string): string => name.replace(/[mk]ib$/, '');

/** The header row of a sheet: finds columns by name. */
export class Header {
  /** As they stand in the file, trimmed. */
  readonly names: readonly string[];
  readonly #sheet: string;
  readonly #keys: readonly string[];
  /** Compact names after the sheet's prefix, where the header is a database column name. */
  readonly #databaseKeys: readonly (string | null)[];

  /** `sheet` is the canonical name, "vInfo". */
  constructor(sheet: string, row: Row) {
    this.#sheet = sheet;
    this.names = row.cells.map((cell) => (cell === null ? '' : String(cell).trim()));
    this.#keys = this.names.map(headerKey);
    const prefix = sheet.toLowerCase();
    this.#databaseKeys = this.#keys.map((key) =>
      // "vInfo_tags_Team" is an attribute, see `attributes`.
      key.startsWith(prefix) && /^[a-z]/.test(key.slice(prefix.length)) ? compact(key.slice(prefix.length)) : null,
    );
  }

  /** Index of the column, -1 where the sheet does not have it. */
  find(column: Pick<Column<never>, 'headers' | 'databaseNames' | 'afterAttributes'>): number {
    const search = (isIt: (index: number) => boolean): number => {
      const indexes = this.#keys.keys();
      if (!column.afterAttributes) {
        for (const index of indexes) if (isIt(index)) return index;
      } else {
        for (let index = this.#keys.length - 1; index >= 0; index--) if (isIt(index)) return index;
      }
      return -1;
    };
    for (const header of column.headers) {
      const key = headerKey(header);
      const index = search((candidate) => this.#keys[candidate] === key);
      if (index >= 0) return index;
    }
    for (const name of [...column.headers, ...column.databaseNames]) {
      const key = withoutUnit(compact(name));
      const index = search((candidate) => withoutUnit(this.#databaseKeys[candidate] ?? '') === key);
      if (index >= 0) return index;
    }
    return -1;
  }

  /** True where a column of this index is one of these, or one that any generation of RVTools has. */
  isKnown(
    index: number,
    columns: readonly Pick<Column<never>, 'headers' | 'databaseNames' | 'afterAttributes'>[],
  ): boolean {
    return knownVmColumns.has(this.#keys[index] ?? '') || columns.some((column) => this.find(column) === index);
  }

  /** The columns that this sheet has, each of its columns at most once a fact. */
  bind<R>(columns: readonly Column<R>[]): BoundColumn<R>[] {
    const bound: BoundColumn<R>[] = [];
    for (const column of columns) {
      const index = this.find(column);
      if (index >= 0) bound.push({ index, column, gaveValue: false });
    }
    return bound;
  }

  /**
   * The columns that hold custom attributes of VMs: RVTools inserts them between Annotation and Datacenter, where they
   * may have any name, even that of another column. Elsewhere a name that no generation knows is one, too: of a column
   * that somebody added, or of an export whose Annotation was taken out. Two attributes of one name: the first counts.
   */
  attributes(annotation: number, datacenter: number): AttributeColumn[] {
    const attributes = new Map<string, AttributeColumn>();
    for (const [index, name] of this.names.entries()) {
      if (name === '') continue;
      const isBetween = annotation >= 0 && datacenter > annotation && index > annotation && index < datacenter;
      const key = this.#keys[index] ?? '';
      if (!isBetween && (knownVmColumns.has(key) || this.#databaseKeys[index] !== null)) continue;
      const attribute = this.#attributeName(name);
      if (!attributes.has(attribute)) attributes.set(attribute, { index, name: attribute });
    }
    return [...attributes.values()];
  }

  /** "Team" for vInfo_tags_Team: exports with database column names write tag categories so. */
  #attributeName(name: string): string {
    const tags = `${this.#sheet}_tags_`;
    return name.toLowerCase().startsWith(tags.toLowerCase()) ? name.slice(tags.length) : name;
  }
}

/** Hands the cells of a row to their columns. */
export function assignCells<R>(bound: readonly BoundColumn<R>[], row: Row, record: R, at: CellPlace): void {
  const { cells } = row;
  for (const entry of bound) {
    const cell = filled(cells[entry.index]);
    if (cell === null) continue;
    at.column = entry.index;
    if (entry.column.assign(record, cell, at)) entry.gaveValue = true;
  }
}

/** The cell trimmed, null where it is blank. */
export function filled(cell: Row['cells'][number] | undefined): FilledCell | null {
  if (cell === undefined || cell === null) return null;
  if (typeof cell !== 'string') return cell;
  const trimmed = cell.trim();
  return trimmed === '' ? null : trimmed;
}
