import type { Rule } from '../rule.ts';

/** What forklift's policy vm_os_upgrade_recommendation names as the next supported system. */
const upgrades: ReadonlyMap<string, string> = new Map([
  ['rhel 6', 'Red Hat Enterprise Linux 7'],
  ['centos 7', 'Red Hat Enterprise Linux 7'],
  ['centos 8', 'Red Hat Enterprise Linux 8'],
  ['centos-stream 9', 'Red Hat Enterprise Linux 9'],
  ['amazon-linux 2', 'Red Hat Enterprise Linux 8'],
]);

export const rule: Rule = {
  id: 'forklift.vmware.os.upgrade.recommendation',
  text: {
    title: 'forklift: upgrade recommended',
    why: 'Red Hat supports the converted VM only from a certain release on.',
    remedy: 'Where support by Red Hat is wanted, convert or upgrade the guest to the release that the finding names.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { product, version, signs } = subject.guestOs;
    const upgrade = upgrades.get(`${product} ${version?.split('.')[0]}`);
    if (upgrade === undefined) return null;
    return {
      severity: 'note',
      evidence: signs.map((sign) => subject.evidence(sign.fact)),
      detail: `Lowest release that is supported: ${upgrade}.`,
    };
  },
};
