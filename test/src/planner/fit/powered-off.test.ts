import { describe, expect, it } from 'vitest';
import type { VmEvents } from '../../../../src/model/estate.ts';
import type { Finding } from '../../../../src/model/finding.ts';
import { examine } from '../../../../src/planner/fit/frame.ts';
import { rule } from '../../../../src/planner/fit/rules/retire-powered-off.ts';
import { VmSubject } from '../../../../src/planner/fit/subject.ts';
import { aFitContext, type VmGiven } from './fit-estate.ts';

const noEvents: VmEvents = {
  from: '2026-02-20T08:00:00',
  lastPowerOff: null,
  lastPowerOn: null,
  lastSuspend: null,
  powerOffs: 0,
  migrations: 0,
  drsMigrations: 0,
  failedMigrations: 0,
  haRestarts: 0,
};

function found(given: VmGiven): Finding | undefined {
  const context = aFitContext({ vms: [{ powerState: 'poweredOff', ...given }] });
  const [vm] = context.estate.vms;
  const [source] = context.estate.sources;
  if (vm === undefined || source === undefined) throw new Error('there is a VM and a source');
  return examine(rule, new VmSubject(vm, source), context)?.finding;
}

describe('a VM that is off', () => {
  it('is so since its last power-off, where that is the last event', () => {
    const events = { ...noEvents, lastPowerOn: '2026-02-28T06:00:00', lastPowerOff: '2026-03-02T07:00:00' };
    expect(found({ events })?.evidence[1]?.value).toBe('powered off at 2026-03-02T07:00:00');
  });

  it('is so at least as long as events are kept, or as long as there is the VM, where there is no event', () => {
    expect(found({ events: noEvents })?.detail).toMatch(/^Off since 2026-02-20 at least: .* of 2026-02-20\.$/);
    expect(found({ events: noEvents, createdAt: '2026-03-10T00:00:00' })?.detail).toMatch(/^Off since 2026-03-10 at l/);
    expect(found({ events: noEvents, createdAt: '2020-03-10T00:00:00' })?.detail).toMatch(/^Off since 2026-02-20 at l/);
  });

  it('is so since an unknown time where its last event says that it was switched on, or nobody asked', () => {
    const events = { ...noEvents, lastPowerOff: '2026-02-28T06:00:00', lastPowerOn: '2026-03-02T07:00:00' };
    for (const given of [{ events }, { events: null }]) {
      expect(found(given)?.evidence).toHaveLength(1);
      expect(found(given)?.detail).toBeUndefined();
    }
  });
});
