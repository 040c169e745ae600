import { z } from 'zod';
import { blankApplication, blankGuest, blankProcess, blankUnit } from '../../src/model/blank-guest.ts';
import { guestSchema, type Guest } from '../../src/model/guest.ts';

const record = z.record(z.string(), z.unknown());
const optionalRecord = record.optional();
const records = z.array(record).nullish();

/** A guest as a test or a fixture states it: only what matters. Fields that do not exist are refused. */
export type GuestGiven = Readonly<Record<string, unknown>>;

/** What a collector that could look everywhere says of a guest that has nothing. */
const allSeen = {
  asRoot: true,
  fileSystems: [],
  interfaces: [],
  processes: [],
  listeners: [],
  connections: [],
  packages: [],
  changedFiles: [],
  unownedTrees: [],
  units: [],
  cron: [],
  configuration: [],
  accounts: [],
  secrets: [],
  certificates: [],
  containers: [],
  javaRuntimes: [],
  overhead: { cpuSeconds: 0, memoryMiB: 0, pids: 0 },
} satisfies Partial<Guest>;

const allSeenOfHost: Guest['host'] = {
  seLinux: 'disabled',
  appArmorProfiles: [],
  foreignModules: [],
  modules: [],
  sysctl: {},
  limits: [],
  hugePages: 0,
  sharedMemorySegments: [],
  privilegedFiles: [],
  firewallRules: 0,
  exports: [],
  hosts: [],
  resolvers: [],
  searchDomains: [],
  routes: [],
  multicastGroups: [],
  directoryServices: [],
  blockDevices: [],
  logins: {},
  desktop: false,
};

/** A guest in which everything was looked at and nothing is, but for what is given; units and the like in short form. */
export function aGuest(given: GuestGiven): Guest {
  const blank = blankGuest('guest');
  const merged = (field: 'identity' | 'system', base: object): object => ({
    ...base,
    ...optionalRecord.parse(given[field]),
  });
  const each = (field: string, fill: (item: Record<string, unknown>) => object): object => {
    const items = records.parse(given[field]);
    return items === undefined ? {} : { [field]: items === null ? null : items.map(fill) };
  };
  return guestSchema.parse({
    ...blank,
    ...allSeen,
    ...given,
    identity: merged('identity', blank.identity),
    system: merged('system', blank.system),
    host: { ...allSeenOfHost, ...optionalRecord.parse(given['host']) },
    ...each('processes', (item) => ({ ...blankProcess(1, ''), ...item })),
    ...each('units', (item) => ({ ...blankUnit(''), ...item })),
    ...each('applications', (item) => ({ ...blankApplication('', ''), ...item })),
  });
}
