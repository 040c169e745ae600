import { z } from 'zod';
import type { SettingSource } from './settings.ts';

/*
 * The settings from which savings are computed, beside `licenses` and `costs`: what a controller changes. Every figure
 * has a default with unit, range, source and date in `savingsSources`, or is null, which is unknown and in no sum.
 */

const most = { money: 1e9, count: 1e6, months: 120 };
const money = z.number().nonnegative().max(most.money);
const ownMoney = money.nullable().default(null);
const count = z.number().int().nonnegative().max(most.count);
const percent = z.number().min(0).max(100);
const months = z.number().nonnegative().max(most.months);
const someMonths = z.number().int().positive().max(most.months);
const watts = z.number().nonnegative().max(1e5);
const date = z.iso.date().nullable().default(null);

/** Editions that are subscribed to: VMware Cloud Foundation, vSphere Foundation, vSphere Standard. */
export const editionNameSchema = z.enum(['vcf', 'vvf', 'vvs']);
export type EditionName = z.infer<typeof editionNameSchema>;

/** How a Kubernetes subscription is counted. A pair of sockets covers 128 cores at most; a pair of cores is two. */
export const subscriptionMetricSchema = z.enum(['node', 'socket-pair', 'core-pair']);
export type SubscriptionMetric = z.infer<typeof subscriptionMetricSchema>;

/** List price and what comes with it. */
const edition = (pricePerCoreYear: number, vsanTiBPerCore: number) =>
  z
    .strictObject({
      /** List price of a core and year. The price that counts is the offer, `licenses.renewalPricePerCoreYear`. */
      pricePerCoreYear: money.default(pricePerCoreYear),
      /** Raw vSAN capacity that comes with each licensed core. */
      vsanTiBPerCore: z.number().nonnegative().max(1000).default(vsanTiBPerCore),
    })
    .prefault({});

