import type { Assessed } from '../../src/model/assessed.ts';
import { blankEstate } from '../../src/model/blank-records.ts';
import { hostSchema, vmSchema, type Host, type Source, type Vm } from '../../src/model/estate.ts';
import type { Finding, RuleText, Severity } from '../../src/model/finding.ts';
import type { Disposition, Plan, Sizing, VmDecision, Vote } from '../../src/model/plan.ts';
import { defaultSettings } from '../../src/model/settings.ts';

/*
 * An Assessed without readers and planner, for tests of generators: made-up VMs whose parts vary by their number, the
 * same each time. The figures are plausible and mean nothing.
 */

const exportName = 'RVTools_export_example.xlsx';

const guests: readonly (readonly [name: string | null, rule: string | null])[] = [
  ['Red Hat Enterprise Linux 8 (64-bit)', null],
  ['Ubuntu Linux (64-bit)', null],
  ['Microsoft Windows Server 2019 (64-bit)', 'os.windows'],
  ['CentOS 7 (64-bit)', 'os.end-of-life'],
  ['SUSE Linux Enterprise 15 (64-bit)', null],
  ['Microsoft Windows Server 2012 R2 (64-bit)', 'os.windows'],
  ['VMware Photon OS (64-bit)', 'platform.vmware-appliance'],
  ['Debian GNU/Linux 11 (64-bit)', null],
  ['Other 3.x or later Linux (64-bit)', null],
  [null, null],
];

const rules: Readonly<Record<string, RuleText & { severity: Severity }>> = {
  'os.windows': {
    title: 'Windows guest',
    why: 'Windows applications run in Windows containers only on Windows nodes, which the plan does not have.',
    remedy: 'Rehost it under KubeVirt, or ask its owner for a Linux version of the application.',
    severity: 'obstacle',
  },
  'os.end-of-life': {
    title: 'Operating system past its end of life',
    why: 'No security fixes come any more; an image built from it inherits that.',
    remedy: 'Plan an upgrade together with the move, or rehost it unchanged and name the risk.',
    severity: 'work',
  },
  'disk.raw-device-mapping': {
    title: 'Raw device mapping',
    why: 'The disk is a LUN of the array and has no file that could be copied.',
    remedy: 'Copy the data inside the guest, or attach the LUN through the array’s CSI driver.',
    severity: 'blocker',
  },
  'platform.vmware-appliance': {
    title: 'VMware’s own appliance',
    why: 'It serves vSphere and has no purpose without it.',
    remedy: 'It leaves with the last host.',
    severity: 'note',
  },
  'state.template': {
    title: 'Template',
    why: 'Nothing runs from it; new VMs are made from it.',
    remedy: 'Replace it by an image pipeline.',
    severity: 'note',
  },
  'guest.name-unknown': {
    title: 'DNS name of the guest',
    why: 'Without VMware Tools nobody sees the name by which others call this VM.',
    remedy: 'Run VMware Tools, or bring a guest bundle.',
    severity: 'unknown',
  },
};

