import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findColumns } from '../../../analyzers/owners/headers.ts';
import { ownerHeaders } from '../../../src/model/owners.ts';

const meaning = (...headers: (string | null)[]): unknown[] =>
  findColumns(headers)?.columns.map(({ column, index, unit }) => [column, index, unit]) ?? [];

describe('headers of a side table', () => {
  it('are those of the worksheet, in any order', () => {
    const headers = Object.entries(ownerHeaders);
    fc.assert(
      fc.property(fc.shuffledSubarray(headers, { minLength: headers.length }), (shuffled) => {
        expect(findColumns(shuffled.map(([, header]) => header))?.columns.map(({ column }) => column)).toEqual(
          shuffled.map(([column]) => column),
        );
      }),
    );
  });

  it('are found in English and German, whatever their marks and case', () => {
    expect(meaning('Server Name', 'Owned by', 'Business-Criticality', 'Maintenance window')).toEqual([
      ['vm', 0, null],
      ['name', 1, null],
      ['criticality', 2, null],
      ['changeWindow', 3, null],
    ]);
    expect(meaning('Rechnername', null, 'EIGENTÜMER', 'Fachverfahren', 'Kritikalität', 'Bemerkung:')).toEqual([
      ['vm', 0, null],
      ['name', 2, null],
      ['application', 3, null],
      ['criticality', 4, null],
      ['notes', 5, null],
    ]);
  });

  it('tell the unit of durations', () => {
    expect(meaning('VM', 'RTO', 'RPO [min]')).toEqual([
      ['vm', 0, null],
      ['recoveryTimeHours', 1, null],
      ['recoveryPointHours', 2, 'min'],
    ]);
    expect(meaning('VM', 'Wiederanlaufzeit in Stunden', 'RPO (Std.)')).toEqual([
      ['vm', 0, null],
      ['recoveryTimeHours', 1, 'Stunden'],
      ['recoveryPointHours', 2, 'Std.'],
    ]);
  });

  it('give the surer column where two mean the same, and name the other', () => {
    const found = findColumns(['Name', 'VM', 'Contact', 'Application owner', 'Owner']);
    expect(found?.columns.map(({ column, header }) => [column, header])).toEqual([
      ['vm', 'VM'],
      ['name', 'Owner'],
    ]);
    expect(found?.passedOver.map(({ header }) => header)).toEqual(['Name', 'Contact', 'Application owner']);
  });

  it.each([
    [['Owner', 'Application']],
    [['VM', 'VM UUID']],
    [['VM', 'CPUs', 'Memory']],
    [['Fill in the yellow cells', null, 'Owner']],
    [[]],
    [[1, true, null]],
  ])('%o is no header', (cells) => {
    expect(findColumns(cells)).toBeNull();
  });
});
