import {
  blankCluster,
  blankDatastore,
  blankDisk,
  blankEstate,
  blankHost,
  blankNic,
  blankPartition,
  blankPortGroup,
  blankRemovable,
  blankSnapshot,
  blankStorageDevice,
  blankVm,
} from '../../../../src/model/blank-records.ts';
import {
  type Cluster,
  type Datastore,
  type Disk,
  type Estate,
  type FactPlace,
  type Host,
  type Nic,
  type Partition,
  type Removable,
  type Snapshot,
  type Source,
  type Vm,
  vmSchema,
} from '../../../../src/model/estate.ts';
import type { GuestMatch } from '../../../../src/model/guest.ts';
import type { PortGroup, StorageDevice } from '../../../../src/model/infrastructure.ts';
import { defaultSettings, type Settings } from '../../../../src/model/settings.ts';
import { buildFitContext } from '../../../../src/planner/fit/context.ts';
import type { FitContext } from '../../../../src/planner/fit/rule.ts';
import { aGuest, type GuestGiven } from '../../../support/a-guest.ts';

type Given<T> = Partial<T>;

/** A VM as a test states it: only what matters, the rest unknown. */
export type VmGiven = Given<Omit<Vm, 'disks' | 'nics' | 'partitions' | 'snapshots' | 'removables'>> & {
  readonly disks?: readonly Given<Disk>[];
  readonly nics?: readonly Given<Nic>[];
  readonly partitions?: readonly Given<Partition>[];
  readonly snapshots?: readonly Given<Snapshot>[];
  readonly removables?: readonly (Given<Removable> & Pick<Removable, 'kind'>)[];
};

/** A VM of which nothing is known but what is given. Throws where a field does not exist. */
export function aFitVm(given: VmGiven): Vm {
  return vmSchema.parse({
    ...blankVm(0, 'vm'),
    id: given.id ?? `id-${given.name ?? 'vm'}`,
    origin: { vInfo: 2 },
    ...given,
    disks: (given.disks ?? []).map((disk) => ({ ...blankDisk(null), ...disk })),
    nics: (given.nics ?? []).map((nic) => ({ ...blankNic(null), ...nic })),
    partitions: (given.partitions ?? []).map((partition) => ({ ...blankPartition(null), ...partition })),
    snapshots: (given.snapshots ?? []).map((snapshot) => ({ ...blankSnapshot(null), ...snapshot })),
    removables: (given.removables ?? []).map((device) => ({ ...blankRemovable(null, device.kind), ...device })),
  });
}

const records: readonly (readonly [object: string, sheet: string, record: object])[] = [
  ['vm', 'vInfo', blankVm(0, '')],
  ['disk', 'vDisk', blankDisk(null)],
  ['nic', 'vNetwork', blankNic(null)],
  ['partition', 'vPartition', blankPartition(null)],
  ['snapshot', 'vSnapshot', blankSnapshot(null)],
  ['removable', 'vCD', blankRemovable(null, 'cdrom')],
  ['host', 'vHost', blankHost(0, null, '')],
  ['cluster', 'vCluster', blankCluster(0, null, '')],
  ['datastore', 'vDatastore', blankDatastore(0, null, '')],
  ['storageDevice', 'vMultiPath', blankStorageDevice(0, null, null)],
];

/** Every fact there is, each in a column A of its own: `vInfo!A2 (powerState)`. */
export const allFacts: Readonly<Record<string, FactPlace[]>> = Object.fromEntries([
  ...records.flatMap(([object, sheet, record]) =>
    Object.keys(record).map((field) => [`${object}.${field}`, [{ sheet, column: 'A', header: field }]]),
  ),
  // Standard and distributed port groups stand on two sheets.
  ...Object.keys(blankPortGroup(0, null, 'standard')).map((field): [string, FactPlace[]] => [
    `portGroup.${field}`,
    ['vPort', 'dvPort'].map((sheet) => ({ sheet, column: 'A', header: field })),
  ]),
  ...[
    ['cdrom', 'vCD'],
    ['floppy', 'vFloppy'],
    ['usb', 'vUSB'],
  ].map(([kind, sheet]) => [`removable.${kind}`, [{ sheet, column: 'A', header: kind }]]),
]);

export function aFitSource(changes: Partial<Source> = {}): Source {
  return {
    kind: 'rvtools',
    name: 'export.xlsx',
    version: null,
    vCenterUuid: null,
    server: null,
    exportedAt: null,
    facts: { ...allFacts },
    warnings: [],
    ...changes,
  };
}

export interface EstateGiven {
  readonly vms?: readonly VmGiven[];
  readonly hosts?: readonly (Given<Host> & Pick<Host, 'name'>)[];
  readonly clusters?: readonly (Given<Cluster> & Pick<Cluster, 'name'>)[];
  readonly datastores?: readonly (Given<Datastore> & Pick<Datastore, 'name'>)[];
  readonly storageDevices?: readonly Given<StorageDevice>[];
  readonly portGroups?: readonly (Given<PortGroup> & Pick<PortGroup, 'kind'>)[];
  readonly source?: Partial<Source>;
  /** What was seen inside the first VM, or inside a guest that is none of the VMs, or that may be the first. */
  readonly guest?: GuestGiven;
  readonly guestIs?: 'first' | 'none' | 'doubtful';
}

export function aFitEstate({
  vms = [],
  hosts = [],
  clusters = [],
  datastores = [],
  storageDevices = [],
  portGroups = [],
  source = {},
  guest,
}: EstateGiven): Estate {
  return {
    ...blankEstate(),
    sources: [
      aFitSource(source),
      ...(guest === undefined ? [] : [aFitSource({ kind: 'guest', name: 'guest.tar.gz', facts: {} })]),
    ],
    guests: guest === undefined ? [] : [{ ...aGuest(guest), source: 1 }],
    hosts: hosts.map((host) => ({ ...blankHost(0, null, host.name), ...host })),
    clusters: clusters.map((cluster) => ({ ...blankCluster(0, null, cluster.name), ...cluster })),
    datastores: datastores.map((datastore) => ({ ...blankDatastore(0, null, datastore.name), ...datastore })),
    storageDevices: storageDevices.map((device) => ({ ...blankStorageDevice(0, null, null), ...device })),
    portGroups: portGroups.map((group) => ({ ...blankPortGroup(0, null, group.kind), ...group })),
    vms: vms.map(aFitVm),
  };
}

export const testNode = { type: 'test', cpus: 120, memoryMiB: 500_000 };

export function aFitContext(
  given: EstateGiven,
  settings: Partial<Settings> = {},
  asOf: string | null = '2026-11-24',
): FitContext {
  const estate = aFitEstate(given);
  const first = estate.vms[0]?.id ?? null;
  const { guestIs = 'first' } = given;
  const matches = estate.guests.map((guest): GuestMatch => ({
    guest: guest.id,
    vm: guestIs === 'first' ? first : null,
    by: guestIs === 'first' ? 'bios-uuid' : 'none',
    candidates: guestIs === 'doubtful' && first !== null ? [first] : [],
    explanation: 'as the test says',
  }));
  return buildFitContext(estate, { ...defaultSettings(), ...settings }, asOf, testNode, matches);
}
