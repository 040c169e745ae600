import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotWrite } from './run-collector.ts';

/** Makes the output folder, lets `work` write beside in a folder of its own, and removes that however it ends. */
export async function withPartials<T>(out: string, work: (partials: string) => Promise<T>): Promise<T> {
  let partials: string;
  try {
    await mkdir(out, { recursive: true, mode: 0o700 });
    partials = await mkdtemp(join(out, '.devirt-collect-'));
  } catch (error) {
    throw cannotWrite(out, error);
  }
  try {
    return await work(partials);
  } finally {
    await rm(partials, { recursive: true, force: true });
  }
}
