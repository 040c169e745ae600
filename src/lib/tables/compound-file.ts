import type { FileHandle } from 'node:fs/promises';

/** The first bytes of OLE compound files: .xls, .doc, .msg, and encrypted .xlsx ([MS-CFB] 2.2). */
export const compoundFileMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** Sectors of the directory that are looked at: 128 bytes an entry, so some thousands of names. */
const maxDirectorySectors = 1024;

/**
 * The names of the streams and storages in an OLE compound file ([MS-CFB] 2.6), enough to tell what it is. Damaged files
 * give the names up to the damage. Files above 7 MB whose directory lies behind the first 109 FAT sectors give those
 * before it: the first directory sector is always read.
 */
export async function compoundFileNames(file: FileHandle): Promise<string[]> {
  const header = await readAt(file, 0, 512);
  if (header.length < 512) return [];
  const sectorBytes = 2 ** header.readUInt16LE(30);
  if (sectorBytes !== 512 && sectorBytes !== 4096) return [];
  const readSector = (sector: number): Promise<Buffer> => readAt(file, (sector + 1) * sectorBytes, sectorBytes);

  const names: string[] = [];
  let sector = header.readUInt32LE(48);
  for (let count = 0; count < maxDirectorySectors && sector < endOfChain; count++) {
    const entries = await readSector(sector);
    for (let at = 0; at + 128 <= entries.length; at += 128) {
      const nameBytes = entries.readUInt16LE(at + 64);
      if (nameBytes >= 2 && nameBytes <= 64) names.push(entries.toString('utf16le', at, at + nameBytes - 2));
    }
    const perSector = sectorBytes / 4;
    const fatIndex = Math.floor(sector / perSector);
    if (fatIndex >= 109) break;
    const fat = await readSector(header.readUInt32LE(76 + 4 * fatIndex));
    const at = 4 * (sector % perSector);
    if (at + 4 > fat.length) break;
    sector = fat.readUInt32LE(at);
  }
  return names;
}

/** Sector numbers from here on have special meanings, the end among them. */
const endOfChain = 0xfffffffa;

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
