import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOwners, type OwnerTable } from '../../../analyzers/owners/read.ts';
import { ownerWorksheet } from '../../../generators/worksheet/owner-worksheet.ts';
import { columnLetter, type TableFile } from '../../../src/lib/tables/table.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Estate } from '../../../src/model/estate.ts';
import { joinOwners } from '../../../src/model/join-owners.ts';
import { ownerQuestions } from '../../../src/model/owner-questions.ts';
import { blankOwner, ownerFields, type Owner, type OwnerFacts } from '../../../src/model/owners.ts';
import { dispositionSchema } from '../../../src/model/plan.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aVm } from '../../src/planner/small-estate.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { fillWithOpenpyxl, openpyxlHint, readWithOpenpyxl } from '../../support/openpyxl.ts';
import { describePeer } from '../../support/peers.ts';

function assess(estate: Estate): Assessed {
  const settings = defaultSettings();
  return { estate, plan: makePlan(estate, settings), settings, version: '0.0.0' };
}

async function write(estate: Estate): Promise<string> {
  const path = join(scratchFolder(), 'owners.xlsx');
  await pipeline(ownerWorksheet(assess(estate)).content, createWriteStream(path));
  return path;
}

async function opened<T>(path: string, use: (file: TableFile) => Promise<T>): Promise<T> {
  const file = await openTables(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

const read = (path: string): Promise<OwnerTable> => opened(path, readOwners);

/** Rows of a sheet as they stand. */
const cellsOf = (path: string, name: string): Promise<unknown[][]> =>
  opened(path, async (file) => {
    const rows: unknown[][] = [];
    for await (const { cells } of file.sheets.find((sheet) => sheet.name === name)?.rows() ?? []) rows.push([...cells]);
    return rows;
  });

const supported = { guestFullNameConfig: 'Red Hat Enterprise Linux 9 (64-bit)' };
const estate = anEstate(
  [
    aVm('old', { ...supported, powerState: 'poweredOff' }),
    aVm("=cmd|' /C calc'!A0", supported),
    aVm('template', { template: true }),
    aVm('win', { guestFullNameConfig: 'Microsoft Windows Server 2012 R2 (64-bit)' }),
    aVm('placeholder', { srmPlaceholder: true }),
  ],
  [aHost('esx01.example.org')],
);

const anyText = fc
  .stringMatching(/^[A-Za-zÄÖÜß][A-Za-z0-9ÄÖÜß ,._()-]{0,20}[A-Za-z0-9]$/)
  .filter((text) => !/^(?:na|none|null|nil|tbd|unknown|not set)$/i.test(text));

const anyFacts: fc.Arbitrary<OwnerFacts> = fc.record({
  name: fc.option(anyText),
  application: fc.option(anyText),
  criticality: fc.option(fc.constantFrom('low', 'high')),
  recoveryTimeHours: fc.option(fc.integer({ min: 0, max: 10_000 }).map((quarters) => quarters / 4)),
  recoveryPointHours: fc.option(fc.integer({ min: 0, max: 1000 })),
  changeWindow: fc.option(anyText),
  mayBeRetired: fc.option(fc.boolean()),
  wishedDisposition: fc.option(fc.constantFrom(...dispositionSchema.options)),
  answers: fc.option(anyText),
  notes: fc.option(anyText),
});

describe('the worksheet for owners', () => {
  it('has a row for each VM that has an owner to ask, and tells how many have questions', () => {
    const { vms, vmsWithQuestions } = ownerWorksheet(assess(estate));
    expect(vms).toBe(3);
    const withQuestions = ({ plan }: Assessed): number =>
      estate.vms.filter((vm, i) => {
        const decision = plan.decisions[i];
        return decision !== undefined && ownerQuestions(vm, decision, plan.rules).length > 0;
      }).length;
    expect(vmsWithQuestions).toBe(withQuestions(assess(estate)));
  });

  it('asks what the findings leave open', async () => {
    const [header = [], ...rows] = await cellsOf(await write(estate), 'VMs');
    const at = header.indexOf('Open questions');
    expect(rows.map((row) => row[0])).toEqual(['old', "=cmd|' /C calc'!A0", 'win']);
    expect(rows[0]?.[at]).toContain('It is switched off. Is it still needed, and when is it used?');
    expect(String(rows[1]?.[at])).not.toContain('Is it still needed');
    // Several are numbered, each on a line of its own.
    expect(rows[2]?.[at]).toMatch(/^1\. .+\n2\. .+/);
    expect(rows[2]?.[at]).toContain('Support of windows-server 2012-r2 ended on 2023-10-10');
    expect(rows[2]?.[at]).toContain('Does the application also run on Linux?');
  });

  it('comes back empty as it went out: nobody answered, and no header is in doubt', async () => {
    const { rows, source } = await read(await write(estate));
    expect(rows).toEqual([]);
    expect(source.warnings).toEqual([]);
  });

  it('brings back whatever stands in its cells, with the cells as evidence', async () => {
    await fc.assert(
      fc.asyncProperty(anyFacts, async (facts) => {
        const given = ownerFields.filter((field) => facts[field] !== null);
        const owner: Owner = { ...blankOwner(), ...facts };
        const vms = estate.vms.map((vm, index) => (index === 3 ? { ...vm, owner } : vm));
        const table = await read(await write({ ...estate, vms }));
        const joined = joinOwners(estate, [table]);
        expect(joined.vms.filter((_, index) => index !== 3)).toEqual(estate.vms.filter((_, index) => index !== 3));
        const { evidence, ...rest } = joined.vms[3]?.owner ?? blankOwner();
        expect(rest).toEqual(facts);
        expect(Object.keys(evidence).sort()).toEqual([...given].sort());
        for (const cell of Object.values(evidence)) {
          expect(cell.source).toBe('owners.xlsx');
          expect(cell.path).toMatch(/^VMs![A-Z]+4 \(.+\)$/);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describePeer('openpyxl', openpyxlHint)('the worksheet, filled in with openpyxl', () => {
  it('locks what is known, offers lists, and says how to fill it', async () => {
    const sheets = readWithOpenpyxl(await write(estate));
    expect(sheets.map(({ name, guarded }) => [name, guarded])).toEqual([
      ['How to fill this', false],
      ['VMs', true],
    ]);
    const vms = sheets[1];
    const header = vms?.rows[0]?.map(({ value }) => value) ?? [];
    const open = vms?.rows[1]?.flatMap(({ locked }, index) => (locked ? [] : [header[index]])) ?? [];
    expect(open).toEqual([
      'Owner',
      'Application',
      'Criticality',
      'RTO (hours)',
      'RPO (hours)',
      'Change window',
      'May be retired?',
      'Wished disposition',
      'Answers to the questions',
      'Notes',
    ]);
    expect(vms?.lists.map(({ formula }) => formula)).toEqual([
      '"low,medium,high,critical"',
      '"yes,no"',
      '"containerize,rehost,replace,retain,retire"',
    ]);
    expect(vms?.rows.flat().every(({ type }) => type === 's' || type === 'n')).toBe(true);
  });

  it('changes what becomes of the VMs, and each decision names its cell', async () => {
    const path = await write(estate);
    const header = (await cellsOf(path, 'VMs'))[0] ?? [];
    const at = (name: string, row: number): string => `${columnLetter(header.indexOf(name))}${row}`;
    const filled = join(scratchFolder(), 'answers of Jane.xlsx');
    fillWithOpenpyxl(
      path,
      'VMs',
      {
        [at('Owner', 2)]: 'Jane Doe',
        [at('May be retired?', 2)]: 'yes',
        [at('Owner', 3)]: 'Jane Doe',
        [at('Wished disposition', 3)]: 'containerize',
        [at('RTO (hours)', 3)]: 4,
        [at('RPO (hours)', 3)]: '30 min',
        [at('Application', 4)]: 'Ledger',
        [at('Criticality', 4)]: 'critical',
      },
      filled,
    );
    const before = assess(estate).plan.decisions;
    const { plan, estate: joined } = assess(joinOwners(estate, [await read(filled)]));
    expect(before.map(({ disposition }) => disposition)).toEqual(['rehost', 'rehost', 'retire', 'rehost', 'retire']);
    expect(plan.decisions.map(({ disposition }) => disposition)).toEqual([
      'retire',
      'containerize',
      'retire',
      'rehost',
      'retire',
    ]);
    expect(plan.decisions[0]?.decidedBy.reason).toBe(
      `answer of Jane Doe in answers of Jane.xlsx, VMs!${at('May be retired?', 2)} (May be retired?)`,
    );
    expect(plan.decisions[3]).toMatchObject({
      application: 'Ledger',
      applicationFrom: `answers of Jane.xlsx, VMs!${at('Application', 4)} (Application)`,
      namespace: 'ledger',
    });
    expect(joined.vms[1]?.owner).toMatchObject({ recoveryTimeHours: 4, recoveryPointHours: 0.5 });
    expect(joined.sources.map(({ kind, name }) => [kind, name])).toContainEqual(['owners', 'answers of Jane.xlsx']);
    expect(plan.gaps.filter((gap) => gap.includes('Jane'))).toEqual([]);
  });
});
