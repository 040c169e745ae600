import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTables } from '../../../../src/lib/tables/open.ts';
import type { Cell, Row } from '../../../../src/lib/tables/table.ts';
import { defaultReadLimits } from '../../../../src/lib/tables/read-limits.ts';
import { readWorksheet } from '../../../../src/lib/tables/worksheet.ts';
import {
  type Dialect,
  type SheetContent,
  type ZipEntry,
  allRows,
  buildWorkbook,
  buildZip,
  created,
  plainDialect,
  scratchFolder,
  workbookEntries,
} from './build-workbook.ts';

const scratch = scratchFolder();
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

async function* inPieces(xml: string, sizes: readonly number[] = []): AsyncGenerator<Buffer> {
  let rest = Buffer.from(xml);
  for (const size of sizes) {
    if (rest.length <= size) break;
    yield rest.subarray(0, size);
    rest = rest.subarray(size);
  }
  if (rest.length > 0) yield rest;
}

async function parse(xml: string, strings: readonly string[] = [], sizes: readonly number[] = []): Promise<Row[]> {
  const rows: Row[] = [];
  const read = readWorksheet(
    inPieces(xml, sizes),
    () => Promise.resolve(strings),
    'FILE, sheet "S"',
    defaultReadLimits,
  );
  for await (const row of read) rows.push(row);
  return rows;
}

