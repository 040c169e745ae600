import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'guest.desktop',
  text: {
    title: 'Desktop or X11',
    why: 'People, or a program with windows, use a graphical session here. A container has neither a display nor a login.',
    remedy:
      'Ask who logs in. Desktops become virtual machines; a program that only wants a display can run with a virtual one (Xvfb) inside its container.',
  },
  guest: ['host.desktop'],
  check: (guest, subject) =>
    guest.host.desktop === true
      ? hitAt('obstacle', [subject.guestEvidence('display manager or X server', true)])
      : null,
});
