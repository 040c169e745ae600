import { DevirtError } from '../errors.ts';
import type { ReadLimits } from './read-limits.ts';
import type { SharedStrings } from './shared-strings.ts';
import { spreadsheetNamespaces } from './spreadsheet-names.ts';
import { cellText } from './cell-text.ts';
import { type Cell, type Row, columnLetter } from './table.ts';
import { exportAgain, quoted, unreadable } from './unreadable.ts';
import { type Attributes, XmlError, type XmlHandler, XmlReader } from './xml-reader.ts';

/** Excel's limits: row 1,048,576 and column XFD. Nothing that claims to be beyond them is a worksheet. */
export const maxRows = 1_048_576;
export const maxColumns = 16_384;

/**
 * The rows of a worksheet part (ECMA-376-1, 18.3.1.99), each as soon as its end was read; one chunk of XML and its rows
 * are held at a time. `where` names file and sheet in errors. Throws DevirtError for anything that leaves a doubt about
 * what a cell holds.
 */
export async function* readWorksheet(
  chunks: AsyncIterable<Buffer>,
  loadStrings: () => Promise<SharedStrings>,
  where: string,
  limits: ReadLimits,
): AsyncGenerator<Row> {
  const collector = new RowCollector(await loadStrings(), where);
  const reader = new XmlReader(spreadsheetNamespaces, collector, limits);
  try {
    for await (const chunk of chunks) {
      reader.write(chunk);
      for (const row of collector.take()) yield row;
    }
    reader.end();
  } catch (error) {
    if (error instanceof XmlError) {
      throw unreadable(`${where}: cut short or damaged after row ${collector.lastRow}: ${error.message}`, exportAgain);
    }
    throw error;
  }
  for (const row of collector.take()) yield row;
}

/** Turns the elements of a worksheet into rows. */
class RowCollector implements XmlHandler {
  readonly #strings: SharedStrings;
  readonly #where: string;
  #rows: Row[] = [];
  #sawRoot = false;
  #inSheetData = false;

  #rowNumber = 0;
  #closedRow = 0;
  /** The row stated no number: the first cell that does settles it. */
  #rowImplied = false;
  #cells: Cell[] = [];

  #inCell = false;
  #column = -1;
  #type: string | undefined;
  #inInlineString = false;
  #inPhonetic = false;
  /** The text that arrives belongs to the cell's value. */
  #capturing = false;
  #value = '';
  #inlineValue: string | null = null;

  constructor(strings: SharedStrings, where: string) {
    this.#strings = strings;
    this.#where = where;
  }

  /** Number of the last row that is complete; 0 before the first. */
  get lastRow(): number {
    return this.#closedRow;
  }

  /** The rows completed since the last call. */
  take(): Row[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (!this.#inSheetData) {
      this.#openOutside(name);
      return;
    }
    switch (name) {
      case 'c':
        this.#openCell(attributes);
        break;
      case 'v':
        this.#capturing = this.#inCell;
        break;
      case 't':
        this.#capturing = this.#inInlineString && !this.#inPhonetic;
        break;
      case 'is':
        this.#inInlineString = this.#inCell;
        this.#inlineValue = '';
        break;
      case 'rPh':
        this.#inPhonetic = true;
        break;
      case 'row':
        this.#openRow(attributes['r']);
        break;
      default:
    }
  }

