import type { FactId, FactPlace, Source, Vm } from './estate.ts';
import type { Evidence } from './finding.ts';

/** True where the source brings this fact at all. */
export function hasFact(source: Source, fact: FactId): boolean {
  return source.facts[fact] !== undefined;
}

function path(place: FactPlace, row: number | null | undefined): string {
  return `${place.sheet}!${place.column}${row ?? ''} (${place.header})`;
}

/**
 * Evidence for a fact of a VM itself: the cell that held it. Where several sheets bring the fact, the first sheet in
 * which this VM has a row counts.
 */
export function vmEvidence(source: Source, vm: Vm, fact: FactId, value: Evidence['value']): Evidence {
  const places = source.facts[fact] ?? [];
  const place = places.find((candidate) => vm.origin[candidate.sheet] !== undefined) ?? places[0];
  return { source: source.name, path: place === undefined ? fact : path(place, vm.origin[place.sheet]), value };
}

/** Evidence for a fact of something with a row of its own: a disk, a NIC, a host, a datastore. */
export function rowEvidence(source: Source, fact: FactId, row: number | null, value: Evidence['value']): Evidence {
  const place = source.facts[fact]?.[0];
  return { source: source.name, path: place === undefined ? fact : path(place, row), value };
}

/** As `rowEvidence`, for a fact that several sheets bring, each for records of its own: the sheet that had this one. */
export function placedEvidence(
  source: Source,
  fact: FactId,
  sheet: string,
  row: number | null,
  value: Evidence['value'],
): Evidence {
  const places = source.facts[fact] ?? [];
  const place = places.find((candidate) => candidate.sheet === sheet) ?? places[0];
  return { source: source.name, path: place === undefined ? fact : path(place, row), value };
}
