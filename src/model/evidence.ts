import type { FactId, FactPlace, Source, Vm } from './estate.ts';
import type { Evidence } from './finding.ts';

/** True where the source brings this fact at all. */
export function hasFact(source: Source, fact: FactId): boolean {
  return source.facts[fact] !== undefined;
}

function path(place: FactPlace, row: number | null | undefined, moRef: string | null = null): string {
  // A live source has no columns: "VirtualMachine vm-42 runtime.powerState".
  if (place.column === '') return [place.sheet, moRef, place.header].filter((part) => part !== null).join(' ');
  return `${place.sheet}!${place.column}${row ?? ''} (${place.header})`;
}

/**
 * Evidence for a fact of a VM itself: the cell that held it. Where several sheets bring the fact, the first sheet in
 * which this VM has a row counts.
 */
export function vmEvidence(source: Source, vm: Vm, fact: FactId, value: Evidence['value']): Evidence {
  const places = source.facts[fact] ?? [];
  const place = places.find((candidate) => vm.origin[candidate.sheet] !== undefined) ?? places[0];
  // A cluster's setting for this VM stands at the cluster, whose reference is not the VM's.
  const moRef = place?.sheet === 'VirtualMachine' ? vm.moRef : null;
  return {
    source: source.name,
    path: place === undefined ? fact : path(place, vm.origin[place.sheet], moRef),
    value,
  };
}

/** What belongs to one VM, so that its evidence can name that. */
const ofVm = /^(?:disk|nic|partition|snapshot|removable)\./;

/**
 * Evidence for a fact of something with a row of its own: a disk, a NIC, a host, a datastore. `vm` is the VM whose disk
 * or NIC it may be: a source without rows names that instead.
 */
export function rowEvidence(
  source: Source,
  fact: FactId,
  row: number | null,
  value: Evidence['value'],
  vm: Vm | null = null,
): Evidence {
  const place = source.facts[fact]?.[0];
  const moRef = ofVm.test(fact) ? (vm?.moRef ?? null) : null;
  return { source: source.name, path: place === undefined ? fact : path(place, row, moRef), value };
}

/** As `rowEvidence`, in the source that the record itself is of: after a merge that is not always the VM's. */
export function recordEvidence(
  sources: readonly Source[],
  record: { readonly source: number; readonly row: number | null },
  fact: FactId,
  value: Evidence['value'],
): Evidence {
  const source = sources[record.source];
  if (source === undefined) throw new Error(`a record names source ${record.source}, which is not there`);
  return rowEvidence(source, fact, record.row, value);
}

/** True for the sheet of a canonical name, "dvPort", as files call it: tabdvPort, RVTools_tabdvPort, dvPort (2). */
function isSheet(name: string, canonical: string): boolean {
  const lower = name
    .trim()
    .toLowerCase()
    .replace(/^(?:rvtools[_ -]*)?(?:tab)?/, '');
  return lower === canonical.toLowerCase() || lower.startsWith(`${canonical.toLowerCase()} `);
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
  const place = places.find((candidate) => isSheet(candidate.sheet, sheet)) ?? places[0];
  return { source: source.name, path: place === undefined ? fact : path(place, row), value };
}
