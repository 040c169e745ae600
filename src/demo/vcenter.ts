import type { HostModel } from './hardware.ts';
import { seededRandom } from './random.ts';
import type { ClusterSpec, Site } from './sites.ts';
import { sum } from './sum.ts';
import { buildVm, type DemoVm } from './virtual-machine.ts';
import type { VmSpec } from './vm-spec.ts';

export interface DemoHost {
  readonly name: string;
  readonly moRef: string;
  readonly uuid: string;
  readonly serial: string;
  readonly cluster: ClusterSpec;
  readonly model: HostModel;
  readonly managementAddress: string;
  readonly vMotionAddress: string;
  readonly bootDaysAgo: number;
  readonly vms: DemoVm[];
}

export interface DemoDatastore {
  readonly name: string;
  readonly moRef: string;
  readonly type: 'VMFS' | 'NFS';
  /** Device of a VMFS; export of an NFS. */
  readonly device: string;
  readonly local: boolean;
  readonly hosts: readonly DemoHost[];
  readonly vms: DemoVm[];
  readonly capacityMiB: number;
  /** ISO images and the like, which belong to no VM. */
  readonly otherFilesMiB: number;
}

export interface DemoPool {
  readonly name: string;
  readonly path: string;
  readonly moRef: string;
  readonly vms: DemoVm[];
}

export interface DemoCluster {
  readonly spec: ClusterSpec;
  readonly moRef: string;
  readonly hosts: readonly DemoHost[];
  /** The datastores that VMs stand on, seen by all hosts. */
  readonly datastores: readonly DemoDatastore[];
  /** Root pool first. */
  readonly pools: readonly DemoPool[];
  /** Switch of the VMs' networks. */
  readonly switchName: string;
  /** Networks of its VMs, in the order of their first use. */
  readonly networks: readonly string[];
  readonly vms: readonly DemoVm[];
}

/** One vCenter with all that it manages. */
export interface DemoVCenter {
  readonly site: Site;
  readonly datacenter: string;
  readonly server: string;
  readonly uuid: string;
  readonly clusters: readonly DemoCluster[];
  readonly hosts: readonly DemoHost[];
  readonly datastores: readonly DemoDatastore[];
  /** In the order of the site's list. */
  readonly vms: readonly DemoVm[];
  /** moRefs of the folders, by path. */
  readonly folders: ReadonlyMap<string, string>;
}

const datastoreCapacityMiB = 8 * 1024 * 1024 - 256;
const localCapacityMiB = 227_328;
const isoCapacityMiB = 2 * 1024 * 1024;
/** Share of a datastore that VMs may be provisioned with, when datastores are counted for a cluster. */
const provisionedPercent = 80;
/** vCPUs a core that count as much as a full memory when a VM looks for its host. */
const fullVcpusPerCore = 6;

/** What a VM may take on a datastore at most, MiB. */
function sizeMiB(spec: VmSpec): number {
  return 1024 * (spec.memoryGiB + sum(spec.disks, (disk) => (disk.rawLun === undefined ? disk.gib : 0)));
}

/** The item with the lowest score; of equal ones the first. */
function lowest<T>(items: readonly T[], score: (item: T) => number): T {
  let best: T | undefined;
  let bestScore = Infinity;
  for (const item of items) {
    const itemScore = score(item);
    if (itemScore < bestScore) [best, bestScore] = [item, itemScore];
  }
  if (best === undefined) throw new RangeError('nothing to choose from');
  return best;
}