const sheetOf = (rows: string): string => `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
const parseRows = (rows: string, strings?: readonly string[]): Promise<Row[]> => parse(sheetOf(rows), strings);
const parseCell = async (cell: string, strings?: readonly string[]): Promise<Cell | undefined> => {
  const rows = await parseRows(`<row r="1">${cell}<c r="B1"><v>7</v></c></row>`, strings);
  return rows[0]?.cells[0];
};

/** What a reader gives back: rows end with their last value, empty texts and rows are none, no sign on 0. */
function expected(rows: SheetContent['rows']): Row[] {
  return rows
    .map((cells, i) => {
      const kept = cells.map((cell) => (cell === '' ? null : cell === 0 ? 0 : cell));
      while (kept.length > 0 && kept.at(-1) === null) kept.pop();
      return { number: i + 1, cells: kept };
    })
    .filter(({ cells }) => cells.length > 0);
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('_', 'x', '0', '4', '1', 'F', '5', ' ', '\n', '\r', '\0', '<', '&', ']', '>', 'é', '😀'),
  }),
  fc.constantFrom("=cmd|' /C calc'!A0", '../../etc/passwd', '<script>', '\u202egnp.exe', '0012', '_x0041_', ']]>'),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const sheets: fc.Arbitrary<SheetContent[]> = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 31 }),
    rows: fc.array(fc.array(cell, { maxLength: 30 }), { maxLength: 8 }),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
);
const dialect: fc.Arbitrary<Dialect> = fc.record({
  prefix: fc.constantFrom('', 'x', 'ss'),
  strict: fc.boolean(),
  strings: fc.constantFrom('shared', 'inline', 'formula'),
  richText: fc.boolean(),
  absoluteTargets: fc.boolean(),
  references: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be'),
  coreProperties: fc.constantFrom('none', 'docProps', 'psmdcp'),
  compress: fc.boolean(),
  sheetsFirst: fc.boolean(),
});

describe('a workbook', () => {
  it('gives the same rows in every dialect', async () => {
    await fc.assert(
      fc.asyncProperty(sheets, dialect, async (content, form) => {
        const path = scratch.write('round-trip.xlsx', await buildWorkbook(content, form));
        const file = await openTables(path);
        try {
          expect(file.kind).toBe('xlsx');
          expect(file.sheets.map(({ name }) => name)).toEqual(content.map(({ name }) => name));
          expect(file.createdAt).toBe(form.coreProperties === 'none' ? null : created);
          for (const [i, sheet] of file.sheets.entries()) {
            expect(await allRows(sheet)).toEqual(expected(content[i]?.rows ?? []));
          }
        } finally {
          await file.close();
        }
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same rows wherever its bytes are cut', async () => {
    const rows = [
      ['VM', 'Größe 😀', 'a\r\nb', true, 12.5, null, '_x0041_'],
      ['', null, 0],
    ];
    const inline: Dialect = { ...plainDialect, strings: 'inline', prefix: 'x' };
    const xml = workbookEntries([{ name: 'S', rows }], inline).find(({ name }) => name.endsWith('sheet1.xml'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 }), async (sizes) => {
        expect(await parse(String(xml?.content), [], [3, ...sizes])).toEqual(expected(rows));
      }),
      { numRuns: 60 },
    );
  });

  it('can be read again, and several sheets at once', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => [`name of machine number ${i}`, i]);
    const path = scratch.write(
      'twice.xlsx',
      await buildWorkbook([
        { name: 'A', rows },
        { name: 'B', rows: rows.slice(0, 5) },
      ]),
    );
    const file = await openTables(path);
    const [first, second, third] = await Promise.all([
      allRows(file.sheets[0]),
      allRows(file.sheets[1]),
      allRows(file.sheets[0]),
    ]);
    expect(first).toEqual(expected(rows));
    expect(third).toEqual(first);
    expect(second).toEqual(expected(rows.slice(0, 5)));
    expect(await allRows(file.sheets[0])).toEqual(first);
    await file.close();
  });

  it('can be left before its end, and closed while it is read', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => [`name of machine number ${i}`, i]);
    const path = scratch.write('left.xlsx', await buildWorkbook([{ name: 'A', rows }]));
    const file = await openTables(path);
    for (let round = 0; round < 20; round++) {
      for await (const row of file.sheets[0]?.rows() ?? []) {
        expect(row.number).toBe(1);
        break;
      }
    }
    const reading = file.sheets[0]?.rows()[Symbol.asyncIterator]();
    expect((await reading?.next())?.value).toEqual({ number: 1, cells: ['name of machine number 0', 0] });
    await file.close();
    await file.close();
    const rest = async (): Promise<void> => {
      while ((await reading?.next())?.done === false);
    };
    await expect(rest()).rejects.toThrow(/left\.xlsx/);
    await expect(allRows(file.sheets[0])).rejects.toThrow(/left\.xlsx/);
  });

  it('is found by its relationships, not by the names of its parts', async () => {
    const entries: ZipEntry[] = [
      {
        name: 'package/book.xml',
        content: `<workbook xmlns="${main}" xmlns:q="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="9" q:id="z"/></sheets></workbook>`,
      },
      { name: 'package/_rels/book.xml.rels', content: relationships('z', 'worksheet', '../Data/ONE.xml') },
      { name: 'data/one.xml', content: sheetOf('<row r="3"><c r="C3"><v>5</v></c></row>') },
      { name: '_rels/.rels', content: relationships('a', 'officeDocument', './package/book.xml') },
    ];
    const file = await openTables(scratch.write('elsewhere.xlsx', await buildZip(entries)));
    expect(await allRows(file.sheets[0])).toEqual([{ number: 3, cells: [null, null, 5] }]);
    await file.close();
  });

  it('leaves out charts', async () => {
    const entries = workbookEntries([{ name: 'S', rows: [['a']] }]).map((entry) =>
      entry.name === 'xl/workbook.xml'
        ? {
            ...entry,
            content: String(entry.content).replace(
              '</sheets>',
              '<sheet name="Chart" sheetId="2" rel:id="c"/></sheets>',
            ),
          }
        : entry.name === 'xl/_rels/workbook.xml.rels'
          ? {
              ...entry,
              content: String(entry.content).replace(
                '</Relationships>',
                '<Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>',
              ),
            }
          : entry,
    );
    const file = await openTables(scratch.write('chart.xlsx', await buildZip(entries)));
    expect(file.sheets.map(({ name }) => name)).toEqual(['S']);
    await file.close();
  });

  it.each([
    ['2024-02-30T00:00:00Z', null],
    ['yesterday', null],
    ['', null],
    ['2024-02-29', '2024-02-29'],
    ['2024-05-01T12:34:56.1234567+02:00', '2024-05-01T12:34:56.1234567+02:00'],
  ])('that says it was created %j gives %j', async (stated, createdAt) => {
    const entries = workbookEntries([], { ...plainDialect, coreProperties: 'docProps' }).map((entry) =>
      entry.name === 'docProps/core.xml'
        ? { ...entry, content: String(entry.content).replace(created, stated) }
        : entry,
    );
    const file = await openTables(scratch.write('created.xlsx', await buildZip(entries)));
    expect(file.createdAt).toBe(createdAt);
    await file.close();
  });
});

