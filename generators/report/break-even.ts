import type { BreakEven } from '../../src/model/plan.ts';
import { formatInteger } from '../../src/lib/units.ts';
import { plural } from './words.ts';

/** When the plan costs less than renewing, in one or two sentences; never as a saving. */
export function breakEvenSentence({ years, pricePerCoreYear, nodePriceBelow }: BreakEven, currency: string): string {
  const span = `Over ${plural(years, 'year')}`;
  const renewal =
    pricePerCoreYear === null
      ? `${span}, the break-even cannot be computed.`
      : `${span}, the plan costs less only where the renewal costs more than ${currency} ${formatInteger(pricePerCoreYear)} a licensed core and year.`;
  return nodePriceBelow === null
    ? renewal
    : `${renewal} At the renewal price that is set, it costs less only where a node costs less than ${currency} ${formatInteger(nodePriceBelow)}.`;
}
