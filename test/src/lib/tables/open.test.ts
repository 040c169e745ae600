import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { openTables } from '../../../../src/lib/tables/open.ts';
import { type ReadLimits, defaultReadLimits } from '../../../../src/lib/tables/read-limits.ts';
import {
  type ZipEntry,
  allRows,
  buildWorkbook,
  buildZip,
  plainDialect,
  scratchFolder,
  workbookEntries,
} from './build-workbook.ts';

const { folder, write } = scratchFolder();
const rows = [
  ['VM', 'Powerstate'],
  ['a', 'poweredOn'],
];
const csv = 'VM,Powerstate\na,poweredOn\n';
const csvRows = rows.map((cells, i) => ({ number: i + 1, cells }));

/** The workbook of `rows`, with some of its parts replaced; null takes a part away. */
function changed(changes: Record<string, string | null | ((content: string) => string)>): Promise<Buffer> {
  const entries: ZipEntry[] = [];
  for (const entry of workbookEntries([{ name: 'vInfo', rows }])) {
    const change = changes[entry.name];
    if (change === null) continue;
    const content = String(entry.content);
    entries.push({ ...entry, content: typeof change === 'function' ? change(content) : (change ?? content) });
  }
  return buildZip(entries);
}

/** What opening a file and reading all its rows ends with. */
async function faultOf(path: string, limits?: ReadLimits): Promise<unknown> {
  try {
    const file = await openTables(path, limits);
    try {
      for (const sheet of file.sheets) await allRows(sheet);
    } finally {
      await file.close();
    }
  } catch (error) {
    return error;
  }
  return null;
}

async function expectFault(path: string, message: RegExp, remedy: RegExp, limits?: ReadLimits): Promise<void> {
  const fault = await faultOf(path, limits);
  expect(fault).toMatchObject({ name: 'DevirtError', exitCode: 3 });
  expect(fault).toMatchObject({ message: expect.stringContaining(path) });
  expect(fault).toMatchObject({ message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) });
}

describe('openTables recognises by content, not by suffix', () => {
  it('a workbook', async () => {
    const file = await openTables(write('workbook.csv', await buildWorkbook([{ name: 'vInfo', rows }])));
    expect([file.kind, file.sheets.map(({ name }) => name)]).toEqual(['xlsx', ['vInfo']]);
    expect(await allRows(file.sheets[0])).toEqual(csvRows);
    await file.close();
  });

  it('a CSV file', async () => {
    const file = await openTables(write('RVTools_tabvInfo.xlsx', csv));
    expect([file.kind, file.sheets.map(({ name }) => name), file.createdAt]).toEqual(['csv', ['tabvInfo'], null]);
    expect(await allRows(file.sheets[0])).toEqual(csvRows);
    await file.close();
  });

  it('a folder of CSV files, in order of their names, without what lies beside them', async () => {
    const path = join(folder, 'set');
    mkdirSync(join(path, 'folder.csv'), { recursive: true });
    const put = (name: string, content: string | Buffer): void => writeFileSync(join(path, name), content);
    put('RVTools_tabvInfo.csv', csv);
    put('RVTools_tabvCPU.CSV', csv);
    put('rvtools_tabVHost.csv', '');
    put('._RVTools_tabvInfo.csv', Buffer.alloc(100));
    put('~$RVTools_tabvInfo.csv', 'lock');
    put('notes.txt', csv);
    symlinkSync('RVTools_tabvInfo.csv', join(path, 'link.csv'));
    symlinkSync('folder.csv', join(path, 'link-to-folder.csv'));
    symlinkSync('/dev/zero', join(path, 'link-to-device.csv'));
    symlinkSync('nowhere', join(path, 'dangling.csv'));
    execFileSync('mkfifo', [join(path, 'pipe.csv')]);
    const file = await openTables(path);
    expect(file.sheets.map(({ name }) => name)).toEqual(['link', 'tabVHost', 'tabvCPU', 'tabvInfo']);
    expect(await Promise.all(file.sheets.map(allRows))).toEqual([csvRows, [], csvRows, csvRows]);
    await file.close();
  });

  it('a zip of CSV files at any depth, without what macOS packs with them', async () => {
    const packed = await buildZip([
      { name: 'Export 1/csv/RVTools_tabvInfo.csv', content: csv },
      { name: 'Export 1/RVTools_tabvCPU.csv', content: csv, compress: false },
      { name: '__MACOSX/Export 1/RVTools_tabvInfo.csv', content: Buffer.alloc(100) },
      { name: 'Export 1/._RVTools_tabvInfo.csv', content: Buffer.alloc(100) },
      { name: 'Export 1/readme.txt', content: 'x' },
    ]);
    const file = await openTables(write('set.zip', packed));
    expect([file.kind, file.sheets.map(({ name }) => name)]).toEqual(['csv', ['tabvCPU', 'tabvInfo']]);
    expect(await Promise.all(file.sheets.map(allRows))).toEqual([csvRows, csvRows]);
    await file.close();
  });
});

