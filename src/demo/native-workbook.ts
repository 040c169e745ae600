import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnLetter } from '../lib/tables/table.ts';
import { rvtoolsDateColumns } from '../lib/rvtools-columns.ts';

/** Text, a number (dates are serial numbers), or null for a cell that is not there. */
export type Cell = string | number | null;

export interface WorkbookSheet {
  readonly name: string;
  /** The headers, then the rows. Read once, while the workbook is written. */
  readonly rows: Iterable<readonly Cell[]>;
}

const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const documentRelationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const coreProperties = 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties';
const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>';
const namespaces = `xmlns:r="${documentRelationships}" xmlns:x="${spreadsheet}"`;

/** Relationship parts of native exports begin with a byte order mark. */
const byteOrderMark = '\ufeff';

/** The name of this part is random in native exports; here it must be the same each time. */
const corePropertiesPart = 'package/services/metadata/core-properties/6e6f7264686166656e206c6f67697374.psmdcp';

/** Rows that a worksheet can hold (Excel specifications and limits). */
const maxRows = 1_048_576;

/** Text is handed to the compressor in pieces of about this many characters. */
const pieceLength = 65_536;

/**
 * Each zip entry carries this moment. Zip stores local time without a zone and yazl asks the Date for it, so the date
 * is made from local parts: the bytes are then the same in every time zone.
 */
const entryOptions = { mtime: new Date(2026, 10, 20, 12), forceDosTimestamp: true };

/** Index into `cellFormats` of the style part. */
const style = { header: 1, date: 2 } as const;

const stylesPart = `${xmlDeclaration}<x:styleSheet xmlns:x="${spreadsheet}">\
<x:numFmts count="1"><x:numFmt numFmtId="164" formatCode="yyyy/mm/dd hh:mm:ss" /></x:numFmts>\
<x:fonts count="2"><x:font><x:sz val="9" /><x:name val="Verdana" /></x:font>\
<x:font><x:b /><x:sz val="9" /><x:name val="Verdana" /></x:font></x:fonts>\
<x:fills count="2"><x:fill><x:patternFill patternType="none" /></x:fill>\
<x:fill><x:patternFill patternType="gray125" /></x:fill></x:fills>\
<x:borders count="1"><x:border><x:left /><x:right /><x:top /><x:bottom /><x:diagonal /></x:border></x:borders>\
<x:cellStyleXfs count="1"><x:xf numFmtId="0" fontId="0" fillId="0" borderId="0" /></x:cellStyleXfs>\
<x:cellXfs count="3"><x:xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" />\
<x:xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" />\
<x:xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" /></x:cellXfs>\
<x:cellStyles count="1"><x:cellStyle name="Normal" xfId="0" builtinId="0" /></x:cellStyles>\
</x:styleSheet>`;

/**
 * What XML 1.0 forbids: control characters but tab, newline and carriage return (those above 7F it allows), and halves
 * of surrogate pairs. A carriage return is allowed, but a parser would read it as a newline.
 */
