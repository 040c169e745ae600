import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvSheet, findDialect } from '../../../../src/lib/tables/csv.ts';
import { openTables } from '../../../../src/lib/tables/open.ts';
import { defaultReadLimits } from '../../../../src/lib/tables/read-limits.ts';
import type { Row } from '../../../../src/lib/tables/table.ts';
import { allRows, buildZip, scratchFolder } from './build-workbook.ts';

const scratch = scratchFolder();

async function read(content: string | Buffer): Promise<Row[]> {
  const file = await openTables(scratch.write('RVTools_tabvInfo.csv', content));
  try {
    return await allRows(file.sheets[0]);
  } finally {
    await file.close();
  }
}

const valuesOf = async (content: string | Buffer): Promise<unknown[]> =>
  (await read(content)).map(({ cells }) => cells);

async function messageOf(content: string | Buffer): Promise<string> {
  const fault: unknown = await read(content).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'DevirtError', exitCode: 3, remedy: expect.stringMatching(/xport/) });
  return fault instanceof Error ? fault.message : '';
}

interface Form {
  readonly delimiter: ',' | ';' | '\t';
  readonly newline: '\n' | '\r\n' | '\r';
  readonly encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be';
  readonly quoteAll: boolean;
  readonly endsWithNewline: boolean;
}

function writeCsv(records: readonly (readonly string[])[], form: Form): Buffer {
  const field = (text: string): string =>
    form.quoteAll || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const text = records.map((record) => record.map(field).join(form.delimiter)).join(form.newline);
  // Without a line break, a last line that is shorter than all others is refused.
  const isShort = (records.at(-1)?.length ?? 0) < (records[0]?.length ?? 0);
  const whole = form.endsWithNewline || isShort ? text + form.newline : text;
  if (form.encoding === 'utf-8') return Buffer.from(whole);
  if (form.encoding === 'utf-8 with mark') return Buffer.from(`\ufeff${whole}`);
  const utf16 = Buffer.from(`\ufeff${whole}`, 'utf16le');
  return form.encoding === 'utf-16le' ? utf16 : utf16.swap16();
}

function expected(records: readonly (readonly string[])[]): Row[] {
  return records
    .map((record, i) => {
      const cells = record.map((text) => (text === '' ? null : text));
      while (cells.length > 0 && cells.at(-1) === null) cells.pop();
      return { number: i + 1, cells };
    })
    .filter(({ cells }) => cells.length > 0);
}

const field = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', ' ', 'a', 'é', '😀') }),
);
const records = fc
  .array(fc.array(field, { minLength: 1, maxLength: 8 }), { maxLength: 8 })
  .map((rows) => [['VM', 'a, b; c', '1\n2'], ...rows]);
const form: fc.Arbitrary<Form> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be'),
  quoteAll: fc.boolean(),
  endsWithNewline: fc.boolean(),
});

