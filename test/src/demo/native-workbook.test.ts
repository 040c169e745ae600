import { createWriteStream } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { nativeWorkbook, type Cell, type WorkbookSheet } from '../../../src/demo/native-workbook.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';

async function write(sheets: readonly WorkbookSheet[]): Promise<string> {
  const path = join(scratchFolder(), 'book.xlsx');
  await pipeline(nativeWorkbook(sheets), createWriteStream(path));
  return path;
}

/** The parts of a package by name, in their order. */
async function parts(path: string): Promise<Record<string, string>> {
  const zip = await openPromise(path, { lazyEntries: true });
  const found: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    found[entry.fileName] = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8');
  }
  return found;
}

async function readBack(path: string): Promise<Record<string, Cell[][]>> {
  const file = await openTables(path);
  const sheets: Record<string, Cell[][]> = {};
  for (const sheet of file.sheets) {
    const rows: Cell[][] = [];
    for await (const { cells } of sheet.rows()) {
      rows.push(cells.map((cell) => (typeof cell === 'boolean' ? String(cell) : cell)));
    }
    sheets[sheet.name] = rows;
  }
  await file.close();
  return sheets;
}

function* failingRows(): Generator<string[]> {
  yield ['h'];
  throw new Error('the estate is on fire');
}

const hostile = [
  "=cmd|' /C calc'!A0",
  '<script>alert(1)</script>',
  ']]></x:t>&amp;"',
  'build_x0041_agent',
  '_x0041_x0042_',
  'emoji 🚢 and \u202ertl',
  ' blanks  around ',
  'line\nbreak\tand tab',
  '4711',
];

describe('the form of a native workbook', () => {
  it('has a prefix on each element, absolute targets and the core properties where .NET puts them', async () => {
    const path = await write([
      {
        name: 'vInfo',
        rows: [
          ['VM', 'PowerOn'],
          ['a', 46_000.5],
          ['b', null],
        ],
      },
      { name: 'vCPU', rows: [['VM'], ['a']] },
    ]);
    const found = await parts(path);
    expect(Object.keys(found)).toEqual([
      'xl/workbook.xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
      'xl/sharedStrings.xml',
      expect.stringMatching(/^package\/services\/metadata\/core-properties\/[0-9a-f]{32}\.psmdcp$/),
      '[Content_Types].xml',
    ]);
    for (const part of ['xl/workbook.xml', 'xl/styles.xml', 'xl/sharedStrings.xml', 'xl/worksheets/sheet1.xml']) {
      expect(found[part]).not.toMatch(/<(?!\?xml|\/?x:)/);
    }
    expect(found['xl/_rels/workbook.xml.rels']).toMatch(/^\ufeff<\?xml/);
    const targets = [...(found['xl/_rels/workbook.xml.rels'] ?? '').matchAll(/Target="([^"]*)"/g)].map(([, to]) => to);
    expect(targets).toEqual([
      '/xl/worksheets/sheet1.xml',
      '/xl/worksheets/sheet2.xml',
      '/xl/styles.xml',
      '/xl/sharedStrings.xml',
    ]);
    expect(found['xl/worksheets/sheet1.xml']).toContain('<x:c r="B2" s="2" t="n"><x:v>46000.5</x:v></x:c>');
    expect(found['xl/worksheets/sheet1.xml']).toContain('<x:c r="B3" s="2" />');
    // VM, PowerOn, a, b: "VM" and "a" are used by both sheets and stand there once.
    expect(found['xl/sharedStrings.xml']).toContain('count="6" uniqueCount="4"');
  });

  it('names columns beyond Z', async () => {
    const names = Array.from({ length: 703 }, (_, i) => `c${i}`);
    const sheet = (await parts(await write([{ name: 's', rows: [names] }])))['xl/worksheets/sheet1.xml'] ?? '';
    const cells = [...sheet.matchAll(/<x:c r="([A-Z]+)1"/g)].map(([, letters]) => letters);
    expect([cells[25], cells[26], cells[701], cells[702]]).toEqual(['Z', 'AA', 'ZZ', 'AAA']);
  });
});

describe('what cells hold', () => {
  it('comes back as it was', async () => {
    const rows: Cell[][] = [['VM', 'n'], ...hostile.map((text, i): Cell[] => [text, i === 0 ? null : i / 4])];
    const { s } = await readBack(await write([{ name: 's', rows }]));
    expect(s?.map(([text]) => text)).toEqual(['VM', ...hostile]);
    // Dropping what XML forbids must not make an escape out of what was none.
    const made = await readBack(await write([{ name: 's', rows: [['h'], ['_x00\u000141_']] }]));
    expect(made['s']?.[1]).toEqual(['_x0041_']);
    expect(s?.slice(2).map(([, n]) => n)).toEqual([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]);
  });

  it('comes back as it was, whatever the text, but for what XML cannot hold', async () => {
    const texts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const { s } = await readBack(
          await write([{ name: 's', rows: [['h'], ...values.map((value) => [`>${value}`])] }]),
        );
        // oxlint-disable-next-line no-control-regex -- these are what is lost
        const kept = values.map((value) => `>${value.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, '')}`);
        expect(s?.slice(1).map(([text]) => text)).toEqual(kept);
      }),
      { numRuns: 20 },
    );
  });

  it.each([NaN, Infinity, -Infinity])('is never %s', async (value) => {
    await expect(write([{ name: 'vHost', rows: [['n'], [value]] }])).rejects.toThrow(
      new RangeError(`vHost!A2: ${value} is no number for a cell`),
    );
  });

  it('passes on what the rows throw', async () => {
    await expect(write([{ name: 's', rows: failingRows() }])).rejects.toThrow('the estate is on fire');
  });
});

describePeer('openpyxl', 'test/peers/install')('openpyxl reads a native workbook', () => {
  it('with the same texts, numbers and dates', async () => {
    const rows: Cell[][] = [['VM', 'PowerOn', 'CPUs'], ...hostile.map((text): Cell[] => [text, 46_346.25, 3])];
    const path = await write([{ name: 'vInfo', rows }]);
    const script =
      'import json,sys,openpyxl\nws=openpyxl.load_workbook(sys.argv[1],read_only=True)["vInfo"]\nprint(json.dumps([[str(c) for c in r] for r in ws.iter_rows(values_only=True)]))';
    const python = peerCommand('openpyxl') ?? 'python3';
    const read: unknown = JSON.parse(execFileSync(python, ['-W', 'error', '-c', script, path], { encoding: 'utf8' }));
    expect(read).toEqual([['VM', 'PowerOn', 'CPUs'], ...hostile.map((text) => [text, '2026-11-20 06:00:00', '3'])]);
  });
});
