import { asRunning, running } from '../running-products.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'workload.agents',
  text: {
    title: 'Agents of anti-virus, backup or monitoring',
    why: 'These programs look after the guest, not after the application. In a container they have no place: the node or the cluster does their work, and backup of files inside becomes backup of volumes.',
    remedy:
      'Leave them out of the image. See that node security, metrics, logs and volume backup of the target cover what they did, and that their licences by machine end.',
  },
  needs: ['vm.runningApplications'],
  check(subject) {
    const products = [
      ...running(subject, 'anti-virus'),
      ...running(subject, 'backup agent'),
      ...running(subject, 'monitoring agent'),
    ];
    if (products.length === 0) return null;
    return { severity: 'note', evidence: products.map(({ evidence }) => evidence), detail: asRunning(products) };
  },
};
