import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { writeEstate } from '../../analyzers/saved-estate/estate-file.ts';
import { VmSpool } from '../../analyzers/saved-estate/vm-spool.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import type { Estate } from '../model/estate.ts';

/**
 * Writes a snapshot beside and moves it into place, so that an interrupted run leaves the last good one. `spooled` are
 * VMs that follow those of the Estate. Only the user may read it. Throws DevirtError, exit code output.
 */
export async function writeSnapshot(path: string, estate: Estate, spooled: VmSpool | null = null): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(writeEstate(estate, spooled), createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new DevirtError(`${path}: cannot be written${code}`, 'Give another --out.', exitCode.output, {
      cause: error,
    });
  }
}

/** Opens a place beside a snapshot for VMs on their way into it, and leaves nothing of it behind. */
export async function withSpool<T>(path: string, work: (spool: VmSpool) => Promise<T>): Promise<T> {
  const spool = await VmSpool.open(`${path}.vms.partial`);
  try {
    return await work(spool);
  } finally {
    await spool.close();
  }
}
