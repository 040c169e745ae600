import { costHeadTitles, type BreakEven, type Savings } from '../../src/model/savings.ts';
import { formatInteger } from '../../src/lib/units.ts';
import { plural } from './words.ts';

/** When the plan costs less than staying and right-sizing, in one or two sentences; never as a saving. */
export function breakEvenSentence(entry: BreakEven, currency: string): string {
  const { years, pricePerCoreYear, nodePriceBelow, explanation } = entry;
  const span = `Over ${plural(years, 'year')}`;
  const renewal =
    pricePerCoreYear !== null
      ? `${span}, the plan costs less than staying and right-sizing only where the renewal costs more than ${currency} ${formatInteger(pricePerCoreYear)} a licensed core and year.`
      : explanation.length === 0
        ? `${span}, the break-even cannot be computed.`
        : `${span}, no renewal price makes the plan cost less than staying and right-sizing: it renews as many licences.`;
  return nodePriceBelow === null
    ? renewal
    : `${renewal} At the renewal price that is set, it costs less only where a node costs less than ${currency} ${formatInteger(nodePriceBelow)}.`;
}

/** What the report says first about money: whether it pays, and why; or what lacks to say so. */
export function verdictSentence({ verdict, breakEven, increments, currency }: Savings): string {
  const { kind, years, cashNpv, because, missing } = verdict;
  const reasons = because.map((head) => withinSentence(costHeadTitles[head])).join('; ');
  const amount = formatInteger(Math.abs(cashNpv ?? 0));
  const longest = breakEven.find((entry) => entry.years === years);
  if (kind === 'unknown') {
    return 'Whether it pays cannot be said: no source lists the hosts with their sockets and cores.';
  }
  if (kind === 'break-even') {
    const lacking = missing.map((one) => missingWords[one] ?? one).join(' and ');
    const price = longest === undefined ? '' : ` ${breakEvenSentence(longest, currency)}`;
    return `Whether it pays cannot be said without ${lacking}.${price}`;
  }
  if (kind === 'does-not-pay') {
    return `It does not pay: over ${plural(years, 'year')} the plan costs ${currency} ${amount} more than staying and right-sizing (present value, cash)${reasons === '' ? '' : `, above all for ${reasons}`}.`;
  }
  const months = increments.find((entry) => entry.years === years)?.paybackMonths ?? null;
  const payback = months === null ? '' : ` It has paid back after ${formatInteger(months)} months.`;
  return `Over ${plural(years, 'year')} the plan costs ${currency} ${amount} less than staying and right-sizing (present value, cash), above all for ${reasons}.${payback}`;
}

/** A title after the beginning of a sentence: "Servers" -> "servers", but "VMware" stays. */
function withinSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

const missingWords: Readonly<Record<string, string>> = {
  'licenses.renewalPricePerCoreYear': 'your own renewal offer',
  'nodes.catalogue': 'a quote of your own for nodes',
};
