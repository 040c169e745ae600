import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * The sha256 of a text's UTF-8 bytes, as 64 lower-case hexadecimal digits.
 * Plain JavaScript, for code that also runs in a browser; a half surrogate counts as U+FFFD, as in any UTF-8 encoder.
 */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
