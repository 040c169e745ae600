/** What a point or comma may be in a number. */
export type Separator = '.' | ',';

/** A number as text states it, with what its writing shows about the file's separators. */
export type NumberText =
  /** Only one reading. `decimal` and `grouping` are the separators that it shows in that role. */
  | { readonly value: number; readonly decimal: Separator | null; readonly grouping: Separator | null }
  /** "1.024" or "16,384": one group of three digits behind one separator, which may be either. */
  | { readonly separator: Separator; readonly grouped: number; readonly fraction: number };

/** Groups of three set apart by what is never a decimal separator: blanks (no-break ones too) and apostrophes. */
const neutralGrouping = /^([+-]?\d{1,3})((?:[ \u00a0\u202f'’]\d{3})+)(?![\d ])/;
const plain = /^[+-]?\d+$/;
const scientific = /^[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}$/;
const oneSeparator = /^([+-]?)(\d+)([.,])(\d+)$/;
const grouped = /^[+-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?)$/;

const other = (separator: Separator): Separator => (separator === '.' ? ',' : '.');

const certain = (value: number, decimal: Separator | null = null, grouping: Separator | null = null): NumberText => ({
  value,
  decimal,
  grouping,
});

/**
 * Reads a number in any of the notations that RVTools and spreadsheets leave in text: 16384, "16,384", "1.048.576",
 * "1,024.5", "1 048 576", "16'384", "0,5", "1.5E+06". null where the text is no number.
 */
export function readNumber(text: string): NumberText | null {
  if (plain.test(text)) return certain(Number(text));
  if (scientific.test(text)) return certain(Number(text));
  const bare = text.replace(neutralGrouping, (_, first: string, rest: string) => first + rest.replaceAll(/[^\d]/g, ''));
  if (plain.test(bare)) return certain(Number(bare));

  const single = oneSeparator.exec(bare);
  if (single !== null) {
    const [, sign = '', whole = '', mark = '', rest = ''] = single;
    const separator: Separator = mark === '.' ? '.' : ',';
    const fraction = Number(`${sign}${whole}.${rest}`);
    // A group has three digits, and the first group is not 0 and no longer than three.
    const mayGroup = bare === text && rest.length === 3 && whole.length <= 3 && !whole.startsWith('0');
    return mayGroup
      ? { separator, grouped: Number(`${sign}${whole}${rest}`), fraction }
      : certain(fraction, separator, null);
  }
  if (!grouped.test(bare)) return null;
  const first: Separator =
    bare.search(/,/) >= 0 && (!bare.includes('.') || bare.indexOf(',') < bare.indexOf('.')) ? ',' : '.';
  const decimal = bare.includes(other(first)) ? other(first) : null;
  const digits = bare.replaceAll(first, '');
  return certain(Number(decimal === null ? digits : digits.replace(decimal, '.')), decimal, first);
}
