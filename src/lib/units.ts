/** Binary units (IEC 80000-13); vSphere's MB and GB are these, and Kubernetes' Mi and Gi. */
const mibPerGiB = 1024;
const mibPerTiB = 1024 * 1024;

/** NARROW NO-BREAK SPACE, the separator of thousands that SI and ISO 80000-1 recommend. */
const thinSpace = '\u202f';

/** What reports show for null: not seen, which is not 0. */
export const unknownText = 'unknown';

/**
 * A number with `digits` decimals and thin spaces between thousands: 1234567.5 -> "1 234 567.5". The same on every
 * machine; null is "unknown". Throws a RangeError for what is no finite number.
 */
export function formatDecimal(value: number | null, digits: number): string {
  if (value === null) return unknownText;
  // Beyond 1e21 toFixed answers with an exponent.
  if (!(Math.abs(value) < 1e21)) throw new RangeError(`cannot format ${value}`);
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, thinSpace);
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** A whole number with thin spaces between thousands: 12345 -> "12 345"; fractions are rounded, null is "unknown". */
export function formatInteger(value: number | null): string {
  return formatDecimal(value, 0);
}

/** Decimals without their trailing zeros: 1.50 -> "1.5", 2.00 -> "2". */
function shortDecimal(value: number, digits: number): string {
  const text = formatDecimal(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A size for people from MiB, in the unit that suits it: "512 MiB", "1.5 GiB", "2.25 TiB"; null is "unknown". */
export function formatMiB(mib: number | null): string {
  if (mib === null) return unknownText;
  const size = Math.abs(mib);
  if (size < mibPerGiB) return `${shortDecimal(mib, 0)}${thinSpace}MiB`;
  if (size < mibPerTiB) return `${shortDecimal(mib / mibPerGiB, 1)}${thinSpace}GiB`;
  return `${shortDecimal(mib / mibPerTiB, 2)}${thinSpace}TiB`;
}

/** Cores for people from thousandths of a core: 1500 -> "1.5"; null is "unknown". */
export function formatMilliCpu(milliCpu: number | null): string {
  return milliCpu === null ? unknownText : shortDecimal(milliCpu / 1000, 3);
}

/** part of whole, in percent; null where either is unknown or the whole is 0. */
export function percentOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : (part * 100) / whole;
}

/** "37.5 %" with `digits` decimals; null is "unknown". */
export function formatPercent(percent: number | null, digits = 1): string {
  return percent === null ? unknownText : `${formatDecimal(percent, digits)}${thinSpace}%`;
}
