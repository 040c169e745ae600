import { describe, expect, test } from 'vitest';
import { allLifecycles, lifecycleOf } from '../../../../src/planner/fit/end-of-life.ts';
import { readOsName } from '../../../../src/planner/fit/guest-os.ts';
import { examine } from '../../../../src/planner/fit/frame.ts';
import { rule } from '../../../../src/planner/fit/rules/os-end-of-life.ts';
import { VmSubject } from '../../../../src/planner/fit/subject.ts';
import { aFitContext, aFitSource, aFitVm } from './fit-estate.ts';

function found(guestFullNameTools: string, asOf: string | null) {
  const vm = aFitVm({ guestFullNameTools });
  return examine(rule, new VmSubject(vm, aFitSource()), aFitContext({ vms: [vm] }, {}, asOf))?.finding ?? null;
}

describe('the table', () => {
  test('holds real days in a sound order, each release once', () => {
    const seen = new Set<string>();
    for (const { product, version, standardEnds, extendedEnds, extension, source } of allLifecycles()) {
      expect(seen.has(`${product} ${version}`)).toBe(false);
      seen.add(`${product} ${version}`);
      for (const day of [standardEnds, extendedEnds]) {
        if (day !== null) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
      }
      if (extendedEnds !== null) expect(extendedEnds > standardEnds).toBe(true);
      expect(extension === null).toBe(extendedEnds === null);
      expect(source).not.toBe('');
    }
  });

  test.each([
    ['Red Hat Enterprise Linux 7 (64-bit)', '2024-06-30'],
    ['Red Hat Enterprise Linux 8.10 (Ootpa)', '2029-05-31'],
    ['CentOS Linux release 7.9.2009 (Core)', '2024-06-30'],
    ['SUSE Linux Enterprise Server 15 SP4', '2023-12-31'],
    ['SUSE Linux Enterprise 12 (64-bit)', '2024-10-31'],
    ['Debian GNU/Linux 11 (64-bit)', '2024-08-14'],
    ['Ubuntu 22.04.3 LTS', '2027-06-01'],
    ['Microsoft Windows Server 2008 R2 (64-bit)', '2020-01-14'],
    ['Microsoft Windows Server 2019 (64-bit)', '2029-01-09'],
    ['Microsoft Windows 10 (64-bit)', '2025-10-14'],
    ['Microsoft Windows XP Professional (32-bit)', '2014-04-08'],
    ['Container Linux by CoreOS 2512.3.0 (Oklo)', '2020-05-26'],
    ['FreeBSD 13 (64-bit)', '2026-04-30'],
    ['Amazon Linux 2 (64-bit)', '2026-06-30'],
    ['VMware Photon OS 1.0', '2022-02-28'],
  ])('%s ends on %s', (text, day) => {
    const os = readOsName(text);
    expect(os?.product == null ? null : lifecycleOf(os.product, os.version)?.standardEnds).toBe(day);
  });

  test('has no date where it is not sure', () => {
    expect(lifecycleOf('sles', '15')).toBeNull();
    expect(lifecycleOf('sles', '15.7')).toBeNull();
    expect(lifecycleOf('fedora', '40')).toBeNull();
    expect(lifecycleOf('rhel', null)).toBeNull();
    expect(lifecycleOf('rhel', '80')).toBeNull();
  });
});

describe('os.end-of-life', () => {
  test.each([
    ['2023-06-29', null],
    ['2023-07-01', 'note'],
    ['2024-06-30', 'note'],
    ['2024-07-01', 'work'],
    ['2028-06-30', 'work'],
    ['2028-07-01', 'obstacle'],
  ])('Red Hat Enterprise Linux 7 on %s: %s', (asOf, severity) => {
    expect(found('Red Hat Enterprise Linux 7 (64-bit)', asOf)?.severity ?? null).toBe(severity);
  });

  test('names both dates and the source', () => {
    expect(found('Microsoft Windows Server 2012 (64-bit)', '2026-01-01')?.detail).toBe(
      'Support of windows-server 2012 ended on 2023-10-10, 814 days before 2026-01-01, Extended Security Updates until 2026-10-13 (Microsoft: Product and Services Lifecycle Information, as of 2026-11).',
    );
  });

  test('is unknown without a date, and says what to set', () => {
    expect(found('CentOS 7 (64-bit)', null)).toMatchObject({
      severity: 'unknown',
      detail: 'The date of the assessment is not known: set asOf in devirt.yaml.',
    });
  });

  test.each([
    ['Ubuntu Linux (64-bit)', 'The version of ubuntu is not told.'],
    ['SUSE Linux Enterprise 15 (64-bit)', 'No date in the table for sles 15.'],
    ['Other Linux (64-bit)', 'Linux, but the distribution is not told.'],
  ])('is unknown for %s', (text, detail) => {
    expect(found(text, '2026-11-24')).toMatchObject({ severity: 'unknown', detail });
  });
});
