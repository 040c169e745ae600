import type { Vm } from '../../model/estate.ts';
import type { Guest } from '../../model/guest.ts';

/** A VM with what was seen inside it. */
export interface LookedInto {
  readonly vm: Vm;
  readonly guest: Guest;
}

/** Finds the VM behind an address or a name; null where none or more than one has it. */
export interface Directory {
  vmOf(addressOrName: string, asker: LookedInto): string | null;
  isLocal(address: string, asker: LookedInto): boolean;
}

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost(?:\.localdomain)?|)$/i;

/** "::ffff:10.0.0.5" is 10.0.0.5 (RFC 4291, 2.5.5.2); a scope after % is the asker's own business. */
export function plainAddress(address: string): string {
  return address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
    .replace(/%.*$/, '');
}

/** Keys of which two VMs claim the same are nobody's. */
class Register {
  readonly #owners = new Map<string, string | null>();

  add(key: string, vm: string): void {
    const known = this.#owners.get(key);
    this.#owners.set(key, known === undefined || known === vm ? vm : null);
  }

  get(key: string): string | null {
    return this.#owners.get(key) ?? null;
  }
}

/**
 * Addresses and names of the whole estate: of guests as they see themselves, and of VMs as VMware Tools report them.
 * The asker's own /etc/hosts counts before names, because that is what its applications use.
 */
export function directoryOf(vms: readonly Vm[], looked: readonly LookedInto[]): Directory {
  const addresses = new Register();
  const names = new Register();
  const addName = (name: string | null, vm: string): void => {
    if (name === null || name === '') return;
    const lower = name.toLowerCase();
    names.add(lower, vm);
    const [short] = lower.split('.');
    if (short !== undefined && short !== lower && short !== 'localhost') names.add(short, vm);
  };
  for (const vm of vms) {
    if (vm.template === true || vm.srmPlaceholder === true) continue;
    for (const address of [
      ...(vm.ipAddress === null ? [] : [vm.ipAddress]),
      ...vm.nics.flatMap(({ ipv4Addresses, ipv6Addresses }) => [...ipv4Addresses, ...ipv6Addresses]),
    ]) {
      if (!isNobodys(plainAddress(address))) addresses.add(plainAddress(address), vm.id);
    }
    addName(vm.hostName, vm.id);
    addName(vm.name, vm.id);
  }
  const own = new Map<string, Set<string>>();
  for (const { vm, guest } of looked) {
    const ofGuest = new Set(
      (guest.interfaces ?? []).flatMap((each) => each.addresses.map(plainAddress)).filter((each) => !isNobodys(each)),
    );
    own.set(vm.id, ofGuest);
    for (const address of ofGuest) addresses.add(address, vm.id);
    addName(guest.identity.hostName, vm.id);
    addName(guest.identity.fullyQualifiedName, vm.id);
  }
  const hosts = new Map(
    looked.map(({ vm, guest }) => [
      vm.id,
      new Map(
        (guest.host.hosts ?? []).flatMap(({ address, names: all }) =>
          all.map((name): [string, string] => [name.toLowerCase(), plainAddress(address)]),
        ),
      ),
    ]),
  );

  const isLocal = (address: string, { vm }: LookedInto): boolean => {
    const plain = plainAddress(address);
    return loopback.test(plain) || own.get(vm.id)?.has(plain) === true;
  };
  return {
    isLocal(address, asker) {
      if (isLocal(address, asker)) return true;
      const fromHosts = hosts.get(asker.vm.id)?.get(address.toLowerCase());
      return fromHosts !== undefined && isLocal(fromHosts, asker);
    },
    vmOf(addressOrName, asker) {
      const plain = plainAddress(addressOrName);
      const fromHosts = hosts.get(asker.vm.id)?.get(plain);
      if (fromHosts !== undefined && !isLocal(fromHosts, asker)) return addresses.get(fromHosts);
      return addresses.get(plain) ?? names.get(plain);
    },
  };
}

/** Addresses that many systems have at once: loopback, link-local, unset. */
function isNobodys(address: string): boolean {
  return /^(?:127\.|169\.254\.|0\.0\.0\.0$|::$|::1$|fe[89ab])/.test(address);
}
