/** Characters of a host's name in a file's: with the rest, every file system holds it. */
const longestName = 100;

/**
 * The file name of a bundle: the host's name and the time at which the collection began, both as its own manifest says,
 * or `fallback` and 'unknown-time'. A guest can say what it likes: whatever is no letter, digit, hyphen or inner dot of
 * ASCII becomes an underscore. `number` tells several apart that would share a name.
 */
export function bundleName(facts: ReadonlyMap<string, string>, fallback: string, number: number): string {
  const told = facts.get('hostName') ?? '';
  const host = (told === '' ? fallback : told).replace(/[^A-Za-z0-9.-]/g, '_').replace(/\.{2,}/g, '_');
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/.exec(facts.get('started') ?? '') ?? [];
  const began = date === undefined || time === undefined ? 'unknown-time' : `${date}T${time}Z`.replace(/[-:]/g, '');
  const suffix = number === 1 ? '' : `-${number}`;
  return `devirt-guest-${host.slice(0, longestName)}-${began}${suffix}.tar.gz`;
}
