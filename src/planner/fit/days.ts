const millisecondsADay = 24 * 60 * 60 * 1000;

/** Whole days from one date to another, both YYYY-MM-DD or longer; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to.slice(0, 10)}T00:00:00Z`) - Date.parse(`${from.slice(0, 10)}T00:00:00Z`)) / millisecondsADay;
}

/** "877 days before 2026-11-24", "1 day after …", "on …". */
export function relativeTo(asOf: string, date: string): string {
  const days = daysBetween(asOf, date);
  if (days === 0) return `on ${asOf} itself`;
  const count = Math.abs(days);
  return `${count} ${count === 1 ? 'day' : 'days'} ${days < 0 ? 'before' : 'after'} ${asOf}`;
}