describe('a cell', () => {
  it.each<[string, Cell]>([
    ['<c r="A1"/>', null],
    ['<c r="A1" s="3"></c>', null],
    ['<c r="A1"><v/></c>', null],
    ['<c r="A1"><v> </v></c>', null],
    ['<c r="A1"><v>\n 12.50 \n</v></c>', 12.5],
    ['<c r="A1" t="n"><v>1E3</v></c>', 1000],
    ['<c r="A1"><v>0</v></c>', 0],
    ['<c r="A1"><v>0.1</v></c>', 0.1],
    ['<c r="A1"><v>1,5</v></c>', '1,5'],
    ['<c r="A1"><v>0x10</v></c>', '0x10'],
    ['<c r="A1"><v>0B1</v></c>', '0B1'],
    ['<c r="A1"><v>1e999</v></c>', '1e999'],
    ['<c r="A1"><v>NaN</v></c>', 'NaN'],
    ['<c r="A1" t="b"><v>1</v></c>', true],
    ['<c r="A1" t="b"><v>false</v></c>', false],
    ['<c r="A1" t="b"><v>maybe</v></c>', 'maybe'],
    ['<c r="A1" t="e"><v>#N/A</v></c>', null],
    ['<c r="A1" t="d"><v>2024-05-01T12:00:00</v></c>', '2024-05-01T12:00:00'],
    ['<c r="A1" t="str"><f>1+1</f><v>007</v></c>', '007'],
    ['<c r="A1"><f>1+1</f></c>', null],
    ['<c r="A1"><f>1+1</f><v>2</v></c>', 2],
    ['<c r="A1" t="s"><v>1</v></c>', 'second'],
    ['<c r="A1" t="s"><v>2</v></c>', null],
    ['<c r="A1" t="s"/>', null],
    ['<c r="A1" t="inlineStr"><is><t>a</t></is></c>', 'a'],
    [
      '<c r="A1" t="inlineStr"><is><r><t>a </t></r><r><rPr><b/></rPr><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>',
      'a b',
    ],
    ['<c r="A1" t="inlineStr"><is/></c>', null],
    ['<c r="A1" t="inlineStr"><v>a</v></c>', 'a'],
    ['<c r="A1" t="inlineStr"><is><t>a<![CDATA[<b>&]]>c</t></is></c>', 'a<b>&c'],
    ['<c r="A1" t="inlineStr"><is><t>x<!-- y -->z</t></is></c>', 'xz'],
    ['<c r="A1" t="inlineStr"><is><t>_x0041__x000d_&#xA;_x005F_x0041__x41_</t></is></c>', 'A\r\n_x0041__x41_'],
    ['<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_ _xD83D_</t></is></c>', '😀 \ufffd'],
    ['<c r="A1" t="unheard of"><v>12</v></c>', '12'],
    ['<c xmlns:o="other" r="A1"><o:v>3</o:v><v>4</v></c>', 4],
    ['<o:c xmlns:o="other" r="A1"><v>3</v></o:c>', null],
  ])('%s is %j', async (xml, value) => {
    expect(await parseCell(xml, ['first', 'second', ''])).toBe(value);
  });

  it('stands where it says, or else after the one before', async () => {
    expect(
      await parseRows(
        '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row>' +
          '<row r="5"/><row><c r="B6"><v>4</v></c></row><row><c r="A9"><v>5</v></c></row><row><c><v>6</v></c></row>',
      ),
    ).toEqual([
      { number: 1, cells: [1, null, null, 2, 3] },
      { number: 6, cells: [null, 4] },
      { number: 9, cells: [5] },
      { number: 10, cells: [6] },
    ]);
  });

  it('reaches to XFD1048576', async () => {
    const rows = await parseRows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>');
    expect(rows.map(({ number, cells }) => [number, cells.length, cells.at(-1)])).toEqual([[1_048_576, 16_384, 1]]);
  });

  it.each([
    ['<row r="1"><c r="XFE1"><v>1</v></c></row>', /beyond column XFD/],
    ['<row r="1"><c r="AAAA1"><v>1</v></c></row>', /beyond column XFD/],
    ['<row r="1"><c r="XFD1"/><c><v>1</v></c></row>', /beyond column XFD/],
    ['<row r="1048577"><c r="A1048577"><v>1</v></c></row>', /a row numbered "1048577"/],
    ['<row r="1048576"/><row><c><v>1</v></c></row>', /a row numbered "1048577"/],
    ['<row><c r="A1048577"><v>1</v></c></row>', /stands in row 1048577/],
    ['<row r="0"/>', /a row numbered "0"/],
    ['<row r="-1"/>', /a row numbered "-1"/],
    ['<row r="x\u202e"/>', /a row numbered "x\\u\{202e\}"/],
    ['<row r="2"/><row r="2"/>', /row 2 out of order or twice/],
    ['<row r="2"/><row r="1"/>', /row 1 out of order or twice/],
    ['<row r="2"><c r="A3"><v>1</v></c></row>', /stands in row 3/],
    ['<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>', /B1 out of order or twice/],
    ['<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>', /A1 out of order or twice/],
    ['<row r="1"><c r="1"><v>1</v></c></row>', /reference makes no sense/],
    ['<row r="1"><c r="a1"><v>1</v></c></row>', /reference makes no sense/],
    ['<row r="1"><c r="A"><v>1</v></c></row>', /reference makes no sense/],
    ['<row r="4"><c r="B4" t="s"><v>3</v></c></row>', /cell B4 points to a text that the workbook does not hold/],
    ['<row r="4"><c r="B4" t="s"><v>-1</v></c></row>', /cell B4 points to a text/],
    ['<row r="4"><c r="B4" t="s"><v>0x1</v></c></row>', /cell B4 points to a text/],
    ['<row r="4"><c r="B4" t="s"><v>1.0</v></c></row>', /cell B4 points to a text/],
    ['<c r="A1"><v>1</v></c>', /stands in row 1/],
    ['<row r="7"><c r="A7"><v>1</v></c></row><y:row xmlns:x="z"/>', /after row 7: .*prefix/],
    ['<row r="7"><c r="A7"><v>&unknown;</v></c></row>', /after row 0: undefined entity/],
  ])('in %s is an error that names file and sheet', async (rows, message) => {
    const fault = await parseRows(rows, ['one', 'two', 'three']).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'DevirtError', exitCode: 3, message: expect.stringMatching(message) });
    expect(fault).toMatchObject({ message: expect.stringMatching(/^FILE, sheet "S": /) });
  });
});

