import { assignNames } from '../lib/kubernetes-names.ts';
import type { Container } from '../model/container.ts';
import type { Vm } from '../model/estate.ts';
import type { FileSystem, Guest } from '../model/guest.ts';
import type { Sizing, Workload } from '../model/plan.ts';
import { containerOf, dataOf, workloadsInside, type Instances } from './containers/containers.ts';

/** A workload before its claims have names and its peers are known. */
export type WorkloadDraft = Pick<Workload, 'name'> & {
  readonly container: Omit<Container, 'image' | 'peers'> | null;
  readonly volumes: readonly Omit<Workload['volumes'][number], 'claim'>[];
};

/** File systems that belong to the operating system, which an image brings: no claim is made for them. */
const systemMount = /^(?:\/|\/boot(?:\/.*)?|\/usr|\/tmp|\/var\/tmp|\/(?:run|dev|proc|sys|snap)(?:\/.*)?|C:\\?)$/i;

interface Data {
  readonly text: string;
  readonly sizeMiB: number;
  readonly origin: string;
}

/** File systems beside the operating system's, as VMware Tools report them. */
function dataPartitions(vm: Vm): Data[] {
  return vm.partitions.flatMap(({ path, capacityMiB }) =>
    path === null || capacityMiB === null || capacityMiB === 0 || systemMount.test(path)
      ? []
      : [
          {
            text: path.replace(/^[/\\]+|[/\\:]+$/g, '').replace(/[/\\:]+/g, '-'),
            sizeMiB: capacityMiB,
            origin: `file system ${path}`,
          },
        ],
  );
}

/** Every disk but the first, which is taken for the system's: the best guess where no file system is known. */
function dataDisks(vm: Vm): Data[] {
  return vm.disks.slice(1).flatMap((disk, i) => {
    const label = disk.label ?? `Hard disk ${i + 2}`;
    return disk.capacityMiB === null || disk.capacityMiB === 0
      ? []
      : [{ text: label.replace(/ +/g, '-'), sizeMiB: disk.capacityMiB, origin: `${label}, contents unknown` }];
  });
}

/**
 * What runs as containers where a VM is containerized on inventory evidence: one workload of the VM's own name, with a
 * volume for each data file system (else each data disk) in its full size. Which processes it consists of and which
 * image runs them is not known, and not made up.
 */
export function workloadsOf(vm: Vm, resourceName: string): WorkloadDraft[] {
  const partitions = dataPartitions(vm);
  const data = vm.partitions.length > 0 ? partitions : dataDisks(vm);
  const names = assignNames(
    data.map(({ text }, i) => ({ key: `${i} ${text}`, text })),
    { startWithLetter: true },
  );
  const volumes = data.flatMap(({ text, sizeMiB, origin }, i) => {
    const name = names.get(`${i} ${text}`);
    return name === undefined ? [] : [{ name, sizeMiB, usedMiB: null, origin, mountPath: null }];
  });
  return [{ name: resourceName, volumes, container: null }];
}

/** A claim of data that has no file system of its own: twice what is there, at least 1 GiB, until somebody knows better. */
const claimFactor = 2;
const smallestClaimMiB = 1024;

function claimOf(
  guest: Guest,
  path: string,
  sizeBytes: number | null,
): Pick<WorkloadDraft['volumes'][number], 'sizeMiB' | 'usedMiB' | 'origin'> {
  // The collector measures folders of the root file system alone: what lies on another is at most what that holds.
  const own = guest.fileSystems
    ?.filter(({ mountPoint }) => path === mountPoint || (mountPoint !== '/' && path.startsWith(`${mountPoint}/`)))
    .reduce<FileSystem | null>(
      (deepest, each) => (deepest === null || each.mountPoint.length > deepest.mountPoint.length ? each : deepest),
      null,
    );
  if (own?.sizeMiB != null && own.sizeMiB > 0) {
    return {
      sizeMiB: own.sizeMiB,
      usedMiB: own.usedMiB,
      origin: `file system ${own.mountPoint} in the guest (${own.device})`,
    };
  }
  const usedMiB = sizeBytes === null ? 0 : sizeBytes / 1024 ** 2;
  const sizeMiB = Math.max(smallestClaimMiB, Math.ceil((usedMiB * claimFactor) / 1024) * 1024);
  const used = sizeBytes === null ? 'size unknown' : `${Math.ceil(usedMiB)} MiB now`;
  return {
    sizeMiB,
    usedMiB: sizeBytes === null ? null : Math.ceil(usedMiB),
    origin: `folder ${path} in the guest (${used}; twice that, at least 1 GiB: an assumption)`,
  };
}

