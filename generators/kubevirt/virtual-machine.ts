import { annotationValue } from '../../src/lib/kubernetes-names.ts';
import type { Vm } from '../../src/model/estate.ts';
import type { Sizing, VmDecision } from '../../src/model/plan.ts';
import { type ClaimedDisk } from './data-volume.ts';
import { autoattachPodInterface, disks, inputs, interfaces, networks, tpm, volumes } from './devices.ts';
import { affinity, nodeDevices, priorityClassName, ruleLabels, tolerations } from './scheduling.ts';
import { clock, cpu, features, firmware, gracePeriodSeconds, hardwareOf, memory, resources } from './hardware.ts';

/** What a drain does with the VM. `LiveMigrateIfPossible` shuts down a VM that turns out not to be able to migrate. */
const evictionStrategies = { possible: 'LiveMigrate', impossible: 'None', unknown: 'LiveMigrateIfPossible' } as const;

/** A device of the node does not move with the VM, whatever its disks could do. */
function evictionStrategy({ scheduling, storage }: VmDecision): string {
  if (scheduling !== null && scheduling.devices.length > 0) return evictionStrategies.impossible;
  return evictionStrategies[storage?.liveMigration ?? 'unknown'];
}

/** A rehosted VM as KubeVirt runs it, switched off. */
export function virtualMachine(
  vm: Vm,
  decision: VmDecision,
  sizing: Sizing,
  claimed: readonly ClaimedDisk[],
): Record<string, unknown> {
  const hardware = hardwareOf(vm, decision);
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: {
      name: decision.resourceName,
      namespace: decision.namespace,
      labels: decision.labels,
      annotations: {
        'devirt.dev/vmware-name': annotationValue(vm.name),
        'devirt.dev/vmware-id': annotationValue(vm.id),
        'devirt.dev/cpu-basis': annotationValue(sizing.cpuBasis.explanation),
        'devirt.dev/memory-basis': annotationValue(sizing.memoryBasis.explanation),
        ...(vm.nics.length === 0
          ? {}
          : {
              'devirt.dev/vmware-networks': annotationValue(vm.nics.map(({ network }) => network ?? '?').join(', ')),
            }),
      },
    },
    spec: {
      // Off until its disks hold data and its wave has come; a VM that was off stays off.
      runStrategy: 'Halted',
      template: {
        metadata: {
          labels: { ...decision.labels, ...ruleLabels(decision), 'kubevirt.io/domain': decision.resourceName },
        },
        spec: {
          architecture: 'amd64',
          affinity: affinity(decision),
          tolerations: tolerations(decision),
          priorityClassName: priorityClassName(decision),
          evictionStrategy: evictionStrategy(decision),
          terminationGracePeriodSeconds: gracePeriodSeconds(decision),
          domain: {
            cpu: cpu(vm, hardware),
            memory: memory(sizing, hardware),
            resources: resources(vm, sizing, hardware),
            firmware: firmware(vm, hardware),
            features: features(decision, hardware),
            clock: clock(decision),
            devices: {
              autoattachPodInterface: autoattachPodInterface(decision),
              disks: disks(decision, claimed),
              interfaces: interfaces(vm, decision),
              inputs: inputs(decision),
              gpus: nodeDevices(decision, 'gpu'),
              hostDevices: nodeDevices(decision, 'host'),
              tpm: tpm(vm),
              rng: {},
            },
          },
          networks: networks(decision),
          volumes: volumes(claimed),
        },
      },
    },
  };
}
