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
import type {
  Edition,
  HealthMessage,
  HostAdapter,
  PhysicalNic,
  PortGroup,
  StorageDevice,
  VCenter,
  VirtualSwitch,
  VmkernelNic,
} from './infrastructure.ts';

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
    vCenters: [],
    editions: [],
    kubernetesClusters: [],
    kubernetesNodes: [],
    kubernetesPods: [],
    kubernetesNamespaces: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    guests: [],
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
    minRequiredEvc: null,
    firmware: null,
    secureBoot: null,
    cbt: null,
    faultTolerance: null,
    fixedPassthroughHotPlug: null,
    numaNodeAffinity: null,
    numaMaxVcpusPerNode: null,
    numaAutosize: null,
    numaAutosizeMaxVcpusPerNode: null,
    numaCoresPerNode: null,
    cpuAffinity: null,
    haRestartPriority: null,
    haIsolationResponse: null,
    drsOverride: null,
    clusterRules: null,
    clusterRuleNames: null,
    vmxPath: null,
    diskEnableUuid: null,
    tpmPresent: null,
    nvramPath: null,
    bootOrder: null,
    bootDelayMs: null,
    runningApplications: null,
    pciDevices: [],
    performance: null,
    events: null,
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
    performance: null,
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
    admissionControlCpuPercent: null,
    admissionControlMemoryPercent: null,
    admissionControlPolicy: null,
    admissionControlFailoverHosts: [],
    vsanEnabled: null,
    rules: [],
    performance: null,
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

export function blankHostAdapter(source: number, row: number | null, host: string | null): HostAdapter {
  return {
    source,
    row,
    vCenterUuid: null,
    host,
    device: null,
    type: null,
    status: null,
    driver: null,
    model: null,
  };
}

export function blankPhysicalNic(source: number, row: number | null, host: string | null): PhysicalNic {
  return {
    source,
    row,
    vCenterUuid: null,
    host,
    device: null,
    driver: null,
    speedMbps: null,
    linkUp: null,
    switch: null,
  };
}

export function blankVirtualSwitch(source: number, row: number | null, kind: VirtualSwitch['kind']): VirtualSwitch {
  return { source, row, vCenterUuid: null, kind, host: null, name: null, mtu: null };
}

export function blankPortGroup(source: number, row: number | null, kind: PortGroup['kind']): PortGroup {
  return {
    source,
    row,
    vCenterUuid: null,
    kind,
    host: null,
    name: null,
    switch: null,
    vlan: null,
    promiscuous: null,
    macChanges: null,
    forgedTransmits: null,
    uplink: null,
  };
}

export function blankVmkernelNic(source: number, row: number | null, host: string | null): VmkernelNic {
  return {
    source,
    row,
    vCenterUuid: null,
    host,
    device: null,
    portGroup: null,
    ipAddress: null,
    subnetMask: null,
    mtu: null,
  };
}

export function blankStorageDevice(source: number, row: number | null, host: string | null): StorageDevice {
  return {
    source,
    row,
    vCenterUuid: null,
    host,
    datastore: null,
    device: null,
    displayName: null,
    policy: null,
    vendor: null,
    model: null,
    pathCount: null,
  };
}

export function blankHealthMessage(source: number, row: number | null, message: string | null): HealthMessage {
  return { source, row, vCenterUuid: null, object: null, message, type: null };
}

export function blankVCenter(source: number, row: number | null): VCenter {
  return { source, row, vCenterUuid: null, fullName: null, version: null, build: null };
}

export function blankEdition(source: number, row: number | null, name: string | null): Edition {
  return { source, row, vCenterUuid: null, name, costUnit: null, total: null, used: null, expires: null };
}
