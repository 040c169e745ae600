import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DevirtError } from '../errors.ts';
import { byCodePoint } from '../order.ts';
import { compoundFileMagic, compoundFileNames } from './compound-file.ts';
import { csvSheet, findDialect, notCsv } from './csv.ts';
import { type ReadLimits, defaultReadLimits } from './read-limits.ts';
import type { Sheet, TableFile } from './table.ts';
import { quoted, unreadable } from './unreadable.ts';
import { isOfficePackage, openWorkbook } from './workbook.ts';
import { ZipArchive } from './zip-archive.ts';

/**
 * Opens a workbook (.xlsx), a CSV file, or a folder or zip of CSV files, whichever the content shows it to be. Rows are
 * read only when they are asked for. Throws DevirtError, exit code noSource, when it is none of them or damaged; reading
 * rows throws it too.
 */
export async function openTables(path: string, limits: ReadLimits = defaultReadLimits): Promise<TableFile> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return await openFolder(path, limits);
    if (!found.isFile()) throw unreadable(`${path}: neither a file nor a folder`, 'Give a file or a folder.');
    if (found.size === 0)
      throw unreadable(`${path}: the file is empty`, 'Copy or download it again, or export it again.');
    const signature = await signatureOf(path);
    if (signature === 'compound') throw await explainCompoundFile(path);
    return signature === 'zip' ? await openZip(path, limits) : await openCsvFile(path, limits);
  } catch (error) {
    throw explainFileError(path, error);
  }
}

async function signatureOf(path: string): Promise<'zip' | 'compound' | 'other'> {
  return withFile(path, async (file) => {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const start = buffer.subarray(0, bytesRead);
    if (start.equals(compoundFileMagic)) return 'compound';
    // A local file header, or the end of the central directory in a zip of nothing (APPNOTE.TXT 4.3).
    const signature = start.length >= 4 ? start.readUInt32LE(0) : 0;
    return signature === 0x04034b50 || signature === 0x06054b50 ? 'zip' : 'other';
  });
}

async function explainCompoundFile(path: string): Promise<DevirtError> {
  const names = (await withFile(path, compoundFileNames)).map((name) => name.toLowerCase());
  if (names.includes('encryptedpackage')) {
    return unreadable(
      `${path}: the workbook is protected by a password`,
      'Open it in Excel, remove the password (File, Info, Protect Workbook, Encrypt with Password), and save it.',
    );
  }
  if (names.includes('workbook') || names.includes('book')) {
    return unreadable(
      `${path}: a workbook of the old binary format (.xls)`,
      'Open it in Excel and re-save it as .xlsx.',
    );
  }
  return unreadable(`${path}: an Office file, but not a workbook`, 'Give an RVTools export: .xlsx or CSV files.');
}

async function openZip(path: string, limits: ReadLimits): Promise<TableFile> {
  const archive = await ZipArchive.open(path, limits);
  try {
    if (isOfficePackage(archive)) return await openWorkbook(path, archive, limits);
    const names = archive.names.filter((name) => isCsvName(name) && !name.startsWith('__MACOSX/'));
    if (names.length === 0) throw explainOtherZip(path, archive.names);
    const sheets = csvSheets(path, names, limits, (name) => archive.read(name));
    return { path, kind: 'csv', sheets, createdAt: null, close: () => archive.close() };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

function explainOtherZip(path: string, names: readonly string[]): DevirtError {
  const workbook = names.find((name) => /\.xls[xmb]?$/i.test(name));
  if (workbook !== undefined) {
    return unreadable(
      `${path}: a zip file with a workbook in it, ${quoted(workbook)}`,
      'Unpack it and give the workbook.',
    );
  }
  if (names.includes('content.xml')) {
    return unreadable(`${path}: an OpenDocument file`, 'Open it in LibreOffice or Excel and save it as .xlsx.');
  }
  return unreadable(
    `${path}: a zip file with neither a workbook nor CSV files in it`,
    'Give an RVTools export: .xlsx, a CSV file, or a folder or zip file of CSV files.',
  );
}

async function openFolder(path: string, limits: ReadLimits): Promise<TableFile> {
  const names: string[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!isCsvName(entry.name)) continue;
    const isFile =
      entry.isFile() ||
      (entry.isSymbolicLink() && (await stat(join(path, entry.name)).catch(() => null))?.isFile() === true);
    if (isFile) names.push(entry.name);
  }
  if (names.length === 0) {
    throw unreadable(
      `${path}: a folder without CSV files`,
      'Give the workbook itself, or a folder that holds the CSV files of one RVTools export.',
    );
  }
  const sheets = csvSheets(path, names, limits, (name) => readFile(join(path, name)));
  return { path, kind: 'csv', sheets, createdAt: null, close: () => Promise.resolve() };
}

async function openCsvFile(path: string, limits: ReadLimits): Promise<TableFile> {
  const source = { where: path, read: () => readFile(path) };
  const dialect = await findDialect(source);
  // In a set the suffix says that it is CSV; alone, a text without a delimiter may be anything.
  if (dialect.delimiter === null) throw notCsv(path);
  const sheets = [csvSheet(sheetName(path), source, limits, dialect)];
  return { path, kind: 'csv', sheets, createdAt: null, close: () => Promise.resolve() };
}

/** One sheet a file, by sheet name. Two of one name would be two exports, which must not be taken for one. */
function csvSheets(
  path: string,
  files: readonly string[],
  limits: ReadLimits,
  read: (file: string) => AsyncIterable<Buffer>,
): Sheet[] {
  const byName = new Map<string, string>();
  for (const file of [...files].sort(byCodePoint)) {
    const name = sheetName(file);
    const other = byName.get(name);
    if (other !== undefined) {
      throw unreadable(
        `${path}: ${quoted(other)} and ${quoted(file)} are the same sheet, so these are two exports`,
        'Give each export as a source of its own.',
      );
    }
    byName.set(name, file);
  }
  return [...byName]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([name, file]) => csvSheet(name, { where: `${path}, ${quoted(file)}`, read: () => read(file) }, limits));
}

/** The file's name without folder, suffix and RVTools_ : RVTools_tabvInfo.csv is tabvInfo. */
function sheetName(file: string): string {
  return basename(file)
    .replace(/\.[^.]*$/, '')
    .replace(/^RVTools_/i, '');
}

/** Not the hidden companions that macOS (._NAME) and Excel (~$NAME) leave beside files. */
function isCsvName(file: string): boolean {
  const name = basename(file);
  return /\.csv$/i.test(name) && !name.startsWith('.') && !name.startsWith('~$');
}

async function* readFile(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw explainFileError(path, error);
  }
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Errors of the file system are the user's to mend; all others pass. */
function explainFileError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DevirtError || !('syscall' in error)) return error;
  const code = 'code' in error ? String(error.code) : 'unknown';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return unreadable(`${path}: there is no such file or folder`, 'Check the path.', error);
    case 'EACCES':
    case 'EPERM':
      return unreadable(`${path}: no permission to read it`, 'Change its permissions, or copy it elsewhere.', error);
    default:
      return unreadable(`${path}: cannot be read (${code})`, 'Copy it to another disk, or fetch it again.', error);
  }
}
