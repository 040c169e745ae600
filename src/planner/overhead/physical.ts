import { percentOf } from '../../lib/units.ts';
import type { Estate, Host } from '../../model/estate.ts';
import type { OverheadStep } from '../../model/overhead.ts';

/** The estate's hosts together; null where one of them, or all hosts of a source, are not known. */
export interface Physical {
  readonly cores: number | null;
  readonly cpuMHz: number | null;
  readonly memoryMiB: number | null;
}

/** Capacity of all hosts; null where VMs run on hosts that no source lists. */
export function physicalCapacity({ vms, hosts }: Estate): Physical {
  const withHosts = new Set(hosts.map((host) => host.source));
  if (hosts.length === 0 || vms.some((vm) => !withHosts.has(vm.source))) {
    return { cores: null, cpuMHz: null, memoryMiB: null };
  }
  const sum = (figure: (host: Host) => number | null): number | null =>
    hosts.reduce<number | null>((total, host) => {
      const value = figure(host);
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    cores: sum((host) => host.cores),
    cpuMHz: sum(({ cores, cpuMHz }) => (cores === null || cpuMHz === null ? null : cores * cpuMHz)),
    memoryMiB: sum((host) => host.memoryMiB),
  };
}

/** Percent with two decimals: the figures behind it are no better. */
export function share(part: number, total: number | null): number | null {
  const percent = percentOf(part, total);
  return percent === null ? null : Math.round(percent * 100) / 100;
}

export const notMeasured = (step: string, needs: string): OverheadStep => ({
  step,
  cpuPercent: null,
  memoryPercent: null,
  basis: `not measured: needs ${needs}`,
});
