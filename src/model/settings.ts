import { z } from 'zod';
import { dispositionSchema } from './plan.ts';
import { savingsChoices, savingsSettingsSchema, savingsSources } from './settings-savings.ts';

/**
 * devirt.yaml: the only hand-written file. Every field has a default, so that an empty file is valid; unknown fields
 * are errors, because a misspelt setting that is silently ignored is a wrong plan.
 * The source of each default that is a figure stands in `settingSources`, by path.
 */

/** Selects VMs; all given fields must match. Text may hold * and ?, and case is ignored. */
export const matchSchema = z
  .strictObject({
    name: z.string().optional(),
    /** Folder path; a trailing /* takes everything below. */
    folder: z.string().optional(),
    tag: z.string().optional(),
    cluster: z.string().optional(),
    id: z.string().optional(),
    /** Name and value of a custom attribute: `attribute: { Owner: "finance*" }`. */
    attribute: z.record(z.string(), z.string()).optional(),
  })
  .refine((match) => Object.values(match).some((value) => value !== undefined), {
    message: 'names no VM: give at least one of name, folder, tag, cluster, id, attribute',
  });
export type Match = z.infer<typeof matchSchema>;

export const overrideSchema = z.strictObject({
  match: matchSchema,
  disposition: dispositionSchema,
  /** Why: printed with each decision that it makes. */
  reason: z.string().min(1),
});
export type Override = z.infer<typeof overrideSchema>;

export const waiverSchema = z.strictObject({
  rule: z.string(),
  match: matchSchema,
  reason: z.string().min(1),
  /** Last day on which the waiver holds, YYYY-MM-DD. */
  until: z.iso.date().optional(),
});
export type Waiver = z.infer<typeof waiverSchema>;

/** Pods that a node is planned for: OpenShift's default, to which kubelet's own 110 can be raised (OKD, sizing guide). */
export const defaultMaxPods = 250;

/** Bounds that no estate reaches: a setting beyond them is a slip, and products of settings stay numbers to be written out. */
const most = { count: 1e6, sizeMiB: 1e9, money: 1e9, days: 1e4 };
const count = z.number().int().nonnegative().max(most.count);
const positiveCount = z.number().int().positive().max(most.count);
const sizeMiB = z.number().int().nonnegative().max(most.sizeMiB);
const positiveSizeMiB = z.number().int().positive().max(most.sizeMiB);
const money = z.number().nonnegative().max(most.money);
const days = z.number().nonnegative().max(most.days);

export const nodeTypeSchema = z.strictObject({
  name: z.string().min(1),
  sockets: positiveCount.default(2),
  /** Physical cores of the whole node. */
  cores: positiveCount,
  /** Hardware threads of the whole node: what Kubernetes counts as CPUs. */
  threads: positiveCount,
  memoryMiB: positiveSizeMiB,
  maxPods: positiveCount.default(defaultMaxPods),
  /** Purchase price in the settings' currency; null is unknown. */
  price: money.nullable().default(null),
});
export type NodeType = z.infer<typeof nodeTypeSchema>;

/** A class for the disks of some datastores; of several that match, the first counts. */
export const datastoreClassSchema = z.strictObject({
  /** Name of the datastores; may hold * and ?, and case is ignored. */
  datastore: z.string().min(1),
  /** Name of a StorageClass of the new cluster. */
  class: z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'not the name of a StorageClass'),
  /** Whether its volumes can be ReadWriteMany, as live migration needs them; null is unknown. */
  readWriteMany: z.boolean().nullable().default(null),
});
export type DatastoreClass = z.infer<typeof datastoreClassSchema>;

/** The resource under which a device plug-in offers a device. */
export const deviceResourceSchema = z.strictObject({
  /** vGPU profile or id of the device as vSphere tells it; may hold * and ?, and case is ignored. */
  device: z.string().min(1),
  /** Extended resource: "nvidia.com/GRID_T4-4Q". */
  resource: z
    .string()
    .max(317)
    .regex(
      /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/,
      'not the name of an extended resource',
    ),
});

/** Name of a network interface of Linux: at most 15 characters (IFNAMSIZ), no blank and no slash. */
const bridgeName = z.string().regex(/^[A-Za-z0-9_.-]{1,15}$/, 'not the name of a bridge');

const positive = z.number().positive().max(most.count);
/** Of a unit and year; null is unknown. */
const yearlyPrice = money.nullable().default(null);
const share = z.number().min(0).max(100);

