import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankEstate, blankVm } from '../../../src/model/blank-records.ts';
import { estateTotals } from '../../../src/model/estate-totals.ts';
import type { Estate, Source, Vm } from '../../../src/model/estate.ts';
import { joinOwners } from '../../../src/model/join-owners.ts';
import { blankOwner, type Owner, type OwnerRow } from '../../../src/model/owners.ts';
import { swappedUuid, uuidDigits } from '../../../src/model/vm-uuid.ts';

const source = (kind: Source['kind'], name: string): Source => ({
  kind,
  name,
  version: null,
  vCenterUuid: null,
  server: null,
  exportedAt: null,
  facts: {},
  warnings: [],
});

const vm = (id: string, name: string, changes: Partial<Vm> = {}): Vm => ({ ...blankVm(0, name), id, ...changes });
const estateOf = (...vms: Vm[]): Estate => ({ ...blankEstate(), sources: [source('rvtools', 'export.xlsx')], vms });

const cell = (value: string | boolean | null): Owner['evidence'][keyof Owner['evidence']] => ({
  source: 'cmdb.csv',
  path: 'cmdb!B2 (Owner)',
  value,
});

function row(number: number, keys: Partial<Pick<OwnerRow, 'id' | 'uuid' | 'vm'>>, facts: Partial<Owner>): OwnerRow {
  const evidence = Object.fromEntries(
    Object.entries(facts).map(([field, value]) => [field, cell(JSON.stringify(value))]),
  );
  return {
    sheet: 'cmdb',
    row: number,
    id: null,
    uuid: null,
    vm: null,
    ...keys,
    facts: { ...blankOwner(), ...facts, evidence },
  };
}

const join = (estate: Estate, ...tables: OwnerRow[][]): Estate =>
  joinOwners(
    estate,
    tables.map((rows, index) => ({ source: source('owners', `table ${index}`), rows })),
  );
const ownersOf = (estate: Estate): (string | null)[] => estate.vms.map(({ owner }) => owner?.name ?? null);
const warningsOf = (estate: Estate): string[] =>
  estate.sources.flatMap(({ warnings }) => warnings.map(({ message }) => message));

