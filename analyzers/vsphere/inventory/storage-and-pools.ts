import { blankDatastore, blankResourcePool } from '../../../src/model/blank-records.ts';
import type { Datastore, ResourcePool } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';
import type { ObjectContent } from '../client/retrieve.ts';
import { type FactPath, propertiesOf } from './fact-paths.ts';
import { displayName, type InventoryTree } from './tree.ts';

export const datastoreFacts: readonly FactPath[] = [
  ['datastore.name', 'name'],
  ['datastore.vCenterUuid', 'name'],
  ['datastore.moRef', 'name'],
  ['datastore.type', 'summary', '.type'],
  ['datastore.address', 'info'],
  ['datastore.accessible', 'summary', '.accessible'],
  ['datastore.capacityMiB', 'summary', '.capacity'],
  ['datastore.provisionedMiB', 'summary', '.capacity - .freeSpace + .uncommitted'],
  ['datastore.inUseMiB', 'summary', '.capacity - .freeSpace'],
  ['datastore.freeMiB', 'summary', '.freeSpace'],
  ['datastore.vmCount', 'vm'],
  ['datastore.hostCount', 'host'],
  ['datastore.clusterName', 'parent'],
];

export const datastoreProperties = propertiesOf(datastoreFacts);

/** "server path" of an NFS export, the first device of a VMFS; null for what has no address of its own. */
function addressOf(info: VimNode | undefined): string | null {
  const remote = info?.at('nas');
  const server = remote?.text('remoteHost') ?? null;
  if (server !== null) return `${server} ${remote?.text('remotePath') ?? ''}`.trim();
  return info?.text('vmfs.extent.diskName') ?? null;
}

export function readDatastore(
  content: ObjectContent,
  source: number,
  vCenterUuid: string | null,
  tree: InventoryTree,
): Datastore {
  const summary = content.get('summary');
  const capacityMiB = summary?.bytesAsMiB('capacity') ?? null;
  const freeMiB = summary?.bytesAsMiB('freeSpace') ?? null;
  const inUseMiB = capacityMiB === null || freeMiB === null ? null : Math.max(0, capacityMiB - freeMiB);
  return {
    ...blankDatastore(source, null, displayName(content.text('name') ?? '')),
    vCenterUuid,
    moRef: content.object.id,
    type: summary?.text('type') ?? null,
    address: addressOf(content.get('info')),
    accessible: summary?.flag('accessible') ?? null,
    capacityMiB,
    // vim25 leaves uncommitted out where nothing is thin.
    provisionedMiB: inUseMiB === null ? null : inUseMiB + (summary?.bytesAsMiB('uncommitted') ?? 0),
    inUseMiB,
    freeMiB,
    vmCount: content.get('vm') === undefined ? null : content.references('vm').length,
    hostCount: content.get('host') === undefined ? null : content.list('host').length,
    clusterName: tree.parentType(content.object) === 'StoragePod' ? tree.nearest(content.object, 'StoragePod') : null,
  };
}

export const resourcePoolFacts: readonly FactPath[] = [
  ['resourcePool.name', 'name'],
  ['resourcePool.path', 'parent'],
  ['resourcePool.vCenterUuid', 'name'],
  ['resourcePool.cpuReservationMHz', 'config', '.cpuAllocation.reservation'],
  ['resourcePool.cpuLimitMHz', 'config', '.cpuAllocation.limit'],
  ['resourcePool.memoryReservationMiB', 'config', '.memoryAllocation.reservation'],
  ['resourcePool.memoryLimitMiB', 'config', '.memoryAllocation.limit'],
];

export const resourcePoolProperties = propertiesOf(resourcePoolFacts);

function limit(node: VimNode | undefined, path: string): number | null {
  const value = node?.integer(path) ?? null;
  return value === null || value < -1 ? null : value;
}

export function readResourcePool(
  content: ObjectContent,
  source: number,
  vCenterUuid: string | null,
  tree: InventoryTree,
): ResourcePool {
  const config = content.get('config');
  return {
    ...blankResourcePool(source, null),
    name: displayName(content.text('name') ?? ''),
    path: tree.poolPath(content.object),
    vCenterUuid,
    cpuReservationMHz: config?.count('cpuAllocation.reservation') ?? null,
    cpuLimitMHz: limit(config, 'cpuAllocation.limit'),
    memoryReservationMiB: config?.count('memoryAllocation.reservation') ?? null,
    memoryLimitMiB: limit(config, 'memoryAllocation.limit'),
  };
}
