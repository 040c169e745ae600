import type { Evidence } from '../../../model/finding.ts';
import type { Rule, Subject } from '../rule.ts';
import { sharedDiskKeys } from '../shared-disks.ts';
import type { VmLink } from '../vm-clusters.ts';

/** How many of the other VMs a sentence names; the rest is counted. */
const namedMembers = 5;

function others(names: readonly string[]): string {
  const more = names.length > namedMembers ? ` and ${names.length - namedMembers} more` : '';
  return `${names.slice(0, namedMembers).join(', ')}${more}`;
}

/** The cell that ties the VM to the others. */
function evidenceOf(subject: Subject, link: VmLink): Evidence {
  if (link.by === 'antiAffinity') return subject.evidence('vm.clusterRuleNames');
  for (const disk of subject.vm.disks) {
    const key = sharedDiskKeys(subject.vm, disk).find(({ fact }) =>
      fact === 'disk.path' ? disk.path === link.what : disk.rawLunId === link.what,
    );
    if (key !== undefined) return subject.rowEvidence(key.fact, disk.row, link.what);
  }
  return subject.rowEvidence('disk.path', null, link.what);
}

export const rule: Rule = {
  id: 'availability.vm-cluster',
  text: {
    title: 'One of a cluster of VMs',
    why: 'These VMs are one application that is kept available by several machines: they share a disk, or a rule keeps them on different hosts. Moved or rebuilt one by one they lose each other, their disk or their quorum.',
    remedy:
      'Plan, move and switch over all of them together, in the same way. Keep them on different nodes (podAntiAffinity), and test that one may fail.',
  },
  needs: ['disk.path', 'vm.clusterRules'],
  check(subject, context) {
    const { vm } = subject;
    const cluster = context.vmClusters.of(vm);
    if (cluster !== null) {
      const links = context.vmClusters.linksOf(vm);
      const means = [
        links.some(({ by }) => by === 'disk') ? 'by a disk that they share' : '',
        links.some(({ by }) => by === 'antiAffinity') ? 'by a rule that keeps them on different hosts' : '',
      ].filter((text) => text !== '');
      const names = cluster.members.filter(({ id }) => id !== vm.id).map(({ name }) => name);
      return {
        severity: 'work',
        evidence: links.map((link) => evidenceOf(subject, link)),
        detail: `One cluster with ${others(names)}: ${means.join(' and ')}.`,
      };
    }
    const alike = context.vmClusters.alikeByName(vm);
    if (alike === null) return null;
    const names = alike.filter(({ id }) => id !== vm.id).map(({ name }) => name);
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.name')],
      detail: `Perhaps one cluster with ${others(names)}, by name only: nothing in the inventory ties them together, and each is decided by itself.`,
    };
  },
};
