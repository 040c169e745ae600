import type { Rule } from '../rule.ts';
import { ofType } from '../vm-datastores.ts';

export const rule: Rule = {
  id: 'storage.vvol',
  text: {
    title: 'Disk on a vVol datastore',
    why: 'Each disk is a volume of the array, made and snapshotted through VMware. The array stays, the interface ends, and no LUN in the inventory names the array.',
    remedy:
      'Name the array and its CSI driver in devirt.yaml (storage.classes). Ask its maker whether volumes can be taken over without a copy.',
  },
  needs: ['disk.path', 'datastore.type'],
  check: (subject, context) => ofType(subject, context, /^vvol/i, 'work'),
};
