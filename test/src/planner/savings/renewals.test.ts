import { describe, expect, it } from 'vitest';
import { licensesToday } from '../../../../src/planner/savings/licenses.ts';
import { renewals, vsanEntitlement } from '../../../../src/planner/savings/renewals.ts';
import { aHost } from '../small-estate.ts';
import { ownPrices, worked } from './worked-inputs.ts';

describe('vsanEntitlement', () => {
  it('counts Broadcom’s example: three hosts with one CPU of 8 cores, VCF, 11.52 TiB used', () => {
    const hosts = ['a', 'b', 'c'].map((name) => aHost(name, { cpuSockets: 1, coresPerSocket: 8, cores: 8 }));
    const cores = licensesToday(hosts, 16)?.licensedCores ?? 0;
    expect(cores).toBe(48);
    expect(vsanEntitlement(cores, 1, 11.52)).toEqual({ entitledTiB: 48, usedTiB: 11.52, toBuyTiB: -36 });
  });

  it('buys whole TiB beyond what VVF brings', () => {
    // 80 cores × 0.25 = 20; 31.2 are used
    expect(vsanEntitlement(80, 0.25, 31.2).toBuyTiB).toBe(12);
  });
});

const steps = (values: Float64Array): number[] => [...values];
const falling = (months: number): Float64Array =>
  new Float64Array(months).map((_, month) => Math.max(32, 128 - month * 8));

describe('renewals', () => {
  const settings = {
    ...ownPrices,
    migration: { contractEnd: '2027-01-24' },
    savings: { contract: { bridgeMonths: 3, renewalMonths: 4, bridgeUpliftPercent: 50, upliftPercent: 10 } },
  };

  it('gives no core back within a term, and bridges at a higher price as long as hosts are left', () => {
    const result = renewals(falling(20), 32, worked(settings));
    // The contract runs two months; at each renewal as many cores as are needed then
    expect(steps(result.cores)).toEqual([
      0, 0, 112, 112, 112, 88, 88, 88, 64, 64, 64, 40, 40, 40, 32, 32, 32, 32, 32, 32,
    ]);
    expect(steps(result.needed).slice(2, 6)).toEqual([112, 104, 96, 88]);
    expect(result.priceFactor[2]).toBeCloseTo(1.5, 12);
    expect(result.priceFactor[5]).toBeCloseTo(1.1 * 1.5, 12);
    // Those that stay are no bridge any more
    expect(result.priceFactor[14]).toBeCloseTo(1.1 ** 4, 12);
    expect(result.priceFactor[18]).toBeCloseTo(1.1 ** 5, 12);
  });

  it('renews nothing once the last host is empty', () => {
    const gone = new Float64Array(12).map((_, month) => (month < 4 ? 64 : 0));
    expect(steps(renewals(gone, 0, worked(settings)).cores)).toEqual([0, 0, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('orders 72 cores at least only where that rule is switched on', () => {
    const contract = { ...settings.savings.contract, minimum72Cores: true };
    const result = renewals(falling(20), 32, worked({ ...settings, savings: { contract } }));
    expect(result.cores[8]).toBe(72);
    expect(result.cores[19]).toBe(72);
    // What the minimum forces to order is not stranded by an early exit
    expect(result.needed[19]).toBe(72);
  });
});
