import type { FactId } from '../../src/model/estate.ts';
import type { CellPlace, CellReader, FilledCell } from './cells.ts';

/** A column of a sheet: under which headers it comes, and what it says of a record. */
export interface Column<R> {
  readonly fact: FactId;
  /** As RVTools writes them, the preferred one first. Case, blanks and MB for MiB do not matter. */
  readonly headers: readonly string[];
  /**
   * Names in exports with database column names (`-DBColumnNames`), without the sheet's name before them, where they
   * are not the header's letters: vHostNumCpuCores is `NumCpuCores`. Only names that were seen.
   */
  readonly databaseNames: readonly string[];
  /**
   * True for the columns that RVTools writes after the custom attributes. An attribute may bear any column's name, so
   * among columns of one name the last is the real one here, and the first elsewhere.
   */
  readonly afterAttributes: boolean;
  /** Notes the cell's value in the record; false where it gave none, or the record knew already. */
  assign(record: R, cell: FilledCell, at: CellPlace): boolean;
}

interface ColumnOptions {
  readonly databaseNames?: readonly string[];
  readonly afterAttributes?: boolean;
}

/** The fields of an object that are facts: `name` for `vm.name`. */
type FactField<Kind extends string> = FactId extends infer Id
  ? Id extends `${Kind}.${infer Field}`
    ? Field
    : never
  : never;

/**
 * Makes a function that declares columns of one kind of record: `column('memoryMiB', whole(…), ['Memory'])`.
 * A value that the record already has is kept, so that the sheet read first counts.
 */
export function columnsOf<Kind extends string, R extends object>(kind: Kind) {
  return <Field extends FactField<Kind> & keyof R & string>(
    field: Field,
    read: CellReader<NonNullable<R[Field]>>,
    headers: readonly string[],
    options: ColumnOptions = {},
  ): Column<R> => ({
    fact: `${kind}.${field}` as FactId, // FactField has taken it from FactId.
    headers,
    databaseNames: options.databaseNames ?? [],
    afterAttributes: options.afterAttributes ?? false,
    assign(record, cell, at) {
      if (record[field] !== null) return false;
      const value = read(cell, at);
      if (value === null) return false;
      record[field] = value;
      return true;
    },
  });
}
