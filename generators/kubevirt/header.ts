import type { Vm } from '../../src/model/estate.ts';
import type { Sizing, VmDecision } from '../../src/model/plan.ts';
import { hasVirtio } from './devices.ts';
import { hardwareOf, resources } from './hardware.ts';
import { affinity, priorityClassName, ruleLabels, schedulingLines, tolerations } from './scheduling.ts';

const labelOf = (vm: Vm, disk: number): string => vm.disks[disk]?.label ?? `disk ${disk + 1}`;

/** What came of the disks. */
function* diskLines(vm: Vm, decision: VmDecision): Generator<string> {
  const all = decision.storage?.disks ?? [];
  for (const { disk, leftOut } of all) {
    if (leftOut !== null) yield `Left out: ${labelOf(vm, disk)}, ${leftOut}.`;
  }
  if (all[0] !== undefined && all[0].leftOut !== null) yield 'That is the first disk, from which the VM boots today.';
  if (all.length === 0) yield 'The sources list no disk of this VM: it does not start before one is added.';
  if (all.some(({ claim, storageClass }) => claim !== null && !storageClass.chosen)) {
    yield 'Claims without storageClassName get the default class of the cluster: devirt.yaml names others (storage.classes).';
  }
  if (!hasVirtio(decision)) {
    yield 'Disks are on SATA and NICs are e1000e, for which most guests have drivers of their own. With virtio drivers installed change them to virtio, which is faster; forklift installs them.';
  }
}

function* networkLines(decision: VmDecision): Generator<string> {
  const { network } = decision;
  if (network === null || network.changes === null) {
    yield 'The sources list no NIC of this VM: KubeVirt gives it one on the pod network.';
    return;
  }
  if (network.nics.length === 0) yield 'The VM has no NIC.';
  for (const { nic, reason } of network.nics) yield `NIC ${nic + 1}: ${reason}`;
  if (network.nics.some(({ to }) => to === 'pod')) {
    yield 'On the pod network the VM is behind NAT: its address changes, and so does what others see as its source; a fixed address in the guest has to become DHCP.';
  }
}

function* hardwareLines(vm: Vm, decision: VmDecision): Generator<string> {
  const hardware = hardwareOf(vm, decision);
  if (vm.firmware === null)
    yield 'Firmware is not known and taken for BIOS: a guest installed under EFI does not boot so.';
  if (hardware.isEfi)
    yield 'Whether the VM has a TPM no source tells; where it has one, add devices.tpm with persistent: true.';
  if (vm.removables.some(({ kind }) => kind === 'cdrom')) {
    yield 'The CD-ROM drive is left out: KubeVirt has an empty drive only behind the feature gate DeclarativeHotplugVolumes.';
  }
  if (vm.removables.some(({ kind }) => kind === 'usb'))
    yield 'USB devices are left out: they are plugged into one host.';
  if (vm.tpmPresent === true) {
    yield 'The TPM starts empty: what it sealed (BitLocker keys) does not come along. Its state needs a class that KubeVirt is told of (vmStateStorageClass).';
  }
  if (hardware.dedicatedCpus) {
    yield `${vm.cpus ?? 1} whole CPUs of its own, because ${decision.scheduling?.dedicatedCpus ?? ''}, on a node with the static CPU manager (label cpumanager=true).`;
  }
  if ((vm.cpuHotAdd === true && !hardware.growsCpus) || (vm.memoryHotAdd === true && !hardware.growsMemory)) {
    yield 'CPU or memory that could be added on vSphere while the VM runs cannot be here: that takes a live migration, no dedicated CPUs, and an even number of MiB from 1 GiB on.';
  }
  if ((decision.scheduling?.devices.length ?? 0) > 0)
    yield 'Live migration is impossible: a device of the node does not move with the VM.';
  else
    yield `Live migration is ${decision.storage?.liveMigration ?? 'unknown'}: ${decision.storage?.why ?? 'its storage is not planned.'}`;
}

/** What forklift leaves to KubeVirt's defaults, as a merge patch: the CPU request, CPUs of the VM's own, and where it runs. */
function afterForklift(vm: Vm, decision: VmDecision, sizing: Sizing): unknown {
  const hardware = hardwareOf(vm, decision);
  const domain = hardware.dedicatedCpus
    ? { cpu: { dedicatedCpuPlacement: true }, resources: resources(vm, sizing, hardware) }
    : {
        resources: {
          requests: { cpu: `${sizing.cpuRequestMilli}m` },
          ...(hardware.cpuLimitMilli === null ? {} : { limits: { cpu: `${hardware.cpuLimitMilli}m` } }),
        },
      };
  const labels = ruleLabels(decision);
  const metadata = Object.keys(labels).length === 0 ? undefined : { labels };
  // JSON leaves out what is undefined.
  const spec = {
    domain,
    affinity: affinity(decision),
    tolerations: tolerations(decision),
    priorityClassName: priorityClassName(decision),
  };
  return { spec: { template: { metadata, spec } } };
}

/** Names are DNS labels and figures whole numbers, so that the command is safe to paste into a shell. */
function* forkliftLines(vm: Vm, decision: VmDecision, sizing: Sizing): Generator<string> {
  const { namespace, resourceName } = decision;
  const leftOut = decision.forklift?.leftOut ?? null;
  if (leftOut !== null) {
    yield `forklift does not move it: ${leftOut}. Apply this file and fill the claims by hand (virtctl image-upload dv).`;
    return;
  }
  const patch = JSON.stringify(afterForklift(vm, decision, sizing));
  yield 'Either forklift moves it (kubevirt/forklift) and creates claims and VirtualMachine itself, or this file is applied and its claims are filled by hand; both fail over the name.';
  yield 'forklift sets no CPU request, and KubeVirt then takes a tenth of the vCPUs. After its move:';
  yield `  kubectl patch virtualmachine ${resourceName} -n ${namespace} --type merge -p '${patch}'`;
}

/** The comment above a VM's manifests: what to know before applying them, and what was left out and why. */
export function header(vm: Vm, decision: VmDecision, sizing: Sizing): string {
  const explained = decision.resourceName === vm.name ? vm.name : `'${vm.id.replaceAll("'", String.raw`'\''`)}'`;
  return [
    `VM ${vm.name}, planned as it is under KubeVirt: ${decision.decidedBy.reason}`,
    `Why in full: devirt explain ${explained}`,
    ...forkliftLines(vm, decision, sizing),
    ...diskLines(vm, decision),
    ...networkLines(decision),
    ...hardwareLines(vm, decision),
    ...schedulingLines(decision),
  ].join('\n');
}
