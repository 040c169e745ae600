import type { HostModel } from './hardware.ts';

/** Keys in the form of VMware's, planted: they must never leave devirt. */
export const plantedLicenceKeys = {
  vSphere: 'PLANT-VSPHR-ENTPL-00008-LICKY',
  vCenter: 'PLANT-VCNTR-STNDR-00008-LICKY',
  nsx: 'PLANT-NSXDC-ENTPL-00004-LICKY',
} as const;

/** Cores that a subscription counts for each CPU at least (Broadcom KB 313548). */
const coreFloorPerCpu = 16;

/** Cores that a host needs licences for. */
export function licensedCores(model: HostModel): number {
  return model.cpuSockets * Math.max(coreFloorPerCpu, model.coresPerSocket);
}
