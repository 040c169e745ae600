import { z } from 'zod';
import { editionNameSchema, savingsSources, subscriptionMetricSchema, type FigurePath } from './settings-savings.ts';

/*
 * What savings are computed from and what comes of it. The inputs are small and hold no VM, so that the report's page
 * can compute anew. Money in results is in units of the currency with two decimals; in between it is whole cents.
 */

const count = z.number().int().nonnegative();
const amount = z.number().nullable();

export const licensesTodaySchema = z.strictObject({
  physicalCores: z.number().int().nonnegative(),
  /** Sum over CPUs of max(cores, floor). */
  licensedCores: z.number().int().nonnegative(),
  idleLicensedCores: z.number().int().nonnegative(),
  /** Floor per CPU; 16, Broadcom KB 313548. */
  coreFloorPerCpu: z.number().int(),
  /** Hosts that carry idle licensed cores. */
  hosts: z.array(
    z.strictObject({
      name: z.string(),
      cluster: z.string().nullable(),
      sockets: z.number().int().nullable(),
      coresPerSocket: z.number().int().nullable(),
      licensedCores: z.number().int().nullable(),
      idleLicensedCores: z.number().int().nullable(),
    }),
  ),
  /** Hosts whose sockets or cores are unknown and which are therefore in no sum. */
  unknownHosts: z.array(z.string()),
});
export type LicensesToday = z.infer<typeof licensesTodaySchema>;

/**
 * At which prices and which effort this plan costs as much as staying and right-sizing, in present value of what is
 * cash. Null where no price does that, or where another price that it needs is unknown.
 */
export const breakEvenSchema = z.strictObject({
  years: z.number().int(),
  /** Renewal price of a licensed core and year above which the plan costs less. */
  pricePerCoreYear: amount,
  /** Where a renewal price is set: the price of a worker node below which the plan costs less. */
  nodePriceBelow: amount,
  /** Where it is set: person-days of migration, contingency not included, below which the plan costs less. */
  migrationDaysBelow: amount,
  explanation: z.array(z.strictObject({ item: z.string(), amount: z.number(), source: z.string() })),
});
export type BreakEven = z.infer<typeof breakEvenSchema>;

const dispositionNameSchema = z.enum(['containerize', 'rehost', 'replace', 'retain', 'retire']);

const vmCountsSchema = z.strictObject({
  containerize: count,
  rehost: count,
  replace: count,
  retain: count,
  retire: count,
});
export type VmCounts = z.infer<typeof vmCountsSchema>;

/** What the estate and the plan bring: no setting changes these but by a new run. */
export const savingsFactsSchema = z.strictObject({
  /** First month, YYYY-MM-DD; null where no date is known to count from. */
  start: z.string().nullable(),
  /** Hosts of known sockets and cores. */
  hosts: count,
  licensedCores: count,
  /** Capacity of these hosts: CPU in Kubernetes CPUs (threads at work), as the demand is. */
  hostCpuMilli: count,
  hostMemoryMiB: count,
  /** Hosts that stay with VMware for VMs that are retained or that no source lists. */
  residualHosts: count,
  residualCores: count,
  /** Hosts that are freed, in order: once so many thousandths of the VMs that move have moved. */
  freed: z.array(z.strictObject({ afterPermille: count, hosts: count, licensedCores: count })),
  /** How VMs move over the time of the migration, both in thousandths; straight where no wave has dates. */
  progress: z.array(z.strictObject({ timePermille: count, vmsPermille: count })),
  vms: vmCountsSchema,
  /** Of them, what further evidence could make of them: in no base case. */
  candidates: z.array(
    z.strictObject({
      from: dispositionNameSchema,
      to: dispositionNameSchema,
      vms: count,
      /** Of the demand, what they would not ask for any more. */
      freedCpuMilli: count,
      freedMemoryMiB: count,
    }),
  ),
  nodes: z.strictObject({
    workers: count,
    spare: count,
    controlPlane: count,
    /** CPU sockets, cores, CPUs and memory of a worker, the largest type where there are several. */
    sockets: count,
    cores: count,
    cpuMilli: count,
    memoryMiB: count,
    /** True where workers are hosts of today. */
    reused: z.boolean(),
  }),
  targetUtilisationPercent: z.number(),
  /** What the VMs that move ask of nodes after right-sizing. */
  demand: z.strictObject({ cpuMilli: count, memoryMiB: count }),
  /** Memory that KubeVirt would take for VMs that become containers. */
  containerOverheadMiB: count,
  /** Raw capacity of vSAN today, and of software-defined storage on the nodes. */
  vsanMiB: count,
  softwareDefinedMiB: count,
  /** Licences of guests' products on the target a year, the cheapest way to count each; null where a price is unknown. */
  guestLicensesPerYear: amount,
});
export type SavingsFacts = z.infer<typeof savingsFactsSchema>;

