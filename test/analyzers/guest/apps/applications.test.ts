import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applications } from '../../../../analyzers/guest/apps/index.ts';
import { recogniseApplications } from '../../../../analyzers/guest/recognition/recognise-applications.ts';
// @ts-expect-error: a script of the build, in plain JavaScript
import { applicationIndex } from '../../../../build/index-rules.mjs';
import { guestSchema, type Guest } from '../../../../src/model/guest.ts';
import { projectRoot } from '../../../support/shared.ts';
import { expectedPath, fixtureGuest } from './app-fixture.ts';

const folder = join(projectRoot, 'analyzers', 'guest', 'apps');

describe('the list of applications', () => {
  it('is current (npm run index)', () => {
    const index: unknown = applicationIndex(readdirSync(folder));
    expect(readFileSync(join(folder, 'index.ts'), 'utf8')).toBe(index);
  });

  it('names each by its file', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'index.ts');
    expect(applications.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
  });

  it('includes only what there is', () => {
    const ids = new Set(applications.map(({ id }) => id));
    const named = applications.flatMap((application) => application.includes ?? []);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('has a fixture folder for each, and no other', () => {
    const folders = readdirSync(join(projectRoot, 'fixtures', 'guest-apps')).sort();
    expect(folders).toEqual(applications.map(({ id }) => id).sort());
  });
});

/** What matters of an application, without what is empty. */
function withoutEmpty(guest: Guest): unknown {
  const { applications: found, overhead } = guestSchema.parse(recogniseApplications(guest));
  const isEmpty = (value: unknown): boolean =>
    value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0);
  return {
    applications: found.map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => !isEmpty(value)))),
    overhead,
  };
}

describe.each(applications.map((application) => [application.id, application] as const))('%s', (id, application) => {
  const guest = fixtureGuest(id, 'guest');
  const decoy = fixtureGuest(id, 'decoy');

  it('is recognised, as the golden says', () => {
    if (guest === null) throw new Error(`fixtures/guest-apps/${id}/guest.json is missing`);
    const found = withoutEmpty(guest);
    // UPDATE_GOLDEN=1 writes it anew; the difference is read before it is committed.
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expectedPath(id), `${JSON.stringify(found, null, 2)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(expectedPath(id), 'utf8')));
    const ids = recogniseApplications(guest).applications.map((one) => one.application);
    expect(ids).toContain(id);
  });

  it('is marked as unverified where no real guest showed it', () => {
    if (guest === null) throw new Error(`fixtures/guest-apps/${id}/guest.json is missing`);
    const own = recogniseApplications(guest).applications.filter((one) => one.application === id);
    expect(own.every(({ unverified }) => unverified === application.unverified)).toBe(true);
  });

  // What nobody knows cannot be imitated.
  if (application.unverified || id === 'service') return;
  it('is not fooled by its decoy', () => {
    if (decoy === null) throw new Error(`fixtures/guest-apps/${id}/decoy.json is missing`);
    expect(recogniseApplications(decoy).applications.map((one) => one.application)).not.toContain(id);
  });
});
