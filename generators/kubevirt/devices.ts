import type { Nic, Vm } from '../../src/model/estate.ts';
import type { NicDecision } from '../../src/model/network-plan.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { ClaimedDisk } from './data-volume.ts';

/** KubeVirt names disks, volumes and interfaces by labels of its own; ours are numbered as vSphere numbers them. */
const diskName = ({ disk }: ClaimedDisk): string => `disk-${disk + 1}`;
const nicName = ({ nic }: NicDecision): string => `nic-${nic + 1}`;

/**
 * True where the guest has virtio drivers of its own: Linux has had them since 2.6.25. Others start from SATA and E1000e,
 * as forklift has it for disks that are copied without a conversion.
 */
export function hasVirtio({ osFamily }: VmDecision): boolean {
  return osFamily === 'linux';
}

/** The disks in vSphere's order; the VM's first disk is taken for the one that it boots from. */
export function disks(decision: VmDecision, claimed: readonly ClaimedDisk[]): unknown[] {
  return claimed.map((disk) => ({
    name: diskName(disk),
    disk: { bus: hasVirtio(decision) ? 'virtio' : 'sata' },
    ...(disk.disk === 0 ? { bootOrder: 1 } : {}),
  }));
}

export function volumes(claimed: readonly ClaimedDisk[]): unknown[] {
  return claimed.map((disk) => ({ name: diskName(disk), dataVolume: { name: disk.claim } }));
}

const macPattern = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** The MAC address where it is one that KubeVirt takes; it keeps the last for its own bridge. */
function macAddress(nic: Nic | undefined): string | null {
  const mac = nic?.macAddress?.toLowerCase().replaceAll('-', ':') ?? '';
  return macPattern.test(mac) && mac !== '02:00:00:00:00:00' ? mac : null;
}

/** The NICs that have a network. */
const connected = ({ network }: VmDecision): NicDecision[] => (network?.nics ?? []).filter((nic) => nic.to !== 'none');

export function interfaces(vm: Vm, decision: VmDecision): unknown[] {
  return connected(decision).map((nic) => {
    const today = vm.nics[nic.nic];
    const mac = macAddress(today);
    return {
      name: nicName(nic),
      ...(hasVirtio(decision) ? {} : { model: 'e1000e' }),
      ...(nic.to === 'attachment' ? { bridge: {} } : { masquerade: {} }),
      ...(mac === null ? {} : { macAddress: mac }),
      // A NIC that is unplugged on vSphere stays unplugged.
      ...(today?.startsConnected === false && today.connected !== true ? { state: 'down' } : {}),
    };
  });
}

export function networks(decision: VmDecision): unknown[] {
  return connected(decision).map((nic) => ({
    name: nicName(nic),
    // Without a namespace the attachment is looked for in the VM's own.
    ...(nic.to === 'attachment' ? { multus: { networkName: nic.attachment } } : { pod: {} }),
  }));
}

/** False where the VM has no NIC, because KubeVirt gives one to a VM that lists none. Undefined else. */
export function autoattachPodInterface(decision: VmDecision): false | undefined {
  const { network } = decision;
  return network !== null && network.changes !== null && connected(decision).length === 0 ? false : undefined;
}

/** Windows follows the pointer of a console only through a tablet (kubevirt/common-instancetypes). */
export function inputs({ osFamily }: VmDecision): unknown[] | undefined {
  return osFamily === 'windows' ? [{ name: 'tablet', type: 'tablet', bus: 'usb' }] : undefined;
}

/** A TPM whose state outlives the VM's runs, as vSphere's does; undefined where none is known of. */
export function tpm(vm: Vm): unknown {
  return vm.tpmPresent === true ? { persistent: true } : undefined;
}
