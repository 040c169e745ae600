import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnsetDate, isoFromSerial, readDateTime } from '../../../analyzers/rvtools/dates.ts';

const moment = fc.date({
  min: new Date('1950-01-01T00:00:00Z'),
  max: new Date('2099-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const isoOf = (date: Date): string => date.toISOString().slice(0, 19);
const pad = (value: number): string => String(value).padStart(2, '0');

describe('isoFromSerial', () => {
  it('gives dates as spreadsheets show them', () => {
    expect(isoFromSerial(45930.5)).toBe('2025-09-30T12:00:00');
    expect(isoFromSerial(61)).toBe('1900-03-01T00:00:00');
    expect(isoFromSerial(44927)).toBe('2023-01-01T00:00:00');
    expect(isoFromSerial(45351.999988426)).toBe('2024-02-29T23:59:59');
  });

  it('reads back every second', () => {
    fc.assert(
      fc.property(moment, (date) => {
        const seconds = Math.floor(date.getTime() / 1000);
        expect(isoFromSerial(25569 + seconds / 86400)).toBe(isoOf(new Date(seconds * 1000)));
      }),
    );
  });

  it('gives nothing for what is no date', () => {
    for (const serial of [0, 1, 60, -5, 2958466, 1e9, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(isoFromSerial(serial)).toBeNull();
    }
  });
});

describe('readDateTime', () => {
  it('reads back what RVTools 3.x and ISO 8601 write', () => {
    fc.assert(
      fc.property(moment, (date) => {
        const iso = isoOf(date);
        for (const text of [
          iso,
          `${iso}Z`,
          `${iso}.123Z`,
          iso.replace('T', ' '),
          iso.replaceAll('-', '/').replace('T', ' '),
        ]) {
          expect(readDateTime(text)).toEqual({ iso, order: null });
        }
      }),
    );
  });

  it('has the right date among its readings of a local notation', () => {
    fc.assert(
      fc.property(moment, fc.boolean(), fc.boolean(), (date, dayFirst, twelveHours) => {
        const [day, month, year] = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()];
        const hour = date.getUTCHours();
        const clock = `${twelveHours ? hour % 12 || 12 : hour}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}${twelveHours ? (hour < 12 ? ' AM' : ' PM') : ''}`;
        const read = readDateTime(`${dayFirst ? `${day}/${month}` : `${month}/${day}`}/${year} ${clock}`);
        expect(read).not.toBeNull();
        if (read === null) return;
        if ('iso' in read) expect(read.iso).toBe(isoOf(date));
        else expect(dayFirst ? read.dayFirst : read.monthFirst).toBe(isoOf(date));
      }),
    );
  });

  it('takes the day first where points set it apart', () => {
    expect(readDateTime('05.03.2025 08:15:00')).toEqual({ iso: '2025-03-05T08:15:00', order: 'dayFirst' });
    expect(readDateTime('4/4/2018 5:25:31 PM')).toEqual({ iso: '2018-04-04T17:25:31', order: null });
    expect(readDateTime('12/31/2018 12:00:00 AM')).toEqual({ iso: '2018-12-31T00:00:00', order: 'monthFirst' });
    expect(readDateTime('2020/02/29')).toEqual({ iso: '2020-02-29T00:00:00', order: null });
  });

  it('refuses what is no date', () => {
    for (const text of [
      '',
      'Never',
      '2025-13-01',
      '2023-02-29',
      '31/11/2024',
      '1/2/3',
      '2025-01-01 25:00:00',
      '13:00 PM',
      '2025/01-01',
    ]) {
      expect(readDateTime(text), text).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (text) => void readDateTime(text)));
  });

  it('knows the dates that are not set', () => {
    for (const serial of [25569.04, 25568.92, 25569, 25569.5])
      expect(isUnsetDate(isoFromSerial(serial) ?? '')).toBe(true);
    expect(isUnsetDate('1970-01-05T00:00:00')).toBe(false);
    expect(isUnsetDate('2025-01-01T00:00:00')).toBe(false);
  });
});
