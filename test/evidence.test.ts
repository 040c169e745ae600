import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRvtools } from '../analyzers/rvtools/read.ts';
import { demoSources } from '../src/demo/estate.ts';
import { openTables } from '../src/lib/tables/open.ts';
import { type Cell, columnLetter, type TableFile } from '../src/lib/tables/table.ts';
import type { Evidence } from '../src/model/finding.ts';
import { mergeEstates } from '../src/model/merge-estates.ts';
import { defaultSettings } from '../src/model/settings.ts';
import { makePlan } from '../src/planner/plan.ts';
import { tablesOf } from './analyzers/rvtools/tables.ts';
import { describeShared, projectRoot, sharedPath } from './support/shared.ts';

/** The cells of a source by sheet, row and column. */
type Cells = ReadonlyMap<string, ReadonlyMap<number, readonly Cell[]>>;

async function cellsOf(file: TableFile): Promise<Cells> {
  const sheets = new Map<string, Map<number, readonly Cell[]>>();
  for (const sheet of file.sheets) {
    const rows = new Map<number, readonly Cell[]>();
    for await (const { number, cells } of sheet.rows()) rows.set(number, [...cells]);
    sheets.set(sheet.name, rows);
  }
  return sheets;
}

const cellPath = /^(?<sheet>[^!]+)!(?<column>[A-Z]+)(?<row>\d+) \((?<header>.*)\)$/s;

/** Cell and value as one notation: RVTools writes True and False, pads texts, and separates thousands. */
function plain(value: Cell | Evidence['value']): string {
  const text = String(value ?? '')
    .trim()
    .toLowerCase();
  return /^\d{1,3}(?:[.,]\d{3})+$/.test(text) ? text.replaceAll(/[.,]/g, '') : text;
}

/** A value that is the cell's, or is a part of it or made of it: dates of serial numbers, enumerations by number. */
function isOf(value: Evidence['value'], cell: Cell): boolean {
  const [shown, stands] = [plain(value), plain(cell)];
  if (shown === stands || stands.includes(shown)) return true;
  if (typeof value === 'number') return Math.abs(value - Number.parseFloat(stands)) <= 0.5;
  const isDate = /^\d{4}-\d\d-\d\d/.test(shown) && (typeof cell === 'number' || /\d{4}/.test(stands));
  const isEnumeration = typeof cell === 'number' && typeof value === 'string';
  return isDate || isEnumeration || shown.includes('[redacted]') || shown.endsWith(`: ${stands}`);
}

/** `mayBeBlank`: cells of a sheet that was cut by hand, where another sheet fills in what the first does not say. */
async function check(files: readonly TableFile[], mayBeBlank = false): Promise<number> {
  const cells = new Map<string, Cells>();
  const estates = [];
  for (const file of files) {
    const estate = await readRvtools(file, { sourceIndex: 0 });
    estates.push(estate);
    cells.set(estate.sources[0]?.name ?? '', await cellsOf(file));
    await file.close();
  }
  const plan = makePlan(mergeEstates(estates), { ...defaultSettings(), asOf: '2026-11-24' });
  const wrong: string[] = [];
  let checked = 0;
  const look = (what: string, { source, path, value }: Evidence): void => {
    const sheets = cells.get(source);
    // The date of an end of support stands in a table of ours, with its own source.
    if (sheets === undefined && path.startsWith('end of support of ')) return;
    const found = cellPath.exec(path)?.groups;
    const rows = sheets?.get(found?.['sheet'] ?? '');
    const row = rows?.get(Number(found?.['row']));
    const names = [...(rows?.values() ?? [])].find((headers) =>
      headers.some((name) => plain(name) === plain(found?.['header'] ?? '?')),
    );
    const index = names?.findIndex((_, at) => columnLetter(at) === found?.['column']) ?? -1;
    checked++;
    if (row === undefined || index < 0) wrong.push(`${what}: ${source} ${path} is no cell`);
    else if (plain(names?.[index] ?? null) !== plain(found?.['header'] ?? '?'))
      wrong.push(`${what}: ${path} has another header`);
    else if (!isOf(value, row[index] ?? null) && !(mayBeBlank && plain(row[index] ?? null) === ''))
      wrong.push(`${what}: ${path} holds ${row[index]}, not ${value}`);
  };
  for (const { name, findings, sizing } of plan.decisions) {
    for (const { rule, severity, evidence } of findings) {
      // What is unknown may be a column that the sheet does not have.
      if (severity !== 'unknown') for (const one of evidence) look(`${name}, ${rule}`, one);
    }
    for (const basis of sizing === null ? [] : [sizing.cpuBasis, sizing.memoryBasis])
      for (const one of basis.evidence) look(`${name}, size`, one);
  }
  for (const { name, evidence } of plan.network.attachments) for (const one of evidence) look(`network ${name}`, one);
  expect(wrong.slice(0, 20)).toEqual([]);
  return checked;
}

/** An export of the demo as tables in memory; `date` is when it was made, as a serial number. */
function demoFile(index: number, date: number, path: string): TableFile {
  const sheets = (demoSources()[index]?.sheets ?? []).map(({ name, rows }): [string, Cell[][]] => {
    const all = [...rows].map((row) => [...row]);
    const at = all[0]?.indexOf('xlsx creation datetime') ?? -1;
    if (name === 'vMetaData' && all[1] !== undefined) all[1][at] = date;
    return [name, all];
  });
  return tablesOf(Object.fromEntries(sheets), { path });
}

describe('evidence points at the cell that it quotes', () => {
  it('in the demo', async () => {
    expect(await check([demoFile(0, 46_000, '/ham.xlsx'), demoFile(1, 46_000, '/rtm.xlsx')])).toBeGreaterThan(1000);
  });

  it('in two exports of one vCenter, of which the earlier has a VM alone', async () => {
    const earlier = demoFile(0, 45_900, '/october.xlsx');
    const later = demoFile(0, 46_000, '/november.xlsx');
    const without = {
      ...later,
      sheets: later.sheets.map((sheet) => ({
        name: sheet.name,
        async *rows() {
          // A title row moves every cell of the later export down by one.
          yield { number: 1, cells: ['Export of November'] };
          for await (const { number, cells } of sheet.rows()) {
            if (!cells.includes('s4p-hana-01')) yield { number: number + 1, cells };
          }
        },
      })),
    };
    expect(await check([earlier, without])).toBeGreaterThan(1000);
  });

  const fixtures = [
    'estates/decoys',
    ...readdirSync(join(projectRoot, 'fixtures', 'rvtools')).map((name) => `rvtools/${name}`),
  ];
  it.each(fixtures)('in fixtures/%s', async (name) => {
    await check([await openTables(join(projectRoot, 'fixtures', name))]);
  });

  const folder = sharedPath('data', 'rvtools');
  const shared = folder === null ? [] : readdirSync(folder).filter((name) => /\.(?:xlsx|csv)$/.test(name));
  describeShared('in real exports', () => {
    it.each(shared)('%s', { timeout: 30_000 }, async (name) => {
      await check([await openTables(join(folder ?? '', name))], name.includes('torture'));
    });
  });
});
