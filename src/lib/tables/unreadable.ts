import { DevirtError, exitCode } from '../errors.ts';

/** A file, sheet or row that cannot be read, and what the user can do about it. */
export function unreadable(message: string, remedy: string, cause?: unknown): DevirtError {
  return new DevirtError(message, remedy, exitCode.noSource, cause === undefined ? undefined : { cause });
}

/** What to do about a workbook that is broken in itself. */
export const exportAgain =
  'Export it again from RVTools, or open it in Excel or LibreOffice and save it as a new .xlsx file.';

/**
 * Characters that change what a terminal or a page shows around them: C0 and C1 controls, and the marks that turn the
 * direction of writing.
 */
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** A name out of a file (a sheet, an entry of a zip) as messages may show it: in quotes, made visible, at most 120 long. */
export function quoted(name: string): string {
  const shown = name.length > 120 ? `${name.slice(0, 117)}...` : name;
  const escaped = shown.replaceAll(unprintable, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${escaped}"`;
}
