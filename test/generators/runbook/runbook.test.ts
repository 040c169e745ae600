import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runbooks } from '../../../generators/runbook/runbook.ts';
import { durationText } from '../../../src/model/data-copy.ts';
import { projectRoot } from '../../support/shared.ts';
import { assess, filesOf, guestCaseSchema } from '../kubernetes/guest-case.ts';

const pagesOf = (name: string): ReadonlyMap<string, string> => {
  const input: unknown = JSON.parse(readFileSync(join(projectRoot, 'fixtures/kubernetes', name, 'input.json'), 'utf8'));
  return filesOf(runbooks(assess(guestCaseSchema.parse(input))));
};

describe('runbooks', () => {
  it('are one an application that moves, in the order of names', () => {
    expect([...pagesOf('three-tier').keys()]).toEqual(['waves/01-kiosk.md', 'waves/02-shop.md']);
    expect([...pagesOf('two-applications').keys()]).toEqual([
      'waves/01-billing.md',
      'waves/02-printing.md',
      'waves/03-shop.md',
    ]);
  });

  it('go through the steps in order, with names, sizes and times', () => {
    const page = pagesOf('three-tier').get('waves/02-shop.md') ?? '';
    const titles = [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      'Sizes and times',
      '1. Before',
      '2. Freeze',
      '3. Sync',
      '4. Switch',
      '5. Verify',
      '6. Back-out',
    ]);
    // 40 GiB at 80 MiB/s.
    expect(page).toContain(`| db01 | /var/lib/postgresql/15/main | 40 GiB | ${durationText(512)} | postgresql |`);
    expect(page).toContain('PostgreSQL still runs, but nobody writes');
    expect(page).toContain('gunicorn (shop) is stopped and disabled');
    expect(page).toContain('kubectl -n shop rollout status deployment/web01 deployment/app01 statefulset/db01');
    expect(page).toContain('web01 points to the new address; called by kiosk01');
    expect(page).toContain('components/bridges/shop/to-erp');
  });

  it('say that a size is not known, and take no 0 for it', () => {
    expect(pagesOf('two-applications').get('waves/02-printing.md')).toContain('| printer01 | all disks |');
    expect(pagesOf('databases').get('waves/01-data.md')).toContain('| files01 | /srv/thumbs | at most 1 GiB |');
  });

  it('say what nobody has looked into, and not that there is nothing', () => {
    const override = { match: { name: 'blind' }, disposition: 'containerize', reason: 'its owner says so' };
    const pages = filesOf(runbooks(assess({ settings: { overrides: [override] }, vms: [{ vm: { name: 'blind' } }] })));
    const page = [...pages.values()].join('');
    expect(page).toContain('Nobody looked inside blind');
    expect(page).not.toContain('there is nothing to copy');
  });

  it('stay tables and lists, whatever names say', () => {
    const page = [...pagesOf('hostile-values').values()].join('');
    for (const line of page.split('\n')) expect(line).toMatch(/^(?:$|#{1,2} |\| |\|( --- \|)+$|- \[ \] |[A-Z])/);
  });
});

describe('durationText', () => {
  it.each([
    [0, '1 s'],
    [45, '45 s'],
    [61, '2 min'],
    [3600, '1 h'],
    [3601, '1 h 1 min'],
    [12_000, '3 h 20 min'],
  ])('%d s is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
