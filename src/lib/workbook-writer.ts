import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { commentShapesPart, commentsPart, type HeaderNote } from './workbook/header-notes.ts';
import { relationshipNamespace, spreadsheetNamespace, xmlDeclaration } from './workbook/package-names.ts';
import { range, shapesRelationship, sheetXml } from './workbook/sheet-xml.ts';
import { stylesPart } from './workbook/styles.ts';
import { checkWorkbook, type Workbook } from './workbook/workbook-model.ts';
import { xmlText } from './workbook/xml-text.ts';

export { maxDataRows } from './workbook/workbook-model.ts';
export type { CellValue, Workbook, WorkbookColumn, WorkbookSheet } from './workbook/workbook-model.ts';

/**
 * Each entry of the zip carries this moment, the earliest that a zip can. It is made of local parts, because zip stores
 * local time without a zone: the bytes are then the same in every time zone.
 */
const entryOptions = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

/** Text is handed to the compressor in pieces of about this many characters. */
const pieceLength = 65_536;

/**
 * An ordinary .xlsx for people: a table a sheet, with a header row that stays in view, filters, widths, number formats,
 * comments on headers and drop-down lists. The same rows give the same bytes. Sheets are streamed: nothing is kept of a
 * row that was written. docs/decisions/workbook-writer.md says why it is ours.
 * Throws a RangeError for what no workbook can hold (a number that is not finite, more rows than a sheet has, a name
 * that sheets cannot bear), and whatever `rows` throw.
 */
export async function* workbookBytes(workbook: Workbook): AsyncGenerator<Uint8Array, void, undefined> {
  checkWorkbook(workbook);
  const { sheets, title } = workbook;
  const zip = new ZipFile();
  const output = readable(zip.outputStream);
  const notes = sheets.map(({ columns }): HeaderNote[] =>
    columns.flatMap(({ note }, column) => (note === undefined ? [] : [{ column, text: note }])),
  );
  /** Rows of the sheets that were written. */
  const rows: number[] = [];

  const addText = (part: string, text: string): void => zip.addBuffer(Buffer.from(text), part, entryOptions);
  /** yazl asks for one entry after the other, so that what comes later may tell of what came before. */
  function addStream(part: string, xml: () => Iterable<string>): void {
    zip.addReadStreamLazy(part, entryOptions, (answer) => {
      const stream = Readable.from(inPieces(xml()), { objectMode: false, highWaterMark: pieceLength });
      stream.on('error', (error) => output.destroy(error));
      answer(null, stream);
    });
  }

  // First, because programs tell a workbook from other zip files by the name of the first entry.
  addText('[Content_Types].xml', contentTypesPart(notes));
  addText('_rels/.rels', packageRelationshipsPart);
  addText('docProps/core.xml', corePropertiesPart(title));
  addText('xl/styles.xml', stylesPart());
  addText('xl/_rels/workbook.xml.rels', workbookRelationshipsPart(sheets.length));
  for (const [index, sheet] of sheets.entries()) {
    const number = index + 1;
    addStream(`xl/worksheets/sheet${number}.xml`, function* () {
      rows.push(yield* sheetXml(sheet));
    });
    const sheetNotes = notes[index] ?? [];
    if (sheetNotes.length === 0) continue;
    addText(`xl/worksheets/_rels/sheet${number}.xml.rels`, sheetRelationshipsPart(number));
    addText(`xl/comments${number}.xml`, commentsPart(sheetNotes));
    addText(`xl/drawings/vmlDrawing${number}.vml`, commentShapesPart(sheetNotes, number));
  }
  addStream('xl/workbook.xml', () => [workbookPart(workbook, rows)]);
  zip.end();

  for await (const piece of output) yield piece;
}

/** yazl declares less than it has: its output is a stream of Node that can be destroyed. */
function readable(stream: NodeJS.ReadableStream): Readable {
  if (!(stream instanceof Readable)) throw new TypeError('not a stream of Node');
  return stream;
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

/** The list of sheets, and the names by which spreadsheets find filters and the row that is printed on each page. */
function workbookPart({ sheets }: Workbook, rows: readonly number[]): string {
  const entries = sheets.map(
    ({ name }, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const names = sheets.flatMap(({ name, columns }, index) => {
    const sheet = `'${name}'!`;
    return [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${sheet}${range(columns.length, rows[index] ?? 1, '$')}</definedName>`,
      `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${sheet}$1:$1</definedName>`,
    ];
  });
  return (
    `${xmlDeclaration}<workbook xmlns="${spreadsheetNamespace}" xmlns:r="${relationshipNamespace}">` +
    `<bookViews><workbookView/></bookViews><sheets>${entries.join('')}</sheets>` +
    `<definedNames>${names.join('')}</definedNames></workbook>`
  );
}

const packageNamespace = 'http://schemas.openxmlformats.org/package/2006';

function relationshipsPart(items: readonly (readonly [id: string, type: string, target: string])[]): string {
  const elements = items.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`);
  return `${xmlDeclaration}<Relationships xmlns="${packageNamespace}/relationships">${elements.join('')}</Relationships>`;
}

const packageRelationshipsPart = relationshipsPart([
  ['rId1', `${relationshipNamespace}/officeDocument`, 'xl/workbook.xml'],
  ['rId2', `${packageNamespace}/relationships/metadata/core-properties`, 'docProps/core.xml'],
]);

function workbookRelationshipsPart(sheetCount: number): string {
  return relationshipsPart([
    ...Array.from(
      { length: sheetCount },
      (_, index) =>
        [`rId${index + 1}`, `${relationshipNamespace}/worksheet`, `worksheets/sheet${index + 1}.xml`] as const,
    ),
    ['rIdStyles', `${relationshipNamespace}/styles`, 'styles.xml'],
  ]);
}

function sheetRelationshipsPart(number: number): string {
  return relationshipsPart([
    [shapesRelationship, `${relationshipNamespace}/vmlDrawing`, `../drawings/vmlDrawing${number}.vml`],
    ['rId2', `${relationshipNamespace}/comments`, `../comments${number}.xml`],
  ]);
}

function contentTypesPart(notes: readonly (readonly HeaderNote[])[]): string {
  const ml = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts = [
    ['/xl/workbook.xml', `${ml}.sheet.main+xml`],
    ['/xl/styles.xml', `${ml}.styles+xml`],
    ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
    ...notes.flatMap((sheetNotes, index) => [
      [`/xl/worksheets/sheet${index + 1}.xml`, `${ml}.worksheet+xml`],
      ...(sheetNotes.length === 0 ? [] : [[`/xl/comments${index + 1}.xml`, `${ml}.comments+xml`]]),
    ]),
  ];
  const overrides = parts.map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`);
  return (
    `${xmlDeclaration}<Types xmlns="${packageNamespace}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>' +
    `${overrides.join('')}</Types>`
  );
}

/** No date and no person: the same input gives the same bytes. */
function corePropertiesPart(title: string): string {
  return (
    `${xmlDeclaration}<cp:coreProperties xmlns:cp="${packageNamespace}/metadata/core-properties" ` +
    `xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xmlText(title)}</dc:title><dc:creator>devirt</dc:creator></cp:coreProperties>`
  );
}
