import { clipped, hitAt, insideRule, isWithin, processesOf } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { couldBeState, knownPaths, unseenFiles } from '../open-files.ts';

export const rule: Rule = insideRule({
  id: 'guest.state-elsewhere',
  text: {
    title: 'Writes outside its known data directories',
    why: 'What a container writes outside a volume is lost when it restarts. These files were open while nobody knew their directory as data, logs or scratch.',
    remedy:
      'Look at each: data gets a volume, scratch an emptyDir, logs go to standard output. Then the root file system can be read-only.',
  },
  guest: ['processes'],
  check: (guest, subject) => {
    const seen = new Set<string>();
    const places = guest.applications.flatMap((each) => {
      const known = knownPaths(each);
      return processesOf(guest, [each]).flatMap(({ pid, openFiles }) =>
        openFiles.flatMap((path) => {
          if (seen.has(path) || !couldBeState(path) || isWithin(path, known)) return [];
          seen.add(path);
          return subject.guestEvidence(`process ${pid}`, clipped(path));
        }),
      );
    });
    return hitAt('work', places) ?? unseenFiles(guest);
  },
});
