import { vmEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'availability.site-recovery',
  text: {
    title: 'Protected by Site Recovery Manager, by its name',
    why: 'A placeholder with the name of this VM stands at another site: it would be started there if this site is lost. Replication and the recovery plan work through vSphere and end with it.',
    remedy:
      'Ask for the recovery targets, and choose the successor before the move: replication of the volumes by the array or the storage software, a second cluster, and a plan that starts what is needed there.',
  },
  needs: ['vm.srmPlaceholder'],
  check(subject, context) {
    const { vm } = subject;
    const placeholder = (context.placeholders.get(vm.name.toLowerCase()) ?? []).find(
      (other) => other.vCenterUuid !== vm.vCenterUuid || other.source !== vm.source,
    );
    if (placeholder === undefined) return null;
    const source = context.estate.sources[placeholder.source];
    const evidence = [subject.evidence('vm.name')];
    if (source !== undefined) evidence.push(vmEvidence(source, placeholder, 'vm.srmPlaceholder', true));
    return {
      severity: 'work',
      evidence,
      detail: `A placeholder of this name stands in ${source?.server ?? source?.name ?? 'another vCenter'}.`,
    };
  },
};
