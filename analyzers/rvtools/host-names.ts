import { isIP } from 'node:net';
import { byCodePoint } from '../../src/lib/order.ts';
import type { Estate, Host } from '../../src/model/estate.ts';
import type { FactPlaces } from './fact-places.ts';
import { type WarningLog, counted, firstFew } from './warnings.ts';

const shortName = (name: string): string | null => (isIP(name) === 0 ? (name.split('.')[0] ?? null) : null);

/** Hosts by a form of their name; null stands for several of them. */
function hostsBy(hosts: readonly Host[], form: (name: string) => string | null): Map<string, string | null> {
  const names = new Map<string, string | null>();
  for (const host of hosts) {
    const key = form(host.name)?.toLowerCase();
    if (key === undefined) continue;
    const known = names.get(key);
    names.set(key, known === undefined || known === host.name ? host.name : null);
  }
  return names;
}

/**
 * Gives VMs the name that vHost has for their host, where it writes the same host otherwise: another case, with or
 * without its domain. Says which hosts of VMs vHost does not list.
 */
export function resolveHosts(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  if (!facts.has('host.name')) return;
  const listed = new Set(estate.hosts.map((host) => host.name));
  const byName = hostsBy(estate.hosts, (name) => name);
  const byShortName = hostsBy(estate.hosts, shortName);
  const unlisted = new Map<string, number>();
  for (const vm of estate.vms) {
    if (vm.host === null || listed.has(vm.host)) continue;
    const short = shortName(vm.host)?.toLowerCase();
    const host = byName.get(vm.host.toLowerCase()) ?? (short === undefined ? null : byShortName.get(short)) ?? null;
    if (host === null) unlisted.set(vm.host, (unlisted.get(vm.host) ?? 0) + 1);
    else vm.host = host;
  }
  if (unlisted.size === 0) return;
  let vms = 0;
  for (const count of unlisted.values()) vms += count;
  const names = [...unlisted.keys()].sort(byCodePoint);
  warnings.add(
    'vHost',
    `does not list ${counted(names.length, 'host')} that ${counted(vms, 'VM is', 'VMs are')} on (${firstFew(names)}): their processors are unknown`,
    true,
  );
}
