import { datastoreOfPath } from '../../model/datastore-path.ts';
import type { Disk, FactId, Vm } from '../../model/estate.ts';
import { rowEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import { type NamedDatastore, recordOfType } from '../storage/datastores.ts';
import type { FitContext, Hit, Subject, Unanswered } from './rule.ts';

/** A datastore that holds a disk of a VM. */
export interface VmDatastoreUse {
  readonly disk: Disk;
  readonly name: string;
  /** Null where no source lists it. */
  readonly datastore: NamedDatastore | null;
}

/** The datastores of a VM's disks, each once. */
export function datastoresOf(vm: Vm, { datastores }: FitContext): VmDatastoreUse[] {
  const found = new Map<string, VmDatastoreUse>();
  for (const disk of vm.disks) {
    const name = datastoreOfPath(disk.path);
    if (name !== null && !found.has(name)) found.set(name, { disk, name, datastore: datastores.of(vm, name) });
  }
  return [...found.values()];
}

/** That a disk is on a datastore that no source lists, so that nothing can be said of it; null where there is none. */
export function unlistedDatastore(subject: Subject, context: FitContext): Unanswered | null {
  const unlisted = datastoresOf(subject.vm, context).filter(
    ({ datastore }) => datastore === null || datastore.records.length === 0,
  );
  if (unlisted.length === 0) return null;
  return {
    unknown: `Not among the datastores that were read: ${unlisted.map(({ name }) => name).join(', ')}.`,
    evidence: unlisted.map(({ disk }) => subject.rowEvidence('disk.path', disk.row, disk.path)),
  };
}

/** The answer of a rule about a type of datastore: which disks are on one. */
export function ofType(
  subject: Subject,
  context: FitContext,
  type: RegExp,
  severity: Hit['severity'],
): Hit | Unanswered | null {
  const found = datastoresOf(subject.vm, context).flatMap(({ disk, datastore }) => {
    const record = datastore === null ? null : recordOfType(datastore, type);
    return record === null ? [] : { disk, record };
  });
  if (found.length === 0) return unlistedDatastore(subject, context);
  return {
    severity,
    evidence: found.flatMap(({ disk, record }) => [
      subject.rowEvidence('disk.path', disk.row, disk.path),
      recordEvidence(context, record, 'datastore.type', record.type),
    ]),
  };
}

/** Evidence for a fact of a datastore or LUN, in the source that lists it. */
export function recordEvidence(
  { estate }: FitContext,
  record: { readonly source: number; readonly row: number | null },
  fact: Extract<FactId, `datastore.${string}` | `storageDevice.${string}`>,
  value: Evidence['value'],
): Evidence {
  const source = estate.sources[record.source];
  if (source === undefined) throw new Error(`a record names source ${record.source}, which is not there`);
  return rowEvidence(source, fact, record.row, value);
}
