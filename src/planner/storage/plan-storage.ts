import { byCodePoint } from '../../lib/order.ts';
import { datastoreOfPath } from '../../model/datastore-path.ts';
import type { Disk, Estate, Vm } from '../../model/estate.ts';
import type { Disposition, Workload } from '../../model/plan.ts';
import type { DatastoreClass, Settings } from '../../model/settings.ts';
import type { DiskDecision, StorageClassPlan, StoragePlan, VmStorage } from '../../model/storage-plan.ts';
import { counted, listed } from '../figures.ts';
import { compileGlob } from '../fit/match.ts';
import { findSharedDisks, sharedDiskKeys } from '../fit/shared-disks.ts';
import { hostKey, scopeOf } from '../place.ts';
import { type ArrayDriver, arrayDriver } from './arrays.ts';
import {
  type Datastores,
  type NamedDatastore,
  hostsWithLocalDevice,
  indexDatastores,
  isLocal,
  recordOfType,
} from './datastores.ts';
import { softwareDefined } from './software-defined.ts';

/** What the plan knows of a VM before its storage is planned. */
export interface StoredVm {
  readonly disposition: Disposition;
  readonly workloads: readonly Pick<Workload, 'name' | 'volumes'>[];
  /** Names of the claims of a rehosted VM's disks, one for each. */
  readonly claims: readonly string[];
}

export interface PlannedStorage {
  readonly plan: StoragePlan;
  /** In the order of the estate's VMs; null for a VM that is not rehosted. */
  readonly ofVm: readonly (VmStorage | null)[];
}

/** What is known of a class from one datastore. */
type ClassDraft = Pick<
  StorageClassPlan,
  | 'name'
  | 'chosen'
  | 'kind'
  | 'driver'
  | 'provisioner'
  | 'accessModes'
  | 'liveMigration'
  | 'media'
  | 'remains'
  | 'notes'
  | 'sources'
>;

const nothingKnown: Omit<ClassDraft, 'name' | 'notes'> = {
  chosen: false,
  kind: 'unknown',
  driver: null,
  provisioner: null,
  accessModes: [],
  liveMigration: null,
  media: null,
  remains: null,
  sources: [],
};

const unknownClass = (name: string, note: string): ClassDraft => ({ ...nothingKnown, name, notes: [note] });

const blockModes: ClassDraft['accessModes'] = ['ReadWriteOnce', 'ReadWriteMany in volumeMode Block'];

const capabilities = 'containerized-data-importer: pkg/storagecapabilities';

/** What datastores that end with VMware become. Ceph stands for its kind; its figures are the settings' defaults. */
const replicated: ClassDraft = {
  ...nothingKnown,
  name: 'ceph-block',
  kind: 'software-defined',
  driver: 'Rook, Ceph RBD',
  provisioner: 'rook-ceph.rbd.csi.ceph.com',
  accessModes: blockModes,
  liveMigration: true,
  remains: false,
  notes: [
    'vSAN ends with VMware, and a host’s own disks serve no other host: both need storage that the nodes keep themselves. Ceph with Rook is one such product, Apache-2.0; the choice is yours.',
  ],
  sources: ['rook.io: Ceph block storage', capabilities],
};

const nfs: ClassDraft = {
  ...nothingKnown,
  name: 'nfs',
  kind: 'nfs',
  driver: 'CSI driver for NFS',
  provisioner: 'nfs.csi.k8s.io',
  accessModes: ['ReadWriteMany'],
  liveMigration: true,
  notes: [
    'kubernetes-csi, Apache-2.0. The maker of the NFS server may have a driver with snapshots and quotas of its own; a server that is itself part of the hypervisor hosts (Nutanix and others) ends with them.',
  ],
  sources: ['github.com/kubernetes-csi/csi-driver-nfs', capabilities],
};

const ofArray = (driver: ArrayDriver): ClassDraft => ({
  name: driver.className,
  chosen: false,
  kind: 'array',
  driver: driver.driver,
  provisioner: driver.provisioner,
  accessModes: driver.readWriteMany === 'block' ? blockModes : [],
  liveMigration: driver.readWriteMany === 'block' ? true : null,
  media: driver.media,
  remains: true,
  notes: [`${driver.family}: ${driver.notes.join(' ')}`],
  sources: [...driver.sources],
});

/** Of a class that a person names, only what devirt.yaml says of it is known. */
const ofSetting = (rule: DatastoreClass): ClassDraft => ({
  ...nothingKnown,
  name: rule.class,
  chosen: true,
  liveMigration: rule.readWriteMany,
  notes: ['Named in devirt.yaml.'],
});

const arrayText = (vendor: string | null, model: string | null): string =>
  `${vendor?.trim() ?? '?'} ${model?.trim() ?? '?'}`;

