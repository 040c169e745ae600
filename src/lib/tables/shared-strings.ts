import { spreadsheetNamespaces } from './spreadsheet-names.ts';
import { cellText } from './cell-text.ts';
import type { ReadLimits } from './read-limits.ts';
import { exportAgain, unreadable } from './unreadable.ts';
import { XmlError, type XmlHandler, readXml } from './xml-reader.ts';

/** The texts of a workbook, which cells point to by index. */
export type SharedStrings = readonly string[];

/**
 * Reads the shared strings part (ECMA-376-1, 18.4.9) into memory, since cells point to it in no order. Runs of formatted
 * text are joined; phonetic hints are left out. `where` names file and part in errors.
 */
export async function readSharedStrings(
  chunks: AsyncIterable<Buffer>,
  where: string,
  limits: ReadLimits,
): Promise<SharedStrings> {
  const collector = new StringCollector(where);
  try {
    await readXml(chunks, spreadsheetNamespaces, collector, limits);
  } catch (error) {
    if (error instanceof XmlError) throw unreadable(`${where}: cut short or damaged: ${error.message}`, exportAgain);
    throw error;
  }
  return collector.strings;
}

class StringCollector implements XmlHandler {
  readonly strings: string[] = [];
  readonly #where: string;
  #sawRoot = false;
  #inItem = false;
  #inPhonetic = false;
  #capturing = false;
  #text = '';

  constructor(where: string) {
    this.#where = where;
  }

  open(name: string): void {
    switch (name) {
      case 'si':
        this.#inItem = true;
        this.#text = '';
        break;
      case 't':
        this.#capturing = this.#inItem && !this.#inPhonetic;
        break;
      case 'rPh':
        this.#inPhonetic = true;
        break;
      default:
        if (!this.#sawRoot && name !== 'sst') throw unreadable(`${this.#where}: not a list of texts`, exportAgain);
    }
    this.#sawRoot = true;
  }

  text(text: string): void {
    if (this.#capturing) this.#text += text;
  }

  close(name: string): void {
    switch (name) {
      case 'si':
        this.#inItem = false;
        this.strings.push(cellText(this.#text));
        break;
      case 't':
        this.#capturing = false;
        break;
      case 'rPh':
        this.#inPhonetic = false;
        break;
      default:
    }
  }
}