const fieldsSchema = z.strictObject({
  apiVersion: z.literal('devirt.dev/v1alpha1').default('devirt.dev/v1alpha1'),
  kind: z.literal('Settings').default('Settings'),
  /** Date that end of life and waivers are judged by, YYYY-MM-DD, where the sources bring none. */
  asOf: z.iso.date().nullable().default(null),
  currency: z.string().length(3).default('USD'),
  applications: z
    .strictObject({
      /** Custom attributes or tag categories that name a VM's application, the first that is filled counts. */
      attributes: z.array(z.string()).default(['Application', 'App', 'Service', 'System']),
    })
    .prefault({}),
  /** Side tables about VMs: a CMDB's CSV or workbook, filled worksheets. Relative to this file; later ones count first. */
  owners: z.array(z.string().min(1)).default([]),
  overrides: z.array(overrideSchema).default([]),
  waivers: z.array(waiverSchema).default([]),
  nodes: z
    .strictObject({
      /** `catalogue` plans with the types below, `reuse` with the hosts that the sources list. */
      from: z.enum(['catalogue', 'reuse']).default('catalogue'),
      catalogue: z
        .array(nodeTypeSchema)
        .min(1)
        .default([
          { name: '2x32c-512g', sockets: 2, cores: 64, threads: 128, memoryMiB: 524_288, maxPods: 250, price: 22_900 },
          { name: '2x32c-1024g', sockets: 2, cores: 64, threads: 128, memoryMiB: 1_048_576, maxPods: 250, price: null },
        ]),
      /** Worker nodes beyond what the demand needs, so that one may fail or be drained. */
      spare: count.default(1),
      /**
       * How the cluster's scheduler scores nodes: its default spreads pods, which leaves no room for large VMs that come
       * late; MostAllocated fills nodes one by one, and must then be set in its configuration too.
       */
      scoringStrategy: z.enum(['LeastAllocated', 'MostAllocated']).default('LeastAllocated'),
      controlPlane: count.default(3),
      /** Control plane nodes run no workload, so they are of a smaller type of their own. */
      controlPlaneType: nodeTypeSchema.prefault({
        name: '1x16c-64g',
        sockets: 1,
        cores: 16,
        threads: 32,
        memoryMiB: 65_536,
        price: 4_700,
      }),
      /** Share of the allocatable capacity that is planned with. */
      targetUtilisationPercent: share.default(85),
      daemonSetCpuMilli: count.default(500),
      daemonSetMemoryMiB: sizeMiB.default(2048),
      daemonSetPods: count.default(10),
    })
    .prefault({}),
  sizing: z
    .strictObject({
      /** A momentary CPU figure is multiplied by this. */
      momentaryCpuFactor: positive.default(2),
      /** …and never sized below this share of the configured CPU. */
      momentaryCpuFloorPercent: share.default(20),
      /** What a hyperthread does of a core's work when both are busy. */
      threadYield: z.number().min(0.5).max(1).default(0.62),
      /** Added to consumed memory. */
      memoryHeadroomPercent: share.default(15),
      cpuFloorMilli: positiveCount.default(100),
      memoryFloorMiB: positiveSizeMiB.default(256),
    })
    .prefault({}),
  network: z
    .strictObject({
      /** Linux bridge on every node that carries the VLANs of the port groups. */
      bridge: bridgeName.default('br-vm'),
      /** Other bridges, by the virtual switch that they stand for; of several that match, the first counts. */
      bridges: z.array(z.strictObject({ switch: z.string().min(1), bridge: bridgeName })).default([]),
    })
    .prefault({}),
  storage: z
    .strictObject({
      classes: z.array(datastoreClassSchema).default([]),
      /** Copies that software-defined storage keeps of everything. */
      replicas: positiveCount.default(3),
      /** How full software-defined storage is planned. */
      fillPercent: z.number().min(1).max(100).default(85),
      /** Capacity of one drive for software-defined storage. */
      driveMiB: positiveSizeMiB.default(3_662_109),
      osdCpuMilli: count.default(1000),
      osdMemoryMiB: sizeMiB.default(5120),
    })
    .prefault({}),
  kubevirt: z
    .strictObject({
      /** Namespace in which forklift runs and in which its plans stand. */
      forkliftNamespace: z
        .string()
        .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'not the name of a namespace')
        .default('konveyor-forklift'),
      /** What device plug-ins call devices that vSphere passes through; of several that match, the first counts. */
      devices: z.array(deviceResourceSchema).default([]),
    })
    .prefault({}),
  migration: z
    .strictObject({
      /** How fast data goes from a VM to a volume of the cluster; the times in runbooks follow from it. */
      rateMiBs: positive.default(80),
      /** Share of the data that changes between the first pass and the second, in which applications stand still. */
      changePercent: share.default(5),
      /** First day of the first wave, YYYY-MM-DD; the day of the assessment where none is set. */
      start: z.iso.date().nullable().default(null),
      /** Last day of the contract with VMware. */
      contractEnd: z.iso.date().nullable().default(null),
      daysPerWave: positiveCount.default(14),
      /** Person-days that the team has in a wave. */
      teamDaysPerWave: positive.default(80),
      /** Most VMs of the pilot. */
      pilotVms: positiveCount.default(5),
    })
    .prefault({}),
  /** What an operating system takes inside a VM into which nobody looked. */
  overhead: z
    .strictObject({
      linuxMemoryMiB: sizeMiB.default(512),
      windowsMemoryMiB: sizeMiB.default(2048),
      guestCpuMilli: count.default(50),
    })
    .prefault({}),
  images: z
    .strictObject({
      /** Registry and path that images are pushed to and pulled from; namespace and workload follow. */
      registry: z
        .string()
        .max(200)
        .regex(
          /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
          'not a registry with a path, in small letters',
        )
        .default('registry.example/devirt'),
      /** One tag for all images of a run: change it when the images are built anew. */
      tag: z
        .string()
        .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'not the tag of an image')
        .default('v1'),
      /** Installs the very versions that the guest has, which archives drop when a fixed one comes. */
      pinPackages: z.boolean().default(false),
    })
    .prefault({}),
  licenses: z
    .strictObject({
      coreFloorPerCpu: positiveCount.default(16),
      /** What the renewal costs a licensed core and year; null is unknown: then only the break-even is shown. */
      renewalPricePerCoreYear: money.nullable().default(null),
      /** What licences on the target cost: Windows Server and SQL Server a core, Oracle a processor, Linux a pair of sockets. */
      target: z
        .strictObject({
          windowsServerCore: yearlyPrice,
          sqlServerCore: yearlyPrice,
          oracleProcessor: yearlyPrice,
          linuxSocketPair: yearlyPrice,
        })
        .prefault({}),
    })
    .prefault({}),
  costs: z
    .strictObject({
      /** Hardware support a year, percent of the purchase price. */
      hardwareSupportPercent: share.default(10),
      powerWattsPerNode: positive.default(460),
      powerUsageEffectiveness: z.number().min(1).max(10).default(1.54),
      pricePerKWh: z.number().nonnegative().max(most.count).default(0.15),
      rackPerNodeYear: money.default(1500),
      /** Kubernetes subscription a node and year; 0 for community Kubernetes, which is no licence, not no labour. */
      subscriptionPerNodeYear: money.default(0),
      dayRate: money.default(800),
      daysPerVm: z
        .strictObject({
          containerize: days.default(12),
          rehost: days.default(2),
          replace: days.default(1),
          retain: days.default(0.5),
          retire: days.default(1),
        })
        .prefault({}),
      contingencyPercent: share.default(20),
    })
    .prefault({}),
  savings: savingsSettingsSchema,
});

