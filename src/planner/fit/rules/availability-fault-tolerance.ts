import type { Rule } from '../rule.ts';

/** States of runtime.faultToleranceState in which the VM is not protected and not meant to be. */
const unprotected: ReadonlySet<string> = new Set(['', 'notconfigured', 'disabled']);

export const rule: Rule = {
  id: 'availability.fault-tolerance',
  text: {
    title: 'Fault Tolerance',
    why: 'vSphere runs a second copy of this VM in lockstep and switches without an interruption. Neither Kubernetes nor KubeVirt has an equal: both start again after a failure.',
    remedy:
      'Find out with the owner whether replicas of the application give the same availability. If they do, override the decision; if not, the VM stays where it is.',
  },
  needs: ['vm.faultTolerance'],
  check(subject) {
    const state = subject.vm.faultTolerance?.toLowerCase() ?? '';
    if (unprotected.has(state)) return null;
    return {
      severity: 'blocker',
      evidence: [subject.evidence('vm.faultTolerance')],
      vote: { by: 'blocker', disposition: 'retain', reason: 'Fault Tolerance has no equal: replicas, or it stays.' },
    };
  },
};
