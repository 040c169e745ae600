import { isIP } from 'node:net';
import type { Vm } from '../../src/model/estate.ts';

/** What a row says of the VM that it belongs to. One object is filled anew for each row. */
export interface RowKey {
  name: string | null;
  moRef: string | null;
  /** "VM UUID", in lower case: instance or SMBIOS UUID. */
  uuid: string | null;
  vCenterUuid: string | null;
  host: string | null;
}

/**
 * Why a row belongs to no VM: none is listed; several fit; or the only VM of its name is on another host, so that the
 * sheets are of different moments or were edited.
 */
export type Unresolved = 'unlisted' | 'ambiguous' | 'elsewhere';

const shortName = (host: string): string => (isIP(host) === 0 ? (host.split('.')[0] ?? host) : host).toLowerCase();

/** True where both may be the same host: one of them unknown, or equal up to case and domain. */
export function mayBeSameHost(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b || shortName(a) === shortName(b);
}

/** Adds to the list under a key; nearly all keys have one VM, which then needs no list. */
function addTo(map: Map<string, Vm | Vm[]>, key: string, vm: Vm): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, vm);
  else if (Array.isArray(known)) {
    if (!known.includes(vm)) known.push(vm);
  } else if (known !== vm) map.set(key, [known, vm]);
}

function listOf(map: ReadonlyMap<string, Vm | Vm[]>, key: string): readonly Vm[] {
  const known = map.get(key);
  return known === undefined ? [] : Array.isArray(known) ? known : [known];
}

/**
 * Finds the VM that a row belongs to: by vCenter and moRef, which are unique; else by UUID; else by name and host. What
 * fits several VMs fits none.
 */
export class VmIndex {
  /** By vCenter, then moRef: building one key of the two for each row of a sheet costs more than looking up twice. */
  readonly #byReference = new Map<string, Map<string, Vm>>();
  readonly #byMoRef = new Map<string, Vm | Vm[]>();
  readonly #byUuid = new Map<string, Vm | Vm[]>();
  readonly #byName = new Map<string, Vm | Vm[]>();

  /** Adds a VM, unless it is one that was added before: that one is then returned, else null. */
  add(vm: Vm): Vm | null {
    const { vCenterUuid, moRef } = vm;
    if (moRef !== null) {
      const same =
        vCenterUuid === null
          ? // MoRefs of different vCenters collide; those of one name and host do not.
            listOf(this.#byMoRef, moRef).find((other) => other.name === vm.name && other.host === vm.host)
          : this.#byReference.get(vCenterUuid)?.get(moRef);
      if (same !== undefined) return same;
    }
    this.note(vm);
    addTo(this.#byName, vm.name, vm);
    return null;
  }

  /** Notes what a VM that was added is known by meanwhile. */
  note(vm: Vm): void {
    const { vCenterUuid, moRef } = vm;
    if (moRef !== null) {
      if (vCenterUuid !== null) {
        const ofVCenter = this.#byReference.get(vCenterUuid) ?? new Map<string, Vm>();
        this.#byReference.set(vCenterUuid, ofVCenter.set(moRef, vm));
      }
      addTo(this.#byMoRef, moRef, vm);
    }
    if (vm.instanceUuid !== null) addTo(this.#byUuid, vm.instanceUuid, vm);
    if (vm.biosUuid !== null) addTo(this.#byUuid, vm.biosUuid, vm);
  }

  resolve(key: RowKey): Vm | Unresolved {
    const { moRef, uuid, vCenterUuid, name } = key;
    if (moRef !== null) {
      if (vCenterUuid !== null) {
        const vm = this.#byReference.get(vCenterUuid)?.get(moRef);
        if (vm !== undefined) return vm;
      }
      const [only, ...others] = listOf(this.#byMoRef, moRef).filter((vm) => mayBe(vm, key));
      if (only !== undefined && others.length === 0) return only;
    }
    if (uuid !== null) {
      const [only, ...others] = listOf(this.#byUuid, uuid).filter((vm) => mayBe(vm, key));
      if (only !== undefined && others.length === 0) return only;
    }
    if (name === null) return 'unlisted';
    const named = listOf(this.#byName, name).filter((vm) => mayBe(vm, key));
    const [only, ...others] = named;
    if (only === undefined) return 'unlisted';
    if (others.length === 0) return mayBeSameHost(only.host, key.host) ? only : 'elsewhere';
    const here = named.filter((vm) => vm.host !== null && key.host !== null && mayBeSameHost(vm.host, key.host));
    const [onlyHere, ...othersHere] = here;
    if (onlyHere !== undefined && othersHere.length === 0) return onlyHere;
    return here.length === 0 && key.host !== null ? 'elsewhere' : 'ambiguous';
  }
}

/** False where an identifier that both state differs. */
function mayBe(vm: Vm, key: RowKey): boolean {
  if (key.moRef !== null && vm.moRef !== null && key.moRef !== vm.moRef) return false;
  if (key.vCenterUuid !== null && vm.vCenterUuid !== null && key.vCenterUuid !== vm.vCenterUuid) return false;
  if (key.uuid === null || (vm.instanceUuid === null && vm.biosUuid === null)) return true;
  return key.uuid === vm.instanceUuid || key.uuid === vm.biosUuid;
}
