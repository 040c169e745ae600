import { hasFact } from '../../../model/evidence.ts';
import type { Evidence } from '../../../model/finding.ts';
import type { Rule, Subject } from '../rule.ts';

/** Since when the VM is off, as far as events tell. */
function sinceWhen(subject: Subject): { readonly evidence: Evidence; readonly detail: string } | null {
  const { vm, source } = subject;
  const { events } = vm;
  if (events === null || !hasFact(source, 'vm.events')) return null;
  const { from, lastPowerOff, lastPowerOn } = events;
  if (lastPowerOff !== null && lastPowerOff >= (lastPowerOn ?? '')) {
    return {
      evidence: subject.evidence('vm.events', `powered off at ${lastPowerOff}`),
      detail: `Off since ${lastPowerOff.slice(0, 10)}, by its last event of that kind.`,
    };
  }
  // Switched on, and off by something that left no event.
  if (lastPowerOn !== null) return null;
  // A VM that was made since was never on.
  const since = vm.createdAt !== null && vm.createdAt > from ? vm.createdAt : from;
  return {
    evidence: subject.evidence('vm.events', `not powered on or off since ${since}`),
    detail: `Off since ${since.slice(0, 10)} at least: no event of that kind is kept, and the oldest event of all is of ${from.slice(0, 10)}.`,
  };
}

export const rule: Rule = {
  id: 'retire.powered-off',
  text: {
    title: 'Powered off',
    why: 'Nothing uses a VM that is switched off, but one export is one moment: only the events of a live vCenter tell since when, and some VMs run once a month.',
    remedy:
      'Ask the owner, or compare with an export some weeks apart. If nobody needs it, retire it with an override; until then it is planned for as if it ran.',
  },
  needs: ['vm.powerState'],
  check(subject) {
    if (subject.vm.powerState !== 'poweredOff') return null;
    const since = sinceWhen(subject);
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.powerState'), ...(since === null ? [] : [since.evidence])],
      ...(since === null ? {} : { detail: since.detail }),
      candidate: 'retire',
    };
  },
};