/** Inputs that are no figures. Months count from the start; null is not known. */
export const savingsChoicesSchema = z.strictObject({
  edition: editionNameSchema,
  /** Edition that the offer is for; its price counts for that edition, list prices for the others. */
  offeredEdition: editionNameSchema,
  contractEndsInMonths: z.number().int().nonnegative().nullable(),
  refreshInMonths: z.number().int().nonnegative().nullable(),
  facilitiesEndInMonths: z.number().int().nonnegative().nullable(),
  minimum72Cores: z.boolean(),
  lateRenewal: z.boolean(),
  subscriptionMetric: subscriptionMetricSchema,
  /** Months for which the migration waits. */
  delayMonths: z.number().int().nonnegative(),
});
export type SavingsChoices = z.infer<typeof savingsChoicesSchema>;

const figurePaths = Object.keys(savingsSources);

export const savingsInputsSchema = z.strictObject({
  currency: z.string(),
  facts: savingsFactsSchema,
  choices: savingsChoicesSchema,
  /** By path in devirt.yaml; null is unknown. */
  figures: z.record(z.enum(figurePaths), z.number().nullable()),
  /** Paths that a person set. */
  own: z.array(z.string()),
  /** Ranges of assumed cases, by path. */
  ranges: z.record(z.string(), z.strictObject({ low: z.number(), high: z.number() })),
  seed: z.number().int(),
  draws: z.number().int(),
  priceCorrelation: z.number(),
});

export type Figures = Readonly<Record<FigurePath, number | null>>;
export type SavingsInputs = Omit<z.infer<typeof savingsInputsSchema>, 'figures'> & { readonly figures: Figures };

export const scenarioNameSchema = z.enum(['renew', 'right-size', 'kubevirt', 'plan']);
export type ScenarioName = z.infer<typeof scenarioNameSchema>;

/** What money is spent on. `cash` leaves the house; `avoidable` only when a contract ends; `notional` never by itself. */
export const costKindSchema = z.enum(['cash', 'avoidable', 'notional']);
export type CostKind = z.infer<typeof costKindSchema>;

export const costHeadSchema = z.enum([
  'contract',
  'renewal',
  'late-renewal',
  'vsan',
  'hardware',
  'hardware-support',
  'network',
  'storage',
  'power',
  'rack',
  'subscription',
  'protection',
  'guest-licenses',
  'operations',
  'kubernetes-operations',
  'migration',
  'training',
]);
export type CostHead = z.infer<typeof costHeadSchema>;

/** Names of the heads, for people. */
export const costHeadTitles: Readonly<Record<CostHead, string>> = {
  contract: 'VMware licences, contract that runs',
  renewal: 'VMware licences, renewed',
  'late-renewal': 'Late renewal',
  vsan: 'vSAN beyond what comes with the cores',
  hardware: 'Servers',
  'hardware-support': 'Support of servers',
  network: 'Network',
  storage: 'Storage',
  power: 'Power and cooling',
  rack: 'Rack',
  subscription: 'Subscription for Kubernetes and KubeVirt',
  protection: 'Backup and disaster recovery',
  'guest-licenses': 'Licences in guests: Windows, SQL Server, Oracle, Linux',
  operations: 'People who run VMs',
  'kubernetes-operations': 'People who run Kubernetes',
  migration: 'Migration, or right-sizing',
  training: 'Training',
};

/** Costs of a scenario. Totals hold what is counted; `notCounted` says what is not, and what would count it. */
export const scenarioSchema = z.strictObject({
  name: scenarioNameSchema,
  edition: editionNameSchema,
  /** A year when everything has settled: the fifth. Null where the renewal price or the price of nodes is not yours. */
  annual: amount,
  total3y: amount,
  total5y: amount,
  heads: z.array(z.strictObject({ head: costHeadSchema, annual: amount, total3y: amount, total5y: amount })),
  notCounted: z.array(z.strictObject({ head: costHeadSchema, setting: z.string() })),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** A scenario with another edition at list price, with hosts of today as nodes, or with a renewal that comes later. */
export const variantSchema = z.strictObject({
  name: scenarioNameSchema,
  toggle: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('edition'), edition: editionNameSchema }),
    z.strictObject({ kind: z.literal('reused-hosts'), hosts: count }),
    z.strictObject({ kind: z.literal('renewal'), inMonths: count }),
  ]),
  annual: amount,
  total3y: amount,
  total5y: amount,
});
export type Variant = z.infer<typeof variantSchema>;

