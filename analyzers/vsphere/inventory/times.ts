/** Within a day of 1970-01-01 a time is not set. */
const firstCredibleYear = 1971;

/** "2026-11-24T08:29:37.123Z" as the model keeps times: to the second, without a zone, in UTC. */
export function utcTime(text: string | null): string | null {
  if (text === null) return null;
  const parsed = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.getUTCFullYear() < firstCredibleYear) return null;
  return parsed.toISOString().slice(0, 19);
}
