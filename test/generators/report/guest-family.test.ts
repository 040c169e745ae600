import { expect, test } from 'vitest';
import { guestFamily } from '../../../generators/report/guest-family.ts';

test.each([
  ['Microsoft Windows Server 2016 or later (64-bit)', 'Windows Server'],
  ['Microsoft Windows 10 (64-bit)', 'Windows'],
  ['Red Hat Enterprise Linux 8 (64-bit)', 'Red Hat Enterprise Linux'],
  ['Red Hat Enterprise Linux release 8.6 (Ootpa)', 'Red Hat Enterprise Linux'],
  ['CentOS 4/5/6/7 (64-bit)', 'CentOS'],
  ['Ubuntu Linux (64-bit)', 'Ubuntu Linux'],
  ['SUSE Linux Enterprise 15 (64-bit)', 'SUSE Linux Enterprise'],
  ['VMware Photon OS (64-bit)', 'VMware Photon OS'],
  ['FreeBSD 11 or later versions (64-bit)', 'FreeBSD'],
  ['Other 3.x or later Linux (64-bit)', 'Other Linux'],
  ['Other (32-bit)', 'Other'],
  ['', 'unknown'],
  [null, 'unknown'],
])('%s is of %s', (guest, family) => {
  expect(guestFamily(guest)).toBe(family);
});
