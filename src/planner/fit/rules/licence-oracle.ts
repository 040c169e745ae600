import { recogniseDatabase } from '../recognise-product.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'licence.oracle',
  text: {
    title: 'Oracle licences go by the cores of nodes',
    why: 'Oracle counts every physical core of each node on which the database may run (times its core factor); CPU limits of pods and VMs count for nothing in its partitioning policy. On a shared cluster that is every worker node.',
    remedy:
      'Which Oracle product, edition and metric (processor, named users, an unlimited agreement) is licensed, and for how many cores? Keep it on nodes of its own, tainted and labelled, and let only these pull its image. Set licenses.target.oracleProcessor for its price.',
  },
  needs: ['vm.name'],
  check(subject) {
    return recogniseDatabase(subject, 'an Oracle database', 'obstacle');
  },
};
