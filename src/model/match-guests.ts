import type { Vm } from './estate.ts';
import type { Guest, GuestMatch } from './guest.ts';
import { swappedUuid, uuidDigits } from './vm-uuid.ts';

/** VMs by a key that several may have. */
type Index = ReadonlyMap<string, readonly Vm[]>;

function indexBy(vms: readonly Vm[], keysOf: (vm: Vm) => Iterable<string>): Index {
  const index = new Map<string, Vm[]>();
  for (const vm of vms) {
    for (const key of new Set(keysOf(vm))) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [vm]);
      else known.push(vm);
    }
  }
  return index;
}

const withoutDomain = (name: string): string => name.trim().toLowerCase().split('.', 1)[0] ?? '';

function found(index: Index, keys: Iterable<string>): Vm[] {
  return [...new Set([...keys].flatMap((key) => index.get(key) ?? []))];
}

function uuidsOf({ identity }: Guest): string[] {
  // The serial number repeats the UUID in the order in which vSphere writes it, whatever the firmware does to the other.
  const digits = [identity.serialNumber, identity.biosUuid].flatMap((text) =>
    text === null ? [] : (uuidDigits(text) ?? []),
  );
  return digits.filter((digit) => !/^(?:0+|f+)$/.test(digit));
}

function macsOf({ interfaces }: Guest): string[] {
  return (interfaces ?? []).flatMap(({ macAddress }) => (macAddress === null ? [] : macAddress.toLowerCase()));
}

function addressesOf({ interfaces }: Guest): string[] {
  return (interfaces ?? [])
    .flatMap(({ addresses }) => addresses)
    .filter((address) => !/^(?:127\.|169\.254\.|::1$|fe80:)/i.test(address));
}

const named = (vms: readonly Vm[]): string => vms.map(({ name }) => JSON.stringify(name)).join(', ');

function matchOne(guest: Guest, uuids: Index, macs: Index, names: Index, addresses: Index): GuestMatch {
  const none = (candidates: readonly Vm[], explanation: string): GuestMatch => ({
    guest: guest.id,
    vm: null,
    by: 'none',
    candidates: candidates.map(({ id }) => id),
    explanation,
  });
  const tied = (vm: Vm, by: GuestMatch['by'], explanation: string): GuestMatch => ({
    guest: guest.id,
    vm: vm.id,
    by,
    candidates: [],
    explanation,
  });

  const straight = found(uuids, uuidsOf(guest));
  const byUuid = straight.length > 0 ? straight : found(uuids, uuidsOf(guest).map(swappedUuid));
  const byMac = found(macs, macsOf(guest));
  const byBoth = byUuid.filter((vm) => byMac.includes(vm));
  const [first] = byBoth.length > 0 ? byBoth : byUuid;
  if (first !== undefined) {
    const count = byBoth.length > 0 ? byBoth.length : byUuid.length;
    if (count > 1) return none(byBoth.length > 0 ? byBoth : byUuid, `${count} VMs have its BIOS UUID: clones.`);
    if (byBoth.length === 0 && byMac.length > 0) {
      return none(
        [...byUuid, ...byMac],
        `Its BIOS UUID is that of ${named(byUuid)}, its MAC address that of ${named(byMac)}.`,
      );
    }
    const order = straight.length > 0 ? '' : ' in the other byte order';
    return tied(first, 'bios-uuid', `The same BIOS UUID${order}${byBoth.length > 0 ? ' and MAC address' : ''}.`);
  }
  const [onlyByMac, ...othersByMac] = byMac;
  if (onlyByMac !== undefined) {
    return othersByMac.length > 0
      ? none(byMac, `Its MAC addresses are those of ${named(byMac)}.`)
      : tied(onlyByMac, 'mac-address', 'The same MAC address; the BIOS UUID is unknown or another.');
  }
  const hostName = guest.identity.hostName;
  const byName = hostName === null ? [] : found(names, [withoutDomain(hostName)]);
  const byAddress = found(addresses, addressesOf(guest));
  const both = byName.filter((vm) => byAddress.includes(vm));
  const [onlyByName, ...othersByName] = both;
  if (onlyByName !== undefined && othersByName.length === 0) {
    return tied(onlyByName, 'name-and-address', 'The same host name and IP address; no VM has its BIOS UUID or MAC.');
  }
  const candidates = both.length > 0 ? both : [...new Set([...byName, ...byAddress])];
  return none(
    candidates,
    candidates.length === 0
      ? 'No VM has its BIOS UUID, MAC address, name or IP address.'
      : `Only its name or its address is that of ${named(candidates)}: too little to be sure.`,
  );
}

/**
 * Ties guests to VMs: by BIOS UUID in both byte orders, then by MAC address, then by host name and IP address together.
 * `matches[i]` belongs to `guests[i]`. Where the signs contradict each other, or two guests would be one VM, none is
 * tied and the candidates are named. Linear in guests and VMs. Templates and placeholders run no guest.
 */
export function matchGuests(guests: readonly Guest[], vms: readonly Vm[]): GuestMatch[] {
  if (guests.length === 0) return [];
  const running = vms.filter((vm) => vm.template !== true && vm.srmPlaceholder !== true);
  const uuids = indexBy(running, ({ biosUuid }) => {
    const digits = biosUuid === null ? null : uuidDigits(biosUuid);
    return digits === null ? [] : [digits];
  });
  const macs = indexBy(running, (vm) =>
    vm.nics.flatMap(({ macAddress }) => (macAddress === null ? [] : macAddress.toLowerCase())),
  );
  const names = indexBy(running, (vm) => [
    withoutDomain(vm.name),
    ...(vm.hostName === null ? [] : [withoutDomain(vm.hostName)]),
  ]);
  const addresses = indexBy(running, (vm) => [
    ...(vm.ipAddress === null ? [] : [vm.ipAddress]),
    ...vm.nics.flatMap(({ ipv4Addresses, ipv6Addresses }) => [...ipv4Addresses, ...ipv6Addresses]),
  ]);
  const matches = guests.map((guest) => matchOne(guest, uuids, macs, names, addresses));

  const guestsOfVm = new Map<string, number>();
  for (const { vm } of matches) if (vm !== null) guestsOfVm.set(vm, (guestsOfVm.get(vm) ?? 0) + 1);
  return matches.map((match) => {
    if (match.vm === null || guestsOfVm.get(match.vm) === 1) return match;
    return {
      ...match,
      vm: null,
      by: 'none',
      candidates: [match.vm],
      explanation: `${guestsOfVm.get(match.vm) ?? 0} guests with different machine ids would be this VM.`,
    };
  });
}
