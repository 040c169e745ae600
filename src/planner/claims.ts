import { assignNames } from '../lib/kubernetes-names.ts';
import type { Vm } from '../model/estate.ts';
import type { Disposition, Workload } from '../model/plan.ts';
import type { WorkloadDraft } from './workloads.ts';

/** What a VM claims storage for, before the claims have names. */
export interface Claimant {
  readonly namespace: string;
  readonly resourceName: string;
  readonly disposition: Disposition;
  readonly workloads: readonly WorkloadDraft[];
}

/** A workload whose claims have names. */
export type ClaimedWorkload = Omit<WorkloadDraft, 'volumes'> & Pick<Workload, 'volumes'>;

export interface NamedClaims {
  /** Their containers know no peers yet. */
  readonly workloads: ClaimedWorkload[];
  /** Names for the claims of a rehosted VM's disks, one for each disk. */
  readonly disks: readonly string[];
}

/** Claims of one namespace: what is to be named, by a key that does not depend on the order of VMs. */
type Requests = Map<string, { readonly key: string; readonly text: string }[]>;

const diskKey = (vm: Vm, disk: number): string => `${vm.id}\ndisk\n${disk}`;
const volumeKey = (vm: Vm, workload: string, volume: string): string => `${vm.id}\nvolume\n${workload}\n${volume}`;

/**
 * Names of all claims, unique in their namespace: a disk's after the VM and its number ("web-1-disk-1", numbered as
 * vSphere numbers "Hard disk 1"), a volume's after its workload ("db-var-lib-mysql"). `claimants[i]` belongs to `vms[i]`;
 * ids must be unique.
 */
export function nameClaims(vms: readonly Vm[], claimants: readonly Claimant[]): NamedClaims[] {
  const requests: Requests = new Map();
  const ask = (namespace: string, key: string, text: string): void => {
    const list = requests.get(namespace);
    if (list === undefined) requests.set(namespace, [{ key, text }]);
    else list.push({ key, text });
  };
  for (const [index, vm] of vms.entries()) {
    const claimant = claimants[index];
    if (claimant === undefined) continue;
    const { namespace, resourceName, disposition, workloads } = claimant;
    if (disposition === 'rehost') {
      for (const disk of vm.disks.keys()) ask(namespace, diskKey(vm, disk), `${resourceName}-disk-${disk + 1}`);
    }
    for (const { name, volumes } of workloads) {
      for (const volume of volumes) ask(namespace, volumeKey(vm, name, volume.name), `${name}-${volume.name}`);
    }
  }
  const names = new Map<string, string>();
  for (const list of requests.values()) for (const [key, name] of assignNames(list)) names.set(key, name);
  const nameOf = (key: string): string => {
    const name = names.get(key);
    if (name === undefined) throw new Error(`no name for claim ${JSON.stringify(key)}`);
    return name;
  };

  return vms.map((vm, index) => {
    const claimant = claimants[index];
    const isRehosted = claimant?.disposition === 'rehost';
    return {
      workloads: (claimant?.workloads ?? []).map(({ name, container, volumes }) => ({
        name,
        container,
        volumes: volumes.map((volume) => ({
          name: volume.name,
          claim: nameOf(volumeKey(vm, name, volume.name)),
          mountPath: volume.mountPath,
          sizeMiB: volume.sizeMiB,
          usedMiB: volume.usedMiB,
          origin: volume.origin,
        })),
      })),
      disks: isRehosted ? vm.disks.map((_, disk) => nameOf(diskKey(vm, disk))) : [],
    };
  });
}
