import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule } from '../rule.ts';

// prettier-ignore
const signs: readonly NameSign[] = [
  { product: 'a domain controller', words: ['adds', 'addc', 'rodc', 'domaincontroller', 'activedirectory', ['domain', 'controller'], ['active', 'directory']] },
  { product: 'a directory server', words: ['ldap', 'openldap', 'freeipa', 'idm', 'adfs', 'adcs'] },
];

/** Short words that mean a domain controller only at the end of a name: `ber-dc01`, but not `dc1-web-01` (data centre). */
const endings: readonly NameSign[] = [{ product: 'a domain controller', words: ['dc', 'pdc', 'bdc', 'ad'] }];

const find = nameFinder(signs);
const findEnding = nameFinder(endings);

export const rule: Rule = {
  id: 'workload.directory',
  text: {
    title: 'Directory server by its name',
    why: 'Everything that logs in depends on a directory. A domain controller keeps its identity, its time and its clones in order by itself, has no container form, and must not be restored from an old copy.',
    remedy:
      'Add new domain controllers on the target and demote the old ones instead of moving them. Move at least one before the applications, keep two on different nodes, and take time from outside the VM host.',
  },
  needs: ['vm.name'],
  check(subject) {
    const { sequence } = subject.words;
    const last = sequence.at(-1);
    const ending = last === undefined ? null : findEnding({ sequence, all: new Set([last]) });
    const match = find(subject.words) ?? ending;
    if (match === null) return null;
    const evidence = [subject.evidence('vm.name')];
    const detail = byNameOnly(match.sign.product, match);
    if (match.sign.product === 'a domain controller' && subject.guestOs.family === 'linux') {
      return {
        severity: 'note',
        evidence: [...evidence, ...subject.guestOs.signs.map((sign) => subject.evidence(sign.fact))],
        detail: `${detail} The guest is Linux, so it is not Active Directory; Samba or an LDAP server may be meant.`,
      };
    }
    return { severity: 'note', evidence, detail };
  },
};
