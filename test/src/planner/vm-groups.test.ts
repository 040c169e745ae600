import { expect, test } from 'vitest';
import { blankDisk } from '../../../src/model/blank-records.ts';
import { findSharedDisks } from '../../../src/planner/fit/shared-disks.ts';
import { findVmClusters } from '../../../src/planner/fit/vm-clusters.ts';
import { vmGroups } from '../../../src/planner/vm-groups.ts';
import { aVm, anEstate } from './small-estate.ts';

test('VMs that hold one disk are one group, with the disk that ties them', () => {
  const disk = { ...blankDisk(2), path: '[ds1] a/shared.vmdk' };
  const estate = anEstate(
    [aVm('a', { disks: [disk] }), aVm('alone', {}), aVm('b', { disks: [{ ...disk, row: 3 }] })],
    [],
  );
  const [a, , b] = estate.vms.map(({ id }) => id);
  expect(vmGroups(findVmClusters(estate, findSharedDisks(estate)))).toEqual([
    { vms: [a, b], links: [{ by: 'disk', what: '[ds1] a/shared.vmdk', vms: [a, b] }] },
  ]);
});