/** A host for each VM: the large ones first, each where memory and processors are least taken, rules observed. */
function chooseHosts(specs: readonly VmSpec[], hosts: readonly DemoHost[]): Map<VmSpec, DemoHost> {
  const taken = new Map(hosts.map((host) => [host, { memoryMiB: 0, vcpus: 0, rules: new Set<string>() }]));
  const chosen = new Map<VmSpec, DemoHost>();
  for (const spec of specs.toSorted((a, b) => b.memoryGiB - a.memoryGiB)) {
    const { separated } = spec;
    const free =
      separated === undefined ? hosts : hosts.filter((host) => taken.get(host)?.rules.has(separated) !== true);
    const host = lowest(free.length === 0 ? hosts : free, (candidate) => {
      const { model } = candidate;
      const use = taken.get(candidate);
      const memory = ((use?.memoryMiB ?? 0) + spec.memoryGiB * 1024) / model.memoryMiB;
      const cpu = ((use?.vcpus ?? 0) + spec.cpus) / (model.cpuSockets * model.coresPerSocket * fullVcpusPerCore);
      return Math.max(memory, cpu);
    });
    chosen.set(spec, host);
    const use = taken.get(host);
    if (use === undefined || spec.power !== 'poweredOn') continue;
    use.memoryMiB += spec.memoryGiB * 1024;
    use.vcpus += spec.cpus;
    if (separated !== undefined) use.rules.add(separated);
  }
  return chosen;
}

