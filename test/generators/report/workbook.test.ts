import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { reportWorkbook } from '../../../generators/report/workbook.ts';
import { tally } from '../../../generators/report/tallies.ts';
import { small } from '../../../fixtures/report/small/assessed.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { blankOwner } from '../../../src/model/owners.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { openpyxlHint, readWithOpenpyxl } from '../../support/openpyxl.ts';
import { describePeer } from '../../support/peers.ts';
import { projectRoot } from '../../support/shared.ts';
import { expectGolden } from './golden.ts';

async function write(assessed: Assessed): Promise<string> {
  const { path, content } = reportWorkbook(assessed);
  expect(path).toBe('report/report.xlsx');
  if (typeof content === 'string') throw new Error('a workbook is no text');
  const file = join(scratchFolder(), 'report.xlsx');
  await pipeline(content, createWriteStream(file));
  return file;
}

type Record_ = Readonly<Record<string, unknown>>;

/** Rows of a sheet by header; a cell that holds nothing is undefined. */
async function rowsOf(path: string, name: string): Promise<Record_[]> {
  const file = await openTables(path);
  const sheet = file.sheets.find((candidate) => candidate.name === name);
  if (sheet === undefined) throw new Error(`no sheet ${name}`);
  let headers: readonly unknown[] = [];
  const rows: Record_[] = [];
  for await (const { number, cells } of sheet.rows()) {
    if (number === 1) headers = cells;
    else rows.push(Object.fromEntries(headers.map((header, index) => [String(header), cells[index] ?? undefined])));
  }
  await file.close();
  return rows;
}

const count = (rows: readonly Record_[], header: string, value: unknown): number =>
  rows.filter((row) => row[header] === value).length;

