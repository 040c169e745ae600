/** Control characters but tab and newline: no place in a page, and not even as a reference in HTML. */
const unprintable = /(?![\t\n])[\p{Cc}\p{Cs}]/gu;

const htmlEntity: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text for the content of an HTML element or for a quoted attribute. Text that may run from right to left still wants
 * an element of its own (`<bdi>`).
 */
export function escapeHtml(text: string): string {
  return text.replace(unprintable, '\ufffd').replace(/[&<>"']/g, (character) => htmlEntity[character] ?? '');
}

/**
 * JSON for the inside of a `<script>` element, as data or as a JavaScript expression: nothing in it can end the
 * element, begin a comment or end a line of the script. Throws a TypeError for what JSON cannot say.
 */
export function scriptJson(value: unknown): string {
  // undefined for functions, symbols and undefined, which its type does not say.
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`there is no ${typeof value} in JSON`);
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Text for a cell of a Markdown table, or for a paragraph or list item, on one line: no mark of CommonMark or of
 * GitHub's flavour in it has an effect, HTML and links included.
 */
export function markdownCell(text: string): string {
  return terminalText(text.replace(/\s+/g, ' ').trim())
    .replace(/[&<>]/g, (character) => htmlEntity[character] ?? '')
    .replace(/[\\`*[\]|~$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/:(?=\/\/)|(?<=\bwww)\.|@/gi, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/^(?:[#+=-]|\d+(?=[.)](?: |$)))/, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}

/**
 * Text for a field of a CSV file that a spreadsheet may open: what could be taken for a formula gets an apostrophe in
 * front (OWASP, "CSV Injection"). For texts only; the CSV writer quotes the result.
 */
export function spreadsheetText(text: string): string {
  return /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** What would move the cursor, change colours, or show text in another order or not at all, but for joiners in words. */
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** One line of text for a terminal: control, escape and direction characters become visible as \u{1b}. */
export function terminalText(text: string): string {
  return text.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