/** The class that follows from what is known of a datastore. */
function proposedClass(datastore: NamedDatastore | null): ClassDraft {
  if (datastore === null) return unknownClass('unknown', 'These datastores are in no list of datastores or LUNs.');
  if (recordOfType(datastore, /^vsan/i) !== null) return replicated;
  if (recordOfType(datastore, /^nfs/i) !== null) return nfs;
  if (isLocal(datastore) === true) return replicated;
  const drivers = new Map<string, ArrayDriver>();
  for (const { vendor, model } of datastore.devices) {
    const driver = arrayDriver(vendor, model);
    if (driver !== null) drivers.set(driver.className, driver);
  }
  const [only] = drivers.values();
  if (drivers.size === 1 && only !== undefined) return ofArray(only);
  if (drivers.size > 1) return unknownClass('unknown-block', 'Several arrays under one datastore.');
  if (recordOfType(datastore, /^vvol/i) !== null) {
    return unknownClass('unknown-vvol', 'A vVol container: no LUN names the array behind it.');
  }
  return datastore.devices.length > 0
    ? unknownClass('unknown-block', 'Vendor and model of the LUNs are in no list of drivers.')
    : unknownClass('unknown', 'No LUN of these datastores is listed (RVTools sheet vMultiPath).');
}

/** Where demand is summed up. */
interface Tally {
  readonly drafts: ClassDraft[];
  readonly datastores: NamedDatastore[];
  readonly vms: Set<string>;
  demandMiB: number;
}

/** Classes by name. Nothing that comes out depends on the order of VMs and datastores. */
class Classes {
  readonly #datastores: Datastores;
  readonly #rules: readonly { readonly rule: DatastoreClass; readonly matches: (name: string) => boolean }[];
  readonly #tallies = new Map<string, Tally>();
  readonly #drafts = new Map<NamedDatastore, ClassDraft>();

  constructor(datastores: Datastores, settings: Settings) {
    this.#datastores = datastores;
    this.#rules = settings.storage.classes.map((rule) => ({ rule, matches: compileGlob(rule.datastore) }));
    for (const datastore of datastores.all) {
      const draft = this.#choose(datastore.name) ?? proposedClass(datastore);
      this.#drafts.set(datastore, draft);
      const tally = this.#tally(draft);
      tally.drafts.push(draft);
      tally.datastores.push(datastore);
    }
  }

  /** The class of a datastore by its name; of one that is in no list, or of none, an unknown class. */
  of(owner: Vm, name: string | null): ClassDraft {
    const datastore = name === null ? null : this.#datastores.of(owner, name);
    const known = datastore === null ? undefined : this.#drafts.get(datastore);
    return known ?? (name === null ? null : this.#choose(name)) ?? proposedClass(null);
  }

  add(draft: ClassDraft, vm: Vm, sizeMiB: number): void {
    const tally = this.#tally(draft);
    if (tally.drafts.length === 0) tally.drafts.push(draft);
    tally.vms.add(vm.id);
    tally.demandMiB += sizeMiB;
  }

  plans(): StorageClassPlan[] {
    return [...this.#tallies].map(([name, tally]) => planOf(name, tally)).sort((a, b) => byCodePoint(a.name, b.name));
  }

  #choose(name: string): ClassDraft | null {
    const found = this.#rules.find(({ matches }) => matches(name));
    return found === undefined ? null : ofSetting(found.rule);
  }

  #tally({ name }: ClassDraft): Tally {
    const tally = this.#tallies.get(name) ?? { drafts: [], datastores: [], vms: new Set<string>(), demandMiB: 0 };
    this.#tallies.set(name, tally);
    return tally;
  }
}

