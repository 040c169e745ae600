import { assignNames } from '../../src/lib/kubernetes-names.ts';
import { spreadsheetText } from '../../src/lib/markup.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { Vm } from '../../src/model/estate.ts';
import type { VmDecision } from '../../src/model/plan.ts';

/** A VM and the family of its guest's operating system. */
export interface GuestVm {
  readonly vm: Vm;
  readonly osFamily: VmDecision['osFamily'];
}

/** A VM's place in the inventory, or why it has none. */
export interface InventoryRow {
  /** The host's name in the inventory: a DNS label, unique. Null where it is left out. */
  readonly host: string | null;
  /** Address or name that Ansible connects to. */
  readonly address: string | null;
  readonly reason: string | null;
  readonly vm: Vm;
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const ipv6 = /^(?=.*:.*:)[0-9a-f:]{2,39}$/i;
/** RFC 1123: no value of Ansible's template language, no option, no path can look like this. */
const dnsName =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** True for what another machine can reach: neither of the guest itself, nor of its own link. */
const isReachable = (address: string): boolean =>
  ipv4.test(address)
    ? !/^(?:0|127|169\.254)\./.test(address)
    : ipv6.test(address) && !/^(?:::1?$|fe[89ab])/i.test(address);

/** The address that VMware Tools names first, else one of its network cards, else its name. Null where none is usable. */
export function addressOf(vm: Vm): string | null {
  const addresses = [vm.ipAddress ?? '', ...vm.nics.flatMap((nic) => [...nic.ipv4Addresses, ...nic.ipv6Addresses])];
  const found = addresses.find(isReachable);
  if (found !== undefined) return found;
  const name = vm.hostName ?? '';
  return dnsName.test(name) && /[a-z]/i.test(name) && !/^localhost\b/i.test(name) ? name : null;
}

/** Names that mean something else to Ansible: what is delegated to localhost must not run on a VM that is called so. */
const reservedNames = ['all', 'guests', 'localhost', 'ungrouped'];

function reasonToLeaveOut({ vm, osFamily }: GuestVm): string | null {
  if (vm.template === true) return 'a template';
  if (vm.srmPlaceholder === true) return 'a placeholder of Site Recovery Manager';
  if (vm.powerState !== 'poweredOn') return vm.powerState === null ? 'whether it is on is unknown' : 'not powered on';
  if (osFamily === 'unknown') return 'its operating system is unknown';
  return osFamily === 'linux' ? null : 'not Linux';
}

/**
 * Each VM with its place in the inventory: Linux guests that are on and have an address, each address once. In the order
 * of the VMs' names.
 */
export function inventoryRows(guests: readonly GuestVm[]): readonly InventoryRow[] {
  // Asked for too, so that a VM of the same name gets a suffix.
  const reserved = reservedNames.map((text) => ({ key: `reserved ${text}`, text }));
  const names = assignNames([...reserved, ...guests.map(({ vm }) => ({ key: vm.id, text: vm.name }))]);
  const taken = new Set<string>();
  return guests
    .toSorted((a, b) => byCodePoint(a.vm.name, b.vm.name) || byCodePoint(a.vm.id, b.vm.id))
    .map((guest) => {
      const { vm } = guest;
      const leftOut = (reason: string, address: string | null): InventoryRow => ({ host: null, address, reason, vm });
      const reason = reasonToLeaveOut(guest);
      if (reason !== null) return leftOut(reason, null);
      const address = addressOf(vm);
      if (address === null) return leftOut('no address and no name is known', null);
      if (taken.has(address)) return leftOut('another VM has the same address', address);
      taken.add(address);
      return { host: names.get(vm.id) ?? null, address, reason: null, vm };
    });
}

const field = (text: string): string => `"${spreadsheetText(text).replaceAll('"', '""')}"`;

/** All VMs as CSV: which host of the inventory each is, and why others are left out. */
export function inventoryCsv(rows: readonly InventoryRow[]): string {
  const lines = rows.map(({ host, address, reason, vm }) =>
    [host ?? '', address ?? '', vm.name, vm.id, reason ?? ''].map(field).join(','),
  );
  return ['host,address,vm,id,left out because', ...lines].join('\r\n') + '\r\n';
}
