import { blankEstate } from '../../src/model/blank-records.ts';
import type { Estate, FactPlace, PerformanceSeries, SourceWarning, Vm, VmEvents } from '../../src/model/estate.ts';
import { TransportError, VimFault } from './client/faults.ts';
import type { ManagedObject } from './client/node.ts';
import { listObjects, type ObjectContent, retrieve, retrieveEach, type RetrieveOptions } from './client/retrieve.ts';
import type { VimSession } from './client/session.ts';
import { hasNoSession, isRefusal } from './client/retry.ts';
import { readTags } from './client/tags.ts';
import { readEvents } from './events.ts';
import { clusterFacts, clusterProperties, type ReadCluster, readCluster, ruleNames } from './inventory/clusters.ts';
import { editionFacts, readEdition } from './inventory/editions.ts';
import { addFactPlaces, type FactPath } from './inventory/fact-paths.ts';
import { hostFacts, hostProperties, readHost } from './inventory/hosts.ts';
import {
  distributedPortGroupFacts,
  distributedPortGroupProperties,
  distributedSwitchFacts,
  distributedSwitchProperties,
  networkProperties,
  Networks,
  readDistributedPortGroup,
  readDistributedSwitch,
} from './inventory/networks.ts';
import {
  datastoreFacts,
  datastoreProperties,
  readDatastore,
  readResourcePool,
  resourcePoolFacts,
  resourcePoolProperties,
} from './inventory/storage-and-pools.ts';
import { utcTime } from './inventory/times.ts';
import { displayName, InventoryTree } from './inventory/tree.ts';
import { readVm, type VmSurroundings } from './inventory/vm.ts';
import { vmFacts, vmProperties } from './inventory/vm-facts.ts';
import { assignIds } from './inventory/vm-ids.ts';
import { History, type HistorySource, openHistory } from './performance/history.ts';
import { missingCounters } from './performance/missing-counters.ts';
import { checkPrivileges } from './privileges.ts';
import { warningsOf } from './warnings.ts';

export interface CollectOptions {
  readonly retrieve?: RetrieveOptions;
  /** Whether to read what the server keeps of the past, which takes the longest. */
  readonly history: boolean;
  /** Called as objects are read; `total` is how many there are of this kind. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/** Base types: what derives from them (vApps, distributed port groups, clusters) is listed with them. */
const listedTypes = [
  'Folder',
  'Datacenter',
  'StoragePod',
  'ComputeResource',
  'HostSystem',
  'ResourcePool',
  'Datastore',
  'Network',
  'DistributedVirtualSwitch',
  'VirtualMachine',
];

/** What stands above others, so that names and paths can be made. */
const treeTypes: ReadonlySet<string> = new Set([
  'Folder',
  'Datacenter',
  'StoragePod',
  'ComputeResource',
  'ClusterComputeResource',
  'HostSystem',
  'ResourcePool',
  'VirtualApp',
  'Datastore',
]);

/** Takes VMs in the order of the Estate. It is waited for. */
export type TakeVms = (vms: readonly Vm[]) => Promise<void> | void;

/**
 * Reads the inventory of a vCenter or ESXi host into an Estate with one source, whose `facts` say which property of
 * which type holds each fact, and whose `warnings` say what could not be read. Its VMs are not in it: they are handed
 * over as they come, so that their number does not count in memory. Nothing is changed on the server.
 * Rejects with TransportError or VimFault where the server is lost for good.
 */
export async function collectVsphere(session: VimSession, options: CollectOptions, takeVms: TakeVms): Promise<Estate> {
  const collection = new Collection(session, options, takeVms);
  return collection.run();
}

/** What the server keeps of the past, `now` being its time. */
interface Past {
  readonly now: string;
  readonly events: Events;
  /** Null where the server has no figures. */
  readonly source: HistorySource | null;
}

/** Events by VMs, or why they are unknown. Both absent where the server has no events at all. */
interface Events {
  readonly byVm?: ReadonlyMap<string, VmEvents>;
  readonly warning?: SourceWarning;
}

/** VMs by what rules of their clusters call them. */
const idsWanted = (clusters: readonly ReadCluster[]): ReadonlySet<string> =>
  new Set(clusters.flatMap(({ rules }) => rules.flatMap(({ vmRefs }) => vmRefs)));

class Collection {
  readonly #session: VimSession;
  readonly #options: CollectOptions;
  readonly #takeVms: TakeVms;
  readonly #estate = blankEstate();
  readonly #facts: Record<string, FactPlace[]> = {};
  readonly #warnings: SourceWarning[] = [];
  readonly #tree = new InventoryTree();
  readonly #vCenterUuid: string | null;
  readonly #objects = new Map<string, ManagedObject[]>();

