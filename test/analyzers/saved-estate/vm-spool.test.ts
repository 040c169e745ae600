import { readdirSync, symlinkSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeEstate } from '../../../analyzers/saved-estate/estate-file.ts';
import { VmSpool } from '../../../analyzers/saved-estate/vm-spool.ts';
import { blankEstate, blankVm } from '../../../src/model/blank-records.ts';
import type { Estate, Vm } from '../../../src/model/estate.ts';
import { scratchFolder } from '../../support/devirt.ts';

const vms: readonly Vm[] = Array.from({ length: 700 }, (_, index) => ({
  ...blankVm(0, `vm ${index} äöü 🙂\u2028`),
  id: `id-${index}`,
  annotation: 'x'.repeat((index * 37) % 2000),
}));

async function written(estate: Estate, spool: VmSpool | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeEstate(estate, spool)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('VMs on the disk on their way into a snapshot', () => {
  it('give the same bytes as VMs in memory', async () => {
    const spool = await VmSpool.open(join(scratchFolder(), 'vms'));
    for (let start = 0; start < vms.length; start += 97) await spool.add(vms.slice(start, start + 97));
    expect(spool.count).toBe(700);
    const expected = await written({ ...blankEstate(), vms: [...vms] }, null);
    expect((await written(blankEstate(), spool)).equals(expected)).toBe(true);
    await spool.close();
  });

  it('may be none', async () => {
    const spool = await VmSpool.open(join(scratchFolder(), 'vms'));
    const text = gunzipSync(await written(blankEstate(), spool)).toString();
    expect(text).toContain('"vms":0');
    await spool.close();
  });

  it('leave no file, whatever ends the process, and do not write through a link that stands there', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'precious'), 'kept');
    symlinkSync(join(folder, 'precious'), join(folder, 'vms'));
    const spool = await VmSpool.open(join(folder, 'vms'));
    await spool.add(vms);
    expect(readdirSync(folder)).toEqual(['precious']);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('kept');
    await spool.close();
  });

  it('name the path that cannot be written', async () => {
    const path = join(scratchFolder(), 'nowhere', 'vms');
    await expect(VmSpool.open(path)).rejects.toMatchObject({
      message: `${path}: cannot be written (ENOENT)`,
      exitCode: 74,
    });
  });
});