/** A datastore for each VM: the large ones first, each where least is provisioned; VMs that share disks stay together. */
function chooseDatastores(specs: readonly VmSpec[], datastores: readonly DemoDatastore[]): Map<VmSpec, DemoDatastore> {
  const provisioned = new Map(datastores.map((datastore) => [datastore, 0]));
  const chosen = new Map<VmSpec, DemoDatastore>();
  for (const spec of specs.toSorted((a, b) => sizeMiB(b) - sizeMiB(a))) {
    const shares = spec.disks.some(({ sharedAs }) => sharedAs !== undefined);
    const datastore = lowest(
      shares ? datastores.slice(0, 1) : datastores,
      (candidate) => provisioned.get(candidate) ?? 0,
    );
    chosen.set(spec, datastore);
    provisioned.set(datastore, (provisioned.get(datastore) ?? 0) + sizeMiB(spec));
  }
  return chosen;
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** Addresses for NICs: each network takes a /24 of its own, and another when that is full. */
function addressPlan(site: number): (network: string) => { macAddress: string; ipv4: string } {
  const next = new Map<string, { block: number; host: number }>();
  let blocks = 0;
  let nics = 0;
  return (network) => {
    let at = next.get(network);
    if (at === undefined || at.host > 250) {
      at = { block: blocks++, host: 10 };
      if (at.block > 255) throw new RangeError('a site has no more than 256 networks of 240 addresses');
      next.set(network, at);
    }
    const nic = nics++;
    return {
      // vCenter hands out addresses below its own OUI, by its instance number.
      macAddress: `00:50:56:${hexByte(128 + (site % 64))}:${hexByte(nic >> 8)}:${hexByte(nic & 255)}`,
      ipv4: `10.${20 + site}.${at.block}.${at.host++}`,
    };
  };
}

/** Names for folders on datastores: no character that vSphere would have to escape, and none twice. */
function directoryNames(): (name: string) => string {
  const used = new Map<string, number>();
  return (name) => {
    const plain = name.replace(/[^A-Za-z0-9_ -]/gu, '_');
    const before = used.get(plain) ?? 0;
    used.set(plain, before + 1);
    return before === 0 ? plain : `${plain}_${before}`;
  };
}

/** The vCenter of a site. Seed and site decide everything in it. */
export function buildVCenter(site: Site, index: number, seed: number): DemoVCenter {
  const random = seededRandom(`${seed}/${site.code}`);
  const datacenter = site.name;
  let objects = 8;
  const moRef = (kind: string): string => `${kind}${objects++}`;
  const addressFor = addressPlan(index);
  const directoryFor = directoryNames();
  const folders = new Map<string, string>();
  const hostOf = new Map<VmSpec, DemoHost>();
  const datastoreOf = new Map<VmSpec, DemoDatastore>();

  const unfilled = site.clusters.map((spec, clusterIndex) => {
    const specs = site.vms.filter((vm) => vm.cluster === spec.name);
    const hosts = spec.hosts.map((model, i): DemoHost => ({
      name: `esx-${spec.name.toLowerCase()}-${String(i + 1).padStart(2, '0')}.nordhafen.example`,
      moRef: moRef('host-'),
      uuid: random.uuid(),
      serial: `CZ${random.hex(8).toUpperCase()}`,
      cluster: spec,
      model,
      managementAddress: `172.${16 + (index % 16)}.${clusterIndex}.${11 + i}`,
      vMotionAddress: `192.168.${clusterIndex}.${11 + i}`,
      bootDaysAgo: random.integer(20, 300),
      vms: [],
    }));
    const need = Math.ceil((sum(specs, sizeMiB) * 100) / (datastoreCapacityMiB * provisionedPercent));
    const datastores = Array.from({ length: Math.max(2, need) }, (_, i): DemoDatastore => ({
      name: `${spec.name}-VMFS-${String(i + 1).padStart(2, '0')}`,
      moRef: moRef('datastore-'),
      type: 'VMFS',
      device: `naa.600a0980${random.hex(24)}`,
      local: false,
      hosts,
      vms: [],
      capacityMiB: datastoreCapacityMiB,
      otherFilesMiB: 0,
    }));
    for (const [vm, host] of chooseHosts(specs, hosts)) hostOf.set(vm, host);
    for (const [vm, datastore] of chooseDatastores(specs, datastores)) datastoreOf.set(vm, datastore);
    const root = `/${datacenter}/${spec.name}/Resources`;
    const pools = ['Resources', ...spec.pools].map((name, i): DemoPool => ({
      name,
      path: i === 0 ? root : `${root}/${name}`,
      moRef: moRef('resgroup-'),
      vms: [],
    }));
    return {
      spec,
      moRef: moRef('domain-c'),
      hosts,
      datastores,
      pools,
      switchName: spec.switch === 'distributed' ? `DSwitch-${spec.name}` : 'vSwitch1',
    };
  });

  const claimed = new Set<string>();
  const vms = site.vms.map((spec, vmIndex) => {
    const host = hostOf.get(spec);
    const datastore = datastoreOf.get(spec);
    if (host === undefined || datastore === undefined) throw new RangeError(`${spec.name}: no cluster ${spec.cluster}`);
    const folder = `/${datacenter}/${spec.folder}`;
    if (!folders.has(folder)) folders.set(folder, moRef('group-v'));
    const directory = directoryFor(spec.name);
    const vm = buildVm(
      spec,
      {
        moRef: `vm-${1001 + vmIndex}`,
        host,
        datastore,
        directory,
        addresses: spec.networks.map(addressFor),
        mountsShared: (file) => !claimed.has(file) && claimed.add(file).has(file),
      },
      seededRandom(`${seed}/${site.code}/${directory}`),
    );
    host.vms.push(vm);
    datastore.vms.push(vm);
    return vm;
  });

  const clusters = unfilled.map((cluster): DemoCluster => {
    const own = cluster.hosts.flatMap((host) => host.vms);
    for (const vm of own) {
      const pool = cluster.pools.find(({ name }) => name === vm.spec.resourcePool) ?? cluster.pools[0];
      pool?.vms.push(vm);
    }
    return { ...cluster, vms: own, networks: [...new Set(own.flatMap((vm) => vm.spec.networks))] };
  });
  const hosts = clusters.flatMap((cluster) => cluster.hosts);
  return {
    site,
    datacenter,
    server: `vcsa-${site.code}.nordhafen.example`,
    uuid: random.uuid(),
    clusters,
    hosts,
    datastores: [
      ...clusters.flatMap((cluster) => cluster.datastores),
      ...hosts.map((host): DemoDatastore => ({
        name: `${host.name.split('.', 1)[0]}-local`,
        moRef: moRef('datastore-'),
        type: 'VMFS',
        device: `mpx.vmhba1:C0:T0:L0`,
        local: true,
        hosts: [host],
        vms: [],
        capacityMiB: localCapacityMiB,
        otherFilesMiB: 1449,
      })),
      {
        name: 'ISO-NFS',
        moRef: moRef('datastore-'),
        type: 'NFS',
        device: `10.${20 + index}.255.5 /vol/iso`,
        local: false,
        hosts,
        vms: [],
        capacityMiB: isoCapacityMiB,
        otherFilesMiB: 421_888,
      },
    ],
    vms,
    folders,
  };
}
