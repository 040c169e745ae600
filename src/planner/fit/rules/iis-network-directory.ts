import { hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'iis.network-directory',
  text: {
    title: 'IIS serves a directory on a network drive',
    why: 'The files lie on another machine, and the pool’s identity must be allowed to read them there. Moved alone, the site finds nothing.',
    remedy: 'Keep the share reachable from the target, or bring the files along.',
  },
  guest: ['configuration'],
  applications: ['windows-iis'],
  family: 'windows',
  check: (guest, subject) =>
    hitAt(
      'work',
      linePlaces(
        subject,
        (guest.configuration ?? []).filter(({ path }) => /(?:applicationHost|web)\.config$/iu.test(path)),
        /<virtualDirectory\b[^>]{0,500}physicalPath="(\\\\[^"]*)"/iu,
      ),
    ),
});
