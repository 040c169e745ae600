import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { openTables } from '../../../src/lib/tables/open.ts';
import { workbookBytes, type CellValue, type Workbook } from '../../../src/lib/workbook-writer.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { openpyxlHint, readWithOpenpyxl } from '../../support/openpyxl.ts';
import { describePeer } from '../../support/peers.ts';

async function write(workbook: Workbook): Promise<string> {
  const path = join(scratchFolder(), 'book.xlsx');
  await pipeline(workbookBytes(workbook), createWriteStream(path));
  return path;
}

const oneColumn = (cells: readonly CellValue[]): Workbook => ({
  title: 'One column',
  sheets: [{ name: 'VMs', columns: [{ header: 'Name', kind: 'text', width: 20 }], rows: cells.map((cell) => [cell]) }],
});

/** The cells below the header of the first column, as our own reader finds them. */
async function readBack(path: string): Promise<unknown[]> {
  const file = await openTables(path);
  const cells: unknown[] = [];
  for await (const row of file.sheets[0]?.rows() ?? []) if (row.number > 1) cells[row.number - 2] = row.cells[0];
  await file.close();
  return cells;
}

const mixed: Workbook = {
  title: 'Mixed',
  sheets: [
    {
      name: 'VMs',
      frozenColumns: 1,
      columns: [
        { header: 'VM', kind: 'text', width: 30 },
        { header: 'Memory (MiB)', kind: 'integer', width: 12, note: 'blank = unknown' },
        { header: 'Ready (%)', kind: 'decimal', width: 10 },
        { header: 'Why', kind: 'wrapped', width: 50, note: 'in words' },
      ],
      rows: [
        ['web-1', 8192, 1.25, 'a\nb'],
        ['4711', null, null, null],
      ],
    },
    {
      name: 'Answers',
      guarded: true,
      columns: [
        { header: 'VM', kind: 'text', width: 30, role: 'known' },
        { header: 'May be retired?', kind: 'text', width: 12, role: 'answer', choices: ['yes', 'no "maybe" & later'] },
      ],
      rows: [['web-1', null]],
    },
    { name: 'Nothing', columns: [{ header: 'VM', kind: 'text', width: 30 }], rows: [] },
  ],
};

const hostile = [
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://evil.test","x")',
  '+1+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '#N/A',
  '<script>alert(1)</script>',
  ']]></t></is></c>&amp;"',
  'build_x0041_agent',
  '_x005F\u0001',
  '\u0000\u001f\u007f\u0085\ufffe',
  'a\r\nb\rc',
  'emoji 🚢 and \u202ertl',
  ' blanks  around ',
  '4711',
  'TRUE',
];

