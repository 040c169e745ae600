import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.real-time',
  text: {
    title: 'Real-time scheduling',
    why: 'Real-time priorities and kernels promise answers within microseconds. A Pod gets neither: CPU quotas and neighbours come between.',
    remedy:
      'Ask for the deadline. Pinned CPUs (the kubelet’s static CPU manager) with a real-time kernel on nodes of their own may do; else keep the VM, or a machine of its own.',
  },
  guest: ['host.limits', 'system.kernel', 'processes'],
  check: (guest, subject) => {
    const { kernel } = guest.system;
    return hitAt('obstacle', [
      ...(kernel !== null && /[-.]rt\d*(?:[-.]|$)|preempt[-_]?rt|realtime/iu.test(kernel)
        ? [subject.guestEvidence('uname -r', kernel)]
        : []),
      ...(guest.host.limits ?? [])
        .filter((line) => /\srtprio\s/u.test(line) && !/\s0$/u.test(line))
        .map((line) => subject.guestEvidence('/etc/security/limits', clipped(line))),
      ...(guest.processes ?? []).flatMap(({ pid, command }) =>
        /(?:^|\/)chrt$/u.test(command[0] ?? '')
          ? subject.guestEvidence(`process ${pid}`, clipped(command.join(' ')))
          : [],
      ),
    ]);
  },
});
