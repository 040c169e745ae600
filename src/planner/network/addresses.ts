import { isReachableAddress } from '../../lib/ip-address.ts';
import type { Vm } from '../../model/estate.ts';
import type { Guest } from '../../model/guest.ts';

/** Interfaces that a container runtime makes on its host: their addresses are the host's own affair. */
const innerInterface = /^(?:lo|docker\d|br-[0-9a-f]{12}|veth|virbr|cni|flannel|podman)/;

/**
 * IP addresses under which others reach a VM: the one that VMware Tools call its main one, then those of its NICs, then
 * those that were seen inside. What a guest makes up where no DHCP server answers is none.
 */
export function addressesOf(vm: Vm, guest: Guest | null): string[] {
  const seen = [
    ...(vm.ipAddress === null ? [] : [vm.ipAddress]),
    ...vm.nics.flatMap(({ ipv4Addresses }) => ipv4Addresses),
    ...vm.nics.flatMap(({ ipv6Addresses }) => ipv6Addresses),
    ...(guest?.interfaces ?? []).flatMap(({ name, addresses }) => (innerInterface.test(name) ? [] : addresses)),
  ];
  return [...new Set(seen.map((address) => address.trim().toLowerCase()))].filter(isReachableAddress);
}

/** How a VM calls itself: inside, with its domain where that is known, else what VMware Tools report. */
export function hostNameOf(vm: Vm, guest: Guest | null): string | null {
  return guest?.identity.fullyQualifiedName ?? vm.hostName ?? guest?.identity.hostName ?? null;
}
