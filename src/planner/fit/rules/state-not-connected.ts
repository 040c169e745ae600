import type { Rule } from '../rule.ts';

/** States of VirtualMachine.runtime.connectionState beside connected and orphaned, which has a rule of its own. */
const meanings: ReadonlyMap<string, string> = new Map([
  ['disconnected', 'its host is not reachable, so everything said of it is of an earlier time'],
  ['inaccessible', 'its configuration file cannot be read'],
  ['invalid', 'its configuration file is damaged'],
]);

export const rule: Rule = {
  id: 'state.not-connected',
  text: {
    title: 'Not connected',
    why: 'What vSphere says of a VM that it cannot reach is old or incomplete, and nothing can be migrated from it.',
    remedy: 'Bring the host or the datastore back, or repair the registration, and repeat the export.',
  },
  needs: ['vm.connectionState'],
  check(subject) {
    const state = subject.vm.connectionState?.toLowerCase() ?? '';
    const meaning = meanings.get(state);
    if (meaning === undefined) return null;
    return {
      severity: 'obstacle',
      evidence: [subject.evidence('vm.connectionState')],
      detail: `The VM is ${state}: ${meaning}.`,
    };
  },
};
