import { columnLetter } from '../../src/lib/tables/table.ts';
import type { FactId, FactPlace } from '../../src/model/estate.ts';
import type { Header } from './header.ts';

/** Notes which column of which sheet brings a fact, for evidence to point at. */
export class FactPlaces {
  readonly #places = new Map<FactId, { readonly place: FactPlace; readonly gaveValue: boolean }[]>();

  /** `sheet` is the sheet's name in the file. `gaveValue` is false for a column that is blank throughout. */
  add(fact: FactId, sheet: string, header: Header, index: number, gaveValue: boolean): void {
    const place = { sheet, column: columnLetter(index), header: header.names[index] ?? '' };
    const known = this.#places.get(fact);
    if (known === undefined) this.#places.set(fact, [{ place, gaveValue }]);
    else known.push({ place, gaveValue });
  }

  has(fact: FactId): boolean {
    return this.#places.has(fact);
  }

  /** True where a column of a sheet read so far gave values of it. */
  gaveValue(fact: FactId): boolean {
    return this.#places.get(fact)?.some(({ gaveValue }) => gaveValue) ?? false;
  }

  /** Takes away what nothing was read of after all. */
  delete(fact: FactId): void {
    this.#places.delete(fact);
  }

  /** Columns that gave a value first, as evidence takes the first place that fits; else in the order of reading. */
  list(): Record<string, FactPlace[]> {
    const facts: Record<string, FactPlace[]> = {};
    for (const [fact, places] of this.#places) {
      facts[fact] = [
        ...places.filter(({ gaveValue }) => gaveValue),
        ...places.filter(({ gaveValue }) => !gaveValue),
      ].map(({ place }) => place);
    }
    return facts;
  }

  ids(): FactId[] {
    return [...this.#places.keys()];
  }
}
