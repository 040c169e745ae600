import { recordEvidence } from '../../../model/evidence.ts';
import { offers } from '../evc.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'compute.evc-baseline',
  text: {
    title: 'Needs newer processors than some of the nodes have',
    why: 'As it is switched on now the VM uses instructions that some of the hosts that become nodes lack, or have of another maker. It can neither start with the same CPU model nor be moved live to these.',
    remedy:
      'Set one CPU model for all VMs that the oldest node has (KubeVirt: defaultCPUModel), as EVC does for a cluster, or keep the VM to the newer nodes by label. It takes effect when the VM is next switched on.',
  },
  needs: ['vm.minRequiredEvc', 'host.maxEvc'],
  poweredOn: true,
  // Of processors that are bought nothing is known; only hosts that are used again can be compared.
  applies: ({ settings }) => settings.nodes.from === 'reuse',
  check(subject, context) {
    const { minRequiredEvc } = subject.vm;
    if (minRequiredEvc === null) return null;
    const unfit: string[] = [];
    let hosts = 0;
    for (const [maxEvc, group] of context.hostsByBaseline) {
      if (offers(maxEvc, minRequiredEvc) !== false) continue;
      hosts += group.length;
      unfit.push(maxEvc);
    }
    if (hosts === 0) return null;
    const [example] = context.hostsByBaseline.get(unfit[0] ?? '') ?? [];
    return {
      severity: 'work',
      evidence: [
        subject.evidence('vm.minRequiredEvc'),
        ...(example === undefined
          ? []
          : [recordEvidence(context.estate.sources, example, 'host.maxEvc', example.maxEvc)]),
      ],
      detail: `It needs ${minRequiredEvc}; ${hosts === 1 ? '1 host offers' : `${hosts} hosts offer`} ${unfit.join(', ')}.`,
    };
  },
};
