import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { devirt, scratchFolder } from '../../support/devirt.ts';

const changesSchema = z.looseObject({
  changed: z.array(z.looseObject({ name: z.string(), field: z.string(), from: z.unknown(), to: z.unknown() })),
  figures: z.array(z.looseObject({ figure: z.string(), from: z.number().nullable(), to: z.number().nullable() })),
  added: z.array(z.looseObject({ name: z.string() })),
  removed: z.array(z.looseObject({ name: z.string() })),
});

/** vInfo of RVTools with the columns that decide most. */
function exportOf(rows: readonly string[]): string {
  const header =
    'VM,Powerstate,Template,CPUs,Memory,Provisioned MiB,In Use MiB,OS according to the configuration file,VM ID,VI SDK UUID';
  return `${[header, ...rows].join('\n')}\n`;
}
const row = (name: string, id: number, memory = 4096, power = 'poweredOn'): string =>
  `${name},${power},False,2,${memory},51200,20480,Debian GNU/Linux 12 (64-bit),vm-${id},6f1a7b0e-0000-4000-8000-000000000001`;

describe('devirt compare', () => {
  it('tells what came, what went and what changed, in VMs and figures', async () => {
    const folder = scratchFolder();
    const [before, after] = [join(folder, 'RVTools_tabvInfo.csv'), join(folder, 'later')];
    writeFileSync(before, exportOf([row('web-01', 1), row('db-01', 2), row('old-01', 3)]));
    const a = join(folder, 'a');
    expect((await devirt('assess', before, '--out', a)).code).toBe(5);
    writeFileSync(before, exportOf([row('web-01', 1, 8192), row('db-01', 2, 4096, 'poweredOff'), row('new-01', 4)]));
    expect((await devirt('assess', before, '--out', after)).code).toBe(5);

    const run = await devirt('compare', a, after, '--json');
    expect(run.code, run.stderr).toBe(0);
    const changes = changesSchema.parse(JSON.parse(run.stdout));
    expect(changes.added.map((vm) => vm.name)).toEqual(['new-01']);
    expect(changes.removed.map((vm) => vm.name)).toEqual(['old-01']);
    const fields = changes.changed.map(({ name, field, from, to }) => ({ name, field, from, to }));
    expect(fields).toContainEqual({ name: 'web-01', field: 'memoryMiB', from: 4096, to: 8192 });
    expect(fields).toContainEqual({ name: 'db-01', field: 'powerState', from: 'poweredOn', to: 'poweredOff' });
    expect(fields).toContainEqual({ name: 'db-01', field: 'candidate', from: 'containerize', to: 'retire' });
    expect(changes.figures).toContainEqual({ figure: 'powered on', from: 3, to: 2 });

    const text = await devirt('compare', a, after);
    expect(text.stdout).toContain('web-01: memoryMiB 4096 → 8192');
    expect((await devirt('compare', a, a)).stdout).toContain('nothing changed');
  });

  it('is printed by assess --since, also into the folder that it compares with', async () => {
    const folder = scratchFolder();
    const source = join(folder, 'RVTools_tabvInfo.csv');
    const out = join(folder, 'out');
    writeFileSync(source, exportOf([row('web-01', 1)]));
    await devirt('assess', source, '--out', out);
    writeFileSync(source, exportOf([row('web-01', 1), row('web-02', 2)]));
    const run = await devirt('assess', source, '--out', out, '--since', out);
    expect(run.stdout).toContain('VMs added: 1\n  web-02 (rehost)');
    const json = await devirt('assess', source, '--out', out, '--since', out, '--json');
    expect(z.looseObject({ changes: changesSchema }).parse(JSON.parse(json.stdout)).changes.added).toEqual([]);
  });

  it('says which folder holds no assessment', async () => {
    const run = await devirt('compare', scratchFolder(), scratchFolder());
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('assessment.json: not there');
  });
});

describe('devirt plan and report', () => {
  it('leave the other kinds of output alone', async () => {
    const folder = scratchFolder();
    const source = join(folder, 'RVTools_tabvInfo.csv');
    const out = join(folder, 'out');
    writeFileSync(source, exportOf([row('web-01', 1)]));
    await devirt('assess', source, '--out', out);
    const run = await devirt('report', source, '--out', out);
    expect(run.stderr).toContain('0 files new or changed');
    const again = await devirt('assess', source, '--out', out);
    expect(again.stderr).toContain('0 files new or changed');
  });
});

describe('devirt completion', () => {
  it.each([
    { line: 'devirt exp', word: 'exp', index: 1, offers: ['explain'] },
    { line: 'devirt collect v', word: 'v', index: 2, offers: ['vsphere'] },
    { line: 'devirt assess x.xlsx --sett', word: '--sett', index: 3, offers: ['--settings'] },
  ])('completes "$line" in bash', async ({ line, index, offers }) => {
    const run = await devirt('completion', 'bash');
    const words = line
      .split(' ')
      .map((word) => `'${word}'`)
      .join(' ');
    const script = `${run.stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=${index}; _devirt; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const answer = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
    expect(answer).toEqual(offers);
  });

  it('refuses a shell that it does not know', async () => {
    expect((await devirt('completion', 'fish')).code).toBe(2);
  });
});
