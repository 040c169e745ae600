import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import type { Evidence } from '../../../model/finding.ts';
import { productOf, type ProductKind } from '../running-products.ts';

const agents: ReadonlySet<ProductKind> = new Set<ProductKind>(['anti-virus', 'backup agent', 'monitoring agent']);

export const rule: Rule = insideRule({
  id: 'guest.agents',
  text: {
    title: 'Agents of anti-virus, backup or monitoring in the guest',
    why: 'They look after the guest, not after the application. In a container they have no place: the node or the cluster does their work.',
    remedy:
      'Leave them out of the image. See that node security, metrics, logs and volume backup of the target cover what they did, and that their licences by machine end.',
  },
  guest: ['processes'],
  check: (guest, subject) => {
    const found = new Map<string, Evidence>();
    for (const { pid, name } of guest.processes ?? []) {
      const product = name === null ? null : productOf(name);
      if (product === null || !agents.has(product.kind) || found.has(product.product)) continue;
      found.set(product.product, subject.guestEvidence(`process ${pid}`, product.product));
    }
    return hitAt('note', [...found.values()]);
  },
});