/** Both ends of a range must be values that the setting itself may have. */
export const settingsSchema = fieldsSchema.superRefine(({ savings }, context) => {
  for (const [path, range] of Object.entries(savings.ranges)) {
    for (const end of [range.low, range.high]) {
      const asSetting = path.split('.').reduceRight<unknown>((value, key) => ({ [key]: value }), end);
      const issue = fieldsSchema.safeParse(asSetting).error?.issues.find((one) => one.path.join('.') === path);
      if (issue !== undefined) {
        context.addIssue({ code: 'custom', path: ['savings', 'ranges', path], message: `${end}: ${issue.message}` });
      }
    }
  }
});
export type Settings = z.infer<typeof settingsSchema>;

export interface SettingSource {
  readonly unit: string;
  readonly source: string;
  /** Year and month, or day, of the source; absent for an assumption. */
  readonly date?: string;
  /** Range of assumed cases around the default, in the same unit, or as factors of the value. */
  readonly low?: number;
  readonly high?: number;
  readonly rangeIsFactor?: true;
  /** A source that says otherwise. */
  readonly conflict?: string;
  /** What would narrow the range. */
  readonly evidence?: string;
  /** Prices move together in the range of assumed cases. */
  readonly group?: 'price';
}

/** The price of a worker is no setting of its own: the catalogue has one for each type. */
const { 'nodes.workerPrice': _workerPrice, ...savingsSettingSources } = savingsSources;

