import { applicationsOf, clipped, hitAt, insideRule, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** Places of the distributions' packages, and of Red Hat's software collections. */
const usual = /^(?:\/usr\/sbin\/|\/opt\/rh\/[^/]+\/root\/usr\/sbin\/)(?:httpd|apache2)/u;

export const rule: Rule = insideRule({
  id: 'apache.location',
  text: {
    title: 'Apache in an unusual place',
    why: 'It was not installed by the distribution: who built it, with which modules, and who mends it, this VM alone does not tell.',
    remedy:
      'Begin with the official image of httpd or the distribution’s package, and carry the configuration over, module by module.',
  },
  guest: ['processes'],
  applications: ['apache-httpd'],
  check: (guest, subject) => {
    const seen = new Set<string>();
    return hitAt(
      'work',
      processesOf(guest, applicationsOf(guest, 'apache-httpd')).flatMap(({ pid, executable }) => {
        if (
          executable === null ||
          usual.test(executable) ||
          !/\/(?:httpd|apache2)[\w.-]*$/u.test(executable) ||
          seen.has(executable)
        )
          return [];
        seen.add(executable);
        return subject.guestEvidence(`process ${pid}`, clipped(executable));
      }),
    );
  },
});
