import { blankEstate, blankHost, blankVm } from '../../../src/model/blank-records.ts';
import type { Estate, Host, PerformanceSeries, Source, Vm } from '../../../src/model/estate.ts';

/** A source that brings a few facts, as a 4.x workbook does. */
export function aSource(changes: Partial<Source> = {}): Source {
  return {
    kind: 'rvtools',
    name: 'export.xlsx',
    version: '4.7.1.4',
    vCenterUuid: null,
    server: null,
    exportedAt: '2026-11-20T08:15:00',
    facts: {
      'vm.cpus': [{ sheet: 'vInfo', column: 'P', header: 'CPUs' }],
      'vm.cpuUsageMHz': [{ sheet: 'vCPU', column: 'I', header: 'Overall' }],
      'vm.memoryMiB': [{ sheet: 'vInfo', column: 'Q', header: 'Memory' }],
      'host.cpuMHz': [{ sheet: 'vHost', column: 'H', header: 'Speed' }],
    },
    warnings: [],
    ...changes,
  };
}

/** A running Linux VM of 4 vCPUs and 8 GiB that uses 1,300 MHz and 5,000 MiB on host esx01. */
export function aVm(name: string, changes: Partial<Vm> = {}): Vm {
  return {
    ...blankVm(0, name),
    id: `id-${name}`,
    origin: { vInfo: 7, vCPU: 9 },
    template: false,
    powerState: 'poweredOn',
    connectionState: 'connected',
    datacenter: 'DC1',
    cluster: 'C1',
    host: 'esx01.example.org',
    guestFullNameConfig: 'Debian GNU/Linux 12 (64-bit)',
    cpus: 4,
    memoryMiB: 8192,
    cpuUsageMHz: 1300,
    memoryConsumedMiB: 5000,
    memoryOverheadMiB: 60,
    ...changes,
  };
}

/** A host of 2 × 16 cores at 2,600 MHz with hyper-threading and 512 GiB. */
export function aHost(name: string, changes: Partial<Host> = {}): Host {
  return {
    ...blankHost(0, 2, name),
    datacenter: 'DC1',
    cluster: 'C1',
    model: 'Server X',
    cpuMHz: 2600,
    cpuSockets: 2,
    coresPerSocket: 16,
    cores: 32,
    hyperThreadingActive: true,
    memoryMiB: 524_288,
    maintenanceMode: false,
    ...changes,
  };
}

export function anEstate(vms: readonly Vm[], hosts: readonly Host[], changes: Partial<Estate> = {}): Estate {
  return { ...blankEstate(), sources: [aSource()], vms: [...vms], hosts: [...hosts], ...changes };
}

/** A day of averages of five minutes, as a vCenter keeps them. */
export function aSeries(counter: string, changes: Partial<PerformanceSeries> = {}): PerformanceSeries {
  return {
    counter,
    unit: 'megaHertz',
    intervalSeconds: 300,
    rollup: 'average',
    from: '2026-11-19T08:15:00',
    to: '2026-11-20T08:10:00',
    samples: 288,
    mean: 1,
    p50: 1,
    p95: 2,
    p99: 3,
    max: 4,
    ...changes,
  };
}
