import { beforeAll, expect, it } from 'vitest';
import type { Estate } from '../../../../src/model/estate.ts';
import { defaultSettings } from '../../../../src/model/settings.ts';
import { makePlan } from '../../../../src/planner/plan.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';
import { describePeer } from '../../../support/peers.ts';
import { collectFrom, startVcsim, type Vcsim, vcsimHint } from '../../../support/vcsim.ts';

/** Which series an object has: the simulator's figures are random. */
const shape = (estate: Estate): unknown =>
  [...estate.vms, ...estate.hosts, ...estate.clusters].map(({ name, performance }) => [
    name,
    performance?.map(({ counter, intervalSeconds, samples }) => [counter, intervalSeconds, samples]),
  ]);

describePeer('vcsim', vcsimHint)('history', () => {
  let vcsim: Vcsim;
  let estate: Estate;
  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '20', '-hosts', '2');
    estate = await collectFrom(vcsim, { history: true });
  });

  it('is read of VMs, hosts and clusters, finely for a day and coarsely for a month', () => {
    for (const { performance } of [...estate.vms, ...estate.hosts, ...estate.clusters]) {
      const usage = performance?.filter(({ counter }) => counter === 'cpu.usage.average') ?? [];
      expect(usage.map(({ intervalSeconds, samples }) => [intervalSeconds, samples])).toEqual([
        [300, 289],
        [7200, 361],
      ]);
      for (const { p50, p95, p99, max } of performance ?? []) {
        expect([p50, p95, p99, max]).toEqual([p50, p95, p99, max].toSorted((a, b) => a - b));
      }
    }
    expect(estate.sources[0]?.facts['vm.performance']).toBeDefined();
  });

  it('sizes VMs by percentiles, and says of which averages', () => {
    const { decisions } = makePlan(estate, defaultSettings());
    expect(decisions.length).toBeGreaterThan(20);
    for (const { sizing } of decisions) {
      expect(sizing?.cpuBasis.method).toBe('percentile');
      expect(sizing?.cpuBasis.explanation).toMatch(
        /p95 of 289 averages of 300 s, 24\.08 h in all, from |p99 of 361 averages of 7\u202f200 s, 722 h in all, from /,
      );
      expect(sizing?.cpuBasis.evidence[0]?.path).toMatch(
        /^VirtualMachine vm-\d+ PerformanceManager\.QueryPerf cpu\.usagemhz\.average, p9[59] of /,
      );
    }
  });

  it('is asked for in smaller pieces where the server says that a query is too large', async () => {
    const proxy = await startFaultProxy(vcsim);
    let largest = 0;
    proxy.fault = ({ method, body }) => {
      if (method !== 'QueryPerf') return null;
      const metrics = body.match(/<metricId>/g)?.length ?? 0;
      if (metrics > 64) {
        const detail = '<invalidProperty>querySpec.size</invalidProperty>';
        return { kind: 'fault', type: 'InvalidArgument', text: '指定されたパラメータが正しくありません。', detail };
      }
      largest = Math.max(largest, metrics);
      return null;
    };
    expect(shape(await collectFrom(proxy, { history: true }))).toEqual(shape(estate));
    expect(largest).toBeLessThanOrEqual(64);
    expect(largest).toBeGreaterThan(32);
  });

  it('goes on after a lost connection or session', async () => {
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = ({ method, index }) => {
      if (method !== 'QueryPerf') return null;
      if (index === 0) return { kind: 'truncate' };
      return index === 2 ? { kind: 'fault', type: 'NotAuthenticated', text: '' } : null;
    };
    expect(shape(await collectFrom(proxy, { history: true }))).toEqual(shape(estate));
  });

  it('says which counters the server does not keep', async () => {
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = ({ method, body }) =>
      method === 'QueryPerf' && body.includes('<intervalId>7200</intervalId>')
        ? {
            kind: 'rewrite',
            rewrite: (answer) => answer.replaceAll(/<value><id><counterId>12<.*?<\/value><\/value>/g, ''),
          }
        : null;
    const { sources } = await collectFrom(proxy, { history: true });
    expect(sources[0]?.warnings).toEqual([
      expect.objectContaining({
        place: 'performance',
        message: expect.stringMatching(/^no VM has cpu\.ready\.summation every 7200 s/),
      }),
    ]);
  });

  it('says which statistics level would keep what this one leaves out', async () => {
    const proxy = await startFaultProxy(vcsim);
    // Of active memory, and of each disk's latency: the simulator has figures at any level.
    const aboveLevel1 = /<value><id><counterId>(?:33|176|177|183|184)<.*?<\/value><\/value>/g;
    proxy.fault = ({ method }) =>
      method === 'QueryPerf' ? { kind: 'rewrite', rewrite: (answer) => answer.replaceAll(aboveLevel1, '') } : null;
    const { sources } = await collectFrom(proxy, { history: true });
    const messages = sources[0]?.warnings.map(({ message }) => message) ?? [];
    expect(messages).toHaveLength(2);
    for (const message of messages) {
      expect(message).toMatch(/^no VM has mem\.active\.average, .* every (?:300|7200) s, .*its statistics level is 1/);
      expect(message).toMatch(/Set statistics level \d for this interval .*; unknown there: how much of their memory/);
    }
  });

  it('is left out where it is not wanted', async () => {
    const without = await collectFrom(vcsim);
    expect(without.vms.every(({ performance }) => performance === null)).toBe(true);
    expect(without.sources[0]?.facts['vm.performance']).toBeUndefined();
  });
});