describe('a worksheet', () => {
  it('may declare and redeclare prefixes where it likes', async () => {
    const xml =
      `<a:worksheet xmlns:a="${main}"><sheetData xmlns="${main}"><row r="1"><c r="A1"><v>1</v></c></row>` +
      `<b:row xmlns:b="${main}" r="2"><b:c r="A2"><b:v>2</b:v></b:c></b:row>` +
      `<row xmlns="elsewhere" r="3"><c r="A3"><v>3</v></c></row><row r="4"><c r="A4"><v>4</v></c></row></sheetData></a:worksheet>`;
    expect(await parse(xml)).toEqual([
      { number: 1, cells: [1] },
      { number: 2, cells: [2] },
      { number: 4, cells: [4] },
    ]);
  });

  it('keeps what is outside of its data out of its rows', async () => {
    const xml = `<worksheet xmlns="${main}"><row r="1"><c r="A1"><v>1</v></c></row><sheetData><row r="2"><c r="A2"><v>2</v></c></row></sheetData><x><row r="3"><c r="A3"><v>3</v></c></row></x></worksheet>`;
    expect(await parse(xml)).toEqual([{ number: 2, cells: [2] }]);
  });

  it.each([
    ['', /it is empty/],
    [`<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row`, /after row 1: unclosed tag/],
    [`<worksheet xmlns="${main}"><sheetData><row r="1"></c></row></sheetData></worksheet>`, /unexpected close tag/],
    [`<worksheet><sheetData/></worksheet>`, /not a worksheet/],
    [`<worksheet xmlns="elsewhere"><sheetData/></worksheet>`, /not a worksheet/],
    [`<sst xmlns="${main}"/>`, /not a worksheet/],
    [`<x:worksheet><x:sheetData/></x:worksheet>`, /namespace prefix that it does not declare/],
    [`<!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="${main}"/>`, /DOCTYPE/],
    [`<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet xmlns="${main}"/>`, /DOCTYPE/],
    [`<?xml version="1.0" encoding="ISO-8859-1"?><worksheet xmlns="${main}"/>`, /neither UTF-8 nor UTF-16/],
    [`<worksheet xmlns="${main}">${'<a>'.repeat(100)}${'</a>'.repeat(100)}</worksheet>`, /nested too deep/],
    [`<worksheet xmlns="${main}"><sheetData>\u0001</sheetData></worksheet>`, /disallowed character/],
  ])('such as %s is an error', async (xml, message) => {
    const fault = await parse(xml).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'DevirtError', exitCode: 3, message: expect.stringMatching(message) });
  });

  it.each([
    ['text', (long: string) => `<row r="1"><c r="A1"><v>${long}</v></c></row>`],
    ['attribute', (long: string) => `<row r="1" spans="${long}"/>`],
    ['comment', (long: string) => `<!--${long}-->`],
  ])('with an endless %s is given up', async (_, around) => {
    const xml = sheetOf(around('1'.repeat(defaultReadLimits.unbrokenLength + 200_000)));
    const sizes = Array.from({ length: 80 }, () => 65_536);
    await expect(parse(xml, [], sizes)).rejects.toThrow(/too long/);
  });
});

function relationships(id: string, kind: string, target: string): string {
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/></Relationships>`;
}
