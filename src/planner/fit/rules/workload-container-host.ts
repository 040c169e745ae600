import { asRunning, running } from '../running-products.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'workload.container-host',
  text: {
    title: 'Runs containers already',
    why: 'A container engine runs in the guest: its applications are images already, or a part of them is. Packing this VM into one more container would put an engine into a container.',
    remedy:
      'Take the images and their compose files or start commands, and write manifests from these. What runs beside the engine is judged by itself.',
  },
  needs: ['vm.runningApplications'],
  check(subject) {
    const products = running(subject, 'container runtime');
    if (products.length === 0) return null;
    return { severity: 'note', evidence: products.map(({ evidence }) => evidence), detail: asRunning(products) };
  },
};
