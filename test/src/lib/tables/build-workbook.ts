import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll } from 'vitest';
import { ZipFile } from 'yazl';
import type { Cell, Row, Sheet } from '../../../../src/lib/tables/table.ts';
import { columnLetter } from '../../../../src/lib/tables/table.ts';

export interface ZipEntry {
  readonly name: string;
  readonly content: string | Buffer;
  readonly compress?: boolean;
}

export async function buildZip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  const packed = buffer(zip.outputStream);
  for (const { name, content, compress = true } of entries) {
    zip.addBuffer(Buffer.from(content), name, { compress, mtime: new Date(0) });
  }
  zip.end();
  return packed;
}

/** A folder for this test file that goes when its tests are done; returns a function that writes a file there. */
export function scratchFolder(): { folder: string; write: (name: string, content: string | Buffer) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'devirt-tables-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}

export async function allRows(sheet: Sheet | undefined): Promise<Row[]> {
  const rows: Row[] = [];
  if (sheet === undefined) throw new Error('there is no such sheet');
  for await (const row of sheet.rows()) rows.push(row);
  return rows;
}

/** The ways in which programs write one and the same workbook. */
export interface Dialect {
  /** Prefix of every spreadsheet element; '' for the default namespace. */
  readonly prefix: '' | 'x' | 'ss';
  readonly strict: boolean;
  readonly strings: 'shared' | 'inline' | 'formula';
  /** Strings in several formatted runs, with a phonetic hint between them. */
  readonly richText: boolean;
  readonly absoluteTargets: boolean;
  readonly references: boolean;
  readonly encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be';
  readonly coreProperties: 'none' | 'docProps' | 'psmdcp';
  readonly compress: boolean;
  /** Whether sheets stand before the workbook and the shared strings in the zip. */
  readonly sheetsFirst: boolean;
}

export const plainDialect: Dialect = {
  prefix: '',
  strict: false,
  strings: 'shared',
  richText: false,
  absoluteTargets: false,
  references: true,
  encoding: 'utf-8',
  coreProperties: 'none',
  compress: true,
  sheetsFirst: false,
};

export const created = '2026-03-04T05:06:07Z';

export interface SheetContent {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** A workbook in a dialect; rows stand one below the other from row 1. */
export function buildWorkbook(sheets: readonly SheetContent[], dialect: Dialect = plainDialect): Promise<Buffer> {
  return buildZip(workbookEntries(sheets, dialect));
}

export function workbookEntries(sheets: readonly SheetContent[], dialect: Dialect = plainDialect): ZipEntry[] {
  const main = dialect.strict
    ? 'http://purl.oclc.org/ooxml/spreadsheetml/main'
    : 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = dialect.strict
    ? 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    : 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packaging = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const p = dialect.prefix === '' ? '' : `${dialect.prefix}:`;
  const xmlns = dialect.prefix === '' ? `xmlns="${main}"` : `xmlns:${dialect.prefix}="${main}"`;
  const target = (path: string): string => (dialect.absoluteTargets ? `/xl/${path}` : path);
  const strings = new Map<string, number>();

  const text = (value: string): string => {
    const half = Math.floor(value.length / 2);
    const t = (piece: string): string => `<${p}t xml:space="preserve">${escapeText(piece)}</${p}t>`;
    if (!dialect.richText || half === 0 || splitsEscape(value, half)) return t(value);
    const phonetic = `<${p}rPh sb="0" eb="1">${t('ignored')}</${p}rPh>`;
    return `<${p}r><${p}rPr/>${t(value.slice(0, half))}</${p}r>${phonetic}<${p}r>${t(value.slice(half))}</${p}r>`;
  };
  const cell = (value: Cell, reference: string): string => {
    const r = dialect.references ? ` r="${reference}"` : '';
    if (value === null) return `<${p}c${r} s="1"/>`;
    if (typeof value === 'number') return `<${p}c${r}><${p}v>${value}</${p}v></${p}c>`;
    if (typeof value === 'boolean') return `<${p}c${r} t="b"><${p}v>${value ? 1 : 0}</${p}v></${p}c>`;
    if (dialect.strings === 'inline') return `<${p}c${r} t="inlineStr"><${p}is>${text(value)}</${p}is></${p}c>`;
    if (dialect.strings === 'formula') {
      return `<${p}c${r} t="str"><${p}f>A1&amp;B1</${p}f><${p}v>${escapeText(value)}</${p}v></${p}c>`;
    }
    const index = strings.get(value) ?? strings.size;
    strings.set(value, index);
    return `<${p}c${r} t="s"><${p}v>${index}</${p}v></${p}c>`;
  };
  const sheetXml = (rows: SheetContent['rows']): string => {
    const lines = rows.map((cells, i) => {
      const r = dialect.references ? ` r="${i + 1}"` : '';
      return `<${p}row${r}>${cells.map((value, c) => cell(value, `${columnLetter(c)}${i + 1}`)).join('')}</${p}row>`;
    });
    return `<${p}worksheet ${xmlns}><${p}sheetData>${lines.join('\n')}</${p}sheetData></${p}worksheet>`;
  };

  const part = (name: string, xml: string): ZipEntry => ({
    name,
    content: encode(xml, dialect.encoding),
    compress: dialect.compress,
  });
  const sheetParts = sheets.map(({ rows }, i) => part(`xl/worksheets/sheet${i + 1}.xml`, sheetXml(rows)));
  const items = [...strings.keys()].map((value) => `<${p}si>${text(value)}</${p}si>`).join('');
  const sheetList = sheets
    .map(({ name }, i) => `<${p}sheet name="${escapeText(name)}" sheetId="${i + 1}" rel:id="rId${i + 1}"/>`)
    .join('');
  const otherParts = [
    part(
      '_rels/.rels',
      `<Relationships xmlns="${packaging}">${relationship('rId1', `${office}/officeDocument`, dialect.absoluteTargets ? '/xl/workbook.xml' : 'xl/workbook.xml')}${
        dialect.coreProperties === 'psmdcp'
          ? relationship(
              'rId2',
              'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
              '/package/services/metadata/core-properties/a1b2.psmdcp',
            )
          : ''
      }</Relationships>`,
    ),
    part(
      'xl/workbook.xml',
      `<${p}workbook ${xmlns} xmlns:rel="${office}"><${p}sheets>${sheetList}</${p}sheets></${p}workbook>`,
    ),
    part(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${packaging}">${sheets
        .map((_, i) => relationship(`rId${i + 1}`, `${office}/worksheet`, target(`worksheets/sheet${i + 1}.xml`)))
        .join('')}${relationship('strings', `${office}/sharedStrings`, target('sharedStrings.xml'))}</Relationships>`,
    ),
    part('xl/sharedStrings.xml', `<${p}sst ${xmlns}>${items}</${p}sst>`),
  ];
  if (dialect.coreProperties !== 'none') {
    const name =
      dialect.coreProperties === 'docProps'
        ? 'docProps/core.xml'
        : 'package/services/metadata/core-properties/a1b2.psmdcp';
    otherParts.push(
      part(
        name,
        `<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:terms="http://purl.org/dc/terms/"><terms:created>${created}</terms:created></c:coreProperties>`,
      ),
    );
  }
  return dialect.sheetsFirst ? [...sheetParts, ...otherParts] : [...otherParts, ...sheetParts];
}

function relationship(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`;
}

/** Text as workbooks hold it: what XML cannot hold, and what looks like such an escape, as _xHHHH_. */
function escapeText(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(
      // oxlint-disable-next-line no-control-regex -- controls are what is escaped
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Whether a cut here would part a surrogate pair, or an escape that is resolved only when the runs are joined. */
function splitsEscape(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  return (code >= 0xdc00 && code <= 0xdfff) || value.includes('_x');
}

function encode(xml: string, encoding: Dialect['encoding']): Buffer {
  if (encoding === 'utf-8') return Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`);
  if (encoding === 'utf-8 with mark') return Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-8"?>${xml}`);
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${xml}`, 'utf16le');
  return Buffer.from(`\ufeff${xml}`, 'utf16le').swap16();
}
