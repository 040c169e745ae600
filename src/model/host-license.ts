import type { Host } from './estate.ts';

export interface HostLicense {
  readonly host: Host;
  readonly sockets: number;
  readonly coresPerSocket: number;
  readonly cores: number;
  /** Cores that must be licensed: for each CPU its cores, but at least the floor (Broadcom KB 313548). */
  readonly licensedCores: number;
}

/** Cores of a host that need a licence; null where its sockets or cores are unknown. */
export function hostLicense(host: Host, coreFloorPerCpu: number): HostLicense | null {
  const { cpuSockets: sockets, cores } = host;
  if (sockets === null || sockets === 0) return null;
  const coresPerSocket = host.coresPerSocket ?? (cores === null ? null : Math.ceil(cores / sockets));
  if (coresPerSocket === null || coresPerSocket === 0) return null;
  return {
    host,
    sockets,
    coresPerSocket,
    cores: cores ?? sockets * coresPerSocket,
    licensedCores: sockets * Math.max(coresPerSocket, coreFloorPerCpu),
  };
}