/** 32-bit mixing, so that neighbours differ; a test's numbers need no more. */
function mix(number: number): number {
  let value = Math.imul(number + 1, 0x9e3779b1);
  value = Math.imul(value ^ (value >>> 15), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

function nothing(keys: readonly string[]): Record<string, null> {
  return Object.fromEntries(keys.map((key) => [key, null]));
}

const roles = ['web', 'db', 'app', 'build', 'file', 'mail', 'proxy', 'queue'];

function makeVm(index: number, name: string | undefined): Vm {
  const seed = mix(index);
  const role = roles[seed % roles.length] ?? 'vm';
  const row = index + 2;
  const on = seed % 7 !== 0;
  const [guest] = guests[seed % guests.length] ?? [null];
  const template = index % 40 === 39;
  const memoryMiB = 1024 * 2 ** (seed % 6);
  return vmSchema.parse({
    // Of a merge alone, and absent else.
    ...nothing(Object.keys(vmSchema.shape).filter((field) => field !== 'filled')),
    id: `5c2e0f6a-0000-4000-8000-${String(index).padStart(12, '0')}/vm-${1000 + index}`,
    source: 0,
    origin: { vInfo: row, vCPU: row, vMemory: row },
    name: name ?? `${role}-${String(index + 1).padStart(5, '0')}`,
    moRef: `vm-${1000 + index}`,
    template,
    powerState: on && !template ? 'poweredOn' : 'poweredOff',
    datacenter: 'Example DC',
    cluster: index % 50 === 49 ? null : ['Production', 'Test', 'Edge'][index % 3],
    host: `esx${String((index % 14) + 1).padStart(2, '0')}.example.test`,
    folder: `/Example DC/vm/${role}`,
    customAttributes: {},
    tags: [],
    guestFullNameConfig: guest,
    guestFullNameTools: on ? guest : null,
    hostName: on ? `${role}-${index + 1}.example.test` : null,
    ipAddress: on ? `10.20.${(index >> 8) % 256}.${index % 256}` : null,
    cpus: 2 ** (seed % 4),
    coresPerSocket: 1,
    memoryMiB,
    cpuUsageMHz: on ? seed % 2500 : null,
    memoryActiveMiB: on ? memoryMiB >> 3 : null,
    memoryConsumedMiB: on ? (memoryMiB >> 1) + (seed % 512) : null,
    provisionedMiB: 40_960 + (seed % 100_000),
    inUseMiB: 10_240 + (seed % 30_000),
    disks: [
      {
        row,
        label: 'Hard disk 1',
        key: '2000',
        uuid: null,
        path: `[datastore1] vm-${index}/vm-${index}.vmdk`,
        capacityMiB: 40_960,
        thin: true,
        eagerlyScrub: false,
        mode: 'persistent',
        raw: seed % 11 === 0,
        rawLunId: null,
        rawCompatibility: null,
        sharingMode: 'sharingNone',
        controllerSharing: 'noSharing',
        controller: 'SCSI controller 0',
        unitNumber: 0,
        writeThrough: false,
      },
    ],
    partitions: [],
    nics: [],
    snapshots: [],
    removables: [],
    pciDevices: [],
  });
}

function makeHost(index: number): Host {
  return hostSchema.parse({
    ...nothing(Object.keys(hostSchema.shape)),
    source: 0,
    row: index + 2,
    name: `esx${String(index + 1).padStart(2, '0')}.example.test`,
    cluster: ['Production', 'Test', 'Edge'][index % 3],
    cpuSockets: 2,
    coresPerSocket: index < 4 ? 12 : 24,
    cores: index < 4 ? 24 : 48,
    memoryMiB: 786_432,
  });
}

const cell = (
  column: string,
  row: number,
  header: string,
  value: string | number | null,
): Finding['evidence'][number] => ({
  source: exportName,
  path: `vInfo!${column}${row} (${header})`,
  value,
});

function findingsOf(vm: Vm, index: number): Finding[] {
  const row = index + 2;
  const found: Finding[] = [];
  const guestRule = guests.find(([guest]) => guest === vm.guestFullNameConfig)?.[1] ?? null;
  const add = (rule: string, evidence: Finding['evidence'], detail?: string): void => {
    const severity = rules[rule]?.severity ?? 'note';
    found.push({ rule, severity, evidence, ...(detail === undefined ? {} : { detail }) });
  };
  if (vm.template === true) add('state.template', [cell('C', row, 'Template', 'True')]);
  if (guestRule !== null) {
    add(guestRule, [cell('BW', row, 'OS according to the configuration file', vm.guestFullNameConfig)]);
  }
  if (vm.disks.some((disk) => disk.raw === true)) {
    add(
      'disk.raw-device-mapping',
      [{ source: exportName, path: `vDisk!K${row} (Raw)`, value: true }],
      `Hard disk 1 of ${vm.name} is a LUN of the array.`,
    );
  }
  if (vm.hostName === null)
    add('guest.name-unknown', [cell('F', row, 'DNS Name', null)], 'Not told of this VM: vm.hostName.');
  const [first] = found;
  if (index % 25 === 24 && first !== undefined) found[0] = { ...first, waived: 'Accepted by the owner until the move' };
  return found;
}

function decide(vm: Vm, index: number): VmDecision {
  const findings = findingsOf(vm, index);
  const has = (rule: string): boolean => findings.some((finding) => finding.rule === rule);
  const votes: Vote[] = [];
  const vote = (by: Vote['by'], rule: string | null, disposition: Disposition, reason: string): void => {
    votes.push({ by, rule, disposition, reason });
  };
  if (index % 30 === 7) vote('override', null, 'containerize', 'Its owner rebuilt it as a container image');
  if (index % 30 === 17) vote('override', null, 'retain', 'The licence is bound to this hardware');
  if (has('platform.vmware-appliance')) {
    vote('platform', 'platform.vmware-appliance', 'replace', 'VMware’s own appliance: the platform has no use for it');
  }
  if (has('state.template')) vote('retire', 'state.template', 'retire', 'A template: nothing runs from it');
  if (has('disk.raw-device-mapping')) {
    vote('blocker', 'disk.raw-device-mapping', 'rehost', 'A raw device mapping forbids a container');
  }
  vote('default', null, 'rehost', 'Known from inventory alone: the VM itself runs under KubeVirt');
  const [decidedBy] = votes;
  if (decidedBy === undefined) throw new Error('the default always votes');
  const linux = vm.guestFullNameConfig !== null && !has('os.windows');
  const { disposition } = decidedBy;
  const candidate: Disposition | null =
    disposition !== 'rehost' || has('disk.raw-device-mapping')
      ? null
      : vm.powerState === 'poweredOff'
        ? 'retire'
        : linux
          ? 'containerize'
          : null;
  const application = vm.folder?.split('/').at(-1) ?? 'other';
  return {
    vm: vm.id,
    name: vm.name,
    template: vm.template === true,
    disposition,
    candidate,
    confidence: 'inventory',
    decidedBy,
    votes,
    findings,
    application,
    applicationFrom: 'folder',
    namespace: application,
    resourceName: `vm-${index + 1}`,
    labels: { 'app.kubernetes.io/managed-by': 'devirt' },
    sizing: disposition === 'rehost' || disposition === 'containerize' ? size(vm, index + 2) : null,
    workloads: disposition === 'containerize' ? [{ name: `vm-${index + 1}`, volumes: [], container: null }] : [],
    osFamily: 'unknown',
    addresses: [],
    hostName: null,
    network: null,
    storage: null,
    scheduling: null,
    forklift: null,
  };
}

function size(vm: Vm, row: number): Sizing {
  const cpuRequestMilli = Math.max(100, Math.round((vm.cpuUsageMHz ?? 0) * 1.3));
  const memoryMiB = vm.memoryMiB ?? 1024;
  return {
    cpuRequestMilli,
    memoryMiB,
    overheadMemoryMiB: 240,
    storageMiB: vm.provisionedMiB,
    cpuBasis: {
      method: vm.cpuUsageMHz === null ? 'configured' : 'momentary',
      explanation: `${vm.cpuUsageMHz ?? 0} MHz used × 2 ÷ 2600 MHz a core ÷ 0.62 cores a thread`,
      evidence: [{ source: exportName, path: `vCPU!J${row} (Overall)`, value: vm.cpuUsageMHz }],
    },
    memoryBasis: {
      method: 'configured',
      explanation: `${memoryMiB} MiB configured`,
      evidence: [{ source: exportName, path: `vMemory!F${row} (Size MiB)`, value: vm.memoryMiB }],
    },
  };
}

const sumOf = (numbers: readonly (number | null)[]): number =>
  numbers.reduce<number>((all, one) => all + (one ?? 0), 0);

function totals(vms: readonly Vm[], hosts: readonly Host[]): Plan['totals'] {
  const real = vms.filter((vm) => vm.template !== true);
  const on = real.filter((vm) => vm.powerState === 'poweredOn');
  return {
    vms: real.length,
    poweredOn: on.length,
    templates: vms.length - real.length,
    hosts: hosts.length,
    clusters: 3,
    datastores: null,
    vcpus: sumOf(on.map((vm) => vm.cpus)),
    memoryMiB: sumOf(on.map((vm) => vm.memoryMiB)),
    provisionedMiB: sumOf(real.map((vm) => vm.provisionedMiB)),
    inUseMiB: sumOf(real.map((vm) => vm.inUseMiB)),
    physicalCores: sumOf(hosts.map((host) => host.cores)),
    physicalMemoryMiB: sumOf(hosts.map((host) => host.memoryMiB)),
  };
}

function nodePlan(decisions: readonly VmDecision[]): Plan['nodes'] {
  const sized = decisions.flatMap(({ sizing }) => (sizing === null ? [] : [sizing]));
  const cpuMilli = sized.reduce((sum, sizing) => sum + sizing.cpuRequestMilli, 0);
  const memoryMiB = sized.reduce((sum, sizing) => sum + sizing.memoryMiB + sizing.overheadMemoryMiB, 0);
  const allocatable = { cpuMilli: 106_675, memoryMiB: 426_034, pods: 240 };
  const lowerBound = Math.max(Math.ceil(cpuMilli / allocatable.cpuMilli), Math.ceil(memoryMiB / allocatable.memoryMiB));
  const workers = lowerBound + Math.floor(lowerBound / 40);
  const type = '2x32c-512g';
  return {
    pools: [
      {
        type,
        role: 'worker',
        count: workers,
        allocatable,
        steps: [
          { what: 'capacity', cpuMilli: 128_000, memoryMiB: 524_288, source: 'nodes.catalogue' },
          { what: 'kubelet and system', cpuMilli: -2000, memoryMiB: -17_510, source: 'GKE reservation formula' },
          { what: 'DaemonSets', cpuMilli: -500, memoryMiB: -2048, source: 'nodes.daemonSetCpuMilli' },
          {
            what: 'target utilisation',
            cpuMilli: -18_825,
            memoryMiB: -78_696,
            source: 'nodes.targetUtilisationPercent',
          },
        ],
      },
      { type, role: 'spare', count: 1, allocatable, steps: [] },
      { type, role: 'control-plane', count: 3, allocatable: null, steps: [] },
    ],
    workers,
    total: workers + 4,
    lowerBound,
    gapPercent: lowerBound === 0 ? null : ((workers - lowerBound) / lowerBound) * 100,
    bindingDimension: 'memory',
    heuristic: 'multi-bin dot',
    demand: { cpuMilli, memoryMiB, pods: sized.length },
    scheduler: null,
    unplaced: [],
    alternatives: [
      { type: '2x32c-1024g', workers: Math.ceil(workers / 2), lowerBound: Math.ceil(workers / 2), price: null },
    ],
    assumptions: [
      'CPU demand is one moment of the export times 2, never below 10 % of the configured CPUs.',
      'Affinity, zones and spare nodes are not in the lower bound.',
    ],
  };
}

/** The table of guests in the plan's shape; the dates are made up. */
function operatingSystems(vms: readonly Vm[]): Plan['operatingSystems'] {
  return [...new Set(vms.map((vm) => vm.guestFullNameConfig))].map((guest) => {
    const name = guest?.replace(/ \(.*/, '') ?? 'unknown';
    const ended = name.startsWith('CentOS');
    return {
      name,
      product: name.replace(/ [\d/]+$/, ''),
      standardEnds: guest === null ? null : ended ? '2024-06-30' : '2029-01-09',
      extendedEnds: null,
      extension: null,
      source: guest === null ? null : 'a made-up life cycle',
      vms: vms.filter((vm) => vm.guestFullNameConfig === guest).map(({ id }) => id),
    };
  });
}

const source: Source = {
  kind: 'rvtools',
  name: exportName,
  version: '4.7.1.4',
  vCenterUuid: '5c2e0f6a-0000-4000-8000-000000000000',
  server: 'vcenter.example.test',
  exportedAt: '2026-11-20T08:15:00',
  facts: { 'vm.name': [{ sheet: 'vInfo', column: 'A', header: 'VM' }] },
  warnings: [
    { place: 'vPartition', message: 'the sheet is missing: file systems are unknown', lacking: true },
    { place: 'vInfo!R12', message: 'two columns are named Owner; the first counts', lacking: false },
  ],
};

/**
 * `count` VMs with decisions and everything that a generator is given; every fortieth is a template. `names` replaces
 * the names of the first VMs.
 */
export function assessedFixture(count: number, names: readonly string[] = []): Assessed {
  const vms = Array.from({ length: count }, (_, index) => makeVm(index, names[index]));
  const hosts = Array.from({ length: 14 }, (_, index) => makeHost(index));
  const decisions = vms.map(decide);
  const plan: Plan = {
    asOf: '2026-11-20',
    totals: totals(vms, hosts),
    decisions,
    rules: Object.fromEntries(
      Object.entries(rules).map(([id, { title, why, remedy }]) => [id, { title, why, remedy }]),
    ),
    nodes: nodePlan(decisions),
    overhead: {
      claimPercent: 40,
      today: [
        { step: 'ESXi’s memory for VMs', cpuPercent: null, memoryPercent: 1.4, basis: 'measured: vMemory, Overhead' },
        { step: 'VMware’s own VMs', cpuPercent: 1.1, memoryPercent: 0.9, basis: 'measured: configured size' },
        {
          step: 'Guest operating systems',
          cpuPercent: null,
          memoryPercent: null,
          basis: 'not measured: guest bundles would bring it',
        },
      ],
      target: [
        { step: 'Kubernetes reservations', cpuPercent: 1.6, memoryPercent: 3.3, basis: 'assumed: GKE formula' },
        { step: 'KubeVirt', cpuPercent: null, memoryPercent: 2.1, basis: 'assumed: KubeVirt’s own formula' },
      ],
      sums: {
        today: { cpuPercent: 1.1, memoryPercent: 2.3, complete: false },
        target: { cpuPercent: 1.6, memoryPercent: 5.4, complete: false },
        net: { cpuPercent: null, memoryPercent: null, complete: false },
      },
      netPercent: null,
      layers: [
        {
          of: 'orchestration',
          today: ['vSphere', 'Kubernetes in 3 VMs'],
          target: ['Kubernetes', 'KubeVirt for 2 VMs'],
        },
        { of: 'network', today: ['virtual switches of the hosts'], target: ['one network plug-in'] },
        { of: 'storage', today: ['datastores (VMFS)'], target: ['volumes by CSI drivers'] },
      ],
    },
    savings: {
      currency: 'USD',
      licenses: {
        physicalCores: 4 * 24 + 10 * 48,
        licensedCores: 4 * 32 + 10 * 48,
        idleLicensedCores: 4 * 8,
        coreFloorPerCpu: 16,
        hosts: hosts.slice(0, 4).map(({ name, cluster, cpuSockets, coresPerSocket }) => ({
          name,
          cluster,
          sockets: cpuSockets,
          coresPerSocket,
          licensedCores: 32,
          idleLicensedCores: 8,
        })),
        unknownHosts: [],
      },
      breakEven: [
        {
          years: 3,
          pricePerCoreYear: 212.4,
          nodePriceBelow: null,
          migrationDaysBelow: null,
          explanation: [
            { item: 'nodes bought', amount: 320_600, source: 'nodes.catalogue price × nodes' },
            {
              item: 'power and rack over 3 years',
              amount: 88_951.5,
              source: 'costs.pricePerKWh, costs.rackPerNodeYear',
            },
            { item: 'migration', amount: 412_000, source: 'costs.dayRate × costs.daysPerVm' },
          ],
        },
        { years: 5, pricePerCoreYear: 171.9, nodePriceBelow: null, migrationDaysBelow: null, explanation: [] },
      ],
      verdict: {
        kind: 'break-even',
        years: 5,
        cashNpv: null,
        because: [],
        missing: ['licenses.renewalPricePerCoreYear', 'nodes.catalogue'],
      },
      scenarios: [],
      variants: [],
      increments: [],
      range: { years: 5, low: null, base: null, middle: null, high: null },
      tornado: [],
      waiting: [],
      upside: [],
      assumptions: [
        {
          setting: 'nodes.workerPrice',
          value: '22 900',
          unit: 'USD a node',
          low: 18_320,
          high: 45_800,
          source: 'average of the workers',
          date: null,
          whose: 'plan',
          conflict: null,
        },
      ],
      limits: [{ what: 'storage arrays and today’s network', why: 'taken to serve either way' }],
      inputs: null,
    },
    lockIn: { vmware: [], target: [] },
    network: {
      attachments: [],
      podNetworkVms: [],
      withoutNetworkVms: [],
      loadBalancersNeeded: { atMost: 0, containerized: 0, podNetwork: 0, explanation: '' },
      fixedAddresses: { vms: 0, explanation: '' },
      assumptions: [],
      unknown: [],
    },
    storage: {
      classes: [],
      demand: { rehostMiB: 0, containerizeMiB: 0, totalMiB: 0, rawDeviceMiB: 0, unknownVms: 0 },
      softwareDefined: null,
      localDisks: { hostsWith: 0, hostsWithout: 0, hostsUnknown: 0, explanation: '' },
      unknown: [],
    },
    operatingSystems: operatingSystems(vms),
    vmGroups: [],
    scheduling: {
      rules: [],
      nodeGroups: [],
      priorityClasses: [],
      resourcePools: [],
      headroom: { today: [], planned: null },
    },
    targetLicenses: [],
    hostRelease: [],
    kubernetesInVms: [],
    platform: { vCenters: [], hosts: [], editions: [], health: [] },
    waves: { waves: [], stay: [], newNodesAtPeak: 0, end: null, renewal: null, assumptions: [] },
    dependencies: { edges: [], groups: [], window: null, unseenVms: 0 },
    unmatchedGuests: [],
    gaps: [`${exportName}, vPartition: the sheet is missing: file systems are unknown`],
  };
  return {
    estate: { ...blankEstate(), sources: [source], hosts, vms },
    plan,
    settings: defaultSettings(),
    version: '0.0.0-test',
  };
}
