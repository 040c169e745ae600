import type { FactId, FactPlace } from '../../../src/model/estate.ts';

/** A fact, the property that is asked for, and where in it the fact stands. */
export type FactPath = readonly [fact: FactId, property: string, within?: string];

/** The properties to ask for, each once. */
export function propertiesOf(facts: readonly FactPath[], others: readonly string[] = []): readonly string[] {
  return [...new Set([...facts.map(([, property]) => property), ...others])];
}

/**
 * Where the facts of a type stand, for evidence to point at. Facts of properties that this version of the API does not
 * have are left out: nobody could know them.
 */
export function addFactPlaces(
  places: Record<string, FactPlace[]>,
  type: string,
  facts: readonly FactPath[],
  unknownPaths: readonly string[],
): void {
  const unknown = new Set(unknownPaths);
  for (const [fact, property, within] of facts) {
    if (unknown.has(property)) continue;
    (places[fact] ??= []).push({ sheet: type, column: '', header: `${property}${within ?? ''}` });
  }
}
