import { annotationValue } from '../../src/lib/kubernetes-names.ts';
import type { Vm } from '../../src/model/estate.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { DiskDecision } from '../../src/model/storage-plan.ts';

/** A disk that gets a claim. */
export interface ClaimedDisk extends DiskDecision {
  readonly claim: string;
}

/** The disks of a VM that the plan gives a claim, in the order of vSphere. */
export function claimedDisks({ storage }: VmDecision): ClaimedDisk[] {
  return (storage?.disks ?? []).flatMap((disk) => (disk.claim === null ? [] : { ...disk, claim: disk.claim }));
}

/** The claim of a disk, as large as the disk, which waits for its data. */
export function dataVolume(vm: Vm, decision: VmDecision, disk: ClaimedDisk): unknown {
  const { path, label } = vm.disks[disk.disk] ?? { path: null, label: null };
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    metadata: {
      name: disk.claim,
      namespace: decision.namespace,
      labels: decision.labels,
      annotations: { 'devirt.dev/vmware-disk': annotationValue(path ?? label ?? `disk ${disk.disk + 1}`) },
    },
    spec: {
      // Waits for `virtctl image-upload dv`.
      source: { upload: {} },
      storage: {
        ...(disk.storageClass.chosen ? { storageClassName: disk.storageClass.name } : {}),
        // Else the class's StorageProfile decides.
        ...(decision.storage?.liveMigration === 'possible' ? { accessModes: ['ReadWriteMany'] } : {}),
        resources: { requests: { storage: `${disk.sizeMiB ?? 0}Mi` } },
      },
    },
  };
}
