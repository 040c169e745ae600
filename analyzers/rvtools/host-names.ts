import { isIP } from 'node:net';
import { byCodePoint } from '../../src/lib/order.ts';
import type { Estate, Host } from '../../src/model/estate.ts';
import type { FactPlaces } from './fact-places.ts';
import type { SheetName } from './sheet-names.ts';
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

/** Sheets of what belongs to hosts, and the lists that they fill. */
const sheetsOfHosts: readonly (readonly [
  sheet: SheetName,
  recordsOf: (estate: Estate) => readonly { host: string | null }[],
])[] = [
  ['vHBA', (estate) => estate.hostAdapters],
  ['vNIC', (estate) => estate.physicalNics],
  ['vSwitch', (estate) => estate.virtualSwitches],
  ['vPort', (estate) => estate.portGroups],
  ['vSC_VMK', (estate) => estate.vmkernelNics],
  ['vMultiPath', (estate) => estate.storageDevices],
];

/**
 * Gives VMs, adapters, port groups and the like the name that vHost has for their host, where their sheet writes the
 * same host otherwise: another case, with or without its domain. Says which hosts vHost does not list.
 */
export function resolveHosts(estate: Estate, facts: FactPlaces, warnings: WarningLog): void {
  if (!facts.has('host.name')) return;
  const listed = new Set(estate.hosts.map((host) => host.name));
  const byName = hostsBy(estate.hosts, (name) => name);
  const byShortName = hostsBy(estate.hosts, shortName);
  const nameInVHost = (name: string): string | null => {
    const short = shortName(name)?.toLowerCase();
    return byName.get(name.toLowerCase()) ?? (short === undefined ? null : byShortName.get(short)) ?? null;
  };
  /** Puts the names right, and counts the records of each host that vHost does not list. */
  const resolve = (records: readonly { host: string | null }[]): Map<string, number> => {
    const unlisted = new Map<string, number>();
    for (const record of records) {
      if (record.host === null || listed.has(record.host)) continue;
      const host = nameInVHost(record.host);
      if (host === null) unlisted.set(record.host, (unlisted.get(record.host) ?? 0) + 1);
      else record.host = host;
    }
    return unlisted;
  };

  const ofVms = resolve(estate.vms);
  if (ofVms.size > 0) {
    const vms = [...ofVms.values()].reduce((total, count) => total + count, 0);
    warnings.add(
      'vHost',
      `does not list ${counted(ofVms.size, 'host')} that ${counted(vms, 'VM is', 'VMs are')} on (${namesOf(ofVms)}): their processors are unknown`,
      true,
    );
  }
  for (const [sheet, recordsOf] of sheetsOfHosts) {
    const unlisted = resolve(recordsOf(estate));
    if (unlisted.size === 0) continue;
    warnings.add(
      sheet,
      `has rows of ${counted(unlisted.size, 'host')} that vHost does not list (${namesOf(unlisted)}): this export is incomplete, or of more than one moment`,
      false,
    );
  }
}

const namesOf = (hosts: ReadonlyMap<string, number>): string => firstFew([...hosts.keys()].sort(byCodePoint));
