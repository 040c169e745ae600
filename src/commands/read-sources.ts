import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { looksLikeRvtools, readRvtools } from '../../analyzers/rvtools/read.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { isEstateFile, readEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { byCodePoint } from '../lib/order.ts';
import { openTables } from '../lib/tables/open.ts';
import type { Estate } from '../model/estate.ts';
import { mergeEstates } from '../model/merge-estates.ts';
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

/** A folder that holds workbooks stands for them; a folder of CSV files is one source. */
async function expand(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isDirectory()) return [path];
  const workbooks = (await readdir(path)).filter(
    (name) => /\.(xlsx|xlsm|zip|ndjson\.gz)$/i.test(name) && !name.startsWith('~$'),
  );
  return workbooks.length === 0 ? [path] : workbooks.sort(byCodePoint).map((name) => join(path, name));
}

async function readOne(path: string, terminal: Terminal): Promise<Estate> {
  if (await isEstateFile(path)) return readEstate(path);
  const file = await openTables(path);
  try {
    const names = file.sheets.map((sheet) => sheet.name);
    if (!looksLikeRvtools(names)) {
      throw new DevirtError(
        `${path}: no sheet of an RVTools export in it (found: ${names.slice(0, 8).join(', ') || 'none'})`,
        'Give an RVTools export (xlsx, a folder or zip of its CSV files) or an estate.ndjson.gz that devirt wrote.',
        exitCode.noSource,
      );
    }
    return await readRvtools(file, {
      sourceIndex: 0,
      onProgress: (sheet, rows) => terminal.progress(`reading ${basename(path)} ${sheet}, row`, rows, null),
    });
  } finally {
    await file.close();
    terminal.progressDone();
  }
}

/**
 * Reads all sources into one Estate, in a fixed order. A source that fails does not cost the others; when all fail,
 * the first error is thrown.
 */
export async function readSources(paths: readonly string[], terminal: Terminal): Promise<ReadSources> {
  const expanded = [...new Set((await Promise.all(paths.map(expand))).flat())].sort(byCodePoint);
  const estates: Estate[] = [];
  const failed: FailedSource[] = [];
  for (const path of expanded) {
    try {
      estates.push(await readOne(path, terminal));
    } catch (error) {
      if (!(error instanceof DevirtError)) throw error;
      failed.push({ path, error });
    }
  }
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
    vms: estate.vms.toSorted((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.id, b.id)),
  };
}
