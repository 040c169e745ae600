import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/model/settings.ts';
import { asOfDate } from '../../../src/planner/as-of.ts';
import { aSource } from './small-estate.ts';

describe('asOfDate', () => {
  const settings = { ...defaultSettings(), asOf: '2026-01-31' };

  it('is the day of the latest export, whatever the setting says', () => {
    const sources = [
      aSource({ exportedAt: '2026-11-03T23:59:00' }),
      aSource({ exportedAt: '2026-11-20T00:00:00' }),
      aSource({ exportedAt: null }),
    ];
    expect(asOfDate(sources, settings)).toBe('2026-11-20');
    expect(asOfDate(sources.toReversed(), settings)).toBe('2026-11-20');
  });

  it('is the setting where no source has a date, and null without that', () => {
    expect(asOfDate([aSource({ exportedAt: null })], settings)).toBe('2026-01-31');
    expect(asOfDate([aSource({ exportedAt: 'last week' })], defaultSettings())).toBeNull();
  });
});
