import type {
  Cluster,
  Datastore,
  Disk,
  Estate,
  Host,
  Nic,
  Partition,
  Removable,
  ResourcePool,
  Snapshot,
  Vm,
} from './estate.ts';

/**
 * Records of which nothing is known yet: every fact is null, every list empty. Analyzers start from them, so that what
 * a source does not bring stays unknown, and so that all records of a kind have one shape, which keeps them small.
 */

export function blankEstate(): Estate {
  return {
    sources: [],
    clusters: [],
    hosts: [],
    datastores: [],
    resourcePools: [],
    vms: [],
    hostAdapters: [],
    physicalNics: [],
    virtualSwitches: [],
    portGroups: [],
    vmkernelNics: [],
    storageDevices: [],
    healthMessages: [],
  };
}

/** `id` is empty until the source gives one. */
export function blankVm(source: number, name: string): Vm {
  return {
    id: '',
    source,
    origin: {},
    name,
    vCenterUuid: null,
    moRef: null,
    instanceUuid: null,
    biosUuid: null,
    template: null,
    srmPlaceholder: null,
    powerState: null,
    connectionState: null,
    guestState: null,
    bootTime: null,
    createdAt: null,
    consolidationNeeded: null,
    datacenter: null,
    cluster: null,
    host: null,
    folder: null,
    resourcePool: null,
    vApp: null,
    annotation: null,
    customAttributes: {},
    tags: [],
    managedBy: null,
    guestFullNameConfig: null,
    guestFullNameTools: null,
    guestDetailedData: null,
    hostName: null,
    ipAddress: null,
    toolsStatus: null,
    toolsVersion: null,
    cpus: null,
    coresPerSocket: null,
    memoryMiB: null,
    cpuUsageMHz: null,
    cpuReadyPercent: null,
    cpuReservationMHz: null,
    cpuLimitMHz: null,
    cpuHotAdd: null,
    cpuHotRemove: null,
    memoryActiveMiB: null,
    memoryConsumedMiB: null,
    memoryBalloonedMiB: null,
    memorySwappedMiB: null,
    memoryReservationMiB: null,
    memoryLimitMiB: null,
    memoryHotAdd: null,
    memoryReservationLockedToMax: null,
    memoryOverheadMiB: null,
    latencySensitivity: null,
    provisionedMiB: null,
    inUseMiB: null,
    unsharedMiB: null,
    diskCount: null,
    nicCount: null,
    totalDiskCapacityMiB: null,
    hwVersion: null,
    firmware: null,
    secureBoot: null,
    cbt: null,
    faultTolerance: null,
    fixedPassthroughHotPlug: null,
    numaNodeAffinity: null,
    cpuAffinity: null,
    haRestartPriority: null,
    clusterRules: null,
    clusterRuleNames: null,
    vmxPath: null,
    disks: [],
    partitions: [],
    nics: [],
    snapshots: [],
    removables: [],
    owner: null,
  };
}

export function blankDisk(row: number | null): Disk {
  return {
    row,
    label: null,
    key: null,
    uuid: null,
    path: null,
    capacityMiB: null,
    thin: null,
    eagerlyScrub: null,
    mode: null,
    raw: null,
    rawLunId: null,
    rawCompatibility: null,
    sharingMode: null,
    controllerSharing: null,
    controller: null,
    unitNumber: null,
    writeThrough: null,
  };
}

export function blankPartition(row: number | null): Partition {
  return { row, path: null, diskKey: null, capacityMiB: null, consumedMiB: null, freeMiB: null };
}

export function blankNic(row: number | null): Nic {
  return {
    row,
    label: null,
    adapter: null,
    network: null,
    switch: null,
    connected: null,
    startsConnected: null,
    macAddress: null,
    macType: null,
    ipv4Addresses: [],
    ipv6Addresses: [],
    directPathIo: null,
  };
}

export function blankSnapshot(row: number | null): Snapshot {
  return { row, name: null, description: null, createdAt: null, sizeMiB: null, quiesced: null };
}

export function blankRemovable(row: number | null, kind: Removable['kind']): Removable {
  return { row, kind, label: null, deviceType: null, connected: null, startsConnected: null };
}

export function blankHost(source: number, row: number | null, name: string): Host {
  return {
    source,
    row,
    name,
    vCenterUuid: null,
    moRef: null,
    datacenter: null,
    cluster: null,
    vendor: null,
    model: null,
    cpuModel: null,
    cpuMHz: null,
    cpuSockets: null,
    coresPerSocket: null,
    cores: null,
    hyperThreadingActive: null,
    memoryMiB: null,
    cpuUsagePercent: null,
    memoryUsagePercent: null,
    maintenanceMode: null,
    esxiVersion: null,
    currentEvc: null,
    maxEvc: null,
    nicCount: null,
    hbaCount: null,
    vmCount: null,
    vmTotalCount: null,
    vcpuCount: null,
    vRamMiB: null,
    bootTime: null,
  };
}

export function blankCluster(source: number, row: number | null, name: string): Cluster {
  return {
    source,
    row,
    name,
    vCenterUuid: null,
    moRef: null,
    hostCount: null,
    cores: null,
    threads: null,
    totalMHz: null,
    memoryMiB: null,
    haEnabled: null,
    haFailoverLevel: null,
    admissionControlEnabled: null,
    drsEnabled: null,
    drsBehaviour: null,
    dpmEnabled: null,
  };
}

export function blankDatastore(source: number, row: number | null, name: string): Datastore {
  return {
    source,
    row,
    name,
    vCenterUuid: null,
    moRef: null,
    type: null,
    address: null,
    accessible: null,
    capacityMiB: null,
    provisionedMiB: null,
    inUseMiB: null,
    freeMiB: null,
    vmCount: null,
    hostCount: null,
    clusterName: null,
  };
}

export function blankResourcePool(source: number, row: number | null): ResourcePool {
  return {
    source,
    row,
    name: null,
    path: null,
    vCenterUuid: null,
    cpuReservationMHz: null,
    cpuLimitMHz: null,
    memoryReservationMiB: null,
    memoryLimitMiB: null,
  };
}
