import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGuest } from '../../../analyzers/guest/bundle/read-guest.ts';
import { recogniseApplications } from '../../../analyzers/guest/recognition/recognise-applications.ts';
import type { Guest } from '../../../src/model/guest.ts';
import { bootedGuests, describeGuests, guestNames, run } from '../../support/guests.ts';
import { projectRoot } from '../../support/shared.ts';
import { recognitionFaults } from './recognition-faults.ts';

const script = readFileSync(join(projectRoot, 'analyzers', 'guest', 'collect.sh'));

describeGuests('applications of real guests', () => {
  const guests = bootedGuests();
  const recognised = new Map<string, Guest>();
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'devirt-recognition-'));
    for (const name of guestNames) {
      const { status, stdout, stderr } = await run(guests[name], 'sh -s -- --out -', { input: script });
      if (status !== 0) throw new Error(`${name}: collect.sh: exit ${String(status)}: ${stderr}`);
      const path = join(folder, `${name}.tar.gz`);
      await writeFile(path, stdout);
      recognised.set(name, recogniseApplications((await readGuest(path)).guest));
    }
  }, 900_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(guestNames)('%s runs what is expected, and nothing that only looks like it', (name) => {
    const guest = recognised.get(name);
    if (guest === undefined) throw new Error(`${name} was not read`);
    expect(recognitionFaults(name, guest)).toEqual([]);
  });
});
