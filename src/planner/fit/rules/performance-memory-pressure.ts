import type { VmFact, Rule } from '../rule.ts';

const pressures: readonly VmFact[] = ['vm.memoryBalloonedMiB', 'vm.memorySwappedMiB'];

export const rule: Rule = {
  id: 'performance.memory-pressure',
  text: {
    title: 'Memory taken back by the host',
    why: 'ESXi takes memory back from this VM by ballooning or swapping. Its consumed memory is lower than its demand, and a request made from it is too small. KubeVirt gives a VM all its memory and takes none back.',
    remedy: 'Size it by its configured memory, or measure inside the guest.',
  },
  needs: ['vm.memoryBalloonedMiB', 'vm.memorySwappedMiB'],
  poweredOn: true,
  check(subject) {
    const evidence = pressures
      .map((fact) => subject.evidence(fact))
      .filter(({ value }) => typeof value === 'number' && value > 0);
    return evidence.length === 0 ? null : { severity: 'note', evidence };
  },
};
