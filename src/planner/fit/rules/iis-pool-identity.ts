import { hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'iis.pool-identity',
  text: {
    title: 'An IIS pool runs as an account of Active Directory',
    why: 'The site reaches databases and shares as this account (a gMSA, or a user with a password). It works only on a machine that is joined to the domain.',
    remedy: 'Keep the VM joined on the target. For Windows containers a gMSA needs a credential spec and joined nodes.',
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
        /(?:<processModel\b[^>]{0,500}userName="([^"]*\\[^"]*|[^"]*@[^"]*)")/iu,
      ),
    ),
});
