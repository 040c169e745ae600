import { redactSecrets } from '../../../src/lib/redact.ts';
import { blankSnapshot } from '../../../src/model/blank-records.ts';
import type { Snapshot } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';
import type { ObjectContent } from '../client/retrieve.ts';
import { utcTime } from './times.ts';

const bytesPerMiB = 1024n * 1024n;

const redacted = (text: string | null): string | null => (text === null ? null : redactSecrets(text));

/** Keys of the files in which the disks of a VM or snapshot are stored, along their chains. */
function diskFiles(layout: VimNode): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const disk of layout.all('disk')) {
    for (const unit of disk.all('chain')) for (const key of unit.all('fileKey')) keys.add(key.content);
  }
  return keys;
}

/**
 * What snapshots take, from layoutEx: their own files (state and memory), and the files that hold what was written since,
 * which are those of the next snapshot, or of the running VM, that are not the snapshot's own.
 */
class SnapshotFiles {
  readonly #sizes = new Map<string, bigint>();
  readonly #layouts = new Map<string, VimNode>();
  readonly #running: ReadonlySet<string>;

  constructor(vm: ObjectContent) {
    for (const file of vm.list('layoutEx.file')) {
      const size = file.text('size');
      if (size !== null && /^\d{1,19}$/.test(size)) this.#sizes.set(file.text('key') ?? '', BigInt(size));
    }
    for (const layout of vm.list('layoutEx.snapshot')) this.#layouts.set(layout.text('key') ?? '', layout);
    const running = new Set<string>();
    for (const disk of vm.list('layoutEx.disk')) {
      for (const unit of disk.all('chain')) for (const key of unit.all('fileKey')) running.add(key.content);
    }
    this.#running = running;
  }

  /** `next` are the ids of the snapshots taken after this one. Null where a file's size is not told. */
  sizeMiB(id: string | null, next: readonly (string | null)[], isCurrent: boolean): number | null {
    const layout = this.#layouts.get(id ?? '');
    if (layout === undefined) return null;
    const own = diskFiles(layout);
    const files = new Set<string>();
    for (const key of [layout.text('dataKey'), layout.text('memoryKey')])
      if (key !== null && key !== '-1') files.add(key);
    for (const child of next) {
      const later = this.#layouts.get(child ?? '');
      if (later === undefined) return null;
      for (const key of diskFiles(later)) if (!own.has(key)) files.add(key);
    }
    if (isCurrent) for (const key of this.#running) if (!own.has(key)) files.add(key);
    let bytes = 0n;
    for (const key of files) {
      const size = this.#sizes.get(key);
      if (size === undefined) return null;
      bytes += size;
    }
    return Number((bytes + bytesPerMiB - 1n) / bytesPerMiB);
  }
}

/** The snapshots of a VM, each before those that were taken after it. */
export function readSnapshots(vm: ObjectContent): Snapshot[] {
  const tree = vm.get('snapshot');
  if (tree === undefined) return [];
  const files = new SnapshotFiles(vm);
  const current = tree.text('currentSnapshot');
  const snapshots: Snapshot[] = [];
  const pending = [...tree.all('rootSnapshotList')];
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    const children = node.all('childSnapshotList');
    const id = node.text('snapshot');
    snapshots.push({
      ...blankSnapshot(null),
      name: redacted(node.text('name')),
      description: redacted(node.text('description')),
      createdAt: utcTime(node.text('createTime')),
      sizeMiB: files.sizeMiB(
        id,
        children.map((child) => child.text('snapshot')),
        id !== null && id === current,
      ),
      quiesced: node.flag('quiesced'),
    });
    pending.unshift(...children);
  }
  return snapshots;
}
