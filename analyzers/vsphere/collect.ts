import { blankEstate } from '../../src/model/blank-records.ts';
import type { Estate, FactPlace, SourceWarning, Vm } from '../../src/model/estate.ts';
import { TransportError, VimFault } from './client/faults.ts';
import type { ManagedObject } from './client/node.ts';
import { listObjects, type ObjectContent, type Retrieved, type RetrieveOptions, retrieve } from './client/retrieve.ts';
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
import { openHistory, readHistory } from './performance/history.ts';
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

/**
 * Reads the inventory of a vCenter or ESXi host into an Estate with one source, whose `facts` say which property of
 * which type holds each fact, and whose `warnings` say what could not be read. Nothing is changed on the server.
 * Rejects with TransportError or VimFault where the server is lost for good.
 */
export async function collectVsphere(session: VimSession, options: CollectOptions): Promise<Estate> {
  const collection = new Collection(session, options);
  return collection.run();
}

class Collection {
  readonly #session: VimSession;
  readonly #options: CollectOptions;
  readonly #estate = blankEstate();
  readonly #facts: Record<string, FactPlace[]> = {};
  readonly #warnings: SourceWarning[] = [];
  readonly #tree = new InventoryTree();
  readonly #vCenterUuid: string | null;
  readonly #objects = new Map<string, ManagedObject[]>();

  constructor(session: VimSession, options: CollectOptions) {
    this.#session = session;
    this.#options = options;
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
    await this.#readVms({
      source: 0,
      vCenterUuid: this.#vCenterUuid,
      tree: this.#tree,
      networks,
      customFields,
      tags,
      ...this.#ruleIndex(clusters),
    });
    this.#finishClusters(clusters);
    if (this.#options.history && now !== null) {
      await this.#readEvents(now);
      await this.#readHistory(now);
    }
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
    const objects = this.#objects.get(type) ?? [];
    if (objects.length === 0) {
      // None there is an answer too.
      addFactPlaces(this.#facts, type, facts, []);
      return [];
    }
    const found: Retrieved<T> = await retrieve(this.#session, type, objects, properties, map, {
      ...this.#options.retrieve,
      onProgress: (done) => this.#options.onProgress?.(type, done, objects.length),
    });
    addFactPlaces(this.#facts, type, facts, found.unknownPaths);
    this.#warnings.push(...warningsOf(type, found));
    return found.records;
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

  async #readVms(around: VmSurroundings): Promise<void> {
    const vms = await this.#read('VirtualMachine', vmProperties, vmFacts, (content) => readVm(content, around));
    this.#estate.vms.push(...vms);
    if (this.#vCenterUuid === null) assignIds(this.#estate.vms, this.#session.server.host);
  }

  /** Events are more than the inventory: without them they are unknown, and the rest is not lost. */
  async #readEvents(now: string): Promise<void> {
    const manager = this.#session.service('eventManager');
    if (manager === null) return;
    const unknown = (why: string): void => {
      this.#warnings.push({
        place: 'events',
        message: `${why}: power-offs, migrations and restarts by HA are unknown`,
        lacking: true,
      });
    };
    try {
      const kept = await readEvents(this.#session, manager, this.#objects.get('VirtualMachine') ?? [], now, (read) =>
        this.#options.onProgress?.('events', read, read),
      );
      if (kept === null) return unknown('the server keeps no event');
      for (const vm of this.#estate.vms) vm.events = kept.byVm.get(vm.moRef ?? '') ?? null;
      addFactPlaces(this.#facts, 'VirtualMachine', [['vm.events', 'EventManager.ReadNextEvents']], []);
    } catch (error) {
      const isLost = isRefusal(error) || hasNoSession(error);
      if (error instanceof VimFault && !isLost) return unknown(`the server does not give its events (${error.type})`);
      if (error instanceof TransportError && error.reason !== 'certificate') return unknown(error.message);
      throw error;
    }
  }

  async #readHistory(now: string): Promise<void> {
    const source = await openHistory(this.#session);
    if (source === null) return;
    const { vms, hosts, clusters } = this.#estate;
    // A template never ran as one.
    const groups = [
      { fact: 'vm.performance', type: 'VirtualMachine', records: vms.filter(({ template }) => template !== true) },
      { fact: 'host.performance', type: 'HostSystem', records: hosts },
      { fact: 'cluster.performance', type: 'ClusterComputeResource', records: clusters },
    ] as const;
    for (const { fact, type, records } of groups) {
      const objects = records.flatMap(({ moRef }) => (moRef === null ? [] : [{ type, id: moRef }]));
      const total = objects.length * source.intervals.length;
      const { series, notKept } = await readHistory(this.#session, source, objects, now, (done) =>
        this.#options.onProgress?.(`history of ${type}`, done, total),
      );
      for (const record of records) record.performance = [...(series.get(record.moRef ?? '') ?? [])];
      addFactPlaces(this.#facts, type, [[fact, 'PerformanceManager.QueryPerf']], []);
      if (type !== 'VirtualMachine') continue;
      for (const { interval, counters } of notKept) {
        const missing = source.counters.filter(({ name }) => counters.includes(name));
        this.#warnings.push(...missingCounters(interval, missing));
      }
    }
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
  #finishClusters(clusters: readonly ReadCluster[]): void {
    const ids = new Map(this.#estate.vms.map((vm): [string | null, Vm['id']] => [vm.moRef, vm.id]));
    for (const { cluster, rules } of clusters) {
      this.#estate.clusters.push({
        ...cluster,
        rules: rules.map(({ rule, vmRefs }) => ({ ...rule, vms: vmRefs.flatMap((moRef) => ids.get(moRef) ?? []) })),
      });
    }
  }
}
