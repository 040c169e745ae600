import { hitAt, insideRule, linePlaces } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'iis.asp-net-core',
  text: {
    title: 'IIS serves ASP.NET Core',
    why: 'ASP.NET Core does not need IIS, nor Windows: of all that IIS serves it is the part that can become a Linux container.',
    remedy:
      'Look for what binds it to Windows (registry, COM, integrated sign-on). Without that, build it for Linux; the rest of the VM is rehosted.',
  },
  guest: ['configuration'],
  applications: ['windows-iis'],
  family: 'windows',
  check: (guest, subject) =>
    hitAt(
      'note',
      linePlaces(
        subject,
        (guest.configuration ?? []).filter(({ path }) => /(?:applicationHost|web)\.config$/iu.test(path)),
        /\b(AspNetCoreModule(?:V2)?)\b/u,
      ),
    ),
});
