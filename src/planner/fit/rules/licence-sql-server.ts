import { fewestSqlServerCores } from '../../license-terms.ts';
import { recogniseDatabase } from '../recognise-product.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'licence.sql-server',
  text: {
    title: 'SQL Server licences go by core',
    why: `A VM or container with SQL Server is licensed for each of its virtual cores, ${fewestSqlServerCores} at least; or all physical cores of a node are. A move to other nodes needs Software Assurance or a subscription.`,
    remedy:
      'Which edition of SQL Server is licensed, by core or by server and users, and with Software Assurance? Reduce the cores to what is used before counting. Set licenses.target.sqlServerCore for its price.',
  },
  needs: ['vm.name'],
  check(subject) {
    const found = recogniseDatabase(subject, 'SQL Server', 'work');
    const { cpus } = subject.vm;
    if (found === null || cpus === null) return found;
    return {
      ...found,
      evidence: [...found.evidence, subject.evidence('vm.cpus')],
      detail: `${found.detail} Licensed by itself: ${Math.max(fewestSqlServerCores, cpus)} cores as configured.`,
    };
  },
};