  text(text: string): void {
    if (!this.#capturing) return;
    if (this.#inInlineString) this.#inlineValue += text;
    else this.#value += text;
  }

  close(name: string): void {
    if (!this.#inSheetData) return;
    switch (name) {
      case 'v':
      case 't':
        this.#capturing = false;
        break;
      case 'c':
        this.#closeCell();
        break;
      case 'is':
        this.#inInlineString = false;
        break;
      case 'rPh':
        this.#inPhonetic = false;
        break;
      case 'row':
        this.#closeRow();
        break;
      case 'sheetData':
        this.#inSheetData = false;
        break;
      default:
    }
  }

  #openOutside(name: string): void {
    if (!this.#sawRoot) {
      if (name !== 'worksheet') throw unreadable(`${this.#where}: its part is not a worksheet`, exportAgain);
      this.#sawRoot = true;
    }
    this.#inSheetData = name === 'sheetData';
  }

  #openRow(stated: string | undefined): void {
    this.#rowImplied = stated === undefined;
    this.#rowNumber = stated === undefined ? this.#rowNumber + 1 : parseIndex(stated.trim());
    this.#cells = [];
    this.#column = -1;
    if (this.#rowNumber < 1 || this.#rowNumber > maxRows)
      throw this.#misplaced(`a row numbered ${quoted(stated ?? String(this.#rowNumber))}`);
  }

  #closeRow(): void {
    if (this.#rowNumber <= this.#closedRow) throw this.#misplaced(`row ${this.#rowNumber} out of order or twice`);
    this.#closedRow = this.#rowNumber;
    if (this.#cells.length > 0) this.#rows.push({ number: this.#rowNumber, cells: this.#cells });
    // A cell outside of rows must not change one that was handed out.
    this.#cells = [];
  }

  #openCell(attributes: Attributes): void {
    this.#inCell = true;
    this.#type = attributes['t'];
    this.#value = '';
    this.#inlineValue = null;
    const before = this.#column;
    const reference = attributes['r'];
    if (reference === undefined) this.#column++;
    else this.#placeCell(reference);
    if (this.#column >= maxColumns) throw this.#misplaced('a cell beyond column XFD');
    if (this.#column <= before) throw this.#misplaced(`the cell ${this.#reference()} out of order or twice`);
  }

  /** Sets the column from a reference such as AB12, whose digits must be those of the row. */
  #placeCell(reference: string): void {
    let at = 0;
    let column = 0;
    for (; at < reference.length; at++) {
      const letter = reference.charCodeAt(at) - 64;
      if (letter < 1 || letter > 26) break;
      column = column * 26 + letter;
    }
    const row = parseIndex(reference.slice(at));
    if (at === 0 || row < 1) throw this.#misplaced('a cell whose reference makes no sense');
    if (at > 3) throw this.#misplaced('a cell beyond column XFD');
    if (row !== this.#rowNumber) {
      if (!this.#rowImplied || row > maxRows) throw this.#misplaced(`a cell that says it stands in row ${row}`);
      this.#rowNumber = row;
    }
    this.#rowImplied = false;
    this.#column = column - 1;
  }

  #closeCell(): void {
    this.#inCell = false;
    const value = this.#cellValue();
    if (value === null) return;
    const cells = this.#cells;
    while (cells.length < this.#column) cells.push(null);
    cells.push(value);
  }

  /** The value by the cell's type (ECMA-376-1, 18.18.11). */
  #cellValue(): Cell {
    const type = this.#type;
    switch (type) {
      case 's':
        return this.#sharedString();
      case undefined:
      case 'n':
        return numberOrText(this.#value.trim());
      case 'b':
        return booleanOrText(this.#value.trim());
      case 'e':
        return null;
      case 'inlineStr':
        return textOrNull(cellText(this.#inlineValue ?? this.#value));
      default:
        // 'str' is the text of a formula, 'd' a date in ISO 8601; a type that the standard does not know is text.
        return textOrNull(cellText(this.#value));
    }
  }

  #sharedString(): Cell {
    const text = this.#value.trim();
    if (text === '') return null;
    const string = this.#strings[parseIndex(text)];
    if (string === undefined) {
      throw unreadable(
        `${this.#where}: cell ${this.#reference()} points to a text that the workbook does not hold`,
        exportAgain,
      );
    }
    return textOrNull(string);
  }

  #reference(): string {
    return `${columnLetter(this.#column)}${this.#rowNumber}`;
  }

  #misplaced(what: string): DevirtError {
    return unreadable(`${this.#where}: ${what} (after row ${this.#closedRow})`, exportAgain);
  }
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}

/** A decimal number of digits only, else -1. */
function parseIndex(text: string): number {
  let index = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    index = index * 10 + digit;
  }
  return text === '' ? -1 : index;
}

/** What is no finite decimal number ("1,5", "NaN", "0x10") stays the text that it is, for the reader to judge. */
function numberOrText(text: string): Cell {
  if (text === '') return null;
  const number = Number(text);
  // Number() also takes 0x, 0o and 0b, which XML's numbers do not know.
  const isPrefixed = text.charCodeAt(0) === 48 && /^0[box]/i.test(text);
  return Number.isFinite(number) && !isPrefixed ? number : text;
}

function booleanOrText(text: string): Cell {
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  return textOrNull(text);
}