const illegalInXml = /(?![\t\n\r\x7f-\x9f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const carriageReturn = /\r/g;
/** Text that a spreadsheet would take for an escape of its own: `_x0041_` means A. */
const escapeLookalike = /_(?=x[0-9A-Fa-f]{4}_)/g;

/** Text as the content of an element or attribute: nothing in it ends either, and a spreadsheet shows it as it was. */
function xmlText(text: string): string {
  return text
    .replace(illegalInXml, '')
    .replace(escapeLookalike, '_x005F_')
    .replace(carriageReturn, '_x000D_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Each different text once, numbered in the order of its first use. */
class SharedStrings {
  readonly #indexes = new Map<string, number>();
  #uses = 0;

  indexOf(text: string): number {
    this.#uses++;
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(text, index);
    return index;
  }

  *xml(): Generator<string> {
    yield `${xmlDeclaration}<x:sst xmlns:x="${spreadsheet}" count="${this.#uses}" uniqueCount="${this.#indexes.size}">`;
    for (const text of this.#indexes.keys()) yield `<x:si><x:t xml:space="preserve">${xmlText(text)}</x:t></x:si>`;
    yield '</x:sst>';
  }
}

interface Column {
  readonly letters: string;
  readonly date: boolean;
}

function* worksheetXml(sheet: WorkbookSheet, strings: SharedStrings): Generator<string> {
  yield `${xmlDeclaration}<x:worksheet ${namespaces}><x:sheetData>`;
  let columns: readonly Column[] = [];
  let number = 0;
  for (const cells of sheet.rows) {
    number++;
    if (number > maxRows) throw new RangeError(`${sheet.name}: a worksheet holds no more than ${maxRows} rows`);
    const header = number === 1;
    if (header) {
      columns = cells.map((name, i) => ({ letters: columnLetter(i), date: rvtoolsDateColumns.has(String(name)) }));
    }
    let row = `<x:row r="${number}">`;
    for (const [i, column] of columns.entries()) {
      const value = cells[i] ?? null;
      const at = `${column.letters}${number}`;
      if (typeof value === 'string') {
        row += `<x:c r="${at}"${header ? ` s="${style.header}"` : ''} t="s"><x:v>${strings.indexOf(value)}</x:v></x:c>`;
      } else if (value !== null) {
        if (!Number.isFinite(value)) throw new RangeError(`${sheet.name}!${at}: ${value} is no number for a cell`);
        row += `<x:c r="${at}"${column.date ? ` s="${style.date}"` : ''} t="n"><x:v>${value}</x:v></x:c>`;
      } else if (column.date) {
        // A cell with a format and no value is blank, and readers meet such cells in files that Excel saved.
        row += `<x:c r="${at}" s="${style.date}" />`;
      }
    }
    yield `${row}</x:row>`;
  }
  yield '</x:sheetData></x:worksheet>';
}

function* inPieces(xml: Iterable<string>): Generator<Buffer> {
  let piece = '';
  for (const text of xml) {
    piece += text;
    if (piece.length >= pieceLength) {
      yield Buffer.from(piece);
      piece = '';
    }
  }
  if (piece !== '') yield Buffer.from(piece);
}

/** yazl declares less than it has: its output is a stream of Node that can be destroyed. */
function readable(stream: NodeJS.ReadableStream): Readable {
  if (!(stream instanceof Readable)) throw new TypeError('not a stream of Node');
  return stream;
}

function relationshipsPart(targets: readonly (readonly [id: string, type: string, target: string])[]): string {
  const items = targets.map(([id, type, target]) => `<Relationship Type="${type}" Target="${target}" Id="${id}" />`);
  return `${byteOrderMark}${xmlDeclaration}<Relationships xmlns="${relationships}">${items.join('')}</Relationships>`;
}

function contentTypesPart(sheetCount: number): string {
  const ml = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts = [
    ['/xl/workbook.xml', `${ml}.sheet.main+xml`],
    ['/xl/styles.xml', `${ml}.styles+xml`],
    ['/xl/sharedStrings.xml', `${ml}.sharedStrings+xml`],
    ...Array.from({ length: sheetCount }, (_, i) => [`/xl/worksheets/sheet${i + 1}.xml`, `${ml}.worksheet+xml`]),
  ];
  const overrides = parts.map(([name, type]) => `<Override PartName="${name}" ContentType="${type}" />`).join('');
  return `${xmlDeclaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="xml" ContentType="application/xml" />\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />\
<Default Extension="psmdcp" ContentType="application/vnd.openxmlformats-package.core-properties+xml" />\
${overrides}</Types>`;
}

/**
 * A workbook as RVTools 4.x itself writes it: every element with the prefix x, shared strings, absolute relationship
 * targets, core properties in a .psmdcp part. The same rows give the same bytes. Sheets and strings are streamed; in
 * memory stands each different text once.
 * Throws a RangeError for a number that no cell can hold, and for more rows than a worksheet can.
 */
export async function* nativeWorkbook(sheets: readonly WorkbookSheet[]): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = readable(zip.outputStream);
  const strings = new SharedStrings();

  function addText(part: string, text: string): void {
    zip.addBuffer(Buffer.from(text), part, entryOptions);
  }
  /** yazl asks for entries one after the other: the strings are complete when their turn comes. */
  function addStream(part: string, xml: () => Iterable<string>): void {
    zip.addReadStreamLazy(part, entryOptions, (answer) => {
      const stream = Readable.from(inPieces(xml()), { objectMode: false, highWaterMark: pieceLength });
      stream.on('error', (error) => output.destroy(error));
      answer(null, stream);
    });
  }

  const sheetEntries = sheets.map(
    ({ name }, i) => `<x:sheet name="${xmlText(name)}" sheetId="${i + 2}" r:id="rId${i + 2}" />`,
  );
  addText(
    'xl/workbook.xml',
    `${xmlDeclaration}<x:workbook ${namespaces}><x:workbookPr codeName="ThisWorkbook" />` +
      `<x:sheets>${sheetEntries.join('')}</x:sheets></x:workbook>`,
  );
  addText(
    '_rels/.rels',
    relationshipsPart([
      ['R1', `${documentRelationships}/officeDocument`, '/xl/workbook.xml'],
      ['R2', `${relationships}/metadata/core-properties`, `/${corePropertiesPart}`],
    ]),
  );
  addText(
    'xl/_rels/workbook.xml.rels',
    relationshipsPart([
      ...sheets.map(
        (_, i) => [`rId${i + 2}`, `${documentRelationships}/worksheet`, `/xl/worksheets/sheet${i + 1}.xml`] as const,
      ),
      ['rIdStyles', `${documentRelationships}/styles`, '/xl/styles.xml'],
      ['rIdStrings', `${documentRelationships}/sharedStrings`, '/xl/sharedStrings.xml'],
    ]),
  );
  addText('xl/styles.xml', stylesPart);
  for (const [i, sheet] of sheets.entries()) {
    addStream(`xl/worksheets/sheet${i + 1}.xml`, () => worksheetXml(sheet, strings));
  }
  addStream('xl/sharedStrings.xml', () => strings.xml());
  addText(corePropertiesPart, `${xmlDeclaration}<coreProperties xmlns="${coreProperties}" />`);
  addText('[Content_Types].xml', contentTypesPart(sheets.length));
  zip.end();

  for await (const piece of output) yield piece;
}
