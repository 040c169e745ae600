import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule } from '../rule.ts';

const signs: readonly NameSign[] = [
  { product: 'SAP HANA', words: ['hana', 'saphana', 'hanadb', 's4hana'] },
  { product: 'SAP', words: ['sap', 'sapapp', 'netweaver'] },
  { product: 'Exchange', words: ['exchange', 'exch', 'exchsrv'] },
  { product: 'SharePoint', words: ['sharepoint', 'spfarm'] },
];

const find = nameFinder(signs);

export const rule: Rule = {
  id: 'workload.enterprise-application',
  text: {
    title: 'SAP, Exchange or SharePoint by its name',
    why: 'Their makers support certain platforms only. SAP HANA in production needs a certified hypervisor and size; Exchange and SharePoint have no container form.',
    remedy:
      'Ask the maker what is supported on the target before anything is planned: KubeVirt by which distribution, which storage, which size. Where nothing is, it stays on supported hardware or moves to a service.',
  },
  needs: ['vm.name'],
  check(subject) {
    const match = find(subject.words);
    if (match === null) return null;
    return {
      severity: 'note',
      evidence: [subject.evidence('vm.name')],
      detail: byNameOnly(match.sign.product, match),
    };
  },
};