/** Where each default comes from: printed by `devirt init`, in the assumption lists and in the report. */
export const settingSources: Readonly<Record<string, SettingSource>> = {
  'nodes.catalogue.2x32c-512g.price': {
    unit: 'currency',
    source:
      'Azure business case formula, about 22.9k USD for 64 cores and 512 GB; server memory has about doubled since late 2025: replace with a quote',
  },
  'nodes.spare': { unit: 'nodes', source: 'assumption: N+1' },
  'nodes.controlPlane': { unit: 'nodes', source: 'OpenShift 4 sizing guides: 3 control plane nodes' },
  'nodes.controlPlaneType.cores': {
    unit: 'cores',
    source: 'OpenShift 4 sizing guides: 8 cores and 32 GB for up to 100 workers, half used at most',
  },
  'nodes.targetUtilisationPercent': { unit: '%', source: 'assumption' },
  'nodes.daemonSetCpuMilli': {
    unit: 'mCPU a node',
    source: 'assumption: 0.5 core for CNI, storage, logging, monitoring agents',
  },
  'nodes.daemonSetMemoryMiB': {
    unit: 'MiB a node',
    source: 'assumption: 2 GiB for CNI, storage, logging, monitoring agents',
  },
  'nodes.daemonSetPods': { unit: 'pods a node', source: 'assumption' },
  'sizing.momentaryCpuFactor': { unit: 'factor', source: 'docs/decisions/momentary-usage.md' },
  'sizing.momentaryCpuFloorPercent': { unit: '% of configured CPU', source: 'docs/decisions/momentary-usage.md' },
  'sizing.threadYield': {
    unit: 'cores a thread',
    source: 'assumption: two busy hyperthreads do about 1.24 times the work of one core',
  },
  'sizing.memoryHeadroomPercent': { unit: '%', source: 'robusta KRR simple strategy: memory maximum + 15 %' },
  'sizing.cpuFloorMilli': { unit: 'mCPU', source: 'assumption' },
  'sizing.memoryFloorMiB': { unit: 'MiB', source: 'Kubernetes VPA recommender floor: 250 MB' },
  'network.bridge': {
    unit: 'bridge on each node',
    source: 'assumption: one Linux bridge with VLAN filtering carries all port groups',
  },
  'storage.replicas': { unit: 'copies', source: 'Ceph: osd_pool_default_size 3' },
  'storage.fillPercent': { unit: '%', source: 'Ceph: mon_osd_nearfull_ratio 0.85' },
  'storage.driveMiB': { unit: 'MiB a drive', source: 'assumption: NVMe drives of 3.84 TB' },
  'storage.osdCpuMilli': {
    unit: 'mCPU an OSD',
    source: 'IBM Storage Ceph 7, minimum hardware considerations: 1 core an OSD',
  },
  'storage.osdMemoryMiB': {
    unit: 'MiB an OSD',
    source: 'IBM Storage Ceph 7, minimum hardware considerations: 5 GB an OSD',
  },
  'kubevirt.forkliftNamespace': {
    unit: 'namespace',
    source: "forklift's operator: konveyor-forklift; Red Hat's MTV uses openshift-mtv",
  },
  'migration.rateMiBs': {
    unit: 'MiB/s',
    source:
      'assumption: about two thirds of a 1 Gbit/s line (119 MiB/s), one copy at a time; measure yours with a first pass',
  },
  'migration.changePercent': { unit: '%', source: 'assumption: measure it with a second pass' },
  'migration.daysPerWave': { unit: 'days', source: 'assumption' },
  'migration.teamDaysPerWave': { unit: 'person-days a wave', source: 'assumption: eight people for two weeks' },
  'migration.pilotVms': { unit: 'VMs', source: 'assumption' },
  'overhead.linuxMemoryMiB': {
    unit: 'MiB a VM',
    source: 'assumption: 250 to 800 MiB are usual; a look inside measures it',
  },
  'overhead.windowsMemoryMiB': { unit: 'MiB a VM', source: 'assumption: 1,500 to 2,500 MiB are usual' },
  'overhead.guestCpuMilli': { unit: 'thousandths of a core a VM', source: 'assumption' },
  'images.registry': { unit: 'registry and path', source: 'assumption: a name that no registry has; set your own' },
  'images.tag': { unit: 'tag', source: 'assumption' },
  'licenses.coreFloorPerCpu': { unit: 'cores a CPU', source: 'Broadcom KB 313548' },
  ...savingsSettingSources,
  ...savingsChoices,
};

/** Settings with nothing changed. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