describe('report.xlsx', () => {
  it('has a row for every VM, with what was decided of it and figures as numbers', async () => {
    const rows = await rowsOf(await write(small), 'VMs');
    const { decisions } = small.plan;
    expect(rows.map((row) => [row['VM'], row['VM id'], row['Disposition'], row['Reason']])).toEqual(
      decisions.map(({ name, vm, disposition, decidedBy }) => [name, vm, disposition, decidedBy.reason]),
    );
    expect(rows.map((row) => row['Memory (MiB)'])).toEqual(small.estate.vms.map(({ memoryMiB }) => memoryMiB));
    expect(rows.map((row) => row['CPU request (mCPU)'])).toEqual(
      decisions.map(({ sizing }) => sizing?.cpuRequestMilli),
    );
    expect(rows.map((row) => row['Datastores'])).toEqual(small.estate.vms.map(() => 'datastore1'));
  });

  it('leaves blank what is unknown, and never writes 0 for it', async () => {
    const [first, ...others] = small.estate.vms;
    if (first === undefined) throw new Error('the fixture has no VM');
    const vms = [{ ...first, cpus: null, memoryMiB: null, inUseMiB: null, host: null, disks: [] }, ...others];
    const totals = { ...small.plan.totals, hosts: null, vcpus: null };
    const assessed: Assessed = {
      ...small,
      estate: { ...small.estate, vms },
      plan: { ...small.plan, totals, savings: { ...small.plan.savings, licenses: null } },
    };
    const path = await write(assessed);
    const [row] = await rowsOf(path, 'VMs');
    expect(row).toMatchObject({ VM: first.name });
    for (const header of ['vCPUs', 'Memory (MiB)', 'In use (MiB)', 'Host', 'Datastores']) {
      expect(row?.[header], header).toBeUndefined();
    }
    const summary = await rowsOf(path, 'Summary');
    for (const item of ['hosts', 'vCPUs of powered-on VMs', 'licensed cores', 'idle licensed cores']) {
      expect(
        summary.filter((line) => line['Item'] === item).map((line) => line['Value']),
        item,
      ).toEqual([undefined]);
    }
  });

  it('has a row for every finding, with its cells, and folds the checks that could not be made', async () => {
    const path = await write(small);
    const rows = await rowsOf(path, 'Findings');
    const tallies = tally(small);
    const all = small.plan.decisions.flatMap(({ findings }) => findings);
    const answered = all.filter(({ severity }) => severity !== 'unknown');
    expect(rows).toHaveLength(answered.length);
    expect(count(rows, 'Severity', 'unknown')).toBe(0);
    expect(rows.filter((row) => row['Waived, because'] !== undefined)).toHaveLength(
      tallies.found.reduce((sum, { waived }) => sum + waived, 0),
    );
    expect(rows[0]?.['Evidence']).toMatch(/^RVTools_export_example\.xlsx v\w+!\w+ \(.+\) = .+/);

    const unknown = await rowsOf(path, 'Unknown');
    const open = all.filter(({ severity, waived }) => severity === 'unknown' && waived === undefined);
    expect(unknown.filter((row) => row['Kind'] === 'not checked')).toEqual([
      {
        Kind: 'not checked',
        Source: 'RVTools_export_example.xlsx',
        'Rule or place': 'guest.name-unknown',
        VMs: open.length,
        'What is not known': 'DNS name of the guest. Not told of this VM: vm.hostName.',
      },
    ]);
    expect(count(unknown, 'Kind', 'gap')).toBe(small.plan.gaps.length);
    // The other warning of the source lacks something and is a gap already.
    expect(unknown.filter((row) => row['Kind'] === 'warning').map((row) => row['Rule or place'])).toEqual([
      'vInfo!R12',
    ]);
  });

  it('counts licensed cores host by host as the plan does', async () => {
    const rows = await rowsOf(await write(small), 'Licences');
    const sum = (header: string): number => rows.reduce((total, row) => total + Number(row[header]), 0);
    const { licenses } = small.plan.savings;
    expect(rows).toHaveLength(small.estate.hosts.length);
    expect(sum('Licensed cores (at least 16 a CPU)')).toBe(licenses?.licensedCores);
    expect(sum('Idle licensed cores')).toBe(licenses?.idleLicensedCores);
    expect(sum('Cores')).toBe(licenses?.physicalCores);
  });

  it('marks what a person set', async () => {
    const settings = { ...small.settings, nodes: { ...small.settings.nodes, spare: 3 } };
    const rows = await rowsOf(await write({ ...small, settings }), 'Assumptions');
    expect(rows.find((row) => row['Setting'] === 'nodes.spare')).toMatchObject({ Value: '3', Whose: 'yours' });
    expect(count(rows, 'Whose', 'yours')).toBe(1);
  });

  it('shows what owners say', async () => {
    const owner = { ...blankOwner(), name: 'Jane Doe', criticality: 'high', recoveryTimeHours: 4, answers: 'yes' };
    const vms = small.estate.vms.map((vm, index) => (index === 0 ? { ...vm, owner } : vm));
    const [row] = await rowsOf(await write({ ...small, estate: { ...small.estate, vms } }), 'VMs');
    expect(row).toMatchObject({ Owner: 'Jane Doe', Criticality: 'high', 'RTO (hours)': 4 });
    expect(row?.['RPO (hours)']).toBeUndefined();
  });

  it('keeps hostile names as they are, and as text', async () => {
    const names = ["=cmd|' /C calc'!A0", '<script>alert(1)</script>', '_x0041_', 'a\u0007b', '\u202egnp.exe', '+1'];
    const rows = await rowsOf(await write(assessedFixture(8, names)), 'VMs');
    expect(rows.slice(0, names.length).map((row) => row['VM'])).toEqual(names);
  });

  it('has the same bytes twice', async () => {
    const [first, second] = [await write(small), await write(small)].map((path) => readFileSync(path));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
  });
});

describePeer('openpyxl', openpyxlHint)('report.xlsx, read by openpyxl', () => {
  it('has the sheets, headers, filters and frozen panes of the golden file', async () => {
    const lines = readWithOpenpyxl(await write(small)).map(({ name, freeze, filter, guarded, rows }) => {
      const headers =
        rows[0]?.map(({ value, comment }) => `  ${value}${comment === null ? '' : ` [${comment}]`}`) ?? [];
      return [`${name}: frozen at ${freeze}, filter ${filter}${guarded ? ', guarded' : ''}`, ...headers].join('\n');
    });
    const golden = join(projectRoot, 'fixtures', 'report', 'small', 'expected', 'workbook-structure.txt');
    expectGolden(golden, `${lines.join('\n')}\n`);
  });

  it('holds texts and numbers and nothing else, whatever the names', async () => {
    const hostile = ["=cmd|' /C calc'!A0", '@SUM(1)', '-1', '#REF!', 'TRUE'];
    const sheets = readWithOpenpyxl(await write(assessedFixture(12, hostile)));
    const types = new Set(sheets.flatMap(({ rows }) => rows.flat().map(({ type }) => type)));
    expect([...types].sort()).toEqual(['n', 's']);
    const vms = sheets.find(({ name }) => name === 'VMs');
    expect(vms?.rows.slice(1, 6).map(([cell]) => [cell?.type, cell?.value, cell?.format])).toEqual(
      hostile.map((name) => ['s', name, '@']),
    );
  });
});
