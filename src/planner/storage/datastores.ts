import type { Datastore, Estate } from '../../model/estate.ts';
import type { StorageDevice } from '../../model/infrastructure.ts';
import { scopeOf } from '../place.ts';
import { isLocalDevice } from './arrays.ts';

/** A datastore by its name, as the disks of VMs refer to it, with what is known of the LUNs under it. */
export interface NamedDatastore {
  readonly name: string;
  /** More than one where data centres of a vCenter have datastores of one name. */
  readonly records: readonly Datastore[];
  readonly devices: readonly StorageDevice[];
}

export interface Datastores {
  readonly all: readonly NamedDatastore[];
  of(owner: { readonly source: number; readonly vCenterUuid: string | null }, name: string): NamedDatastore | null;
}

/** Datastores by vCenter and name. Linear in datastores and LUNs. */
export function indexDatastores(estate: Estate): Datastores {
  const found = new Map<string, { name: string; records: Datastore[]; devices: StorageDevice[] }>();
  const at = (scope: string, name: string): { name: string; records: Datastore[]; devices: StorageDevice[] } => {
    const key = `${scope}\n${name}`;
    const known = found.get(key) ?? { name, records: [], devices: [] };
    found.set(key, known);
    return known;
  };
  for (const datastore of estate.datastores) at(scopeOf(datastore), datastore.name).records.push(datastore);
  for (const device of estate.storageDevices) {
    if (device.datastore !== null) at(scopeOf(device), device.datastore).devices.push(device);
  }
  return { all: [...found.values()], of: (owner, name) => found.get(`${scopeOf(owner)}\n${name}`) ?? null };
}

const deviceIsLocal = (device: StorageDevice): boolean =>
  isLocalDevice(device.vendor, device.model, device.displayName);

/** True where all LUNs under a datastore are drives of a host, false where none is known to be, null without LUNs. */
export function isLocal(datastore: NamedDatastore): boolean | null {
  if (datastore.devices.length === 0) return null;
  return datastore.devices.every(deviceIsLocal);
}

/** The first record of a type, whatever its case: "vsan", "VMFS", "NFS", "NFS41", "VVOL". */
export function recordOfType(datastore: NamedDatastore, type: RegExp): Datastore | null {
  return datastore.records.find((record) => record.type !== null && type.test(record.type)) ?? null;
}

/** Hosts (by the key of their name) that have a drive of their own under some datastore. */
export function hostsWithLocalDevice(estate: Estate): readonly StorageDevice[] {
  return estate.storageDevices.filter((device) => device.host !== null && deviceIsLocal(device));
}