describe('joining side tables', () => {
  const uuid = '420c2e0f-1a2b-3c4d-8000-0123456789ab';

  it('leaves an estate without side tables as it is', () => {
    const estate = estateOf(vm('1', 'a'));
    expect(joinOwners(estate, [])).toBe(estate);
  });

  it('finds VMs by id, by UUID in either byte order, by name and by DNS name', () => {
    const estate = estateOf(
      vm('vc/vm-1', 'a'),
      vm('vc/vm-2', 'b', { biosUuid: uuid }),
      vm('vc/vm-3', 'c', { instanceUuid: '502c2e0f-1a2b-3c4d-8000-0123456789ab' }),
      vm('vc/vm-4', 'Web 04'),
      vm('vc/vm-5', 'e', { hostName: 'erp.example.org' }),
      vm('vc/vm-6', 'f', { hostName: 'crm.example.org' }),
    );
    const joined = join(estate, [
      row(2, { id: 'vc/vm-1', vm: 'renamed since' }, { name: '1' }),
      row(3, { uuid: swappedUuid(uuidDigits(uuid) ?? '').toUpperCase() }, { name: '2' }),
      row(4, { uuid: '{502C2E0F-1A2B-3C4D-8000-0123456789AB}' }, { name: '3' }),
      row(5, { vm: 'WEB 04' }, { name: '4' }),
      row(6, { vm: 'ERP' }, { name: '5' }),
      row(7, { vm: 'crm.example.org', uuid: 'none yet' }, { name: '6' }),
    ]);
    expect(ownersOf(joined)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(warningsOf(joined)).toEqual([]);
    expect(joined.vms[0]?.owner?.evidence.name).toEqual(cell('"1"'));
  });

  it('joins no row that could mean several VMs, unless the name is written as one of them', () => {
    const estate = estateOf(vm('1', 'web'), vm('2', 'WEB'), vm('3', 'app'), vm('4', 'app', { biosUuid: uuid }));
    const joined = join(estate, [
      row(2, { vm: 'Web' }, { name: 'x' }),
      row(3, { vm: 'WEB' }, { name: 'y' }),
      row(4, { vm: 'app' }, { name: 'z' }),
      row(5, { vm: 'app', uuid }, { name: 'w' }),
    ]);
    expect(ownersOf(joined)).toEqual([null, 'y', null, 'w']);
    expect(warningsOf(joined)).toEqual([
      'Not joined, because several VMs have this name: add their id: row 2 ("Web"), row 4 ("app")',
    ]);
  });

  it('does not fall back to a name where an id or a UUID is of no VM: it may be another machine of that name', () => {
    const joined = join(estateOf(vm('1', 'a', { biosUuid: uuid }), vm('2', 'b')), [
      row(2, { id: 'gone', vm: 'a' }, { mayBeRetired: true }),
      row(3, { uuid: '00000000-0000-0000-0000-000000000001', vm: 'b' }, { mayBeRetired: true }),
      row(4, { vm: 'c' }, { name: 'x' }),
    ]);
    expect(joined.vms.map(({ owner }) => owner)).toEqual([null, null]);
    expect(warningsOf(joined)).toEqual([
      'Not joined, because no VM of the estate has this id: row 2 ("a")',
      'Not joined, because no VM of the estate has this UUID: row 3 ("b")',
      'Not joined, because no VM of the estate has this name: row 4 ("c")',
    ]);
    // CMDBs hold much that is no VM of this estate: nothing of the estate is lacking.
    expect(joined.sources[1]?.warnings.every(({ lacking }) => !lacking)).toBe(true);
  });

  it('takes the first of two rows about a VM within a table, and field by field the later of two tables', () => {
    const estate = estateOf(vm('1', 'a'));
    const joined = join(
      estate,
      [row(2, { vm: 'a' }, { name: 'CMDB', application: 'Shop' }), row(3, { vm: 'A' }, { name: 'second' })],
      [row(9, { id: '1' }, { name: 'Jane', mayBeRetired: false })],
    );
    expect(joined.vms[0]?.owner).toMatchObject({ name: 'Jane', application: 'Shop', mayBeRetired: false });
    expect(warningsOf(joined)).toEqual(['Not joined, because an earlier row is about the same VM: row 3 ("A")']);
  });

  it('says where answers contradict each other', () => {
    const rows = [row(2, { vm: 'a' }, { mayBeRetired: true, wishedDisposition: 'rehost' })];
    expect(warningsOf(join(estateOf(vm('1', 'a')), rows))).toEqual([
      'To be retired or not? The answers contradict each other and do not count: row 2 ("a")',
    ]);
  });

  it('changes no total and no VM otherwise', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 8 }), fc.array(fc.string(), { maxLength: 8 }), (names, wanted) => {
        const estate = estateOf(...names.map((name, i) => vm(String(i), name)));
        const joined = join(
          estate,
          [...wanted, ...names].map((name, i) => row(i + 2, { vm: name }, { name: 'x' })),
        );
        expect(joined.vms.map((joinedVm) => ({ ...joinedVm, owner: null }))).toEqual(estate.vms);
        expect(estateTotals(joined)).toEqual(estateTotals(estate));
      }),
    );
  });

  it('joins every VM of a unique name, whatever stands around it in the table', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 12 }),
        fc.array(fc.stringMatching(/^[A-Z]{7,9}$/)),
        (names, others) => {
          const estate = estateOf(...names.map((name, i) => vm(String(i), name)));
          const rows = [...others, ...names].map((name, i) => row(i + 2, { vm: name }, { name }));
          expect(ownersOf(join(estate, rows))).toEqual(names);
        },
      ),
    );
  });

  it('quotes what is hostile in one line, without secrets', () => {
    const hostile = `a\u001b[31m\n<script>${'x'.repeat(200)}`;
    const [warning] = warningsOf(join(estateOf(vm('1', 'a')), [row(2, { vm: hostile }, { name: 'x' })]));
    expect(warning).toMatch(/^[ -~…]{1,140}$/);
  });
});
