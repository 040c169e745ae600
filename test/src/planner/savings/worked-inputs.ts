import type { SavingsFacts, SavingsInputs } from '../../../../src/model/savings.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { savingsInputs, type SavingsBasis } from '../../../../src/planner/savings/inputs.ts';
import { blankEstate } from '../../../../src/model/blank-records.ts';
import { aHost } from '../small-estate.ts';

const basis: Omit<SavingsBasis, 'settings'> = {
  estate: { ...blankEstate(), hosts: [aHost('a')] },
  asOf: '2026-11-24',
  residualHosts: [],
  decisions: [],
  nodes: {
    pools: [{ type: '2x32c-512g', role: 'worker', count: 1, allocatable: null, steps: [] }],
    workers: 1,
    total: 1,
    lowerBound: 1,
    gapPercent: 0,
    bindingDimension: 'cpu',
    heuristic: null,
    demand: { cpuMilli: 0, memoryMiB: 0, pods: 0 },
    scheduler: null,
    unplaced: [],
    alternatives: [],
    assumptions: [],
  },
  types: [],
  coresPerCpu: 0.62,
  storage: {
    classes: [],
    demand: { rehostMiB: 0, containerizeMiB: 0, totalMiB: 0, rawDeviceMiB: 0, unknownVms: 0 },
    softwareDefined: null,
    localDisks: { hostsWith: 0, hostsWithout: 0, hostsUnknown: 0, explanation: '' },
    unknown: [],
  },
  targetLicenses: [],
  hostRelease: [],
  waves: [],
};

/** Ten hosts of 2 × 16 cores, two of which stay for retained VMs; eight are freed one after the other. */
export const workedFacts: SavingsFacts = {
  start: '2026-11-24',
  hosts: 10,
  licensedCores: 320,
  hostCpuMilli: 640_000,
  hostMemoryMiB: 10 * 524_288,
  residualHosts: 2,
  residualCores: 64,
  freed: [125, 250, 375, 500, 625, 750, 875, 1000].map((afterPermille) => ({
    afterPermille,
    hosts: 1,
    licensedCores: 32,
  })),
  progress: [
    { timePermille: 200, vmsPermille: 50 },
    { timePermille: 1000, vmsPermille: 1000 },
  ],
  vms: { containerize: 40, rehost: 240, replace: 10, retain: 12, retire: 18 },
  candidates: [
    { from: 'rehost', to: 'containerize', vms: 60, freedCpuMilli: 0, freedMemoryMiB: 18_000 },
    { from: 'rehost', to: 'retire', vms: 20, freedCpuMilli: 9000, freedMemoryMiB: 120_000 },
  ],
  nodes: {
    workers: 4,
    spare: 1,
    controlPlane: 3,
    sockets: 2,
    cores: 64,
    cpuMilli: 128_000,
    memoryMiB: 524_288,
    reused: false,
  },
  targetUtilisationPercent: 85,
  demand: { cpuMilli: 190_000, memoryMiB: 1_500_000 },
  containerOverheadMiB: 12_000,
  vsanMiB: 200 * 1024 * 1024,
  softwareDefinedMiB: 150 * 1024 * 1024,
  guestLicensesPerYear: 30_000,
};

/** Settings in which every price is a person's own, so that there is a headline and every head counts. */
export const ownPrices = {
  currency: 'EUR',
  migration: { contractEnd: '2027-09-24' },
  licenses: { renewalPricePerCoreYear: 190 },
  nodes: { catalogue: [{ name: '2x32c-512g', cores: 64, threads: 128, memoryMiB: 524_288, price: 31_000 }] },
  costs: { subscriptionPerNodeYear: 900 },
  savings: {
    contract: { cores: 352, pricePerCoreYear: 60 },
    protection: {
      backupTodayPerVmYear: 90,
      backupTargetPerVmYear: 70,
      recoveryTodayPerYear: 20_000,
      recoveryTargetPerYear: 16_000,
    },
    guestLicensesTodayPerYear: 26_000,
    hardware: { reusedHosts: 2 },
  },
} as const;

/** Inputs from settings and facts as a test states them. */
export function worked(settings: object = ownPrices, facts: Partial<SavingsFacts> = {}): SavingsInputs {
  const inputs = savingsInputs({ ...basis, settings: settingsSchema.parse(settings) });
  if (inputs === null) throw new Error('no hosts');
  return { ...inputs, facts: { ...workedFacts, ...facts } };
}
