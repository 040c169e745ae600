import { StringDecoder } from 'node:string_decoder';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** The encoding that a byte order mark at the start tells, else null. */
export function encodingOfMark(start: Buffer): TextEncoding | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return null;
}

/**
 * Decodes text that arrives in pieces; characters may be cut anywhere. Called with null it returns what is left over.
 * A byte order mark is left out. Bytes that are no characters become U+FFFD.
 */
export function createTextDecoder(encoding: TextEncoding): (bytes: Buffer | null) => string {
  if (encoding !== 'utf-8') {
    const decoder = new TextDecoder(encoding);
    return (bytes) => (bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true }));
  }
  // StringDecoder is much the faster for UTF-8, but keeps the mark.
  const decoder = new StringDecoder('utf8');
  let atStart = true;
  return (bytes) => {
    const text = bytes === null ? decoder.end() : decoder.write(bytes);
    if (!atStart || text === '') return text;
    atStart = false;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  };
}