function workloadOf(vm: Vm, guest: Guest, name: string, instances: Instances, vmSizing: Sizing): WorkloadDraft {
  const data = dataOf(instances);
  const names = assignNames(
    data.map(({ path }) => ({ key: path, text: path.replace(/^\/+|\/+$/g, '').replaceAll('/', '-') })),
    { startWithLetter: true },
  );
  return {
    name,
    container: containerOf(vm, guest, instances, vmSizing),
    volumes: data.map(({ path, sizeBytes }) => ({
      name: names.get(path) ?? 'data',
      mountPath: path,
      ...claimOf(guest, path, sizeBytes),
    })),
  };
}

/**
 * What runs as containers where somebody looked inside: a workload for each application, of the VM's name where it is
 * the only one. Names may meet those of other VMs: `nameWorkloads` settles that.
 */
export function workloadsOfGuest(vm: Vm, guest: Guest, resourceName: string, vmSizing: Sizing): WorkloadDraft[] {
  const all = workloadsInside(guest);
  return all.map((instances) =>
    workloadOf(
      vm,
      guest,
      all.length === 1 ? resourceName : `${resourceName}-${instances[0].instance}`,
      instances,
      vmSizing,
    ),
  );
}

/** What the requests of a VM's workloads are together: the size of what it becomes. */
export function sizeOfWorkloads(workloads: readonly WorkloadDraft[], vmSizing: Sizing): Sizing {
  const sizings = workloads.flatMap(({ container }) => container?.sizing ?? []);
  const parts = (of: (each: (typeof sizings)[number]) => string): string =>
    workloads
      .flatMap(({ name, container }) => (container === null ? [] : `${name} ${of(container.sizing)}`))
      .join(' + ');
  return {
    ...vmSizing,
    cpuRequestMilli: sizings.reduce((sum, each) => sum + each.cpuRequestMilli, 0),
    memoryMiB: sizings.reduce((sum, each) => sum + each.memoryRequestMiB, 0),
    overheadMemoryMiB: 0,
    cpuBasis: {
      ...vmSizing.cpuBasis,
      explanation: `${parts((each) => `${each.cpuRequestMilli} m`)}: each its share of the VM's ${vmSizing.cpuRequestMilli} m by CPU time. ${vmSizing.cpuBasis.explanation}`,
    },
    memoryBasis: {
      method: 'processes',
      explanation: `${parts((each) => `${each.memoryRequestMiB} MiB`)}: what their processes held, or their heaps; the system beside them goes with the VM.`,
      evidence: vmSizing.memoryBasis.evidence,
    },
  };
}

/** What a VM becomes, before names. */
interface Named {
  readonly namespace: string;
  readonly resourceName: string;
  readonly workloads: readonly WorkloadDraft[];
}

/** Longest name of a CronJob, whose Jobs append to it (Kubernetes, "CronJob": names). */
const workloadNameLimit = 52;

/** Gives workloads names that nothing else of their namespace has. `drafts[i]` keeps its place. */
export function nameWorkloads<T extends Named>(drafts: readonly T[]): T[] {
  const requests = new Map<string, { key: string; text: string }[]>();
  const keyOf = (draft: Named, workload: WorkloadDraft): string => `workload\n${draft.resourceName}\n${workload.name}`;
  for (const draft of drafts) {
    const list = requests.get(draft.namespace) ?? [];
    requests.set(draft.namespace, list);
    list.push({ key: `vm\n${draft.resourceName}`, text: draft.resourceName });
    for (const workload of draft.workloads) {
      if (workload.name !== draft.resourceName) list.push({ key: keyOf(draft, workload), text: workload.name });
    }
  }
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const [namespace, list] of requests) {
    names.set(namespace, assignNames(list, { maxLength: workloadNameLimit, startWithLetter: true }));
  }
  return drafts.map((draft) =>
    draft.workloads.every(({ name }) => name === draft.resourceName)
      ? draft
      : {
          ...draft,
          workloads: draft.workloads.map((workload) => ({
            ...workload,
            name: names.get(draft.namespace)?.get(keyOf(draft, workload)) ?? workload.name,
          })),
        },
  );
}