describe('openTables says what is wrong and what to do', () => {
  it('when there is no such file', () => expectFault(join(folder, 'absent.xlsx'), /no such file/, /Check the path/));

  it('when a folder on the way is a file', () =>
    expectFault(join(write('file', 'x'), 'absent.xlsx'), /no such file/, /Check the path/));

  it('when the file is empty', () => expectFault(write('empty.xlsx', ''), /is empty/, /export it again/));

  it('when the file system refuses it', async () => {
    const path = join(folder, 'loop.xlsx');
    symlinkSync('loop.xlsx', path);
    await expectFault(path, /cannot be read \(ELOOP\)/, /Copy it/);
  });

  it('when it is a device', () => expectFault('/dev/null', /neither a file nor a folder/, /Give a file/));

  it('when a folder holds no CSV files', async () => {
    const path = join(folder, 'other');
    mkdirSync(path);
    writeFileSync(join(path, 'export.xlsx'), 'x');
    await expectFault(path, /folder without CSV files/, /workbook itself/);
  });

  it.each([
    ['a text', 'Dear all,\nsee the attached file; regards'.replaceAll(/[,;]/g, ''), /neither a workbook nor a CSV/],
    ['HTML', '<html><table><tr><td>VM, Powerstate</td></tr></table></html>', /neither a workbook nor a CSV/],
    ['XML', '\ufeff<?xml version="1.0"?><a b="c,d"/>', /neither a workbook nor a CSV/],
    ['JSON', ' {"VM": 1, "CPUs": 2}', /neither a workbook nor a CSV/],
    [
      'a gzip file',
      Buffer.from('1f8b0800000000000003,,4bcb4f4a2c02', 'latin1').fill(0x1f, 0, 1),
      /neither a workbook nor/,
    ],
    ['zeros', Buffer.alloc(1000), /neither a workbook nor a CSV/],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /neither a workbook nor a CSV/],
    [
      'an old binary workbook without a container',
      Buffer.from('0904060000001000,', 'latin1').fill(0),
      /neither a workbook/,
    ],
    ['two letters of a zip', 'PK', /neither a workbook nor a CSV/],
    ['the first bytes of a zip', Buffer.from('504b0304', 'hex'), /cut short or damaged/],
  ])('when it is %s', async (name, content, message) => {
    await expectFault(write(`${name}.xlsx`, content), message, /RVTools|again/);
  });

  it.each([
    ['Workbook', /old binary format \(\.xls\)/, /re-save it as \.xlsx/],
    ['Book', /old binary format \(\.xls\)/, /re-save it as \.xlsx/],
    ['EncryptedPackage', /protected by a password/, /remove the password/],
    ['WordDocument', /not a workbook/, /RVTools export/],
  ])('when it is a compound file with a stream named %s', async (stream, message, remedy) => {
    await expectFault(write(`${stream}.xlsx`, compoundFile(['Root Entry', stream])), message, remedy);
    // The directory's second sector is found through the FAT.
    const many = ['Root Entry', 'a', 'b', 'c', stream];
    await expectFault(write(`${stream}-2.xlsx`, compoundFile(many)), message, remedy);
  });

  it.each([
    ['cut after the header', 100],
    ['cut at a sector', 512],
    ['cut in the directory', 1100],
  ])('when a compound file is %s', async (name, length) => {
    const whole = compoundFile(['Root Entry', 'a', 'b', 'c', 'Workbook']);
    await expectFault(write(`${name}.xls`, whole.subarray(0, length)), /not a workbook/, /RVTools export/);
  });

  it('when a compound file’s directory runs in a circle', async () => {
    const circle = compoundFile(['Root Entry', 'a', 'b', 'c', 'd']);
    circle.writeUInt32LE(1, 512 + 4 * 2);
    await expectFault(write('circle.xls', circle), /not a workbook/, /RVTools export/);
  });

  it.each<[string, ZipEntry[], RegExp, RegExp]>([
    ['nothing', [], /neither a workbook nor CSV files/, /RVTools export/],
    ['other files', [{ name: 'a.txt', content: csv }], /neither a workbook nor CSV files/, /RVTools export/],
    ['a workbook', [{ name: 'a/export.xlsx', content: 'x' }], /with a workbook in it, "a\/export\.xlsx"/, /Unpack/],
    [
      'an OpenDocument',
      [
        { name: 'mimetype', content: 'x' },
        { name: 'content.xml', content: '<a/>' },
      ],
      /OpenDocument/,
      /save it as \.xlsx/,
    ],
    [
      'two exports',
      [
        { name: 'a/RVTools_tabvInfo.csv', content: csv },
        { name: 'b/RVTools_tabvInfo.csv', content: csv },
      ],
      /two exports/,
      /source of its own/,
    ],
    [
      'an entry twice',
      [
        { name: 'a.csv', content: csv },
        { name: 'A.csv', content: csv },
      ],
      /"A\.csv" twice/,
      /Unpack/,
    ],
    [
      'a binary workbook',
      [
        {
          name: '_rels/.rels',
          content: '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        },
        { name: 'xl/workbook.bin', content: 'x' },
      ],
      /\(\.xlsb\)/,
      /save it as \.xlsx/,
    ],
  ])('when a zip holds %s', async (name, entries, message, remedy) => {
    await expectFault(write(`${name}.zip`, await buildZip(entries)), message, remedy);
  });

  it('when it is a document of another kind', async () => {
    const path = write(
      'word.xlsx',
      await changed({ 'xl/workbook.xml': (part) => part.replaceAll('workbook', 'document') }),
    );
    await expectFault(path, /not a workbook/, /RVTools export/);
  });

  it('when days are counted from 1904', async () => {
    const date1904 = '<workbookPr date1904="1"/><sheets>';
    const path = write('1904.xlsx', await changed({ 'xl/workbook.xml': (part) => part.replace('<sheets>', date1904) }));
    await expectFault(path, /from 1904/, /CSV/);
  });

  it('when two sheets have one name', async () => {
    const path = write(
      'same.xlsx',
      await buildWorkbook([
        { name: 'vInfo', rows },
        { name: 'vInfo', rows },
      ]),
    );
    await expectFault(path, /sheet "vInfo": there are two/, /Rename/);
  });

  it('when a sheet is missing', async () => {
    const path = write('missing.xlsx', await changed({ 'xl/worksheets/sheet1.xml': null }));
    await expectFault(path, /sheet "vInfo": its part is missing/, /Export it again/);
  });

  it('when the workbook is missing', async () => {
    const path = write('missing-book.xlsx', await changed({ 'xl/workbook.xml': null }));
    await expectFault(path, /"xl\/workbook\.xml" is missing/, /Export it again/);
  });

  it('when a sheet has no relationship', async () => {
    const none = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>';
    const path = write('unrelated.xlsx', await changed({ 'xl/_rels/workbook.xml.rels': none }));
    await expectFault(path, /sheet "vInfo": its part is missing/, /Export it again/);
  });

  it('when the texts are missing', async () => {
    const path = write('no-texts.xlsx', await changed({ 'xl/sharedStrings.xml': null }));
    await expectFault(path, /sheet "vInfo"|"xl\/sharedStrings\.xml" is missing/, /Export it again/);
  });

  it.each([
    ['xl/workbook.xml', /part "xl\/workbook\.xml": .*unclosed tag/],
    ['xl/_rels/workbook.xml.rels', /part "xl\/_rels\/workbook\.xml\.rels": .*unclosed tag/],
    ['xl/sharedStrings.xml', /part "xl\/sharedStrings\.xml": .*unclosed tag/],
    ['xl/worksheets/sheet1.xml', /sheet "vInfo": .*after row 2: unclosed tag/],
  ])('when %s ends early', async (part, message) => {
    const path = write('cut.xlsx', await changed({ [part]: (content) => content.slice(0, content.lastIndexOf('</')) }));
    await expectFault(path, message, /Export it again/);
  });

  it.each(['xl/workbook.xml', '_rels/.rels', 'xl/sharedStrings.xml', 'xl/worksheets/sheet1.xml'])(
    'when %s has entities',
    async (part) => {
      const lol = Array.from({ length: 12 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('');
      const bomb = (content: string): string => content.replace('?>', `?><!DOCTYPE a [<!ENTITY a0 "a">${lol}]>`);
      await expectFault(write('entities.xlsx', await changed({ [part]: bomb })), /DOCTYPE/, /Export it again/);
    },
  );

  it('when a name in it is hostile, without passing it on', async () => {
    const name = '\u001b[2J\u202eslx.exe\u0007';
    const path = write(
      'hostile.xlsx',
      await buildWorkbook([
        { name, rows },
        { name, rows },
      ]),
    );
    await expectFault(path, /sheet "\\u\{1b\}\[2J\\u\{202e\}slx\.exe\\u\{7\}"/, /Rename/);
  });

  it.each(['../evil.csv', 'a/../../evil.csv', '/etc/evil.csv', 'C:/evil.csv'])(
    'when an entry is named %s, which leads out of the zip',
    async (name) => {
      const harmless = 'x'.repeat(name.length);
      const packed = await buildZip([{ name: harmless, content: csv }]);
      const renamed = Buffer.from(packed.toString('latin1').replaceAll(harmless, name), 'latin1');
      await expectFault(write('path.zip', renamed), /cut short or damaged \(.*path/, /again/);
    },
  );

  it('wherever a workbook is cut', async () => {
    const whole = await buildWorkbook([{ name: 'vInfo', rows }]);
    for (let length = 4; length < whole.length; length += 97) {
      const fault = await faultOf(write('short.xlsx', whole.subarray(0, length)));
      expect(fault).toMatchObject({ name: 'DevirtError', exitCode: 3, message: expect.stringMatching(/cut short/) });
    }
  });

  it('wherever a byte of a workbook is wrong, or else it reads it right', async () => {
    const whole = await buildWorkbook([{ name: 'vInfo', rows }], { ...plainDialect, compress: true });
    let faults = 0;
    for (let at = 0; at < whole.length; at += 13) {
      const path = write('wrong.xlsx', Buffer.from(whole).fill((whole[at] ?? 0) ^ 0x55, at, at + 1));
      const fault = await faultOf(path);
      if (fault === null) {
        const file = await openTables(path);
        const read = await Promise.all(file.sheets.map(allRows));
        await file.close();
        // A wrong byte may hide a part's name, and with it the part; it never changes a cell.
        expect(read.flat().filter((row) => !csvRows.some((right) => isDeepStrictEqual(row, right)))).toEqual([]);
      } else {
        expect(fault).toMatchObject({ name: 'DevirtError', exitCode: 3 });
        faults++;
      }
    }
    expect(faults).toBeGreaterThan(50);
  });

  it('when an entry of a zip is encrypted', async () => {
    const packed = await buildZip([{ name: 'RVTools_tabvInfo.csv', content: csv }]);
    for (const [signature, offset] of [
      [0x04034b50, 6],
      [0x02014b50, 8],
    ] as const) {
      const at = packed.indexOf(Buffer.from([signature, signature >> 8, signature >> 16, signature >> 24]));
      packed.writeUInt16LE(packed.readUInt16LE(at + offset) | 1, at + offset);
    }
    await expectFault(write('encrypted.zip', packed), /"RVTools_tabvInfo\.csv" is protected by a password/, /password/);
  });

  it('when an entry of a zip is packed in an unknown way', async () => {
    const packed = await buildZip([{ name: 'RVTools_tabvInfo.csv', content: csv }]);
    packed.writeUInt16LE(9, packed.indexOf(Buffer.from('504b0102', 'hex')) + 10);
    await expectFault(write('deflate64.zip', packed), /method that is not supported \(9\)/, /Unpack/);
  });
});

describe('openTables stops at its limits', () => {
  it('when a sheet unpacks out of all proportion, whatever size it declares', async () => {
    const blanks = Buffer.alloc(1024 * 1024, ' ');
    const sheet = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">');
      for (let i = 0; i < 200; i++) yield blanks;
      yield Buffer.from('</worksheet>');
    };
    const zip = new ZipFile();
    const packed = buffer(zip.outputStream);
    for (const { name, content } of workbookEntries([{ name: 'vInfo', rows }])) {
      if (name === 'xl/worksheets/sheet1.xml') zip.addReadStream(Readable.from(sheet(), { objectMode: false }), name);
      else zip.addBuffer(Buffer.from(content), name);
    }
    zip.end();
    const bomb = await packed;
    expect(bomb.length).toBeLessThan(300_000);
    await expectFault(
      write('bomb.xlsx', bomb),
      /sheet1\.xml" unpacks to far more than an export holds \(stopped after \d{8} bytes/,
      /delete blank rows/,
      { ...defaultReadLimits, unbrokenLength: Infinity },
    );
    await expectFault(write('bomb.xlsx', bomb), /sheet "vInfo": /, /Export it again/);
    // The same, declared to be small.
    const declared = Buffer.alloc(4);
    declared.writeUInt32LE(200 * 1024 * 1024 + 89);
    const small = Buffer.from(bomb);
    for (let at = small.indexOf(declared); at !== -1; at = small.indexOf(declared, at)) small.writeUInt32LE(1000, at);
    await expectFault(write('bomb.xlsx', small), /sheet1\.xml" unpacks to far more/, /delete blank rows/, {
      ...defaultReadLimits,
      unbrokenLength: Infinity,
    });
  });

  it('when all parts together unpack to too much, each counted once', async () => {
    const content = csv.repeat(1000);
    const packed = await buildZip(['a', 'b', 'c'].map((name) => ({ name: `${name}.csv`, content, compress: false })));
    const path = write('large.zip', packed);
    const limits = { ...defaultReadLimits, unpackedBytes: 3 * content.length };
    const file = await openTables(path, limits);
    for (let round = 0; round < 3; round++)
      for (const sheet of file.sheets) expect(await allRows(sheet)).toHaveLength(2000);
    await file.close();
    await expectFault(path, /"c\.csv" unpacks to far more/, /save it again/, {
      ...limits,
      unpackedBytes: 3 * content.length - 1,
    });
  });

  it('when there are too many texts', async () => {
    const path = write('texts.xlsx', await buildWorkbook([{ name: 'vInfo', rows }]));
    await expectFault(path, /sharedStrings\.xml" unpacks to far more/, /save it again/, {
      ...defaultReadLimits,
      sharedStringsBytes: 20,
    });
  });

  it('when there are too many entries', async () => {
    const path = write('entries.zip', await buildZip([1, 2, 3].map((i) => ({ name: `${i}.csv`, content: csv }))));
    await expectFault(path, /3 files in one zip/, /alone/, { ...defaultReadLimits, zipEntries: 2 });
  });
});

/** An OLE compound file of 512-byte sectors: FAT in the first, the directory's entries in those that follow. */
function compoundFile(names: readonly string[]): Buffer {
  const sectors = Math.ceil(names.length / 4);
  const file = Buffer.alloc(512 * (2 + sectors));
  file.write('d0cf11e0a1b11ae1', 'hex');
  file.writeUInt16LE(9, 30);
  file.writeUInt32LE(1, 48);
  file.fill(0xff, 76, 512);
  file.writeUInt32LE(0, 76);
  file.fill(0xff, 512, 1024);
  for (let i = 1; i <= sectors; i++) file.writeUInt32LE(i < sectors ? i + 1 : 0xfffffffe, 512 + 4 * i);
  for (const [i, name] of names.entries()) {
    const at = 1024 + 128 * i;
    file.write(name, at, 'utf16le');
    file.writeUInt16LE(2 * name.length + 2, at + 64);
  }
  return file;
}
