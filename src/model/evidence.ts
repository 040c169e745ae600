import type { FactId, FactPlace, FilledFact, Source, Vm } from './estate.ts';
import type { Evidence } from './finding.ts';

/**
 * Facts of a VM whose empty cell is an answer where the source brings the fact at all: nothing is set, or VMware Tools
 * of a running guest report nothing. For every other fact an empty cell is unknown.
 */
export const emptyIsAnAnswer: ReadonlySet<FactId> = new Set<FactId>([
  'vm.annotation',
  'vm.cbt',
  'vm.clusterRules',
  'vm.diskEnableUuid',
  'vm.cpuAffinity',
  'vm.hostName',
  'vm.ipAddress',
  'vm.managedBy',
  'vm.numaNodeAffinity',
]);

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
  const filled = vm.filled?.[fact];
  if (filled !== undefined) return filledEvidence(filled, filled.row, vm, value);
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

/** Evidence for a fact that an earlier source told of this VM. */
function filledEvidence(filled: FilledFact, row: number | null, vm: Vm, value: Evidence['value']): Evidence {
  const moRef = filled.place.sheet === 'VirtualMachine' ? vm.moRef : null;
  return { source: filled.source, path: path(filled.place, row, moRef), value };
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
  const filled = vm?.filled?.[fact];
  if (vm !== null && filled !== undefined) return filledEvidence(filled, row, vm, value);
  const place = source.facts[fact]?.[0];
  const moRef = ofVm.test(fact) ? (vm?.moRef ?? null) : null;
  return { source: source.name, path: place === undefined ? fact : path(place, row, moRef), value };
}

/**
 * As `rowEvidence`, in the source that the record itself is of: after a merge that is not always the VM's. Where that
 * does not bring the fact, another source of the vCenter told it; which row of it is not kept.
 */
export function recordEvidence(
  sources: readonly Source[],
  record: { readonly source: number; readonly row: number | null; readonly vCenterUuid: string | null },
  fact: FactId,
  value: Evidence['value'],
): Evidence {
  const source = sources[record.source];
  if (source === undefined) throw new Error(`a record names source ${record.source}, which is not there`);
  if (!hasFact(source, fact) && record.vCenterUuid !== null) {
    const other = sources.find((one) => one.vCenterUuid === record.vCenterUuid && hasFact(one, fact));
    if (other !== undefined) return rowEvidence(other, fact, null, value);
  }
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
