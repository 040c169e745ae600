import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { Disk, Vm } from '../../src/model/estate.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';

/** KubeVirt names disks, volumes and interfaces by DNS labels of its own; ours are numbered as vSphere numbers them. */
const diskName = (index: number): string => `disk-${index + 1}`;

/** A disk's claim: the VM's name cut so that the suffix fits a DNS label. */
function claimName(decision: VmDecision, index: number): string {
  const suffix = `-${diskName(index)}`;
  return `${decision.resourceName.slice(0, 63 - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** Disks that can be imported: a raw device mapping has no file to copy, and a disk without a size no claim. */
export function importableDisks(vm: Vm): Disk[] {
  return vm.disks.filter((disk) => disk.raw !== true && disk.capacityMiB !== null && disk.capacityMiB > 0);
}

function dataVolume(decision: VmDecision, disk: Disk, index: number): unknown {
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    metadata: {
      name: claimName(decision, index),
      namespace: decision.namespace,
      labels: decision.labels,
      annotations: { 'devirt.dev/vmware-disk': disk.path ?? disk.label ?? '' },
    },
    spec: {
      // Waits for the data: forklift fills it during the migration, or `virtctl image-upload dv` by hand.
      source: { upload: {} },
      storage: { resources: { requests: { storage: `${disk.capacityMiB}Mi` } } },
    },
  };
}

function firmware(vm: Vm): Record<string, unknown> {
  const secureBoot = vm.secureBoot === true;
  return {
    // The guest keeps its SMBIOS UUID: licences and backup agents are bound to it.
    ...(vm.biosUuid === null ? {} : { uuid: vm.biosUuid.toLowerCase() }),
    bootloader: vm.firmware?.toLowerCase() === 'efi' ? { efi: { secureBoot } } : { bios: {} },
  };
}

function cpuTopology(vm: Vm): { sockets: number; cores: number; threads: number } {
  const cpus = vm.cpus ?? 1;
  const cores =
    vm.coresPerSocket !== null && vm.coresPerSocket > 0 && cpus % vm.coresPerSocket === 0 ? vm.coresPerSocket : 1;
  return { sockets: cpus / cores, cores, threads: 1 };
}

function virtualMachine(vm: Vm, decision: VmDecision, disks: readonly Disk[]): unknown {
  const sizing = decision.sizing;
  if (sizing === null) throw new Error(`${decision.name} is rehosted and has no size`);
  const [firstNic] = vm.nics;
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: {
      name: decision.resourceName,
      namespace: decision.namespace,
      labels: decision.labels,
      annotations: {
        'devirt.dev/vmware-name': vm.name,
        'devirt.dev/vmware-id': vm.id,
        'devirt.dev/cpu-basis': sizing.cpuBasis.explanation,
        'devirt.dev/memory-basis': sizing.memoryBasis.explanation,
        ...(vm.nics.length === 0
          ? {}
          : { 'devirt.dev/vmware-networks': vm.nics.map((nic) => nic.network ?? '?').join(', ') }),
      },
    },
    spec: {
      // Off until its disks hold data and its wave has come; a VM that was off stays off.
      runStrategy: 'Halted',
      template: {
        metadata: { labels: { ...decision.labels, 'kubevirt.io/domain': decision.resourceName } },
        spec: {
          domain: {
            cpu: cpuTopology(vm),
            memory: { guest: `${sizing.memoryMiB}Mi` },
            // Measured demand; KubeVirt's default would be a tenth of the vCPUs, whatever the VM does.
            resources: { requests: { cpu: `${sizing.cpuRequestMilli}m`, memory: `${sizing.memoryMiB}Mi` } },
            firmware: firmware(vm),
            ...(vm.secureBoot === true ? { features: { smm: { enabled: true } } } : {}),
            devices: {
              disks: disks.map((_, index) => ({
                name: diskName(index),
                disk: { bus: 'virtio' },
                ...(index === 0 ? { bootOrder: 1 } : {}),
              })),
              interfaces:
                firstNic === undefined
                  ? []
                  : [
                      {
                        name: 'default',
                        masquerade: {},
                        ...(firstNic.macAddress === null ? {} : { macAddress: firstNic.macAddress.toLowerCase() }),
                      },
                    ],
              rng: {},
            },
          },
          networks: firstNic === undefined ? [] : [{ name: 'default', pod: {} }],
          volumes: disks.map((_, index) => ({
            name: diskName(index),
            dataVolume: { name: claimName(decision, index) },
          })),
        },
      },
    },
  };
}

function header(vm: Vm, decision: VmDecision, disks: readonly Disk[]): string {
  const lines = [
    `VM ${vm.name}, planned as it is under KubeVirt: ${decision.decidedBy.reason}`,
    `Why in full: devirt explain ${decision.resourceName === vm.name ? vm.name : `'${vm.id}'`}`,
    'The first NIC gets the pod network behind NAT: the address changes, and so does what others see as its source.',
  ];
  if (vm.nics.length > 1)
    lines.push(`${vm.nics.length - 1} further NIC(s) need a NetworkAttachmentDefinition before the switch.`);
  const lost = vm.disks.length - disks.length;
  if (lost > 0)
    lines.push(`${lost} disk(s) cannot be imported (raw device mapping, or no size known) and are left out here.`);
  if (vm.disks.length === 0) lines.push('The sources list no disk of this VM: it does not start before one is added.');
  lines.push('Disks are on virtio: a guest without virtio drivers (Windows) needs them first; forklift installs them.');
  return lines.join('\n');
}

/** One file a rehosted VM, one kustomization a namespace. */
export function* kubevirtManifests({ estate, plan }: Assessed): Generator<GeneratedFile> {
  const filesByNamespace = new Map<string, string[]>();
  for (const [index, decision] of plan.decisions.entries()) {
    const vm = estate.vms[index];
    if (decision.disposition !== 'rehost' || vm === undefined) continue;
    const disks = importableDisks(vm);
    const file = `${decision.resourceName}.yaml`;
    const files = filesByNamespace.get(decision.namespace);
    if (files === undefined) filesByNamespace.set(decision.namespace, [file]);
    else files.push(file);
    yield {
      path: `kubevirt/${decision.namespace}/${file}`,
      content: toYaml(
        [
          ...disks.map((disk, disknumber) => dataVolume(decision, disk, disknumber)),
          virtualMachine(vm, decision, disks),
        ],
        header(vm, decision, disks),
      ),
    };
  }
  for (const [namespace, files] of filesByNamespace) {
    yield {
      path: `kubevirt/${namespace}/kustomization.yaml`,
      content: toYaml([
        { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: files.sort() },
      ]),
    };
  }
}
