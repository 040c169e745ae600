import { filledText } from '../../src/lib/filled-text.ts';
import type { Cell } from '../../src/lib/tables/table.ts';
import { dispositionSchema, type Disposition } from '../../src/model/plan.ts';

/** A cell that holds something else than its column says. */
export const unreadable = Symbol('unreadable');
export type Unreadable = typeof unreadable;

export function textCell(cell: Cell): string | null {
  return cell === null ? null : filledText(String(cell));
}

const yes = new Set(['yes', 'y', 'true', '1', 'x', '✓', '✔', 'ja', 'j', 'wahr']);
const no = new Set(['no', 'n', 'false', '0', 'nein', 'falsch']);

export function yesOrNo(cell: Cell): boolean | null | Unreadable {
  const text = textCell(cell)?.toLowerCase();
  if (text === undefined) return null;
  return yes.has(text) ? true : no.has(text) ? false : unreadable;
}

export function disposition(cell: Cell): Disposition | null | Unreadable {
  const text = textCell(cell);
  if (text === null) return null;
  const parsed = dispositionSchema.safeParse(text.toLowerCase());
  return parsed.success ? parsed.data : unreadable;
}

const hoursOfUnit: readonly (readonly [RegExp, number])[] = [
  [/^(?:m|min|mins|minuten?|minutes?)$/, 1 / 60],
  [/^(?:h|hrs?|hours?|std|stunden?)$/, 1],
  [/^(?:d|days?|tage?n?)$/, 24],
  [/^(?:w|weeks?|wochen?)$/, 168],
];

function hoursOf(unit: string | null): number | null {
  const word = unit?.trim().toLowerCase().replace(/\.$/, '') ?? '';
  return hoursOfUnit.find(([form]) => form.test(word))?.[1] ?? null;
}

/** To a hundredth of an hour, which is 36 seconds. */
const rounded = (hours: number): number => Math.round(hours * 100) / 100;

/**
 * A duration in hours: 4, "4 h", "30 min", "< 2 Tage", "1,5", "4:30". A number without a unit has the unit of its
 * header, and is hours where the header tells none.
 */
export function duration(cell: Cell, headerUnit: string | null): number | null | Unreadable {
  const text = textCell(cell);
  if (text === null) return null;
  const clock = /^(\d{1,3}):([0-5]\d)(?::[0-5]\d)?$/.exec(text);
  if (clock !== null) return rounded(Number(clock[1]) + Number(clock[2]) / 60);
  const [, digits, word] = /^(?:[<≤]=?|max\.?)?\s*(\d{1,6}(?:[.,]\d{1,6})?)\s*(\p{L}*\.?)$/iu.exec(text) ?? [];
  if (digits === undefined) return unreadable;
  const perUnit = word === undefined || word === '' ? (hoursOf(headerUnit) ?? 1) : hoursOf(word);
  return perUnit === null ? unreadable : rounded(Number(digits.replace(',', '.')) * perUnit);
}
