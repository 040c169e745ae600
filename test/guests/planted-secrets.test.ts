import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../analyzers/guest/fake-root.ts';
import { devirt, type Run } from '../support/devirt.ts';
import { bootedGuests, describeGuests, guestNames, plantedSecrets, run } from '../support/guests.ts';
import { projectRoot } from '../support/shared.ts';

/** Each file below a folder, unpacked, with its name. */
function allFiles(folder: string): [name: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry): [string, string][] => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) return [[path, '']];
    const bytes = readFileSync(path);
    return [[path, (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('latin1')]];
  });
}

describeGuests('secrets of booted guests, through a whole assessment', () => {
  const guests = bootedGuests();
  const out = join(temporaryFolder(), 'out');
  let assessed: Run;

  beforeAll(async () => {
    const script = readFileSync(join(projectRoot, 'analyzers', 'guest', 'collect.sh'));
    const folder = temporaryFolder();
    const bundles: string[] = [];
    for (const name of guestNames) {
      const { status, stdout, stderr } = await run(guests[name], 'sh -s -- --out -', { input: script });
      if (status !== 0) throw new Error(`${name}: collect.sh: exit ${String(status)}: ${stderr}`);
      const path = join(folder, `${name}.tar.gz`);
      writeFileSync(path, stdout);
      bundles.push(path);
    }
    assessed = await devirt('assess', ...bundles, '--out', out);
  }, 1_800_000);

  it('wrote a plan and a report of all guests', () => {
    expect([0, 5], assessed.stderr).toContain(assessed.code);
    const text = allFiles(out)
      .map(([, contents]) => contents)
      .join('\n');
    for (const name of guestNames) expect(text).toContain(name);
  });

  it('no planted secret is in any file, in a name or in the log', () => {
    const texts: [string, string][] = [...allFiles(out), ['log', assessed.stdout + assessed.stderr]];
    const leaks = plantedSecrets().flatMap(({ id, value }) =>
      texts.flatMap(([name, contents]) =>
        contents.includes(value) || name.includes(value) ? [`${id} in ${name}`] : [],
      ),
    );
    expect(leaks).toEqual([]);
    expect(new Set(plantedSecrets().map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(30);
  });
});
