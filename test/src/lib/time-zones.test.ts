import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../../../src/lib/time-zones.ts';

describe('isTimeZone', () => {
  it('knows every zone that Node names, and the old names of some', () => {
    const unknown = Intl.supportedValuesOf('timeZone').filter((name) => !isTimeZone(name));
    expect(unknown).toEqual([]);
    for (const name of ['UTC', 'Etc/UTC', 'Europe/Kyiv', 'Asia/Calcutta', 'America/Argentina/Ushuaia']) {
      expect(isTimeZone(name), name).toBe(true);
    }
  });

  it('takes no other spelling and no path', () => {
    for (const name of [
      'europe/berlin',
      'Mars/Olympus',
      'Local',
      '',
      '../../etc/passwd',
      'TZ=UTC',
      'Europe/Berlin\n',
    ]) {
      expect(isTimeZone(name), name).toBe(false);
    }
  });
});