export const savingsSettingsSchema = z
  .strictObject({
    /** Yearly rate by which later months count less. */
    discountPercent: percent.default(10),
    /** Yearly rise of power, rack, support, subscriptions and labour; of licences see `contract`. */
    pricesRisePercent: percent.default(2),
    /** Edition that the renewal offer is for. */
    edition: editionNameSchema.default('vvf'),
    editions: z.strictObject({ vcf: edition(350, 1), vvf: edition(135, 0.25), vvs: edition(50, 0) }).prefault({}),
    /** The contract with VMware. Its end is migration.contractEnd, the renewal offer licenses.renewalPricePerCoreYear. */
    contract: z
      .strictObject({
        /** Cores that it covers; null takes those that the hosts need. */
        cores: count.nullable().default(null),
        /** What it costs a core and year now. */
        pricePerCoreYear: ownMoney,
        renewalMonths: someMonths.default(36),
        /** Term of a renewal that only bridges the time until hosts are empty. */
        bridgeMonths: someMonths.default(12),
        bridgeUpliftPercent: percent.default(10),
        /** Rise of the price at each renewal after the first. */
        upliftPercent: percent.default(5),
        /** Whether an order has at least 72 cores, on which sources disagree. */
        minimum72Cores: z.boolean().default(false),
        /** Whether the renewal comes late, and its fee in percent of the first year. */
        lateRenewal: z.boolean().default(false),
        lateRenewalPercent: percent.default(20),
        vsanAddOnPerTiBYear: money.default(180),
      })
      .prefault({}),
    /** Staying with VMware and right-sizing: the base that every saving is compared with. */
    stay: z
      .strictObject({
        /** Hosts that right-sizing leaves; null computes them. */
        hosts: count.nullable().default(null),
        hypervisorReservePercent: percent.default(8),
        months: months.default(6),
        daysPerVm: z.number().nonnegative().max(most.count).default(0.25),
      })
      .prefault({}),
    hardware: z
      .strictObject({
        lifeYears: z.number().min(1).max(20).default(5),
        /** Day on which today's hosts are replaced where they stay; null spreads it over their life. */
        refreshOn: date,
        /** Price of a host that replaces one of today's; null takes nodes of the same capacity. */
        hostPrice: ownMoney,
        /** Support of one of today's hosts a year; null takes the percentage of a host's price. */
        hostSupportPerYear: ownMoney,
        /** Hosts of today that become nodes, last of all nodes. */
        reusedHosts: count.default(0),
      })
      .prefault({}),
    power: z
      .strictObject({
        nodeIdleWatts: watts.default(104),
        nodeLoadPercent: percent.default(60),
        hostFullWatts: watts.default(432),
        hostIdleWatts: watts.default(52),
        hostLoadPercent: percent.default(30),
        /** Day from which less power and rack is less to pay; null: such savings are avoidable, not cash. */
        facilitiesContractEnd: date,
      })
      .prefault({}),
    network: z
      .strictObject({
        purchasePercent: percent.default(10),
        maintenancePercent: percent.default(15),
      })
      .prefault({}),
    storage: z
      .strictObject({
        pricePerTiB: money.default(400),
        maintenancePercent: percent.default(10),
      })
      .prefault({}),
    /** Backup of a VM, and disaster recovery as a whole, a year: counted where today's and the successor's price are set. */
    protection: z
      .strictObject({
        backupTodayPerVmYear: ownMoney,
        backupTargetPerVmYear: ownMoney,
        recoveryTodayPerYear: ownMoney,
        recoveryTargetPerYear: ownMoney,
      })
      .prefault({}),
    subscription: z
      .strictObject({
        metric: subscriptionMetricSchema.default('node'),
        /** Of a unit of that metric and year; null takes costs.subscriptionPerNodeYear for a node, nothing for a pair. */
        pricePerUnitYear: ownMoney,
      })
      .prefault({}),
    /** What Windows Server, SQL Server, Oracle and Linux cost a year today; counted where licenses.target has prices too. */
    guestLicensesTodayPerYear: ownMoney,
    operations: z
      .strictObject({
        vmsPerAdmin: z.number().min(1).max(most.count).default(250),
        adminCostPerYear: money.default(140_000),
        /** People whom Kubernetes needs beside those who run VMs. */
        kubernetesAdmins: z.number().nonnegative().max(most.count).default(1),
      })
      .prefault({}),
    migration: z
      .strictObject({
        /** From the first VM to the last; null takes the waves, or 24 where they have no dates. */
        months: z.number().min(1).max(most.months).nullable().default(null),
        preparationMonths: months.default(3),
        /** How long before its VMs a node is bought. */
        leadMonths: months.default(1),
        /** How long an emptied host runs on. */
        dualRunningMonths: months.default(1),
        /** How much less a VM takes whenever twice as many were done. */
        learningPercent: z.number().min(0).max(50).default(5),
        /** Below this share of the first VM's effort no learning leads. */
        learningFloorPercent: z.number().min(1).max(100).default(50),
      })
      .prefault({}),
    training: z.strictObject({ people: count.default(4), costPerPerson: money.default(4000) }).prefault({}),
    range: z
      .strictObject({
        seed: z.number().int().min(0).max(0xffff_ffff).default(1),
        draws: z.number().int().min(100).max(20_000).default(5000),
        /** How far prices move together: 0 not at all, 1 as one. */
        priceCorrelation: z.number().min(0).max(1).default(0.5),
      })
      .prefault({}),
    /** Own ranges, by path: `ranges: { costs.dayRate: { low: 700, high: 1100 } }`. */
    ranges: z
      .record(
        z.string(),
        z.strictObject({ low: z.number().min(0).max(most.money), high: z.number().min(0).max(most.money) }),
      )
      .default({}),
  })
  .superRefine(({ ranges }, context) => {
    for (const [path, { low, high }] of Object.entries(ranges)) {
      if (!Object.hasOwn(savingsSources, path)) {
        context.addIssue({ code: 'custom', path: ['ranges', path], message: 'no figure of the savings has this path' });
      } else if (low > high) {
        context.addIssue({ code: 'custom', path: ['ranges', path], message: `low ${low} is above high ${high}` });
      }
    }
  })
  .prefault({});

const azure = 'Azure Migrate business case';
const spec = 'SPECpower_ssj2008, medians of 2-socket servers';
const redress = 'redresscompliance.com';

/**
 * Every figure that savings are computed from, by its path in devirt.yaml. `low` and `high` are the range of assumed
 * cases around the default. A figure without a source is an assumption and says so.
 */
