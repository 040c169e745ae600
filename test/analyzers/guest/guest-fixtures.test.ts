import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recogniseApplications } from '../../../analyzers/guest/recognition/recognise-applications.ts';
import { guestSchema } from '../../../src/model/guest.ts';
import { plantedSecrets } from '../../support/guests.ts';
import { projectRoot } from '../../support/shared.ts';

/** Guests as they were read from bundles of the booted guests (fixtures/guests/README.md). */
const folder = join(projectRoot, 'fixtures', 'guests');
const expected = new Map([
  ['db01', ['cron-job', 'mariadb', 'postgresql', 'redis', 'timer']],
  ['web01', ['haproxy', 'nginx', 'php-fpm']],
]);

describe('guests that are kept as fixtures', () => {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

  it.each(names)('%s: of the model, without secrets, and recognised again without its files', (name) => {
    const text = readFileSync(join(folder, name, 'guest.json'), 'utf8');
    const guest = guestSchema.parse(JSON.parse(text));
    expect(plantedSecrets().filter(({ value }) => text.includes(value))).toEqual([]);
    expect(guest.identity.hostName).toBe(name);
    expect(guest.secrets?.length).toBeGreaterThan(0);
    const found = recogniseApplications(guest).applications.map(({ application }) => application);
    expect(found).toEqual(expect.arrayContaining(expected.get(name) ?? ['']));
  });
});
