import { describe, expect, it } from 'vitest';
import { defaultSettings, settingsSchema } from '../../../../src/model/settings.ts';
import { coresPerCpu, largestNode, workerTypes } from '../../../../src/planner/nodes/worker-types.ts';
import { aHost, anEstate } from '../small-estate.ts';

const reuse = settingsSchema.parse({ nodes: { from: 'reuse' } });

describe('workerTypes', () => {
  it('makes one type of equal hosts, with twice the cores as threads where hyper-threading is on', () => {
    const hosts = [
      aHost('a'),
      aHost('b'),
      aHost('c', { hyperThreadingActive: false, model: 'Server Y' }),
      aHost('d', { hyperThreadingActive: null, model: 'Server Z' }),
    ];
    const { types, leftOut } = workerTypes(anEstate([], hosts), reuse);
    expect(types.map(({ name, threads, available, price }) => [name, threads, available, price])).toEqual([
      ['Server X (32 cores, 64 threads, 512 GiB)', 64, 2, 0],
      ['host (32 cores, 32 threads, 512 GiB)', 32, 2, 0],
    ]);
    expect(leftOut).toEqual([]);
  });

  it('leaves out, and says so, hosts that stay, are in maintenance, unknown or too small', () => {
    const stays = aHost('s');
    const hosts = [
      aHost('a'),
      stays,
      aHost('m', { maintenanceMode: true }),
      aHost('u', { memoryMiB: null }),
      aHost('t', { cores: 1 }),
    ];
    const { types, leftOut } = workerTypes(anEstate([], hosts), reuse, new Set([stays]));
    expect(types.map((type) => type.available)).toEqual([1]);
    expect(leftOut).toHaveLength(4);
    expect(leftOut[0]).toBe('Not used again: 1 host (they stay with VMware for VMs that are retained or not listed)');
  });

  it('does not depend on the order of hosts', () => {
    const hosts = [aHost('a'), aHost('b', { memoryMiB: 1_048_576 }), aHost('c', { cores: 64, model: null })];
    expect(workerTypes(anEstate([], hosts.toReversed()), reuse)).toEqual(workerTypes(anEstate([], hosts), reuse));
  });
});

describe('coresPerCpu', () => {
  it('is a whole core only where no type has hyperthreads', () => {
    const [threaded, plain] = workerTypes(
      anEstate([], [aHost('a'), aHost('b', { hyperThreadingActive: false })]),
      reuse,
    ).types;
    if (threaded === undefined || plain === undefined) throw new Error('two types');
    expect(coresPerCpu([plain], reuse)).toBe(1);
    expect(coresPerCpu([plain, threaded], reuse)).toBe(reuse.sizing.threadYield);
  });
});

describe('largestNode', () => {
  it('is the most CPUs and guest memory that a planned node has for one VM', () => {
    const settings = defaultSettings();
    const largest = largestNode(workerTypes(anEstate([], []), settings).types, settings);
    // CPUs: 105,825 thousandths (reservations.test.ts). Memory of 1 TiB: 1,048,576 − 17,408 − 2 % of 524,288 = 10,485.76,
    // so 27,894 − 100 − 2048 − 360 = 1,018,174 × 85 % = 865,447; less 280 + 105 × 8 = 864,327 × 512 ÷ 513
    expect(largest).toEqual({ type: '2x32c-1024g', cpus: 105, memoryMiB: 862_642 });
  });
});
