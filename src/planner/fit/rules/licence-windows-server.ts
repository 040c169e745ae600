import { fewestWindowsCores } from '../../license-terms.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'licence.windows-server',
  text: {
    title: 'Windows Server licences on the target',
    why: `Windows Server is licensed by all physical cores of each node that may run it (Datacenter without a limit of VMs, Standard for two), or by VM with ${fewestWindowsCores} cores at least, which needs a subscription or Software Assurance. Licences of the old hosts do not follow by themselves.`,
    remedy:
      'How is Windows Server licensed for it: Datacenter by host, Standard, or by VM, and with Software Assurance? Keep Windows on a few nodes where these are licensed whole. Set licenses.target.windowsServerCore for its price.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  check(subject) {
    const { product, signs } = subject.guestOs;
    if (product !== 'windows-server') return null;
    const { cpus } = subject.vm;
    const evidence = signs.map((sign) => subject.evidence(sign.fact));
    if (cpus === null) return { severity: 'work', evidence };
    return {
      severity: 'work',
      evidence: [...evidence, subject.evidence('vm.cpus')],
      detail: `Licensed by VM: ${Math.max(fewestWindowsCores, cpus)} cores as configured.`,
    };
  },
};
