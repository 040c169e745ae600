import { byCodePoint } from '../lib/order.ts';
import { formatDecimal, formatInteger } from '../lib/units.ts';

/** A whole number for an explanation: 12345 -> "12 345". */
export function whole(value: number): string {
  return formatInteger(value);
}

/** A number for an explanation with at most `digits` decimals and no trailing zeros: 2.50 -> "2.5". */
export function decimal(value: number, digits = 2): string {
  const text = formatDecimal(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** "1 host", "2 hosts". */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Names that a sentence lists before it says "and so many more". */
const namesShown = 5;

/** The first names by code point: "a, b, c, d, e and 7 more". */
export function listed(names: readonly string[]): string {
  const shown = [...names].sort(byCodePoint).slice(0, namesShown).join(', ');
  return names.length > namesShown ? `${shown} and ${whole(names.length - namesShown)} more` : shown;
}