describe('a CSV file', () => {
  it('gives the same rows in every form', async () => {
    await fc.assert(
      fc.asyncProperty(records, form, async (rows, how) => {
        expect(await read(writeCsv(rows, how))).toEqual(expected(rows));
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same rows wherever its bytes are cut, once the header is there', async () => {
    const rows = [
      ['VM', 'Größe'],
      ['"a",\r\nb', '1,5'],
      ['é😀', ''],
      ['x', 'y', 'z'],
    ];
    await fc.assert(
      fc.asyncProperty(form, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }), async (how, sizes) => {
        const bytes = writeCsv(rows, how);
        const source = {
          where: 'FILE',
          async *read(): AsyncGenerator<Buffer> {
            let at = 0;
            for (const size of [40, ...sizes]) yield bytes.subarray(at, (at += size));
            yield bytes.subarray(at);
          },
        };
        expect(await allRows(csvSheet('S', source, defaultReadLimits))).toEqual(expected(rows));
      }),
      { numRuns: 100 },
    );
  });

  it('reads the same from a zip', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [`name ${i} é😀`, 'a\r\nb', String(i)]);
    const content = writeCsv(rows, {
      delimiter: ';',
      newline: '\r\n',
      encoding: 'utf-8',
      quoteAll: false,
      endsWithNewline: true,
    });
    expect(content.length).toBeGreaterThan(128 * 1024);
    const file = await openTables(scratch.write('a.zip', await buildZip([{ name: 'a.csv', content }])));
    expect(await allRows(file.sheets[0])).toEqual(expected(rows));
    expect(await allRows(file.sheets[0])).toEqual(expected(rows));
    for await (const row of file.sheets[0]?.rows() ?? []) {
      expect(row.number).toBe(1);
      break;
    }
    await file.close();
  });

  it('is refused where it stops within its last line, however late', async () => {
    const whole = 'VM,Memory,Host\r\na,1024,esx1\r\nb,2048,esx1';
    expect(await valuesOf(whole)).toHaveLength(3);
    for (const cut of ['b,2048', 'b,20', 'b']) {
      const columns = cut.split(',').length;
      expect(await messageOf(whole.replace('b,2048,esx1', cut))).toContain(
        `cut short, record 3 ends after ${columns} of 3 columns`,
      );
      expect(await valuesOf(`${whole.replace('b,2048,esx1', cut)}\n`)).toHaveLength(3);
    }
    expect(await valuesOf('VM,Owner\na\nb,me\nc')).toHaveLength(4);
  });

  it('counts blank records, but does not give them', async () => {
    expect(await read('VM,CPUs\r\n\r\na,1\n,,\n"",""\nb,2')).toEqual([
      { number: 1, cells: ['VM', 'CPUs'] },
      { number: 3, cells: ['a', '1'] },
      { number: 6, cells: ['b', '2'] },
    ]);
  });

  it('keeps every cell a string, as it stands', async () => {
    expect(await valuesOf('VM,CPUs,Memory,x\n007,1,"16,384", True \n=1+1,1e3,-1,""""\n')).toEqual([
      ['VM', 'CPUs', 'Memory', 'x'],
      ['007', '1', '16,384', ' True '],
      ['=1+1', '1e3', '-1', '"'],
    ]);
  });

  it('keeps rows that are longer than the header', async () => {
    expect(await valuesOf('a,b\n1\n1,2,3,4\n')).toEqual([['a', 'b'], ['1'], ['1', '2', '3', '4']]);
  });

  it('is UTF-8 only if all of it is, else windows-1252', async () => {
    const filler = 'x,y\n'.repeat(50_000);
    const german = Buffer.concat([Buffer.from(`VM,Größe\n${filler}`), Buffer.from('M\xfcller \x80,1\n', 'latin1')]);
    const rows = await valuesOf(german);
    expect([rows[0], rows.at(-1)]).toEqual([
      ['VM', 'GrÃ¶ÃŸe'],
      ['Müller €', '1'],
    ]);
    expect(await valuesOf(Buffer.from('VM,Gr\xf6\xdfe\n', 'latin1'))).toEqual([['VM', 'Größe']]);
    expect(await valuesOf(Buffer.from('VM,Größe\na,ß').subarray(0, -1))).toEqual([
      ['VM', 'Größe'],
      ['a', '\ufffd'],
    ]);
  });

  it.each([
    ['VM,a;b,c', ','],
    ['VM;a,b;c', ';'],
    ['VM\ta,b\tc,d\te', '\t'],
    ['"a,b,c,d";"e""f,g";h', ';'],
    ['\r\n\n"VM\n,,,";b\nc,d,e,f', ';'],
    ['a;b,c', ','],
    ['VM', null],
    ['"a,b"', null],
    ['"a,b', null],
    ['', null],
  ])('with the header %j has the delimiter %j', async (header, delimiter) => {
    const source = {
      where: 'FILE',
      async *read(): AsyncGenerator<Buffer> {
        yield Buffer.from(header);
      },
    };
    expect((await findDialect(source)).delimiter).toBe(delimiter);
  });

  it('of one column is read as part of a set', async () => {
    const packed = await buildZip([
      { name: 'RVTools_tabvFileInfo.csv', content: 'No file information was asked for.\n' },
    ]);
    const file = await openTables(scratch.write('set.zip', packed));
    expect(await allRows(file.sheets[0])).toEqual([{ number: 1, cells: ['No file information was asked for.'] }]);
    await file.close();
  });

  it.each([
    ['is cut within quotation marks', 'VM,CPUs\na,1\n"b', /record 3: a quotation mark is never closed/],
    ['has a quotation mark in an open value', 'VM,CPUs\n19" rack,1\n', /record 2: a quotation mark inside a value/],
    ['has a quotation mark in a quoted value', 'VM,CPUs\n"a "b", c",5\n', /record 2: a quotation mark inside a value/],
    ['has a secret beside a fault', 'VM,Key\na,XXXXX-SECRET"-XXXXX\n', /^(?!.*SECRET).*record 2/],
    ['holds zero bytes', `VM,CPUs\n${'a,1\n'.repeat(30_000)}\0\0\0\0`, /zero bytes/],
    [
      'has a record without end',
      `VM,CPUs\n"${'x'.repeat(defaultReadLimits.unbrokenLength + 1000)}`,
      /record 2: too long/,
    ],
    ['has too many columns', `VM,CPUs\n${','.repeat(16_384)}1\n`, /record 2 has more than 16384 columns/],
  ])('that %s is an error', async (_, content, message) => {
    expect(await messageOf(content)).toMatch(message);
  });
});
