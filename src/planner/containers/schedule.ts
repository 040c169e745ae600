/** When Debian's /etc/crontab runs the folders that are named after an interval; Sunday is 0 here and 7 there. */
const folders: Readonly<Record<string, string>> = {
  hourly: '17 * * * *',
  daily: '25 6 * * *',
  weekly: '47 6 * * 0',
  monthly: '52 6 1 * *',
};

/** What systemd's words for intervals stand for (systemd.time(7)). */
const words: Readonly<Record<string, string>> = {
  minutely: '* * * * *',
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  weekly: '0 0 * * 1',
  monthly: '0 0 1 * *',
  quarterly: '0 0 1 1,4,7,10 *',
  yearly: '0 0 1 1 *',
};

const fiveFields = /^(?:[\d*,/a-z-]+\s+){4}[\d*,/a-z-]+$/i;
const macro = /^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/;
const clock =
  /^(?:(?<day>Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+)?\*-\*-(?<date>\*|\d{1,2})\s+(?<hour>\*|\d{1,2}):(?<minute>\d{1,2})(?::0{1,2})?$/;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Smallest and largest value of each field as Kubernetes reads them (robfig/cron): Sunday is 0 alone, and not 7. */
const bounds = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;
const fieldNames = [
  [],
  [],
  [],
  ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
] as const;

/** One field of a crontab as Kubernetes takes it; null where it takes none that says the same. */
function fieldOf(text: string, index: number): string | null {
  const [low, high] = bounds[index] ?? [0, 0];
  const names: readonly string[] = fieldNames[index] ?? [];
  const valueOf = (word: string): number =>
    /^\d+$/.test(word)
      ? Number(word)
      : names.includes(word.toLowerCase())
        ? names.indexOf(word.toLowerCase()) + low
        : NaN;
  const parts = text.split(',').flatMap((part) => {
    const match = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d{0,2}))?$/.exec(part);
    if (match === null) return [null];
    const [, first = '', last, step] = match;
    const suffix = step === undefined ? '' : `/${step}`;
    // "5/10" is no schedule of cron's, and means another thing to Kubernetes.
    if (first !== '*' && last === undefined && step !== undefined) return [null];
    if (first === '*') return [last === undefined ? `*${suffix}` : null];
    const from = valueOf(first);
    const to = last === undefined ? from : valueOf(last);
    // cron calls Sunday 0 and 7: a range that ends with 7 is one to Saturday and Sunday.
    const sunday = index === 4 && to === 7;
    if (sunday && from === 7) return ['0'];
    const end = sunday ? high : to;
    if (!(from >= low && from <= end && end <= high) || (sunday && step !== undefined)) return [null];
    const range = last === undefined ? String(from) : `${from}-${end}${suffix}`;
    return sunday && from > 0 ? [range, '0'] : [range];
  });
  return parts.includes(null) ? null : parts.join(',');
}

/** The cron expression that says the same as one line of a crontab; null where none does (@reboot, seconds). */
export function ofCrontab(expression: string): string | null {
  const text = expression.trim();
  if (Object.hasOwn(folders, text)) return folders[text] ?? null;
  if (macro.test(text)) return text;
  if (!fiveFields.test(text)) return null;
  const fields = text.split(/\s+/).map(fieldOf);
  return fields.includes(null) ? null : fields.join(' ');
}

/**
 * The cron expression that says the same as the specifications of a timer; null where none does: several of them,
 * intervals since the last run, random delays, seconds.
 */
export function ofTimer(expressions: readonly string[]): string | null {
  const [only, ...others] = expressions;
  if (only === undefined || others.length > 0) return null;
  const text = only.replace(/^OnCalendar=/, '').trim();
  if (Object.hasOwn(words, text)) return words[text] ?? null;
  const groups = clock.exec(text)?.groups;
  if (groups === undefined) return null;
  const number = (value: string | undefined): string => (value === '*' ? '*' : String(Number(value)));
  const day = groups['day'] === undefined ? '*' : String(days.indexOf(groups['day']));
  return ofCrontab(`${number(groups['minute'])} ${number(groups['hour'])} ${number(groups['date'])} * ${day}`);
}
