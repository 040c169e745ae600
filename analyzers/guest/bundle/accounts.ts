import type { Account } from '../../../src/model/guest.ts';
import { orNull, textLines, wholeNumber } from './text-lines.ts';

/** Names of groups by their number, from /etc/group. */
export function groupNames(text: string | undefined): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of textLines(text)) {
    const [name = '', , id] = line.split(':');
    const gid = wholeNumber(id);
    if (gid !== null && name !== '' && !names.has(gid)) names.set(gid, name);
  }
  return names;
}

/** Local accounts, from /etc/passwd. */
export function accounts(text: string | undefined, groups: ReadonlyMap<number, string>): Account[] | null {
  if (text === undefined) return null;
  return textLines(text).flatMap((line) => {
    const [name = '', , user, group, , home, shell] = line.split(':');
    const uid = wholeNumber(user);
    const gid = wholeNumber(group);
    if (name === '' || uid === null || gid === null) return [];
    return [{ name, uid, gid, group: groups.get(gid) ?? null, home: orNull(home), shell: orNull(shell) }];
  });
}
