import { assignNames } from '../lib/kubernetes-names.ts';
import type { Vm } from '../model/estate.ts';
import type { Workload } from '../model/plan.ts';

/** A workload before its claims have names. */
export type WorkloadDraft = Omit<Workload, 'volumes'> & {
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
    return name === undefined ? [] : [{ name, sizeMiB, origin }];
  });
  return [{ name: resourceName, volumes }];
}