/** Internal rate of return a year: none, one, or several, which then mean nothing. */
export const rateOfReturnSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('one'), percent: z.number() }),
  z.strictObject({ kind: z.literal('several'), percents: z.array(z.number()) }),
]);
export type RateOfReturn = z.infer<typeof rateOfReturnSchema>;

/** This plan against staying and right-sizing; a saving is positive. */
export const incrementSchema = z.strictObject({
  years: z.number().int(),
  /** Present value of what is cash: more cost of any kind, and less of what is cash. */
  cashNpv: z.number(),
  /** Present value of less power and rack, and of less labour: in no headline. */
  avoidableNpv: z.number(),
  notionalNpv: z.number(),
  paybackMonths: z.number().nullable(),
  rateOfReturn: rateOfReturnSchema,
  returnOnInvestmentPercent: z.number().nullable(),
  /** Present value by head, cash; what speaks against the plan is negative. */
  heads: z.array(z.strictObject({ head: costHeadSchema, npv: z.number() })),
  /** Cash a month, and its sum to then. */
  monthly: z.array(z.strictObject({ month: count, cash: z.number(), cumulative: z.number() })),
  /** Licences paid for hosts that are empty already, because a term cannot be cut. */
  strandedLicenses: z.number(),
});
export type Increment = z.infer<typeof incrementSchema>;

export const tornadoBarSchema = z.strictObject({
  setting: z.string(),
  low: z.number(),
  high: z.number(),
  /** Cash NPV at the low and the high value. */
  npvAtLow: z.number(),
  npvAtHigh: z.number(),
  /** What would narrow it; null where it is yours already. */
  evidence: z.string().nullable(),
});
export type TornadoBar = z.infer<typeof tornadoBarSchema>;

/** Why the answer is what it is, for the first line. */
export const verdictSchema = z.strictObject({
  /**
   * unknown: nothing can be computed; break-even: no headline, because a price is no one's own; does-not-pay and pays:
   * this plan against staying and right-sizing over `years`.
   */
  kind: z.enum(['unknown', 'break-even', 'does-not-pay', 'pays']),
  years: z.number().int(),
  cashNpv: amount,
  /** Heads that decide, the heaviest first. */
  because: z.array(costHeadSchema),
  /** Settings that lack for a headline. */
  missing: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** A setting that is an assumption, or a person's own figure. */
export const assumptionSchema = z.strictObject({
  /** Path in devirt.yaml. */
  setting: z.string(),
  value: z.string(),
  unit: z.string(),
  /** Range of assumed cases; null where it is held. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** The default's source, or devirt.yaml where a person set the value. */
  source: z.string(),
  date: z.string().nullable(),
  whose: z.enum(['default', 'yours', 'plan']),
  /** A source that says otherwise. */
  conflict: z.string().nullable(),
});
export type Assumption = z.infer<typeof assumptionSchema>;

/** `base` is the base case; `middle` half of the draws are below. */
const cases = { low: amount, base: amount, middle: amount, high: amount };

export const savingsSchema = z.strictObject({
  currency: z.string(),
  licenses: licensesTodaySchema.nullable(),
  verdict: verdictSchema,
  breakEven: z.array(breakEvenSchema),
  scenarios: z.array(scenarioSchema),
  /** Each scenario with one thing otherwise. */
  variants: z.array(variantSchema),
  increments: z.array(incrementSchema),
  /** The range of assumed cases of the cash NPV: the middle eight tenths of the draws. No probability. */
  range: z.strictObject({ years: z.number().int(), ...cases }),
  tornado: z.array(tornadoBarSchema),
  /** What the plan loses where it waits so many months, against starting now; null where no price is known. */
  waiting: z.array(z.strictObject({ months: count, cost: z.number() })),
  /** What candidates would add, each kind alone. */
  upside: z.array(z.strictObject({ from: z.string(), to: z.string(), vms: count, npv: z.number() })),
  assumptions: z.array(assumptionSchema),
  /** What the comparison leaves out, and whom that favours. */
  limits: z.array(z.strictObject({ what: z.string(), why: z.string() })),
  /** What the report's page computes with; null where no host is known. */
  inputs: savingsInputsSchema.nullable(),
});
export type Savings = z.infer<typeof savingsSchema>;
