import { columnLetter } from '../tables/table.ts';
import { relationshipNamespace, spreadsheetNamespace, xmlDeclaration } from './package-names.ts';
import { columnStyle, headerStyle } from './styles.ts';
import { type CellValue, maxDataRows, type WorkbookColumn, type WorkbookSheet } from './workbook-model.ts';
import { cellXml, xmlText } from './xml-text.ts';

interface ReadyColumn {
  readonly letters: string;
  readonly style: number;
  /** Empty cells of the column are written too, so that they can be seen and filled in. */
  readonly written: boolean;
  /** Characters of a line where the column breaks its texts; null where it does not. */
  readonly lineLength: number | null;
}

/** Height of a line of the standard font, and the greatest of a row (Excel specifications and limits), in points. */
const lineHeight = 15;
const maxRowHeight = 409;

/** The relationship of a sheet to the shapes of its comments. */
export const shapesRelationship = 'rId1';

/**
 * A worksheet part (ECMA-376-1, 18.3.1.99), piece by piece; returns the number of rows, the header's included. Texts
 * stand in the cells themselves (inlineStr), so that nothing of the sheet is kept.
 */
export function* sheetXml(sheet: WorkbookSheet): Generator<string, number, undefined> {
  const { name, columns, rows, guarded = false } = sheet;
  yield sheetHead(sheet);
  const ready = columns.map((column, index): ReadyColumn => ({
    letters: columnLetter(index),
    style: columnStyle(column),
    written: column.role !== undefined,
    lineLength: column.kind === 'wrapped' ? column.width : null,
  }));
  yield headerRow(columns);
  let number = 1;
  for (const cells of rows) {
    number++;
    if (number > maxDataRows + 1) throw new RangeError(`${name}: a sheet holds no more than ${maxDataRows} rows`);
    yield rowXml(number, cells, ready);
  }
  yield '</sheetData>';
  if (guarded) yield '<sheetProtection sheet="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>';
  yield `<autoFilter ref="${range(columns.length, number)}"/>`;
  yield validations(columns, number);
  yield '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>';
  yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>';
  // Names such as 4711 are text on purpose: no green corners.
  yield `<ignoredErrors><ignoredError sqref="${range(columns.length, number)}" numberStoredAsText="1"/></ignoredErrors>`;
  if (columns.some(({ note }) => note !== undefined)) yield `<legacyDrawing r:id="${shapesRelationship}"/>`;
  yield '</worksheet>';
  return number;
}

/** A1 to the last cell of a table. */
export function range(columns: number, rows: number, anchored = ''): string {
  return `${anchored}A${anchored}1:${anchored}${columnLetter(columns - 1)}${anchored}${rows}`;
}

function sheetHead({ columns, frozenColumns = 0 }: WorkbookSheet): string {
  const pane = frozenColumns > 0 ? 'bottomRight' : 'bottomLeft';
  const split = frozenColumns > 0 ? ` xSplit="${frozenColumns}"` : '';
  const first = `${columnLetter(frozenColumns)}2`;
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    `${xmlDeclaration}<worksheet xmlns="${spreadsheetNamespace}" xmlns:r="${relationshipNamespace}">` +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0"><pane${split} ySplit="1" topLeftCell="${first}" activePane="${pane}" state="frozen"/>` +
    `<selection pane="${pane}" activeCell="${first}" sqref="${first}"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`
  );
}

function textCell(at: string, style: number, text: string): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellXml(text)}</t></is></c>`;
}

/**
 * The height that broken texts need, estimated: LibreOffice does not work it out for files of others. Rows of one line
 * have the standard height.
 */
function heightOf(cells: readonly CellValue[], columns: readonly Pick<ReadyColumn, 'lineLength'>[]): string {
  let lines = 1;
  for (const [index, { lineLength }] of columns.entries()) {
    const value = cells[index];
    if (lineLength === null || typeof value !== 'string') continue;
    const needed = value
      .split('\n')
      .reduce((sum, paragraph) => sum + Math.max(1, Math.ceil(paragraph.length / lineLength)), 0);
    lines = Math.max(lines, needed);
  }
  return lines === 1 ? '' : ` ht="${Math.min(lines * lineHeight, maxRowHeight)}"`;
}

/** Headers are broken too, and leave room for the button of the filter. */
function headerRow(columns: readonly WorkbookColumn[]): string {
  const headers = columns.map(({ header }) => header);
  const cells = headers.map((header, index) => textCell(`${columnLetter(index)}1`, headerStyle, header));
  const height = heightOf(
    headers,
    columns.map(({ width }) => ({ lineLength: Math.max(1, width - 3) })),
  );
  return `<row r="1"${height}>${cells.join('')}</row>`;
}

function rowXml(number: number, cells: readonly CellValue[], columns: readonly ReadyColumn[]): string {
  let xml = `<row r="${number}"${heightOf(cells, columns)}>`;
  for (const [index, { letters, style, written }] of columns.entries()) {
    const value = cells[index] ?? null;
    const at = `${letters}${number}`;
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new RangeError(`${at}: ${value} is no number for a cell`);
      xml += `<c r="${at}" s="${style}"><v>${value}</v></c>`;
    } else if (value !== null && value !== '') {
      xml += textCell(at, style, value);
    } else if (written) {
      xml += `<c r="${at}" s="${style}"/>`;
    }
  }
  return `${xml}</row>`;
}

/** The drop-down lists. */
function validations(columns: readonly WorkbookColumn[], rows: number): string {
  if (rows < 2) return '';
  const lists = columns.flatMap(({ choices }, index) => {
    if (choices === undefined) return [];
    const letters = columnLetter(index);
    return (
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${letters}2:${letters}${rows}">` +
      `<formula1>"${xmlText(choices.join().replaceAll('"', '""'))}"</formula1></dataValidation>`
    );
  });
  return lists.length === 0 ? '' : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
}
