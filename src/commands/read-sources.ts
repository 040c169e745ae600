import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { looksLikeRvtools, readRvtools } from '../../analyzers/rvtools/read.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { isEstateFile, readEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { byCodePoint } from '../lib/order.ts';
import { openTables } from '../lib/tables/open.ts';
import type { TableFile } from '../lib/tables/table.ts';
import type { Estate } from '../model/estate.ts';
import { mergeEstates } from '../model/merge-estates.ts';
import { GuestBundles, isGuestBundle } from './read-guests.ts';
import type { Terminal } from './terminal.ts';

/** A source that could not be read, while others could. */
export interface FailedSource {
  readonly path: string;
  readonly error: DevirtError;
}

export interface ReadSources {
  readonly estate: Estate;
  readonly failed: readonly FailedSource[];
}

/** A folder that holds workbooks, saved estates or bundles of guests stands for them; a folder of CSV files is one source. */
async function expand(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isDirectory()) return [path];
  const workbooks = (await readdir(path)).filter(
    (name) => /\.(xlsx|xlsm|zip|ndjson\.gz|tar\.gz|tgz)$/i.test(name) && !name.startsWith('~$'),
  );
  return workbooks.length === 0 ? [path] : workbooks.sort(byCodePoint).map((name) => join(path, name));
}

/** What to give instead of a file in which no sheet is RVTools'. A CSV file tells by its name which sheet it is. */
const remedyFor = ({ kind }: TableFile): string =>
  kind === 'csv'
    ? 'Name each CSV file as RVTools does, RVTools_tabvInfo.csv for the sheet vInfo, or give the workbook.'
    : 'Give an RVTools export (xlsx, a folder or zip of its CSV files) or an estate.ndjson.gz or a bundle of a guest that devirt wrote.';

async function readOne(path: string, terminal: Terminal, signal: AbortSignal): Promise<Estate> {
  if (await isEstateFile(path)) return readEstate(path);
  const file = await openTables(path);
  try {
    const names = file.sheets.map((sheet) => sheet.name);
    if (!looksLikeRvtools(names)) {
      throw new DevirtError(
        `${path}: no sheet of an RVTools export in it (found: ${names.slice(0, 8).join(', ') || 'none'})`,
        remedyFor(file),
        exitCode.noSource,
      );
    }
    return await readRvtools(file, {
      sourceIndex: 0,
      onProgress: (sheet, rows) => {
        signal.throwIfAborted();
        terminal.progress(`reading ${basename(path)} ${sheet}, row`, rows, null);
      },
    });
  } finally {
    await file.close();
    terminal.progressDone();
  }
}

/** Opening a named pipe waits for somebody to write; whoever opens what cannot be read says why. */
async function isBundle(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && (await isGuestBundle(path).catch(() => false));
}

/**
 * Reads all sources into one Estate, in a fixed order; one that is named twice is read once. A source that fails does
 * not cost the others; when all fail, the first error is thrown. Throws the signal's reason when that is aborted.
 */
export async function readSources(
  paths: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ReadSources> {
  const found = (await Promise.all(paths.map(expand))).flat().sort(byCodePoint);
  const expanded = new Map(found.map((path) => [resolve(path), path])).values();
  const estates: Estate[] = [];
  const guests = new GuestBundles();
  let bundles = 0;
  const failed: FailedSource[] = [];
  for (const path of expanded) {
    try {
      if (await isBundle(path)) {
        signal.throwIfAborted();
        terminal.progress('reading guests', ++bundles, null);
        await guests.add(path);
      } else estates.push(await readOne(path, terminal, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DevirtError)) throw error;
      failed.push({ path, error });
    }
  }
  terminal.progressDone();
  const inside = guests.estate();
  if (inside !== null) estates.push(inside);
  const [first] = failed;
  if (estates.length === 0) {
    if (first !== undefined && failed.length === 1) throw first.error;
    throw new DevirtError(
      `no source could be read:\n${failed.map(({ error }) => error.message).join('\n')}`,
      [...new Set(failed.map(({ error }) => error.remedy))].join('\n'),
      exitCode.noSource,
    );
  }
  return { estate: inOrder(mergeEstates(estates)), failed };
}

interface Named {
  readonly name: string | null;
  readonly vCenterUuid: string | null;
}

function named(a: Named, b: Named): number {
  return byCodePoint(a.name ?? '', b.name ?? '') || byCodePoint(a.vCenterUuid ?? '', b.vCenterUuid ?? '');
}

/** The Estate in an order that does not depend on the order of the sources' rows. */
function inOrder(estate: Estate): Estate {
  return {
    ...estate,
    clusters: estate.clusters.toSorted(named),
    hosts: estate.hosts.toSorted(named),
    datastores: estate.datastores.toSorted(named),
    resourcePools: estate.resourcePools.toSorted((a, b) => named(a, b) || byCodePoint(a.path ?? '', b.path ?? '')),
    guests: estate.guests.toSorted((a, b) => byCodePoint(a.id, b.id)),
    vms: estate.vms.toSorted((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.id, b.id)),
  };
}
