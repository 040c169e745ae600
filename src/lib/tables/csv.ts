import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { ReadLimits } from './read-limits.ts';
import type { Cell, Row, Sheet } from './table.ts';
import { type TextEncoding, createTextDecoder, encodingOfMark } from './text-encoding.ts';
import { unreadable } from './unreadable.ts';
import { maxColumns } from './worksheet.ts';

const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/** How a CSV file is written. */
export interface CsvDialect {
  readonly encoding: TextEncoding;
  /** null when its first line has none: a table of one column, or no table. */
  readonly delimiter: Delimiter | null;
}

/** A CSV file that can be read more than once. The first piece holds its header (files and zips give some 64 KiB). */
export interface CsvSource {
  /** Names the file in errors. */
  readonly where: string;
  read(): AsyncIterable<Buffer>;
}

/**
 * Finds encoding and delimiter. The whole file is read for it, because nothing but all of its bytes tells UTF-8 from
 * windows-1252, and a guess that turns out wrong half way would have spoilt rows that were already handed out.
 * Throws DevirtError when it is not text.
 */
export async function findDialect(source: CsvSource): Promise<CsvDialect> {
  let dialect: CsvDialect | null = null;
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of source.read()) {
    if (dialect === null) {
      const marked = encodingOfMark(chunk);
      const start = createTextDecoder(marked ?? 'utf-8')(chunk);
      if (!looksLikeTable(start)) throw notCsv(source.where);
      dialect = { encoding: marked ?? 'utf-8', delimiter: findDelimiter(start) };
      if (marked !== null) return dialect;
    }
    try {
      // Never flushed: a file cut in the middle of a character is still UTF-8.
      utf8.decode(chunk, { stream: true });
    } catch {
      return { ...dialect, encoding: 'windows-1252' };
    }
  }
  return dialect ?? { encoding: 'utf-8', delimiter: null };
}

/** A sheet out of a CSV file. `dialect` is asked for when rows are, at most once. */
export function csvSheet(name: string, source: CsvSource, limits: ReadLimits, known: CsvDialect | null = null): Sheet {
  let dialect = known === null ? null : Promise.resolve(known);
  return {
    name,
    rows: () => readCsv(source, () => (dialect ??= findDialect(source)), limits),
  };
}

export function notCsv(where: string): Error {
  return unreadable(
    `${where}: neither a workbook nor a CSV file, nor a zip file of them`,
    'Give an RVTools export: .xlsx, a CSV file, or a folder or zip file of CSV files.',
  );
}

async function* readCsv(
  source: CsvSource,
  findItsDialect: () => Promise<CsvDialect>,
  limits: ReadLimits,
): AsyncGenerator<Row> {
  const { encoding, delimiter } = await findItsDialect();
  const parser = parse({
    bom: true,
    delimiter: delimiter ?? ',',
    // Found from the first line, a delimiter of \r\n would swallow later lines that end in \n.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: limits.unbrokenLength,
  });
  const tail = { endsLine: true };
  const bytes = Readable.from(asUtf8(source, encoding, tail), { objectMode: false });
  // Faults of either stream reach the loop below through the parser; pipeline only ties their ends together.
  pipeline(bytes, parser, () => {});
  let number = 0;
  /** Columns of the first record, null once a further one before the last has another number. */
  let width: number | null = null;
  let last: number | null = null;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number++;
      if (number === 2) width = last;
      else if (last !== width) width = null;
      last = record.length;
      const cells = cellsOf(record);
      if (cells.length > maxColumns) {
        throw unreadable(`${source.where}: record ${number} has more than ${maxColumns} columns`, csvRemedy);
      }
      if (cells.length > 0) yield { number, cells };
    }
    // Programs fill the columns of every line. One that alone lacks some, and its end besides, may stop within a number.
    if (!tail.endsLine && width !== null && last !== null && last < width) {
      throw unreadable(
        `${source.where}: cut short, record ${number} ends after ${last} of ${width} columns`,
        'Copy it or export it again; where its last line is whole, put a line break after it.',
      );
    }
  } catch (error) {
    throw error instanceof CsvError ? explain(error, source.where) : error;
  } finally {
    bytes.destroy();
  }
}

/** The cells up to the last that holds anything. */
function cellsOf(record: readonly string[]): Cell[] {
  let length = record.length;
  while (length > 0 && record[length - 1] === '') length--;
  const cells: Cell[] = [];
  for (let i = 0; i < length; i++) {
    const text = record[i];
    cells.push(text === undefined || text === '' ? null : text);
  }
  return cells;
}

/** Tells in `tail` whether what was read so far ends with a line. */
async function* asUtf8(source: CsvSource, encoding: TextEncoding, tail: { endsLine: boolean }): AsyncGenerator<Buffer> {
  const decode = encoding === 'utf-8' ? null : createTextDecoder(encoding);
  for await (const chunk of source.read()) {
    const bytes = decode === null ? chunk : Buffer.from(decode(chunk));
    // Files that a crash or a bad disk filled up with zeros would read as names.
    if (bytes.includes(0)) throw unreadable(`${source.where}: damaged, there are zero bytes in it`, csvRemedy);
    if (bytes.length > 0) tail.endsLine = bytes.at(-1) === lineFeed || bytes.at(-1) === carriageReturn;
    yield bytes;
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const csvRemedy = 'Export it again from RVTools, or export to .xlsx.';

/** The parser's own messages quote the cell, which may be a secret. */
function explain(error: CsvError, where: string): Error {
  // How many records were complete; the last of them may not have been handed out.
  const complete = error['records'];
  const at = typeof complete === 'number' ? `${where}, record ${complete + 1}` : where;
  const reasons = new Map<string, string>([
    ['CSV_QUOTE_NOT_CLOSED', 'a quotation mark is never closed; the file may be cut short'],
    ['CSV_MAX_RECORD_SIZE', 'too long for a record; a quotation mark may be missing'],
    ['CSV_INVALID_CLOSING_QUOTE', 'a quotation mark inside a value is not doubled, so its columns are in doubt'],
    ['INVALID_OPENING_QUOTE', 'a quotation mark inside a value is not doubled, so its columns are in doubt'],
  ]);
  return unreadable(`${at}: ${reasons.get(error.code) ?? `not well-formed CSV (${error.code})`}`, csvRemedy);
}

/** Controls that no header holds. */
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Neither binary, nor HTML, XML or JSON. */
function looksLikeTable(start: string): boolean {
  return !start.includes('\0') && !controls.test(headerLine(start)) && !/^\s*[<{[]/.test(start);
}

/** The delimiter that stands most often in the header, outside quotation marks. */
function findDelimiter(start: string): Delimiter | null {
  const bare = headerLine(start).replaceAll(/"[^"]*"?/g, '');
  let best: Delimiter | null = null;
  let most = 0;
  for (const delimiter of delimiters) {
    const count = bare.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

/** The first record that is not blank, up to its end or that of the text; line breaks within quotation marks included. */
function headerLine(start: string): string {
  return /^\s*((?:"[^"]*"?|[^"\r\n])*)/.exec(start)?.[1] ?? '';
}
