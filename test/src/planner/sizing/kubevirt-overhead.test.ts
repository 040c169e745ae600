import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kubeVirtOverheadMiB, largestGuestMiB } from '../../../../src/planner/sizing/kubevirt-overhead.ts';

describe('KubeVirt’s memory overhead', () => {
  it('agrees with the published examples', () => {
    // 4096/512 = 8; 25+100+25+40+50 = 240; 2 × 8 = 16; I/O thread 8; graphics 32: 304
    expect(kubeVirtOverheadMiB(2, 4096)).toBe(304);
    // 65536/512 = 128; 240; 16 × 8 = 128; 8; 32: 536
    expect(kubeVirtOverheadMiB(16, 65_536)).toBe(536);
  });

  it('leaves room for the largest guest, and for not one MiB more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), fc.integer({ min: 2048, max: 2_000_000 }), (vcpus, room) => {
        const guest = largestGuestMiB(vcpus, room);
        expect(guest + kubeVirtOverheadMiB(vcpus, guest)).toBeLessThanOrEqual(room);
        expect(guest + 1 + kubeVirtOverheadMiB(vcpus, guest + 1)).toBeGreaterThan(room);
      }),
    );
  });
});
