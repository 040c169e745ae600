const millisecondsADay = 86_400_000;

/** Days since 1970 of a date YYYY-MM-DD. */
function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / millisecondsADay);
}

/** The date so many days later (earlier, where negative). */
export function dayAfter(date: string, days: number): string {
  return new Date((dayNumber(date) + days) * millisecondsADay).toISOString().slice(0, 10);
}

/** Days from one date to the other, negative where that is earlier. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}
