import { databaseByName } from '../database-names.ts';
import { byNameOnly } from '../name-words.ts';
import { asRunning, running } from '../running-products.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'workload.database',
  text: {
    title: 'Database',
    why: 'A database keeps state, wants storage with low latency, and is often licensed by core. Whether it becomes containers under an operator or stays a VM is decided by its licence and its recovery target, not by its operating system.',
    remedy:
      'Look inside or ask the owner: product, edition, size, replication. Oracle counts every core of each node on which it may run, SQL Server by core: keep such databases on nodes of their own.',
  },
  needs: ['vm.name'],
  check(subject) {
    const programs = running(subject, 'database');
    if (programs.length > 0) {
      return { severity: 'work', evidence: programs.map(({ evidence }) => evidence), detail: asRunning(programs) };
    }
    const match = databaseByName(subject.words);
    if (match === null) return null;
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.name')],
      detail: byNameOnly(match.sign.product, match),
    };
  },
};
