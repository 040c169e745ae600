import { licenceIn } from '../../scheduling/licence-words.ts';
import { recogniseDatabase } from '../recognise-product.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'licence.host-group',
  text: {
    title: 'Bound to hosts, it seems for a licence',
    why: 'A rule binds this VM to certain hosts, and the rule or the VM is named after what is licensed by hosts. A label and a taint say where pods of the plan run; they do not keep another pod from running the same image on a licensed or an unlicensed node.',
    remedy:
      'Is it bound to these hosts for a licence, and for how many cores? Label and taint as many nodes as are licensed; let only this namespace hold the secret that pulls the image or reads the disk, and have an admission policy refuse it outside the group. Keep the record of where it ran.',
  },
  needs: ['vm.clusterRules', 'vm.name'],
  check(subject, context) {
    const bound = context.drsRules.of(subject.vm).filter(({ kind, switchedOff }) => kind === 'vmHost' && !switchedOff);
    if (bound.length === 0) return null;
    const named = bound.flatMap(({ name }) => licenceIn(name) ?? [])[0];
    const seen = ['an Oracle database', 'SQL Server'].find(
      (product) => recogniseDatabase(subject, product, 'obstacle') !== null,
    );
    const product = named ?? seen;
    if (product === undefined) return null;
    return {
      severity: 'obstacle',
      evidence: [subject.evidence('vm.clusterRules'), subject.evidence('vm.clusterRuleNames')],
      detail: `${named === undefined ? 'The VM speaks' : 'The rule speaks'} of ${product}; bound by ${bound.map(({ name }) => JSON.stringify(name)).join(', ')}.`,
    };
  },
};