  constructor(session: VimSession, options: CollectOptions, takeVms: TakeVms) {
    this.#session = session;
    this.#options = options;
    this.#takeVms = takeVms;
    // A lone host has none.
    this.#vCenterUuid = session.about.text('instanceUuid')?.toLowerCase() ?? null;
  }

  async run(): Promise<Estate> {
    const now = await this.#session.currentTime();
    this.#warnings.push(...(await checkPrivileges(this.#session)));
    for (const object of await listObjects(this.#session, listedTypes)) {
      const ofType = this.#objects.get(object.type);
      if (ofType === undefined) this.#objects.set(object.type, [object]);
      else ofType.push(object);
    }
    await this.#readTree();
    const networks = await this.#readNetworks();
    const clusters = await this.#readClusters();
    await this.#readHosts(networks);
    await this.#readStorageAndPools();
    await this.#readEditions();
    const customFields = await this.#readCustomFields();
    const tags = await this.#readTags();
    const around = {
      source: 0,
      vCenterUuid: this.#vCenterUuid,
      tree: this.#tree,
      networks,
      customFields,
      tags,
      ...this.#ruleIndex(clusters),
    };
    const past = now !== null && this.#options.history ? await this.#readPast(now) : null;
    this.#finishClusters(clusters, await this.#readVms(around, past, idsWanted(clusters)));
    if (past?.source) await this.#readInfrastructureHistory(past.source, past.now);
    const { about, server } = this.#session;
    if (this.#vCenterUuid !== null) {
      this.#estate.vCenters.push({
        source: 0,
        row: null,
        vCenterUuid: this.#vCenterUuid,
        fullName: about.text('fullName'),
        version: about.text('version'),
        build: about.text('build'),
      });
    }
    this.#estate.sources.push({
      kind: 'vsphere',
      name: server.host,
      version: about.text('fullName'),
      vCenterUuid: this.#vCenterUuid,
      server: server.host,
      exportedAt: utcTime(now),
      facts: this.#facts,
      warnings: this.#warnings,
    });
    return this.#estate;
  }

  /** Reads all objects of a type; notes what lacks, and where its facts stand. */
  async #read<T>(
    type: string,
    properties: readonly string[],
    facts: readonly FactPath[],
    map: (content: ObjectContent) => T,
  ): Promise<readonly T[]> {
    const records: T[] = [];
    await this.#readEach(type, properties, facts, map, (batch) => void records.push(...batch));
    return records;
  }

  /** As #read, and hands the records over batch by batch. */
  async #readEach<T>(
    type: string,
    properties: readonly string[],
    facts: readonly FactPath[],
    map: (content: ObjectContent) => T,
    take: (records: readonly T[]) => Promise<void> | void,
  ): Promise<void> {
    const objects = this.#objects.get(type) ?? [];
    if (objects.length === 0) {
      // None there is an answer too.
      addFactPlaces(this.#facts, type, facts, []);
      return;
    }
    const lacking = await retrieveEach(this.#session, type, objects, properties, map, take, {
      ...this.#options.retrieve,
      onProgress: (done) => this.#options.onProgress?.(type, done, objects.length),
    });
    addFactPlaces(this.#facts, type, facts, lacking.unknownPaths);
    this.#warnings.push(...warningsOf(type, lacking));
  }

  async #readTree(): Promise<void> {
    for (const type of treeTypes) {
      await this.#read(type, ['name', 'parent'], [], (content) =>
        this.#tree.add(
          content.object,
          // Folders' names stay as they are, since they are parts of paths.
          type === 'Folder' ? (content.text('name') ?? '') : displayName(content.text('name') ?? ''),
          content.reference('parent'),
        ),
      );
    }
  }

  async #readNetworks(): Promise<Networks> {
    const switches = [];
    for (const type of ['VmwareDistributedVirtualSwitch', 'DistributedVirtualSwitch']) {
      switches.push(
        ...(await this.#read(type, distributedSwitchProperties, distributedSwitchFacts, readDistributedSwitch)),
      );
    }
    const portGroups = await this.#read(
      'DistributedVirtualPortgroup',
      distributedPortGroupProperties,
      distributedPortGroupFacts,
      readDistributedPortGroup,
    );
    const networks = new Networks(switches, portGroups);
    await this.#read('OpaqueNetwork', networkProperties, [], (content) => networks.addOpaque(content));
    const records = networks.records(0, this.#vCenterUuid);
    this.#estate.virtualSwitches.push(...records.switches);
    this.#estate.portGroups.push(...records.portGroups);
    return networks;
  }

  #readClusters(): Promise<readonly ReadCluster[]> {
    return this.#read('ClusterComputeResource', clusterProperties, clusterFacts, (content) =>
      readCluster(content, 0, this.#vCenterUuid, this.#tree),
    );
  }

  async #readHosts(networks: Networks): Promise<void> {
    const hosts = await this.#read('HostSystem', hostProperties, hostFacts, (content) =>
      readHost(content, 0, this.#vCenterUuid, this.#tree),
    );
    for (const read of hosts) {
      networks.addStandard(read.portGroups);
      this.#estate.hosts.push(read.host);
      this.#estate.hostAdapters.push(...read.adapters);
      this.#estate.physicalNics.push(...read.physicalNics);
      this.#estate.virtualSwitches.push(...read.switches);
      this.#estate.portGroups.push(...read.portGroups);
      this.#estate.storageDevices.push(...read.storageDevices);
      for (const nic of read.vmkernelNics) {
        // On a distributed switch it names the port group's key.
        const portGroup = nic.portGroup === null ? null : (networks.portGroupName(nic.portGroup) ?? nic.portGroup);
        this.#estate.vmkernelNics.push({ ...nic, portGroup });
      }
    }
  }

  async #readStorageAndPools(): Promise<void> {
    this.#estate.datastores.push(
      ...(await this.#read('Datastore', datastoreProperties, datastoreFacts, (content) =>
        readDatastore(content, 0, this.#vCenterUuid, this.#tree),
      )),
    );
    for (const type of ['ResourcePool', 'VirtualApp']) {
      this.#estate.resourcePools.push(
        ...(await this.#read(type, resourcePoolProperties, resourcePoolFacts, (content) =>
          readResourcePool(content, 0, this.#vCenterUuid, this.#tree),
        )),
      );
    }
  }

  /** Licences by their editions. The keys come along in the answer and go no further. */
  async #readEditions(): Promise<void> {
    const manager = this.#session.service('licenseManager');
    if (manager === null) return;
    const found = await retrieve(this.#session, manager.type, [manager], ['licenses'], (content) =>
      content.list('licenses').map((licence) => readEdition(licence, 0, this.#vCenterUuid)),
    );
    this.#estate.editions.push(...found.records.flat());
    if (found.refused.length === 0) addFactPlaces(this.#facts, manager.type, editionFacts, found.unknownPaths);
    this.#warnings.push(...warningsOf(manager.type, found).map((warning) => ({ ...warning, lacking: false })));
  }

  async #readCustomFields(): Promise<ReadonlyMap<string, string>> {
    const manager = this.#session.service('customFieldsManager');
    if (manager === null) return new Map();
    const { records } = await retrieve(this.#session, manager.type, [manager], ['field'], (content) =>
      content.list('field').map((field) => [field.text('key') ?? '', field.text('name') ?? ''] as const),
    );
    return new Map(records.flat());
  }

  /** Tags are another service: without it they are unknown, and the rest is not lost. */
  async #readTags(): Promise<ReadonlyMap<string, readonly string[]>> {
    // A lone host has no tags.
    if (this.#vCenterUuid === null) return new Map();
    try {
      const tags = await readTags(this.#session, this.#objects.get('VirtualMachine') ?? []);
      addFactPlaces(this.#facts, 'VirtualMachine', [['vm.tags', 'tag-association']], []);
      return tags;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.#warnings.push({ place: 'tags', message: `${error.message}: tags are unknown`, lacking: true });
      return new Map();
    }
  }

  /** Reads VMs with their past, batch by batch, and hands them over. Returns the ids of those that are wanted, by moRef. */
  async #readVms(
    around: VmSurroundings,
    past: Past | null,
    wanted: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, Vm['id']>> {
    const { byVm, warning } = past?.events ?? {};
    const history = past?.source ? new History(this.#session, past.source, past.now) : null;
    const ids = new Map<string, Vm['id']>();
    const handOver = async (vms: readonly Vm[]): Promise<void> => {
      for (const { moRef, id } of vms) if (moRef !== null && wanted.has(moRef)) ids.set(moRef, id);
      await this.#takeVms(vms);
    };
    // The ids of a lone host's VMs are given when all are there; it has hundreds at most.
    const held: Vm[] = [];
    const read = (content: ObjectContent): Vm => readVm(content, around);
    await this.#readEach('VirtualMachine', vmProperties, vmFacts, read, async (vms) => {
      if (byVm !== undefined) for (const vm of vms) vm.events = byVm.get(vm.moRef ?? '') ?? null;
      if (history !== null) {
        // A template never ran as one.
        const running = vms.filter(({ template }) => template !== true);
        await this.#addHistory(history, 'VirtualMachine', running);
      }
      if (this.#vCenterUuid === null) held.push(...vms);
      else await handOver(vms);
    });
    if (this.#vCenterUuid === null) {
      assignIds(held, this.#session.server.host);
      await handOver(held);
    }
    if (byVm !== undefined) {
      addFactPlaces(this.#facts, 'VirtualMachine', [['vm.events', 'EventManager.ReadNextEvents']], []);
    }
    if (warning !== undefined) this.#warnings.push(warning);
    if (history !== null) {
      addFactPlaces(this.#facts, 'VirtualMachine', [['vm.performance', 'PerformanceManager.QueryPerf']], []);
      for (const { interval, counters } of history.notKept()) {
        this.#warnings.push(...missingCounters(interval, counters));
      }
    }
    return ids;
  }

  async #readPast(now: string): Promise<Past> {
    return { now, events: await this.#readEvents(now), source: await openHistory(this.#session) };
  }

  /** Events are more than the inventory: without them they are unknown, and the rest is not lost. */
  async #readEvents(now: string): Promise<Events> {
    const manager = this.#session.service('eventManager');
    if (manager === null) return {};
    const unknown = (why: string): Events => ({
      warning: {
        place: 'events',
        message: `${why}: power-offs, migrations and restarts by HA are unknown`,
        lacking: true,
      },
    });
    try {
      const kept = await readEvents(this.#session, manager, this.#objects.get('VirtualMachine') ?? [], now, (read) =>
        this.#options.onProgress?.('events', read, read),
      );
      return kept === null ? unknown('the server keeps no event') : { byVm: kept.byVm };
    } catch (error) {
      const isLost = isRefusal(error) || hasNoSession(error);
      if (error instanceof VimFault && !isLost) return unknown(`the server does not give its events (${error.type})`);
      if (error instanceof TransportError && error.reason !== 'certificate') return unknown(error.message);
      throw error;
    }
  }

  async #readInfrastructureHistory(source: HistorySource, now: string): Promise<void> {
    const { hosts, clusters } = this.#estate;
    for (const { fact, type, records } of [
      { fact: 'host.performance', type: 'HostSystem', records: hosts },
      { fact: 'cluster.performance', type: 'ClusterComputeResource', records: clusters },
    ] as const) {
      await this.#addHistory(new History(this.#session, source, now), type, records);
      addFactPlaces(this.#facts, type, [[fact, 'PerformanceManager.QueryPerf']], []);
    }
  }

  async #addHistory(
    history: History,
    type: string,
    records: readonly { readonly moRef: string | null; performance: PerformanceSeries[] | null }[],
  ): Promise<void> {
    const objects = records.flatMap(({ moRef }) => (moRef === null ? [] : [{ type, id: moRef }]));
    const total = (this.#objects.get(type)?.length ?? 0) * history.intervals;
    const series = await history.read(objects, (done) => this.#options.onProgress?.(`history of ${type}`, done, total));
    for (const record of records) record.performance = [...(series.get(record.moRef ?? '') ?? [])];
  }

  #ruleIndex(clusters: readonly ReadCluster[]): Pick<VmSurroundings, 'rules' | 'availability'> {
    const rules = new Map<string, { kind: string; name: string }[]>();
    for (const { rule, vmRefs } of clusters.flatMap((cluster) => cluster.rules)) {
      // One that is switched off binds nobody; the cluster's record keeps it.
      if (rule.enabled === false) continue;
      for (const moRef of vmRefs) {
        const entry = { kind: ruleNames[rule.kind], name: rule.name ?? '' };
        const known = rules.get(moRef);
        if (known === undefined) rules.set(moRef, [entry]);
        else known.push(entry);
      }
    }
    const byMoRef = new Map(clusters.map((read) => [read.cluster.moRef, read]));
    return {
      rules,
      availability: (cluster, moRef) => byMoRef.get(cluster)?.availability(moRef) ?? null,
    };
  }

  /** Rules name VMs by their ids, which are there now. */
  #finishClusters(clusters: readonly ReadCluster[], ids: ReadonlyMap<string, Vm['id']>): void {
    for (const { cluster, rules } of clusters) {
      this.#estate.clusters.push({
        ...cluster,
        rules: rules.map(({ rule, vmRefs }) => ({ ...rule, vms: vmRefs.flatMap((moRef) => ids.get(moRef) ?? []) })),
      });
    }
  }
}
