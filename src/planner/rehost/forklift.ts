import type { Vm } from '../../model/estate.ts';
import type { Finding } from '../../model/finding.ts';
import type { VmNetwork } from '../../model/network-plan.ts';
import type { VmDecision } from '../../model/plan.ts';
import type { VmStorage } from '../../model/storage-plan.ts';

/**
 * Concerns that forklift only warns of and that lose data or copy it twice all the same: it does not copy raw device
 * mappings, and copies a shared disk with each VM that holds it (forklift, PlanSpec.migrateSharedDisks).
 */
const alsoForbid: ReadonlySet<string> = new Set([
  'forklift.vmware.disk.rdm.detected',
  'forklift.vmware.disk.shared.detected',
]);

/** True for a concern that keeps a VM out of a plan: forklift's own critical ones, unless a person waived them. */
function forbids({ rule, severity, waived }: Finding): boolean {
  if (!rule.startsWith('forklift.') || waived !== undefined || severity === 'unknown') return false;
  return severity === 'obstacle' || severity === 'blocker' || alsoForbid.has(rule);
}

/**
 * Whether a forklift plan may list a rehosted VM. It refuses a whole plan for one VM that is not in the vCenter's
 * inventory, has a critical concern, a network or datastore without a mapping, or two NICs on the pod network.
 */
export function forkliftDecision(
  vm: Vm,
  findings: readonly Finding[],
  network: VmNetwork | null,
  storage: VmStorage | null,
): NonNullable<VmDecision['forklift']> {
  return { leftOut: whyLeftOut(vm, findings, network, storage) };
}

function whyLeftOut(
  vm: Vm,
  findings: readonly Finding[],
  network: VmNetwork | null,
  storage: VmStorage | null,
): string | null {
  const concerns = findings.filter(forbids).map(({ rule }) => rule);
  if (concerns.length > 0) return concerns.join(', ');
  if (vm.moRef === null) return 'the source gives no managed object reference to name it by';
  if (vm.connectionState !== null && vm.connectionState.toLowerCase() !== 'connected') {
    return `its connection state is ${vm.connectionState}`;
  }
  if (network === null || network.changes === null) return 'no source lists its NICs, and a plan maps each network';
  if (network.nics.some((nic) => nic.portGroup === null)) return 'a NIC of it is on no port group that could be mapped';
  if (network.nics.filter((nic) => nic.to !== 'attachment').length > 1) {
    return 'several of its NICs have no attachment, and a VM has the pod network once';
  }
  if (storage === null || storage.disks.length === 0)
    return 'no source lists its disks, and a plan maps each datastore';
  if (storage.disks.some((disk) => disk.datastore === null)) return 'a disk of it names no datastore';
  return null;
}