export const savingsSources = {
  'licenses.renewalPricePerCoreYear': {
    unit: 'currency a core and year',
    source: 'your renewal offer',
    evidence: 'the renewal offer, signed',
    group: 'price',
  },
  'nodes.workerPrice': {
    unit: 'currency a node',
    low: 0.8,
    high: 2,
    rangeIsFactor: true,
    source:
      'nodes.catalogue, average of the workers; server memory has about doubled since late 2025: a quote, not a formula',
    evidence: 'a hardware quote that holds until the order',
    group: 'price',
  },
  'nodes.controlPlaneType.price': {
    unit: 'currency',
    low: 0.8,
    high: 2,
    rangeIsFactor: true,
    source: 'Azure business case formula, about 4.7k USD for 16 cores and 64 GB: replace with a quote',
    date: '2026-11',
    evidence: 'a hardware quote that holds until the order',
    group: 'price',
  },
  'costs.hardwareSupportPercent': { unit: '% of price a year', low: 5, high: 15, source: 'assumption', group: 'price' },
  'costs.powerWattsPerNode': {
    unit: 'W at full load',
    low: 404,
    high: 626,
    source: `${spec}: EPYC 3 460 W, EPYC 2 404 W, Ice Lake 626 W`,
    date: '2026-11',
  },
  'costs.powerUsageEffectiveness': {
    unit: 'PUE',
    low: 1.3,
    high: 1.8,
    source: 'Uptime Institute survey 2025: 1.54',
    date: '2026-01',
    conflict: `${azure}: 1.8`,
  },
  'costs.pricePerKWh': {
    unit: 'currency a kWh',
    low: 0.1,
    high: 0.25,
    source: 'assumption: upper US or lower EU industrial price',
    evidence: 'the power bill',
    group: 'price',
  },
  'costs.rackPerNodeYear': {
    unit: 'currency a node and year',
    low: 1000,
    high: 2000,
    source: 'assumption: 1,000 to 2,000 USD for 2U',
    group: 'price',
  },
  'costs.subscriptionPerNodeYear': {
    unit: 'currency a node and year',
    source: 'community Kubernetes: no licence fee, but labour (savings.operations.kubernetesAdmins)',
    evidence: 'an offer for a Kubernetes subscription, or the decision for none',
    group: 'price',
  },
  'costs.dayRate': { unit: 'currency a day', low: 600, high: 1000, source: 'assumption', evidence: 'your day rates' },
  'costs.daysPerVm.containerize': {
    unit: 'days a VM',
    low: 10,
    high: 19,
    source: 'assumption: P50 of 12 days; cloudcalcep.com has 80 to 150 hours',
    date: '2026-11',
    evidence: 'a pilot of some applications, and what guests hold (devirt collect guest)',
  },
  'costs.daysPerVm.rehost': {
    unit: 'days a VM',
    low: 1,
    high: 6,
    source: 'assumption: 2 days in a factory; one at a time takes 40 to 50 hours (cloudcalcep.com)',
    date: '2026-11',
    evidence: 'a pilot wave',
  },
  'costs.daysPerVm.replace': { unit: 'days a VM', low: 0.5, high: 4, source: 'assumption', evidence: 'a pilot wave' },
  'costs.daysPerVm.retain': { unit: 'days a VM', low: 0.25, high: 1, source: 'assumption' },
  'costs.daysPerVm.retire': { unit: 'days a VM', low: 0.5, high: 2, source: 'assumption' },
  'costs.contingencyPercent': { unit: '%', low: 10, high: 30, source: 'assumption' },
  'savings.discountPercent': {
    unit: '% a year',
    low: 7,
    high: 12,
    source: 'Forrester Total Economic Impact: 10 %',
    date: '2026-11',
    conflict: `${azure}: 7 %`,
    evidence: 'the rate that your controllers use',
  },
  'savings.pricesRisePercent': { unit: '% a year', low: 0, high: 4, source: 'assumption' },
  'savings.editions.vcf.pricePerCoreYear': {
    unit: 'currency a core and year',
    low: 185,
    high: 350,
    source: `list price; paid were 185 to 275 USD (${redress}, VCF licensing)`,
    date: '2026-06',
    group: 'price',
  },
  'savings.editions.vvf.pricePerCoreYear': {
    unit: 'currency a core and year',
    low: 135,
    high: 190,
    source: `${redress}, VVF licensing guide: about 135 USD`,
    date: '2026-06',
    conflict: 'vmwaremadesimple.com, March 2026: about 190 USD for one year',
    group: 'price',
  },
  'savings.editions.vvs.pricePerCoreYear': {
    unit: 'currency a core and year',
    low: 50,
    high: 50,
    source: `${redress}, VVF licensing guide: about 50 USD`,
    date: '2026-06',
    conflict: `whether it is sold: vmwaremadesimple.com says until 31 July 2025, ${redress} says it remains available`,
    group: 'price',
  },
  'savings.editions.vcf.vsanTiBPerCore': { unit: 'raw TiB a core', source: 'Broadcom KB 313548', date: '2026-11' },
  'savings.editions.vvf.vsanTiBPerCore': {
    unit: 'raw TiB a core',
    source: 'msadvance.com, vSAN licensing guide',
    date: '2026-11',
  },
  'savings.editions.vvs.vsanTiBPerCore': { unit: 'raw TiB a core', source: 'assumption: none comes with it' },
  'savings.contract.cores': { unit: 'cores', source: 'your contract', evidence: 'the contract' },
  'savings.contract.pricePerCoreYear': {
    unit: 'currency a core and year',
    source: 'your contract',
    evidence: 'the contract',
  },
  'savings.contract.renewalMonths': {
    unit: 'months',
    source: 'assumption: three years',
    evidence: 'the terms of the renewal offer',
  },
  'savings.contract.bridgeMonths': {
    unit: 'months',
    source: 'assumption: one year is the shortest term offered',
    evidence: 'an offer for a short term',
  },
  'savings.contract.bridgeUpliftPercent': {
    unit: '% of the renewal price',
    low: 0,
    high: 50,
    source: 'assumption',
    evidence: 'an offer for a short term',
    group: 'price',
  },
  'savings.contract.upliftPercent': { unit: '% a renewal', low: 0, high: 15, source: 'assumption', group: 'price' },
  'savings.contract.lateRenewalPercent': {
    unit: '% of the first year',
    source: `${redress}, per-core licensing model; counts where lateRenewal is set`,
    date: '2026-11',
  },
  'savings.contract.vsanAddOnPerTiBYear': {
    unit: 'currency a raw TiB and year',
    low: 150,
    high: 210,
    source: 'assumption',
    group: 'price',
  },
  'savings.stay.hosts': { unit: 'hosts', source: 'your own sizing' },
  'savings.stay.hypervisorReservePercent': {
    unit: '% of a host',
    low: 4,
    high: 15,
    source: 'VMware Telco Cloud reference guides: leave at least 8 %',
    date: '2026-11',
  },
  'savings.stay.months': { unit: 'months', low: 3, high: 12, source: 'assumption' },
  'savings.stay.daysPerVm': { unit: 'days a VM', low: 0.1, high: 0.5, source: 'assumption' },
  'savings.hardware.lifeYears': {
    unit: 'years',
    low: 4,
    high: 7,
    source: 'assumption: five years',
    conflict: `${azure} depreciates servers over 4 years`,
  },
  'savings.hardware.hostPrice': { unit: 'currency a host', source: 'your quote', group: 'price' },
  'savings.hardware.hostSupportPerYear': { unit: 'currency a host and year', source: 'your contract', group: 'price' },
  'savings.hardware.reusedHosts': { unit: 'hosts', source: 'your decision' },
  'savings.power.nodeIdleWatts': { unit: 'W', low: 93, high: 127, source: `${spec}: EPYC 3 104 W`, date: '2026-11' },
  'savings.power.nodeLoadPercent': { unit: '%', low: 40, high: 80, source: 'assumption' },
  'savings.power.hostFullWatts': { unit: 'W', low: 404, high: 626, source: `${spec}: Skylake 432 W`, date: '2026-11' },
  'savings.power.hostIdleWatts': { unit: 'W', low: 52, high: 127, source: `${spec}: Skylake 52 W`, date: '2026-11' },
  'savings.power.hostLoadPercent': { unit: '%', low: 15, high: 50, source: 'assumption' },
  'savings.network.purchasePercent': {
    unit: '% of servers and storage',
    low: 5,
    high: 15,
    source: `${azure}: 10 %`,
    date: '2026-11',
    group: 'price',
  },
  'savings.network.maintenancePercent': {
    unit: '% of the purchase a year',
    low: 10,
    high: 20,
    source: `${azure}: 15 %`,
    date: '2026-11',
  },
  'savings.storage.pricePerTiB': {
    unit: 'currency a raw TiB',
    low: 200,
    high: 600,
    source: 'assumption: 0.2 to 0.6 USD a GB',
    conflict: `${azure}: 2 USD a GB and month, which is not plausible as a price of drives`,
    evidence: 'a quote for drives',
    group: 'price',
  },
  'savings.storage.maintenancePercent': {
    unit: '% of the purchase a year',
    low: 5,
    high: 15,
    source: `${azure}: 10 %`,
    date: '2026-11',
  },
  'savings.protection.backupTodayPerVmYear': { unit: 'currency a VM and year', source: 'your contract' },
  'savings.protection.backupTargetPerVmYear': { unit: 'currency a VM and year', source: 'your offer', group: 'price' },
  'savings.protection.recoveryTodayPerYear': { unit: 'currency a year', source: 'your contract' },
  'savings.protection.recoveryTargetPerYear': { unit: 'currency a year', source: 'your offer', group: 'price' },
  'savings.subscription.pricePerUnitYear': {
    unit: 'currency a unit and year',
    source: 'your offer; no price of a Kubernetes subscription has a public source',
    group: 'price',
  },
  'savings.guestLicensesTodayPerYear': { unit: 'currency a year', source: 'your contracts' },
  'savings.operations.vmsPerAdmin': { unit: 'VMs', low: 150, high: 400, source: 'assumption' },
  'savings.operations.adminCostPerYear': { unit: 'currency', low: 120_000, high: 160_000, source: 'assumption' },
  'savings.operations.kubernetesAdmins': {
    unit: 'people',
    low: 0.5,
    high: 2,
    source: 'assumption: community Kubernetes costs no licence, but people',
    evidence: 'who will run Kubernetes, by name',
  },
  'savings.migration.months': {
    unit: 'months',
    low: 0.75,
    high: 1.5,
    rangeIsFactor: true,
    source: 'the waves of the plan; assumption where they have no dates: 24, of 18 to 36',
    evidence: 'the pilot wave: how many VMs a team moves in a month',
  },
  'savings.migration.preparationMonths': { unit: 'months', low: 2, high: 9, source: 'assumption' },
  'savings.migration.leadMonths': { unit: 'months', low: 0, high: 6, source: 'assumption' },
  'savings.migration.dualRunningMonths': { unit: 'months', low: 0, high: 3, source: 'assumption' },
  'savings.migration.learningPercent': {
    unit: '% at each doubling',
    low: 0,
    high: 15,
    source: "assumption: Wright's law",
  },
  'savings.migration.learningFloorPercent': { unit: '% of the first VM', low: 40, high: 80, source: 'assumption' },
  'savings.training.people': { unit: 'people', low: 2, high: 8, source: 'assumption' },
  'savings.training.costPerPerson': { unit: 'currency', low: 2000, high: 8000, source: 'assumption' },
} as const satisfies Readonly<Record<string, SettingSource>>;

