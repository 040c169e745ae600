import type { Evidence } from '../../../model/finding.ts';
import { isLocal } from '../../storage/datastores.ts';
import type { FitContext, Rule } from '../rule.ts';
import { datastoresOf, recordEvidence, unlistedDatastore, type VmDatastoreUse } from '../vm-datastores.ts';

/** What shows that one host alone sees a datastore: a drive of its own, else the count of hosts; null where neither. */
function seenByOne({ datastore }: VmDatastoreUse, context: FitContext): Evidence | null {
  if (datastore === null) return null;
  const [device] = datastore.devices;
  if (device !== undefined && isLocal(datastore) === true) {
    const text = [device.vendor, device.model].map((part) => part?.trim() ?? '?').join(' ');
    return recordEvidence(context, device, 'storageDevice.vendor', text);
  }
  const alone = datastore.records.find((record) => record.hostCount === 1);
  return alone === undefined ? null : recordEvidence(context, alone, 'datastore.hostCount', 1);
}

export const rule: Rule = {
  id: 'storage.one-host',
  text: {
    title: 'Disk on storage of one host',
    why: 'Only one host sees the datastore: the VM cannot move while it runs and is down with its host. The drives are freed when that host is, and no other node can take the data over from them.',
    remedy:
      'Ask whether that was chosen (an application that replicates itself, an appliance) or happened. Move the disk to shared storage before the migration, or plan for software-defined storage; a local volume ties the VM to its node again.',
  },
  needs: ['disk.path', ['storageDevice.vendor', 'datastore.hostCount']],
  check(subject, context) {
    const evidence = datastoresOf(subject.vm, context).flatMap((use) => {
      const seen = seenByOne(use, context);
      return seen === null ? [] : [subject.rowEvidence('disk.path', use.disk.row, use.disk.path), seen];
    });
    return evidence.length === 0 ? unlistedDatastore(subject, context) : { severity: 'work', evidence };
  },
};
