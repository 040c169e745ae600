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
