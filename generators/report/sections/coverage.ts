import { formatInteger, formatPercent } from '../../../src/lib/units.ts';
import type { Vm } from '../../../src/model/estate.ts';
import { table, type Html, type Slot } from '../template.ts';

interface Fact {
  readonly what: string;
  readonly known: (vm: Vm) => boolean;
  /** Where the fact stands, and what tells it where it does not. */
  readonly bringer: string;
  /** Facts that only a VM that runs can have. */
  readonly running?: true;
}

const inventory = 'RVTools vInfo, or a live vCenter';

/** What sizing, rules, networks and storage live on, and which source brings it. */
const facts: readonly Fact[] = [
  { what: 'Power state', known: (vm) => vm.powerState !== null, bringer: inventory },
  { what: 'Guest system as configured', known: (vm) => vm.guestFullNameConfig !== null, bringer: inventory },
  {
    what: 'Guest system as VMware Tools see it',
    known: (vm) => vm.guestFullNameTools !== null,
    bringer: 'VMware Tools, running in the guest',
  },
  {
    what: 'Running applications',
    known: (vm) => vm.runningApplications !== null,
    bringer: 'a live vCenter, with VMware Tools 11 or later in the guest',
    running: true,
  },
  {
    what: 'CPU in use',
    known: (vm) => vm.cpuUsageMHz !== null,
    bringer: 'RVTools vCPU for a moment; a live vCenter for its statistics',
    running: true,
  },
  {
    what: 'CPU ready time',
    known: (vm) => vm.cpuReadyPercent !== null,
    bringer: 'RVTools vCPU of late versions, or a live vCenter',
    running: true,
  },
  {
    what: 'Memory consumed',
    known: (vm) => vm.memoryConsumedMiB !== null,
    bringer: 'RVTools vMemory, or a live vCenter; what the guest needs, a guest bundle',
    running: true,
  },
  { what: 'Disks', known: (vm) => vm.disks.length > 0, bringer: 'RVTools vDisk, or a live vCenter' },
  {
    what: 'File systems',
    known: (vm) => vm.partitions.length > 0,
    bringer: 'RVTools vPartition or a live vCenter, with VMware Tools in the guest',
    running: true,
  },
  { what: 'Network adapters', known: (vm) => vm.nics.length > 0, bringer: 'RVTools vNetwork, or a live vCenter' },
  {
    what: 'Address',
    known: (vm) => vm.ipAddress !== null,
    bringer: 'VMware Tools, running in the guest',
    running: true,
  },
  {
    what: 'Owner',
    known: (vm) => vm.owner !== null && vm.owner.name !== null,
    bringer: 'a side table from a CMDB, or the filled worksheet (settings: owners)',
  },
];

/** Rounded down, so that 100 % means all. */
const shareText = (part: number, of: number): string =>
  of === 0 ? '–' : formatPercent(Math.floor((part / of) * 100), 0);

function line({ what, known, bringer, running }: Fact, all: readonly Vm[], on: readonly Vm[]): Slot[] {
  const of = running === true ? on : all;
  const found = of.filter(known).length;
  return [
    running === true ? `${what}, of powered-on VMs` : what,
    `${formatInteger(found)} of ${formatInteger(of.length)}`,
    shareText(found, of.length),
    found === of.length ? '–' : bringer,
  ];
}

/**
 * For how many VMs the sources bring what the plan lives on, and what would bring the rest. Templates are left out.
 * `guests` is the number of VMs that somebody looked into.
 */
export function coverage(vms: readonly Vm[], guests: number): Html {
  const all = vms.filter((vm) => vm.template !== true);
  const on = all.filter((vm) => vm.powerState === 'poweredOn');
  return table(
    'What the sources bring',
    [
      { title: 'Fact' },
      { title: 'VMs', numeric: true },
      { title: 'Share', numeric: true },
      { title: 'The rest would come from' },
    ],
    [
      ...facts.map((fact) => line(fact, all, on)),
      [
        'What runs inside',
        `${formatInteger(guests)} of ${formatInteger(all.length)}`,
        shareText(guests, all.length),
        'guest bundles',
      ],
    ],
  );
}
