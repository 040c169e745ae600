import type { CostHead, SavingsInputs } from '../../model/savings.ts';
import type { FigurePath } from '../../model/settings-savings.ts';
import { figure } from './figure.ts';

/** Costs of a head by month in whole cents; null where a price that it needs is unknown. */
export type Flow = Float64Array | null;

/** A head that is not counted, or not whole, and the setting that would count it. */
export interface Missing {
  readonly head: CostHead;
  readonly setting: string;
}

/** Writes amounts of a currency, by month, into flows of whole cents: each month is rounded by itself. */
export interface Ledger {
  readonly months: number;
  readonly missing: readonly Missing[];
  readonly read: (path: FigurePath) => number;
  /** Amounts of a month each. */
  readonly monthly: (amountAt: (month: number) => number) => Float64Array;
  /** The same, with the rise of prices at each turn of the year. */
  readonly rising: (amountAt: (month: number) => number) => Float64Array;
  /** Amounts of a year, a twelfth a month, with the rise of prices. */
  readonly yearly: (amountAt: (month: number) => number) => Float64Array;
  /** Notes what lacks; answers null, for a head that is not counted at all. */
  readonly lacks: (head: CostHead, setting: string) => null;
}

export function openLedger({ figures }: SavingsInputs, months: number): Ledger {
  const missing: Missing[] = [];
  const read = (path: FigurePath): number => figure(figures, path);
  const rise = 1 + read('savings.pricesRisePercent') / 100;
  const level = Array.from({ length: months }, (_, month) => Math.pow(rise, Math.floor(month / 12)));
  const monthly = (amountAt: (month: number) => number): Float64Array => {
    const flow = new Float64Array(months);
    for (let month = 0; month < months; month++) flow[month] = Math.round(amountAt(month) * 100);
    return flow;
  };
  const rising = (amountAt: (month: number) => number): Float64Array =>
    monthly((month) => amountAt(month) * (level[month] ?? 1));
  return {
    months,
    missing,
    read,
    monthly,
    rising,
    yearly: (amountAt) => rising((month) => amountAt(month) / 12),
    lacks(head, setting) {
      missing.push({ head, setting });
      return null;
    },
  };
}
