import type { BreakEven } from '../../model/plan.ts';
import type { Settings } from '../../model/settings.ts';
import { counted, decimal, whole } from '../figures.ts';

/** Nodes of one price in the plan. */
export interface PricedNodes {
  readonly what: string;
  readonly count: number;
  /** Purchase price of one in the settings' currency; 0 for a host that is used again, null where unknown. */
  readonly price: number | null;
  /** True for workers that are bought, whose price the second break-even looks for. */
  readonly worker: boolean;
}

export interface BreakEvenInput {
  readonly nodes: readonly PricedNodes[];
  readonly migrationDays: number;
  /** Hosts whose licences are known: what renewing pays for, beside power and rack. */
  readonly hostsToday: number;
  readonly licensedCores: number;
  /** Of these, what stays with VMware for VMs that are retained or that no source lists. */
  readonly residualHosts: number;
  readonly residualCores: number;
}

type Line = BreakEven['explanation'][number];

const hoursPerYear = 8760;

/** Power of one node or host over a year at the power that the settings assume, in their currency. */
function powerPerNodeYear({ costs }: Settings): number {
  const kilowatts = (costs.powerWattsPerNode * costs.powerUsageEffectiveness) / 1000;
  return kilowatts * hoursPerYear * costs.pricePerKWh;
}

/**
 * The price of a licensed core and year from which on the plan costs no more than renewing on today's hosts, over so
 * many years, and where a renewal price is set, the price of a worker node that does. Both sides pay power and rack;
 * the plan also pays nodes with support, subscription, migration, and licences for the hosts that it leaves with VMware.
 * Not on the side of renewing: support and replacement of today's hosts. Not on either: storage, network, and the months
 * in which both run. Money in whole units of the settings' currency, undiscounted.
 */
export function breakEven(years: number, input: BreakEvenInput, settings: Settings): BreakEven {
  const { costs, licenses } = settings;
  const explanation: Line[] = [];
  const add = (item: string, amount: number, source: string): void => {
    explanation.push({ item, amount: Math.round(amount), source });
  };

  const nodes = input.nodes.filter(({ count }) => count > 0);
  const total = nodes.reduce((sum, { count }) => sum + count, 0);
  const supported = 1 + (costs.hardwareSupportPercent / 100) * years;
  for (const { what, count, price } of nodes) {
    if (price !== null && price > 0) {
      add(
        `${counted(count, 'node')} ${what}, with support`,
        count * price * supported,
        `${whole(price)} each + ${decimal(costs.hardwareSupportPercent)} % a year`,
      );
    }
  }
  const power = powerPerNodeYear(settings) * years;
  const powerSource =
    `${decimal(costs.powerWattsPerNode)} W × PUE ${decimal(costs.powerUsageEffectiveness)} × ${whole(hoursPerYear)} h × ` +
    `${decimal(costs.pricePerKWh, 4)} a kWh`;
  const rack = costs.rackPerNodeYear * years;
  const rackSource = `${decimal(costs.rackPerNodeYear)} a node and year`;
  add(`power of ${counted(total, 'node')}`, total * power, powerSource);
  add(`rack of ${counted(total, 'node')}`, total * rack, rackSource);
  add(
    `Kubernetes subscription for ${counted(total, 'node')}`,
    total * costs.subscriptionPerNodeYear * years,
    `${decimal(costs.subscriptionPerNodeYear)} a node and year`,
  );
  add(
    `migration, ${counted(Math.ceil(input.migrationDays), 'day')}`,
    input.migrationDays * costs.dayRate * (1 + costs.contingencyPercent / 100),
    `costs.daysPerVm × ${decimal(costs.dayRate)} a day + ${decimal(costs.contingencyPercent)} % contingency`,
  );
  if (input.residualHosts > 0) {
    add(
      `power and rack of ${counted(input.residualHosts, 'host')} that stay for VMs retained or not listed`,
      input.residualHosts * (power + rack),
      'as for a node',
    );
  }
  add(
    `less: power and rack of ${counted(input.hostsToday, 'host')} of today, which renewing pays`,
    -input.hostsToday * (power + rack),
    'as for a node; cash only when contracts for room and power end',
  );

  const beforeLicenses = explanation.reduce((sum, { amount }) => sum + amount, 0);
  const coreYears = (input.licensedCores - input.residualCores) * years;
  const withoutWorkers = nodes.every(({ worker, price }) => worker || price !== null);
  const priced = nodes.every(({ price }) => price !== null);
  const pricePerCoreYear = priced && coreYears > 0 ? Math.max(0, beforeLicenses / coreYears) : null;
  if (pricePerCoreYear !== null) {
    add('what licences that end must be worth', beforeLicenses, 'sum of the lines above');
    explanation.push({
      item: 'break-even price of a licensed core and year',
      amount: cents(pricePerCoreYear),
      source:
        `÷ (${whole(input.licensedCores)} licensed cores − ${whole(input.residualCores)} that stay) ÷ ${years} years` +
        (beforeLicenses < 0 ? '; below zero, so at any price' : ''),
    });
  }

  const workers = nodes.filter(({ worker }) => worker);
  const workerCount = workers.reduce((sum, { count }) => sum + count, 0);
  let nodePriceBelow: number | null = null;
  if (licenses.renewalPricePerCoreYear !== null && workerCount > 0 && withoutWorkers) {
    const ended = coreYears * licenses.renewalPricePerCoreYear;
    const otherThanWorkers = beforeLicenses - workerPurchase(workers, supported);
    nodePriceBelow = cents(Math.max(0, (ended - otherThanWorkers) / (workerCount * supported)));
    explanation.push({
      item: 'break-even price of a worker node',
      amount: nodePriceBelow,
      source:
        `(${whole(ended)} for licences that end at ${decimal(licenses.renewalPricePerCoreYear)} a core and year − ` +
        `${whole(otherThanWorkers)} for all but workers) ÷ ${counted(workerCount, 'worker')} ÷ ${decimal(supported)} for support`,
    });
  }
  return {
    years,
    pricePerCoreYear: pricePerCoreYear === null ? null : cents(pricePerCoreYear),
    nodePriceBelow,
    explanation,
  };
}

/** What the lines above hold for workers: rounded as they are. */
function workerPurchase(workers: readonly PricedNodes[], supported: number): number {
  return workers.reduce((sum, { count, price }) => sum + Math.round(count * (price ?? 0) * supported), 0);
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;
