import { assumptionRegister } from '../../model/assumption-register.ts';
import type { Assumption, Increment, LicensesToday, Savings, SavingsInputs, Verdict } from '../../model/savings.ts';
import { savingsSources } from '../../model/settings-savings.ts';
import type { Settings } from '../../model/settings.ts';
import { decimal, whole } from '../figures.ts';
import { breakEven } from './break-even.ts';
import { rangeOfCases, tornado } from './cases.ts';
import { increment } from './increment.ts';
import { savingsInputs, type SavingsBasis } from './inputs.ts';
import { licensesToday } from './licenses.ts';
import { longYears, missingForHeadline, scenarios, shortYears, upside, variants, waiting } from './scenarios.ts';

/** Terms that savings are computed for. */
const terms = [shortYears, longYears];
/**
 * Term that decides the verdict, and that the range, the tornado and the price of waiting are of. Migrations take 18 to 36
 * months: over three years nearly none pays, and a shorter term would answer how long it takes, not whether it pays.
 */
const verdictYears = longYears;

const noRange = { low: null, base: null, middle: null, high: null };

/** Heads that a verdict names. */
const headsNamed = 3;

/** Licences today, costs of the scenarios, and from where on this plan pays. */
export function savings(basis: SavingsBasis): Savings {
  const { settings, estate } = basis;
  return savingsOf(savingsInputs(basis), licensesToday(estate.hosts, settings.licenses.coreFloorPerCpu), settings);
}

/** The same from inputs that were derived already; null where no host is known. */
export function savingsOf(inputs: SavingsInputs | null, licenses: LicensesToday | null, settings: Settings): Savings {
  const base = { currency: settings.currency, licenses, assumptions: assumptions(inputs, settings), limits, inputs };
  if (inputs === null) {
    return {
      ...base,
      verdict: { kind: 'unknown', years: verdictYears, cashNpv: null, because: [], missing: [] },
      breakEven: [],
      scenarios: [],
      variants: [],
      increments: [],
      range: { years: verdictYears, ...noRange },
      tornado: [],
      waiting: [],
      upside: [],
    };
  }
  const missing = missingForHeadline(inputs);
  const hasHeadline = missing.length === 0;
  const increments = hasHeadline ? terms.map((years) => increment(inputs, years)) : [];
  return {
    ...base,
    verdict: verdict(increments, missing),
    breakEven: terms.map((years) => breakEven(years, inputs)),
    scenarios: scenarios(inputs),
    variants: variants(inputs),
    increments,
    range: {
      years: verdictYears,
      ...(hasHeadline ? rangeOfCases(inputs, verdictYears) : noRange),
    },
    tornado: hasHeadline ? tornado(inputs, verdictYears) : [],
    waiting: hasHeadline ? waiting(inputs, verdictYears) : [],
    upside: hasHeadline ? upside(inputs, verdictYears) : [],
  };
}

/** Whether it pays, and which heads decide: those that weigh most on the side that wins. */
function verdict(increments: readonly Increment[], missing: readonly string[]): Verdict {
  const decided = increments.find(({ years }) => years === verdictYears);
  if (decided === undefined) {
    return { kind: 'break-even', years: verdictYears, cashNpv: null, because: [], missing: [...missing] };
  }
  const pays = decided.cashNpv > 0;
  const heads = decided.heads
    .filter(({ npv }) => (pays ? npv > 0 : npv < 0))
    .toSorted((a, b) => Math.abs(b.npv) - Math.abs(a.npv));
  return {
    kind: pays ? 'pays' : 'does-not-pay',
    years: verdictYears,
    cashNpv: decided.cashNpv,
    because: heads.slice(0, headsNamed).map(({ head }) => head),
    missing: [],
  };
}

/** The register's lines that savings follow from, and what the plan derived for them. */
function assumptions(inputs: SavingsInputs | null, settings: Settings): Assumption[] {
  const lines = assumptionRegister(settings).filter(
    ({ setting }) =>
      setting.startsWith('savings.') || setting.startsWith('nodes.catalogue') || Object.hasOwn(savingsSources, setting),
  );
  if (inputs === null) return lines;
  const { figures, own, ranges } = inputs;
  const derived = (setting: 'nodes.workerPrice' | 'savings.migration.months'): Assumption => ({
    setting,
    value: figures[setting] === null ? 'unknown' : figureText(figures[setting]),
    unit: savingsSources[setting].unit.replace('currency', settings.currency),
    low: ranges[setting]?.low ?? null,
    high: ranges[setting]?.high ?? null,
    source: savingsSources[setting].source,
    date: null,
    whose: own.includes(setting) ? 'yours' : 'plan',
    conflict: null,
  });
  return [
    derived('nodes.workerPrice'),
    ...lines.map((line) =>
      line.setting === 'savings.migration.months' && line.whose === 'default' ? derived(line.setting) : line,
    ),
  ];
}

const figureText = (value: number): string => (Number.isInteger(value) ? whole(value) : decimal(value));

/** What the comparison leaves out or simplifies, and whom that favours: nobody should take it for more than it is. */
const limits: Savings['limits'] = [
  {
    what: 'staying, right-sized',
    why: 'its hosts are computed from demand, not packed, and its licences count as right-sized from the renewal on: in favour of staying',
  },
  {
    what: 'staying, hosts of retained VMs',
    why: 'counted by their configured size, here as in this plan: in favour of the plan where they could be right-sized too',
  },
  {
    what: 'default prices',
    why: 'amounts in USD, which another currency does not convert: replace those that weigh',
  },
  {
    what: 'everything under KubeVirt',
    why: 'its nodes are scaled by memory from those of this plan, not packed anew',
  },
  {
    what: 'licences, payment',
    why: 'a twelfth of a year’s price each month; paid a year or three ahead, they weigh more, in every scenario',
  },
  {
    what: 'licences, hosts that are freed',
    why: 'in the order with least to move; whether the other hosts have room meanwhile is not looked at: in favour of the plan',
  },
  {
    what: 'servers, refresh',
    why: 'hosts that only wait to be emptied are not replaced any more, and what hardware is worth at the end is not counted',
  },
  {
    what: 'storage arrays and today’s network',
    why: 'taken to serve either way',
  },
  {
    what: 'vCenter for retained VMs',
    why: 'the licences of their hosts are counted; the appliances that manage them are not: in favour of the plan',
  },
  {
    what: 'another edition',
    why: 'at list price, and whether it has every feature in use is not checked; see what ties to VMware',
  },
  {
    what: 'tax, depreciation, disposal',
    why: 'not counted: depreciation is no payment',
  },
];