describe('a workbook', () => {
  it('gives back every text as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...hostile)), { minLength: 1 }),
        async (texts) => {
          const cells = await readBack(await write(oneColumn(texts)));
          // An empty text is a cell that holds nothing.
          expect(texts.map((_, i) => cells[i] ?? '')).toEqual(texts);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shows a half of a surrogate pair as what it is: damage', async () => {
    expect(await readBack(await write(oneColumn(['a\ud83db', '\ude00'])))).toEqual(['a\ufffdb', '\ufffd']);
  });

  it('cuts what is longer than a cell, and never a character in two', async () => {
    const cells = await readBack(await write(oneColumn(['x'.repeat(32_767), `${'x'.repeat(32_765)}🚢🚢`])));
    expect(cells).toEqual(['x'.repeat(32_767), `${'x'.repeat(32_765)}…`]);
  });

  it('gives back numbers and gaps', async () => {
    expect(await readBack(await write(oneColumn([0, -1.5, null, 1e-7, 2 ** 53])))).toEqual([
      0,
      -1.5,
      undefined,
      1e-7,
      2 ** 53,
    ]);
  });

  it('has the same bytes each time, whenever and wherever it is written', async () => {
    const [first, second] = [await write(mixed), await write(mixed)].map((path) => readFileSync(path));
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    const zip = await openPromise(await write(mixed), { lazyEntries: true });
    const moments = new Set<number>();
    for await (const entry of zip.eachEntry()) {
      moments.add(entry.lastModFileDate * 65_536 + entry.lastModFileTime);
      const text = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8');
      expect(text).not.toMatch(/dcterms|\b20\d\d-\d\d-\d\d/);
    }
    // The first of January 1980, 0:00, as zip counts.
    expect([...moments]).toEqual([0x21 * 65_536]);
  });

  it('refuses what no workbook can hold', async () => {
    const [sheet] = mixed.sheets;
    if (sheet === undefined) throw new Error('the fixture has no sheet');
    const named = (...names: string[]): Workbook => ({ title: '', sheets: names.map((name) => ({ ...sheet, name })) });
    await expect(write(named())).rejects.toThrow(RangeError);
    await expect(write(named('VMs', 'vms'))).rejects.toThrow(RangeError);
    await expect(write(named('a/b'))).rejects.toThrow(RangeError);
    await expect(write(named('x'.repeat(32)))).rejects.toThrow(RangeError);
    await expect(write(oneColumn([Number.NaN]))).rejects.toThrow('NaN is no number for a cell');
    const [column] = sheet.columns;
    if (column === undefined) throw new Error('the fixture has no column');
    const choosing = (...choices: string[]): Workbook => ({
      title: '',
      sheets: [{ ...sheet, columns: [{ ...column, choices }] }],
    });
    await expect(write(choosing('a,b'))).rejects.toThrow('fit into no drop-down list');
    await expect(write(choosing('x'.repeat(256)))).rejects.toThrow('fit into no drop-down list');
  });

  it('refuses more rows than a sheet has, and passes on what its rows throw', async () => {
    const endless = function* (): Generator<CellValue[]> {
      for (;;) yield [];
    };
    const failing = function* (): Generator<CellValue[]> {
      yield [1];
      throw new Error('the estate is on fire');
    };
    const [sheet] = mixed.sheets;
    if (sheet === undefined) throw new Error('the fixture has no sheet');
    await expect(write({ title: '', sheets: [{ ...sheet, rows: endless() }] })).rejects.toThrow('no more than 1048575');
    await expect(write({ title: '', sheets: [{ ...sheet, rows: failing() }] })).rejects.toThrow('on fire');
  });
});

describePeer('openpyxl', openpyxlHint)('a workbook, read by openpyxl', () => {
  it('holds no formula, whatever the texts are', async () => {
    const [sheet] = readWithOpenpyxl(await write(oneColumn(hostile)));
    const cells = sheet?.rows.slice(1).map(([cell]) => cell) ?? [];
    expect(cells.map((cell) => cell?.type)).toEqual(hostile.map(() => 's'));
    // Formatted as text, so that it stays one when somebody edits it.
    expect(new Set(cells.map((cell) => cell?.format))).toEqual(new Set(['@']));
    expect(cells[0]?.value).toBe("=cmd|' /C calc'!A0");
  });

  it('has frozen headers, filters, widths, formats, comments, lists and locks', async () => {
    const sheets = readWithOpenpyxl(await write(mixed));
    expect(sheets.map(({ rows: _rows, ...sheet }) => sheet)).toEqual([
      {
        name: 'VMs',
        freeze: 'B2',
        filter: 'A1:D3',
        printTitles: '$1:$1',
        guarded: false,
        widths: [30, 12, 10, 50],
        lists: [],
      },
      {
        name: 'Answers',
        freeze: 'A2',
        filter: 'A1:B2',
        printTitles: '$1:$1',
        guarded: true,
        widths: [30, 12],
        lists: [{ range: 'B2', formula: '"yes,no ""maybe"" & later"' }],
      },
      { name: 'Nothing', freeze: 'A2', filter: 'A1:A1', printTitles: '$1:$1', guarded: false, widths: [30], lists: [] },
    ]);
    const cells = sheets.map(({ rows }) =>
      rows.map((row) => row.map(({ type, value, format, locked, comment }) => [value, type, format, locked, comment])),
    );
    expect(cells[0]).toEqual([
      [
        ['VM', 's', '@', true, null],
        ['Memory (MiB)', 's', '@', true, 'blank = unknown'],
        ['Ready (%)', 's', '@', true, null],
        ['Why', 's', '@', true, 'in words'],
      ],
      [
        ['web-1', 's', '@', true, null],
        [8192, 'n', '#,##0', true, null],
        [1.25, 'n', '#,##0.00', true, null],
        ['a\nb', 's', '@', true, null],
      ],
      [
        ['4711', 's', '@', true, null],
        [null, 'n', 'General', true, null],
        [null, 'n', 'General', true, null],
        [null, 'n', 'General', true, null],
      ],
    ]);
    expect(cells[1]?.[1]).toEqual([
      ['web-1', 's', '@', true, null],
      [null, 'n', '@', false, null],
    ]);
  });
});
