/** A date-time as text states it: one reading, or two where day and month cannot be told apart. */
export type DateText =
  | { readonly iso: string; readonly order: DateOrder | null }
  | { readonly dayFirst: string; readonly monthFirst: string };

export type DateOrder = 'dayFirst' | 'monthFirst';

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const two = (value: number): string => String(value).padStart(2, '0');

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isoDateTime(year: number, month: number, day: number, clock: Clock): string | null {
  if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (clock.hour > 23 || clock.minute > 59 || clock.second > 59) return null;
  return `${year}-${two(month)}-${two(day)}T${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}`;
}

/** Seconds of a day (ISO 8601). */
const secondsPerDay = 86_400;
/** The serial number of 1970-01-01 in the 1900 date system (ECMA-376 part 1, 18.17.4.1). */
const unixEpochSerial = 25_569;
/** From 61 = 1900-03-01, as Excel believes in a 29 February 1900, up to 9999-12-31. */
const firstSerial = 61;
const lastSerial = 2_958_465;

/**
 * A spreadsheet's serial date as an ISO 8601 date-time without a zone, to the second; null beyond 1900-03-01 to
 * 9999-12-31. Serial numbers state local time, and nothing here knows of zones.
 */
export function isoFromSerial(serial: number): string | null {
  if (!(serial >= firstSerial && serial < lastSerial + 1)) return null;
  const seconds = Math.round((serial - unixEpochSerial) * secondsPerDay);
  // Days and seconds are counted from the epoch as if they were UTC, so that no zone can come in.
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

const timePattern = String.raw`(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${timePattern}$`);
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}),?${timePattern}$`);

/** The time of day out of what `timePattern` found: hour, minute, second, A or P. */
function clockOf(parts: readonly (string | undefined)[]): Clock | null {
  const [hour = '0', minute = '0', second = '0', half] = parts;
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  if (half === undefined) return clock;
  if (clock.hour < 1 || clock.hour > 12) return null;
  return { ...clock, hour: (clock.hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0) };
}

/**
 * Reads a date-time in the notations that RVTools writes: "2018/03/19 14:46:51" (3.x), "4/4/2018 5:25:31 PM" and its
 * like in the exporter's locale, ISO 8601. A zone is dropped. null where the text is no date.
 */
export function readDateTime(text: string): DateText | null {
  const ordered = yearFirst.exec(text);
  if (ordered !== null) {
    const [, year = '', , month = '', day = '', ...time] = ordered;
    const clock = clockOf(time);
    const iso = clock === null ? null : isoDateTime(Number(year), Number(month), Number(day), clock);
    return iso === null ? null : { iso, order: null };
  }
  const local = yearLast.exec(text);
  if (local === null) return null;
  const [, first = '', mark, second = '', year = '', ...time] = local;
  const clock = clockOf(time);
  if (clock === null) return null;
  const dayFirst = isoDateTime(Number(year), Number(second), Number(first), clock);
  const monthFirst = isoDateTime(Number(year), Number(first), Number(second), clock);
  // Where days and months are set apart by points, the day stands first (CLDR: no locale writes M.d.y).
  if (mark === '.' || monthFirst === null) return dayFirst === null ? null : { iso: dayFirst, order: 'dayFirst' };
  if (dayFirst === null) return { iso: monthFirst, order: 'monthFirst' };
  return dayFirst === monthFirst ? { iso: dayFirst, order: null } : { dayFirst, monthFirst };
}

/** True within a day of 1970-01-01: what RVTools writes for a date that is not set, shifted by the exporter's zone. */
export function isUnsetDate(iso: string): boolean {
  return iso >= '1969-12-31' && iso < '1970-01-03';
}
