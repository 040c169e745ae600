import { describe, expect, it } from 'vitest';
import type { Disk, Partition } from '../../../src/model/estate.ts';
import { blankDisk, blankPartition } from '../../../src/model/blank-records.ts';
import { workloadsOf } from '../../../src/planner/workloads.ts';
import { aVm } from './small-estate.ts';

const partition = (path: string | null, capacityMiB: number | null): Partition => ({
  ...blankPartition(null),
  path,
  capacityMiB,
});
const disk = (label: string | null, capacityMiB: number | null): Disk => ({ ...blankDisk(null), label, capacityMiB });

describe('workloadsOf', () => {
  it('claims the data file systems in their full size and leaves the system’s to the image', () => {
    const vm = aVm('db', {
      partitions: [
        partition('/', 20_000),
        partition('/boot/efi', 500),
        partition('/var/lib/mysql', 100_000),
        partition('/srv', null),
        partition(null, 7),
      ],
      disks: [disk('Hard disk 1', 20_500), disk('Hard disk 2', 100_000)],
    });
    expect(workloadsOf(vm, 'db')).toEqual([
      {
        name: 'db',
        container: null,
        volumes: [
          {
            name: 'var-lib-mysql',
            mountPath: null,
            usedMiB: null,
            sizeMiB: 100_000,
            origin: 'file system /var/lib/mysql',
          },
        ],
      },
    ]);
  });

  it('takes every disk but the first where no file system is known', () => {
    const vm = aVm('db', { disks: [disk('Hard disk 1', 20_000), disk('Hard disk 2', 50_000), disk(null, 9000)] });
    expect(workloadsOf(vm, 'db')[0]?.volumes).toEqual([
      { name: 'hard-disk-2', mountPath: null, usedMiB: null, sizeMiB: 50_000, origin: 'Hard disk 2, contents unknown' },
      { name: 'hard-disk-3', mountPath: null, usedMiB: null, sizeMiB: 9000, origin: 'Hard disk 3, contents unknown' },
    ]);
  });

  it('names volumes apart', () => {
    const vm = aVm('w', { partitions: [partition('/Data', 1000), partition('/data', 1000), partition('D:\\', 1000)] });
    const names = workloadsOf(vm, 'w')[0]?.volumes.map((volume) => volume.name) ?? [];
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
  });
});
