import type { Evidence } from '../../../model/finding.ts';
import type { Rule } from '../rule.ts';

// prettier-ignore
/** Words of tags, attributes and folders that name a regime of rules. */
const regimes: ReadonlySet<string> = new Set([
  'cde', 'dora', 'fips', 'gxp', 'hipaa', 'itar', 'kritis', 'nis2', 'pci', 'pcidss', 'phi', 'sox',
]);

const word = /[\p{L}\p{N}]+/gu;

function regimeIn(text: string): string | null {
  for (const [part] of text.matchAll(word)) if (regimes.has(part.toLowerCase())) return part;
  return null;
}

export const rule: Rule = {
  id: 'compliance.zone',
  text: {
    title: 'Under a regime of compliance',
    why: 'A tag, an attribute or the folder says that rules such as PCI DSS or FIPS apply to this VM. On a shared cluster the nodes, the network, the storage and those who administer them come under the same rules.',
    remedy:
      'Keep these workloads on nodes and in namespaces of their own with default-deny network policies, and let those who audit agree on the zone before the move. FIPS needs it from the node system to the images.',
  },
  needs: [['vm.tags', 'vm.customAttributes', 'vm.folder']],
  check(subject) {
    const { vm } = subject;
    const evidence: Evidence[] = [];
    const found = new Set<string>();
    const look = (fact: 'vm.tags' | 'vm.customAttributes' | 'vm.folder', text: string): void => {
      const regime = regimeIn(text);
      if (regime === null) return;
      found.add(regime.toUpperCase());
      evidence.push(subject.evidence(fact, text));
    };
    for (const tag of vm.tags) look('vm.tags', tag);
    for (const [name, value] of Object.entries(vm.customAttributes)) look('vm.customAttributes', `${name}: ${value}`);
    if (vm.folder !== null) look('vm.folder', vm.folder);
    if (evidence.length === 0) return null;
    return { severity: 'note', evidence, detail: `Named: ${[...found].join(', ')}.` };
  },
};
