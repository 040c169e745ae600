import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = insideRule({
  id: 'wordpress.plugins',
  text: {
    title: 'Plugins of WordPress',
    why: 'Plugins were installed through the browser, and lie beside the code. An image that lacks one breaks the site, and each writes where it likes.',
    remedy: 'List them in the administration, put them into the image, and give what they write a volume.',
  },
  guest: ['configuration', 'unownedTrees'],
  applications: ['wordpress'],
  check: (guest, subject) => {
    const names = new Map<string, string>();
    const paths = [...(guest.configuration ?? []), ...(guest.unownedTrees ?? []), ...(guest.changedFiles ?? [])].map(
      ({ path }) => path,
    );
    for (const path of paths) {
      const found = /^(.*\/wp-content\/plugins\/([^/]+))(?:\/|$)/u.exec(path);
      if (found?.[1] !== undefined && found[2] !== undefined && !found[2].endsWith('.php'))
        names.set(found[1], found[2]);
    }
    return hitAt(
      'work',
      [...names].map(([path, name]) => subject.guestEvidence(clipped(path), clipped(name))),
      {
        detail: 'Those of which a file was carried; the administration lists all of them.',
      },
    );
  },
});
