import type { Application, VmGroup } from './vm-spec.ts';

/** An ordinary application; the names of its groups follow the site's and the application's. */
interface Pattern {
  readonly name: string;
  readonly owner: string;
  readonly criticality: Application['criticality'];
  readonly vms: readonly VmGroup[];
}

/** What an estate is filled up with: each in turn. */
const patterns: readonly Pattern[] = [
  {
    name: 'Webportal',
    owner: 'Team Kundenportal',
    criticality: 'hoch',
    vms: [
      { name: 'web', count: 4, os: 'ubuntu-22.04', cpus: 2, memoryGiB: 4, disks: [40], annotation: 'nginx' },
      { name: 'app', count: 4, os: 'rhel-9', cpus: 4, memoryGiB: 16, disks: [60], load: 'medium' },
      { name: 'cache', count: 2, os: 'debian-12', cpus: 2, memoryGiB: 8, disks: [30] },
      { name: 'pgsql', count: 2, os: 'rhel-8', cpus: 8, memoryGiB: 32, disks: [60, 400], load: 'medium' },
    ],
  },
  {
    name: 'Fachverfahren',
    owner: 'Team Transport',
    criticality: 'mittel',
    vms: [
      { name: 'iis', count: 3, os: 'windows-2019', cpus: 4, memoryGiB: 16, disks: [80] },
      { name: 'svc', count: 2, os: 'windows-2016', cpus: 4, memoryGiB: 16, disks: [80, 60] },
      { name: 'sql', os: 'windows-2019', cpus: 8, memoryGiB: 64, disks: [100, 600, 200], load: 'medium' },
    ],
  },
  {
    name: 'Schnittstellen',
    owner: 'Team Integration',
    criticality: 'mittel',
    vms: [
      { name: 'esb', count: 2, os: 'rhel-7', cpus: 4, memoryGiB: 16, disks: [80], load: 'medium' },
      { name: 'mq', count: 2, os: 'rhel-8', cpus: 2, memoryGiB: 8, disks: [60] },
      { name: 'sftp', os: 'debian-12', cpus: 2, memoryGiB: 4, disks: [40, 200] },
      { name: 'batch', count: 2, os: 'sles-15', cpus: 4, memoryGiB: 8, disks: [60] },
    ],
  },
  {
    name: 'Auswertung',
    owner: 'Controlling',
    criticality: 'niedrig',
    vms: [
      { name: 'etl', count: 2, os: 'rhel-8', cpus: 4, memoryGiB: 16, disks: [60, 200] },
      { name: 'dwh', os: 'rhel-8', cpus: 8, memoryGiB: 96, disks: [60, 1500], load: 'heavy' },
      { name: 'report', count: 2, os: 'windows-2022', cpus: 4, memoryGiB: 16, disks: [80], load: 'idle' },
    ],
  },
  {
    name: 'Arbeitsplatzdienste',
    owner: 'Team Windows',
    criticality: 'mittel',
    vms: [
      { name: 'rds', count: 4, os: 'windows-2016', cpus: 8, memoryGiB: 32, disks: [150], load: 'medium' },
      { name: 'fs', os: 'windows-2019', cpus: 4, memoryGiB: 16, disks: [80, 1500] },
      { name: 'print', os: 'windows-2016', cpus: 2, memoryGiB: 8, disks: [80] },
    ],
  },
  {
    name: 'Altverfahren',
    owner: 'unbekannt',
    criticality: null,
    vms: [
      {
        name: 'app',
        count: 2,
        os: 'windows-2012r2',
        cpus: 2,
        memoryGiB: 8,
        disks: [60],
        load: 'idle',
        tools: 'toolsOld',
      },
      { name: 'db', os: 'centos-7', cpus: 2, memoryGiB: 8, disks: [60, 100], tools: 'toolsOld' },
      { name: 'alt', count: 2, os: 'rhel-6', cpus: 2, memoryGiB: 4, disks: [40], power: 'poweredOff' },
      { name: 'test', os: 'ubuntu-18.04', cpus: 2, memoryGiB: 4, disks: [40], load: 'dead' },
    ],
  },
];

/** The application of this number at a site: "rtm-a0017-web-01" and so on. */
export function branchApplication(code: string, number: number, cluster: string): Application {
  const pattern = patterns[number % patterns.length];
  if (pattern === undefined) throw new RangeError(`no application ${number}`);
  const id = String(number).padStart(4, '0');
  return {
    name: `${pattern.name} ${code.toUpperCase()} ${id}`,
    owner: pattern.owner,
    criticality: pattern.criticality,
    cluster,
    folder: `Fachbereiche/${pattern.name}`,
    network: `${cluster}-VLAN-${200 + (number % 4)}`,
    vms: pattern.vms.map((group) => ({ ...group, name: `${code}-a${id}-${group.name}` })),
  };
}
