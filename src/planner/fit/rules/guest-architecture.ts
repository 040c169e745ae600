import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.architecture',
  text: {
    title: 'Processor architecture other than x86-64',
    why: 'Images are made for one architecture, and nodes of another do not run them.',
    remedy: 'Plan nodes of this architecture, or find out whether the applications exist for x86-64.',
  },
  guest: ['system.architecture'],
  check: (guest, subject) => {
    const { architecture } = guest.system;
    if (architecture === null || /^(?:x86_64|amd64)$/u.test(architecture)) return null;
    return hitAt(/^i[3-6]86$/u.test(architecture) ? 'work' : 'obstacle', [
      subject.guestEvidence('uname -m', architecture),
    ]);
  },
});
