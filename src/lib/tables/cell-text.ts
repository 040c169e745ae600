/**
 * The text that a piece of a workbook's XML stands for, as a string of its own: V8 makes long pieces of a string a view
 * of the whole (from 13 characters, SlicedString::kMinLength), so that keeping one VM's name would keep 64 KiB of XML.
 */
export function cellText(piece: string): string {
  const text = decodeEscapes(piece);
  return text.length < 13 ? text : Buffer.from(text).toString();
}

/**
 * Resolves _xHHHH_ in texts of workbooks (ST_Xstring, ECMA-376-1 22.9.2.19), by which they hold characters that XML
 * cannot; _x005F_ is an underscore. Half a surrogate pair becomes U+FFFD.
 */
export function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text
    .replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