/** What all say alike; null where they differ. */
function agreed<T>(values: readonly T[]): T | null {
  const [first, ...others] = values;
  return first !== undefined && others.every((value) => value === first) ? first : null;
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort(byCodePoint);

function planOf(name: string, { drafts, datastores, vms, demandMiB }: Tally): StorageClassPlan {
  const records = datastores.flatMap((datastore) => datastore.records);
  return {
    name,
    chosen: drafts.some((draft) => draft.chosen),
    kind: agreed(drafts.map((draft) => draft.kind)) ?? 'unknown',
    arrays: distinct(datastores.flatMap(({ devices }) => devices.map(({ vendor, model }) => arrayText(vendor, model)))),
    driver: agreed(drafts.map((draft) => draft.driver)),
    provisioner: agreed(drafts.map((draft) => draft.provisioner)),
    accessModes: drafts.some((draft) => draft.accessModes.length === 0) ? [] : (drafts[0]?.accessModes ?? []),
    liveMigration: agreed(drafts.map((draft) => draft.liveMigration)),
    media: agreed(drafts.map((draft) => draft.media)),
    remains: agreed(drafts.map((draft) => draft.remains)),
    notes: distinct(drafts.flatMap((draft) => draft.notes)),
    sources: distinct(drafts.flatMap((draft) => draft.sources)),
    datastores: distinct(datastores.map((datastore) => datastore.name)),
    capacityMiB: total(records.map((record) => record.capacityMiB)),
    inUseMiB: total(records.map((record) => record.inUseMiB)),
    vms: vms.size,
    demandMiB,
  };
}

/** A sum in which one unknown makes the whole unknown; of nothing it is unknown. */
function total(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum;
}

/**
 * Which StorageClass the disks of each VM go to, how much that is, and what storage it takes where datastores do not
 * outlive VMware. A claim holds a whole disk, thin or not. `vms[i]` belongs to `estate.vms[i]`; `workers` is the number
 * of worker nodes of the plan.
 */
export function planStorage(
  estate: Estate,
  vms: readonly StoredVm[],
  workers: number,
  settings: Settings,
): PlannedStorage {
  const classes = new Classes(indexDatastores(estate), settings);
  const shared = findSharedDisks(estate);
  const isShared = (vm: Vm, disk: Disk): boolean => isSharedDisk(vm, disk, shared);
  const demand = { rehostMiB: 0, containerizeMiB: 0, totalMiB: 0, rawDeviceMiB: 0, unknownVms: 0 };
  const soFar: DemandSoFar = { demand, seen: new Set() };

  const ofVm = estate.vms.map((vm, index): VmStorage | null => {
    const stored = vms[index];
    if (stored?.disposition === 'containerize') {
      addContainers(vm, stored.workloads, classes, soFar);
      return null;
    }
    if (stored?.disposition !== 'rehost') return null;
    addDisks(vm, classes, soFar);
    return vmStorage(vm, stored.claims, classes, isShared);
  });
  demand.totalMiB = demand.rehostMiB + demand.containerizeMiB;

  const plans = classes.plans();
  const endingMiB = plans.reduce((sum, plan) => sum + (plan.kind === 'software-defined' ? plan.demandMiB : 0), 0);
  return {
    ofVm,
    plan: {
      classes: plans,
      demand,
      softwareDefined: softwareDefined(endingMiB, workers, settings),
      localDisks: localDisks(estate),
      unknown: unknowns(plans, demand),
    },
  };
}

function isSharedDisk(vm: Vm, disk: Disk, shared: ReadonlyMap<string, readonly Vm[]>): boolean {
  return (
    disk.sharingMode?.toLowerCase() === 'sharingmultiwriter' ||
    (disk.controllerSharing !== null && disk.controllerSharing.toLowerCase() !== 'nosharing') ||
    sharedDiskKeys(vm, disk).some(({ key }) => shared.has(key))
  );
}

interface DemandSoFar {
  readonly demand: StoragePlan['demand'];
  /** Disks that are counted already: one that several VMs share is one disk. */
  readonly seen: Set<string>;
}

function addDisks(vm: Vm, classes: Classes, { demand, seen }: DemandSoFar): void {
  const known = vm.disks.length > 0 && vm.disks.every((disk) => disk.capacityMiB !== null);
  if (!known) {
    const sizeMiB = vm.totalDiskCapacityMiB ?? vm.provisionedMiB;
    if (sizeMiB === null) {
      // No disk is an answer where the VM's own record says so.
      if (vm.diskCount !== 0) demand.unknownVms++;
      return;
    }
    classes.add(classes.of(vm, datastoreOfPath(vm.vmxPath)), vm, sizeMiB);
    demand.rehostMiB += sizeMiB;
    return;
  }
  for (const disk of vm.disks) {
    const keys = sharedDiskKeys(vm, disk);
    if (keys.some(({ key }) => seen.has(key))) continue;
    for (const { key } of keys) seen.add(key);
    const sizeMiB = disk.capacityMiB ?? 0;
    if (disk.raw === true) {
      demand.rawDeviceMiB += sizeMiB;
      continue;
    }
    classes.add(classes.of(vm, datastoreOfPath(disk.path)), vm, sizeMiB);
    demand.rehostMiB += sizeMiB;
  }
}

function addContainers(
  vm: Vm,
  workloads: readonly Pick<Workload, 'name' | 'volumes'>[],
  classes: Classes,
  { demand }: DemandSoFar,
): void {
  const sizeMiB = workloads.flatMap(({ volumes }) => volumes).reduce((sum, volume) => sum + volume.sizeMiB, 0);
  if (sizeMiB === 0) return;
  demand.containerizeMiB += sizeMiB;
  // Which of its disks a file system is on is not told: where all are of one class, the claims are too.
  const drafts = new Map(
    [vm.vmxPath, ...vm.disks.map((disk) => disk.path)]
      .flatMap((path) => datastoreOfPath(path) ?? [])
      .map((name) => {
        const draft = classes.of(vm, name);
        return [draft.name, draft] as const;
      }),
  );
  const [only] = drafts.values();
  classes.add(drafts.size === 1 && only !== undefined ? only : classes.of(vm, null), vm, sizeMiB);
}

/** Why a disk gets no claim; null where it does. */
function whyLeftOut(disk: Disk, isShared: boolean): string | null {
  if (disk.raw === true)
    return 'a raw device mapping: its LUN is given to the VM as a volume of its own, or copied first';
  if (isShared)
    return 'set up to be shared between VMs: one ReadWriteMany block volume for all of them, which is made once';
  if (disk.capacityMiB === null || disk.capacityMiB === 0) return 'its size is not known';
  return null;
}

function vmStorage(
  vm: Vm,
  claims: readonly string[],
  classes: Classes,
  isShared: (vm: Vm, disk: Disk) => boolean,
): VmStorage {
  const drafts: ClassDraft[] = [];
  const disks = vm.disks.map((disk, index): DiskDecision => {
    const leftOut = whyLeftOut(disk, isShared(vm, disk));
    const datastore = datastoreOfPath(disk.path);
    const draft = classes.of(vm, datastore);
    if (leftOut === null) drafts.push(draft);
    return {
      disk: index,
      claim: leftOut === null ? (claims[index] ?? null) : null,
      sizeMiB: disk.capacityMiB,
      datastore,
      storageClass: { name: draft.name, chosen: draft.chosen },
      leftOut,
    };
  });
  return { disks, ...liveMigration(drafts) };
}

function liveMigration(drafts: readonly ClassDraft[]): Pick<VmStorage, 'liveMigration' | 'why'> {
  if (drafts.length === 0) return { liveMigration: 'unknown', why: 'No disk of it gets a claim.' };
  const never = drafts.find((draft) => draft.chosen && draft.liveMigration === false);
  if (never !== undefined) {
    return { liveMigration: 'impossible', why: `Class ${never.name} gives no ReadWriteMany volumes (devirt.yaml).` };
  }
  if (drafts.every((draft) => draft.chosen && draft.liveMigration === true)) {
    return { liveMigration: 'possible', why: 'Its classes give ReadWriteMany volumes (devirt.yaml).' };
  }
  const unchosen = drafts.find((draft) => !draft.chosen);
  return {
    liveMigration: 'unknown',
    why:
      unchosen === undefined
        ? 'devirt.yaml does not say whether its classes give ReadWriteMany volumes (storage.classes).'
        : 'Its disks get the default class of the cluster, whose access modes are not known: name classes in devirt.yaml (storage.classes).',
  };
}

function keyOfHost(place: { readonly source: number; readonly vCenterUuid: string | null }, host: string): string {
  return `${scopeOf(place)}\n${hostKey(host)}`;
}

function localDisks(estate: Estate): StoragePlan['localDisks'] {
  const withDisk = new Set(hostsWithLocalDevice(estate).map((device) => keyOfHost(device, device.host ?? '')));
  const listedHosts = new Set(
    estate.storageDevices.flatMap((device) => (device.host === null ? [] : keyOfHost(device, device.host))),
  );
  let hostsWith = 0;
  let hostsWithout = 0;
  let hostsUnknown = 0;
  for (const host of estate.hosts) {
    const key = keyOfHost(host, host.name);
    if (withDisk.has(key)) hostsWith++;
    else if (listedHosts.has(key)) hostsWithout++;
    else hostsUnknown++;
  }
  return {
    hostsWith,
    hostsWithout,
    hostsUnknown,
    explanation:
      'Hosts with a drive of their own under a datastore. RVTools lists no disk that is under no datastore, boot media and the disks of vSAN among them: a host without one here may have some, which its hardware inventory tells.',
  };
}

function unknowns(plans: readonly StorageClassPlan[], demand: StoragePlan['demand']): string[] {
  const lines = plans
    .filter((plan) => plan.provisioner === null && !plan.chosen && plan.demandMiB > 0)
    .map(({ name, datastores, notes, vms }) => {
      const where = datastores.length === 0 ? 'datastores that no source lists' : listed(datastores);
      return `No CSI driver is known for class ${name} (${counted(vms, 'VM')} on ${where}): ${notes.join(' ')}`;
    });
  if (demand.unknownVms > 0)
    lines.push(`The storage of ${counted(demand.unknownVms, 'VM')} is not known and in no sum`);
  return lines;
}
