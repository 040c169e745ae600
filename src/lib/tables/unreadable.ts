import { DevirtError, exitCode } from '../errors.ts';
import { terminalText } from '../markup.ts';

/** A file, sheet or row that cannot be read, and what the user can do about it. */
export function unreadable(message: string, remedy: string, cause?: unknown): DevirtError {
  return new DevirtError(message, remedy, exitCode.noSource, cause === undefined ? undefined : { cause });
}

/** What to do about a workbook that is broken in itself. */
export const exportAgain =
  'Export it again from RVTools, or open it in Excel or LibreOffice and save it as a new .xlsx file.';

/** A name out of a file (a sheet, an entry of a zip) as messages may show it: in quotes, made visible, at most 120 long. */
export function quoted(name: string): string {
  return `"${terminalText(name.length > 120 ? `${name.slice(0, 117)}...` : name)}"`;
}
