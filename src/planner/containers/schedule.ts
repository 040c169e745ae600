/** When Debian's /etc/crontab runs the folders that are named after an interval. */
const folders: Readonly<Record<string, string>> = {
  hourly: '17 * * * *',
  daily: '25 6 * * *',
  weekly: '47 6 * * 7',
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

/** The cron expression that says the same as one line of a crontab; null where none does (@reboot, seconds). */
export function ofCrontab(expression: string): string | null {
  const text = expression.trim();
  if (Object.hasOwn(folders, text)) return folders[text] ?? null;
  return fiveFields.test(text) || macro.test(text) ? text.replace(/\s+/g, ' ') : null;
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
  return `${number(groups['minute'])} ${number(groups['hour'])} ${number(groups['date'])} * ${day}`;
}
