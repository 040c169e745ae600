import { describe, expect, it } from 'vitest';
import { readRvtools } from '../../../analyzers/rvtools/read.ts';
import { demoSources } from '../../../src/demo/estate.ts';
import type { Cell, TableFile } from '../../../src/lib/tables/table.ts';
import type { Estate } from '../../../src/model/estate.ts';
import { estateTotals } from '../../../src/model/estate-totals.ts';
import { mergeEstates } from '../../../src/model/merge-estates.ts';
import { tablesOf } from './tables.ts';

/** A row by its header, as a test changes it. */
type Row = Record<string, Cell>;
type Change = (sheet: string, rows: Row[]) => Row[];

const hamburg = demoSources()[0]?.sheets ?? [];

/** The demo's export of Hamburg, its rows changed. */
function exportOf(path: string, change: Change): TableFile {
  const sheets = hamburg.map(({ name, rows }): [string, Cell[][]] => {
    const [header = [], ...cells] = [...rows];
    const names = header.map(String);
    const records = cells.map((row): Row => Object.fromEntries(names.map((key, index) => [key, row[index] ?? null])));
    const changed = change(name, records).map((row) => names.map((key) => row[key] ?? null));
    return [name, [names, ...changed]];
  });
  return tablesOf(Object.fromEntries(sheets), { path });
}

const read = (file: TableFile): Promise<Estate> => readRvtools(file, { sourceIndex: 0 });
const asItIs: Change = (_, rows) => rows;
const ofVm = ({ VM }: Row): boolean => VM !== undefined;

/** A month later: one VM is gone, one is new, one runs on another cluster's host with more vCPUs. */
const aMonthLater =
  (gone: Row, moved: Row, target: Row): Change =>
  (sheet, rows) => {
    if (sheet === 'vMetaData') return rows.map((row) => ({ ...row, 'xlsx creation datetime': 46_000 }));
    if (!rows.some(ofVm)) return rows;
    return rows
      .filter((row) => row['VM ID'] !== gone['VM ID'])
      .flatMap((row) => {
        if (row['VM ID'] !== moved['VM ID']) return [row];
        const elsewhere = { ...row, Host: target['Host'] ?? null, Cluster: target['Cluster'] ?? null };
        const larger = 'CPUs' in row ? { ...elsewhere, CPUs: Number(row['CPUs']) + 2 } : elsewhere;
        const another = {
          ...row,
          VM: 'brand-new',
          'VM ID': 'vm-999999',
          'VM UUID': '50ffffff-0000-0000-0000-000000000001',
        };
        return sheet === 'vInfo' ? [larger, another] : [larger];
      });
  };

function vmRows(): Row[] {
  const vInfo = hamburg.find(({ name }) => name === 'vInfo');
  const [header = [], ...cells] = [...(vInfo?.rows ?? [])];
  return cells.map((row) => Object.fromEntries(header.map((key, index) => [String(key), row[index] ?? null])));
}

const ofAnotherVCenter: Change = (_, rows) =>
  rows.map((row) => ('VI SDK UUID' in row ? { ...row, 'VI SDK UUID': 'ffffffff-0000-0000-0000-000000000009' } : row));

describe('the same vCenter at two dates', () => {
  it('is counted once, and what came, went, moved and grew is said, a line a kind', async () => {
    const rows = vmRows();
    const [gone, moved] = rows.filter((row) => row['Template'] === 'False' && row['Cluster'] === 'HAM-PROD');
    const target = rows.find((row) => row['Cluster'] !== 'HAM-PROD');
    if (gone === undefined || moved === undefined || target === undefined) throw new Error('the demo has two clusters');
    const before = await read(
      exportOf('/october.xlsx', (sheet, all) =>
        sheet === 'vMetaData' ? all.map((row) => ({ ...row, 'xlsx creation datetime': 45_970 })) : all,
      ),
    );
    const after = await read(exportOf('/november.xlsx', aMonthLater(gone, moved, target)));
    for (const estates of [
      [before, after],
      [after, before],
    ]) {
      const merged = mergeEstates(estates);
      expect(merged.vms.length).toBe(rows.length + 1);
      // Both exports describe the same hosts and datastores.
      for (const figure of ['hosts', 'clusters', 'datastores', 'physicalCores'] as const) {
        expect(estateTotals(merged)[figure], figure).toBe(estateTotals(before)[figure]);
      }
      const said = merged.sources.flatMap(({ name, warnings }) =>
        warnings
          .filter(({ place, message }) => place === '' && !message.includes('also in'))
          .map(({ message }) => `${name}: ${message.replaceAll(/ of 20\d\d-[\dT:-]*\d/g, '')}`),
      );
      expect(said.toSorted()).toEqual([
        `november.xlsx: 1 VM came since october.xlsx ("brand-new")`,
        expect.stringMatching(/^november\.xlsx: 1 VM has other vCPUs or memory than in october\.xlsx/),
        expect.stringMatching(
          /^november\.xlsx: 1 VM moved to another cluster since october\.xlsx: ".*" \(HAM-PROD to /,
        ),
        `october.xlsx: 1 VM is in october.xlsx and not in the later november.xlsx of the same vCenter (${JSON.stringify(gone['VM'])}): counted, but it may be gone by now`,
      ]);
      const now = merged.vms.find((vm) => vm.moRef === moved['VM ID']);
      expect(now).toMatchObject({ cluster: target['Cluster'], cpus: Number(moved['CPUs']) + 2 });
      expect(merged.vms.find((vm) => vm.moRef === gone['VM ID'])?.source).toBe(estates.indexOf(before));
    }
  });

  it('keeps two vCenters whose moRefs collide apart', async () => {
    const one = await read(exportOf('/one.xlsx', asItIs));
    const two = await read(exportOf('/two.xlsx', ofAnotherVCenter));
    const merged = mergeEstates([one, two]);
    expect(new Set(merged.vms.map(({ id }) => id)).size).toBe(2 * one.vms.length);
    for (const list of ['hosts', 'datastores', 'clusters', 'physicalNics', 'portGroups', 'storageDevices'] as const) {
      expect(merged[list].length, list).toBe(2 * one[list].length);
    }
    // Only the instance UUIDs give away that it is one estate.
    const said = merged.sources.flatMap(({ warnings }) => warnings.map(({ message }) => message));
    expect(said).toEqual([
      expect.stringMatching(/^\d+ VMs have the instance UUID of a VM of another vCenter in one\.xlsx/),
    ]);
  });
});
