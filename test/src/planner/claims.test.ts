import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankDisk } from '../../../src/model/blank-records.ts';
import { nameClaims, type Claimant } from '../../../src/planner/claims.ts';
import { aVm } from './small-estate.ts';

const claimant = (changes: Partial<Claimant> & Pick<Claimant, 'resourceName'>): Claimant => ({
  namespace: 'shop',
  disposition: 'rehost',
  workloads: [],
  ...changes,
});
const volume = (name: string) => ({ name, sizeMiB: 10, usedMiB: 4, origin: '', mountPath: null });

describe('nameClaims', () => {
  it('names disks after their VM and volumes after their workload', () => {
    const named = nameClaims(
      [aVm('web', { disks: [blankDisk(null), blankDisk(null)] }), aVm('db')],
      [
        claimant({ resourceName: 'web' }),
        claimant({
          resourceName: 'db',
          disposition: 'containerize',
          workloads: [{ name: 'db', container: null, volumes: [volume('data')] }],
        }),
      ],
    );
    expect(named[0]?.disks).toEqual(['web-disk-1', 'web-disk-2']);
    expect(named[1]?.workloads[0]?.volumes).toEqual([
      { name: 'data', claim: 'db-data', mountPath: null, sizeMiB: 10, usedMiB: 4, origin: '' },
    ]);
  });

  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/);
  const anyVm = fc.record({
    namespace: fc.constantFrom('one', 'two'),
    resourceName: fc.oneof(label, fc.constantFrom('a', 'a-disk', 'a-disk-1', 'b'.repeat(52))),
    disks: fc.integer({ min: 0, max: 12 }),
    volumes: fc.uniqueArray(fc.oneof(label, fc.constantFrom('data', '1', 'disk-1')), { maxLength: 4 }),
    rehost: fc.boolean(),
  });

  it('gives every claim of a namespace a label of its own, whatever the order of VMs', () => {
    fc.assert(
      fc.property(fc.array(anyVm, { maxLength: 12 }), (list) => {
        const items = list.map(({ namespace, resourceName, disks, volumes, rehost }, i) => ({
          vm: aVm(`vm-${i}`, { disks: Array.from({ length: disks }, () => blankDisk(null)) }),
          claims: claimant({
            namespace,
            resourceName,
            disposition: rehost ? 'rehost' : 'containerize',
            workloads: rehost ? [] : [{ name: resourceName, container: null, volumes: volumes.map(volume) }],
          }),
        }));
        const name = (all: typeof items) =>
          nameClaims(
            all.map(({ vm }) => vm),
            all.map(({ claims }) => claims),
          );
        const named = name(items);
        for (const wanted of ['one', 'two']) {
          const names = named
            .filter((_, i) => items[i]?.claims.namespace === wanted)
            .flatMap(({ disks, workloads }) => [
              ...disks,
              ...workloads.flatMap(({ volumes }) => volumes.map(({ claim }) => claim)),
            ]);
          expect(new Set(names).size).toBe(names.length);
          for (const claim of names) expect(claim).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
        }
        expect(name(items.toReversed()).toReversed()).toEqual(named);
      }),
      { numRuns: 100 },
    );
  });
});