/** Path of a figure of the savings. */
export type FigurePath = keyof typeof savingsSources;

/** What is a choice and no figure: in the register, without a range. */
export const savingsChoices = {
  'migration.contractEnd': {
    unit: 'date',
    source: 'your contract; where it is not known, the renewal is taken to be due at once',
    evidence: 'the contract',
  },
  'savings.edition': { unit: 'edition', source: 'assumption: the edition that your offer is for' },
  'savings.contract.minimum72Cores': {
    unit: 'yes or no',
    source: 'assumption: not in force (anystackarchitect.com: reversed)',
    date: '2026-11',
    conflict: `in force from 10 April 2025: ${redress}, otava.com`,
  },
  'savings.contract.lateRenewal': { unit: 'yes or no', source: 'assumption: renewed in time' },
  'savings.hardware.refreshOn': { unit: 'date', source: 'not set: spread evenly over the life of a host' },
  'savings.power.facilitiesContractEnd': {
    unit: 'date',
    source: 'not set: less power and rack is avoidable, not cash',
  },
  'savings.subscription.metric': { unit: 'what is counted', source: 'assumption' },
  'savings.range.seed': { unit: 'seed', source: 'any number: the same one gives the same range' },
  'savings.range.draws': { unit: 'cases', source: 'assumption' },
  'savings.range.priceCorrelation': { unit: '0 to 1', source: 'assumption: prices move half together' },
} as const satisfies Readonly<Record<string, SettingSource>>;
