/**
 * Compares two strings by Unicode code point, so that sorting does not depend on locale or on UTF-16 surrogates.
 * Returns a negative number, 0 or a positive number, as Array.prototype.sort expects.
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates (0xd800-0xdfff) stand for code points above 0xffff and must sort after 0xe000-0xffff.
      const highX = x >= 0xd800 && x <= 0xdfff;
      const highY = y >= 0xd800 && y <= 0xdfff;
      return highX === highY ? x - y : highX ? 1 : -1;
    }
  }
  return a.length - b.length;
}
