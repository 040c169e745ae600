import { maxCellLength } from './workbook-model.ts';

/** What XML 1.0 cannot say, and the carriage return, which a parser would read as a newline. */
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const unsayable = /[\u0000-\u0008\u000b\u000c\u000d-\u001f\ufffe\uffff]/g;

/**
 * An underscore that a spreadsheet would take for the begin of an escape, `_x0041_` for A; the escape's last underscore
 * may be one that `unsayable` adds.
 */
// oxlint-disable-next-line no-control-regex -- as above
const escapeLookalike = /_(?=x[0-9A-Fa-f]{4}[_\u0000-\u0008\u000b\u000c\u000d-\u001f\ufffe\uffff])/g;

const entity: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as the content of an element or of an attribute in double quotes. */
export function xmlText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd').replace(/[&<>"]/g, (character) => entity[character] ?? '');
}

/**
 * Text as the content of a cell: every character comes back as it was, those that XML cannot say by the format's own
 * escapes (ST_Xstring, ECMA-376-1 22.9.2.19). Halves of surrogate pairs become U+FFFD; what is longer than a cell ends
 * with an ellipsis.
 */
export function cellXml(text: string): string {
  const escaped = fitting(text)
    .replace(escapeLookalike, '_x005F_')
    .replace(unsayable, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);
  return xmlText(escaped);
}

function fitting(text: string): string {
  return text.length <= maxCellLength ? text : `${text.slice(0, maxCellLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
