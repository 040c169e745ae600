/** Bytes of one file name that ext4, xfs, NTFS and APFS all hold (NAME_MAX in Linux' limits.h). */
const nameLimitBytes = 255;

/** Characters that Windows forbids in names, and everything that is invisible, reorders text or is half a character. */
const forbiddenCharacter = /[<>:"|?*\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Device names of Windows ("Naming Files, Paths, and Namespaces" in its documentation): reserved with any extension. */
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)/i;

/** True for names that Windows keeps for devices, whatever follows their first dot: CON, nul.txt, com1. */
export function isWindowsDeviceName(name: string): boolean {
  return windowsDevice.test(name);
}

/** UTF-8 length in bytes. */
const byteLength = (text: string): number => new TextEncoder().encode(text).length;

function complaint(path: string): string | null {
  if (path === '') return 'it is empty';
  if (path.startsWith('/')) return 'it is absolute';
  if (path.includes('\\')) return 'it holds a backslash';
  if (forbiddenCharacter.test(path)) return 'it holds a character that file names cannot have everywhere';
  for (const name of path.split('/')) {
    if (name === '') return 'it has an empty part';
    if (name === '.' || name === '..') return `it has a part "${name}"`;
    if (/[. ]$/.test(name)) return 'a part ends in a dot or blank';
    if (isWindowsDeviceName(name)) return `"${name}" is a device on Windows`;
    if (byteLength(name) > nameLimitBytes) return `a part is longer than ${nameLimitBytes} bytes`;
  }
  return null;
}

/**
 * Returns the path unchanged if it is relative, stays below its folder, uses forward slashes and can be stored on
 * Linux, macOS and Windows alike. Throws an Error otherwise, which is a fault of ours: paths are made from names that
 * `dnsLabel` gave, never from an estate's texts.
 */
export function safeRelativePath(path: string): string {
  const wrong = complaint(path);
  if (wrong !== null) throw new Error(`not a safe path below the output folder: ${JSON.stringify(path)}: ${wrong}`);
  return path;
}
