import type { Rule } from '../rule.ts';
import { datastoresOf, recordEvidence, unlistedDatastore } from '../vm-datastores.ts';

export const rule: Rule = {
  id: 'storage.inaccessible',
  text: {
    title: 'Disk on a datastore that cannot be reached',
    why: 'vCenter reports the datastore as not accessible: whatever is on it can neither be read nor moved now.',
    remedy: 'Bring the datastore back, or find out whether the VM is still wanted: such disks are often remains.',
  },
  needs: ['disk.path', 'datastore.accessible'],
  check(subject, context) {
    const lost = datastoresOf(subject.vm, context).flatMap(({ disk, datastore }) => {
      const record = datastore?.records.find(({ accessible }) => accessible === false);
      return record === undefined ? [] : { disk, record };
    });
    if (lost.length === 0) return unlistedDatastore(subject, context);
    return {
      severity: 'obstacle',
      evidence: lost.flatMap(({ disk, record }) => [
        subject.rowEvidence('disk.path', disk.row, disk.path),
        recordEvidence(context, record, 'datastore.accessible', false),
      ]),
    };
  },
};
