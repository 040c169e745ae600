import { byCodePoint } from '../../lib/order.ts';
import type { Host } from '../../model/estate.ts';
import { hostLicense, type HostLicense } from '../../model/host-license.ts';
import type { LicensesToday } from '../../model/savings.ts';

/**
 * What VMware licensing counts on these hosts: the sum over CPUs of max(cores, floor), Broadcom KB 313548. Cores that
 * are licensed only because of the floor are idle. Hosts of unknown sockets or cores are listed and in no sum; null where
 * no host is known, because then nothing is known about licences.
 */
export function licensesToday(hosts: readonly Host[], coreFloorPerCpu: number): LicensesToday | null {
  const known: HostLicense[] = [];
  const unknownHosts: string[] = [];
  for (const host of hosts) {
    const license = hostLicense(host, coreFloorPerCpu);
    if (license === null) unknownHosts.push(host.name);
    else known.push(license);
  }
  if (known.length === 0) return null;

  const idle = known.filter((license) => license.licensedCores > license.cores);
  idle.sort((a, b) => byCodePoint(a.host.name, b.host.name) || byCodePoint(a.host.cluster ?? '', b.host.cluster ?? ''));
  const physicalCores = known.reduce((sum, { cores }) => sum + cores, 0);
  const licensedCores = known.reduce((sum, license) => sum + license.licensedCores, 0);
  return {
    physicalCores,
    licensedCores,
    idleLicensedCores: idle.reduce((sum, license) => sum + license.licensedCores - license.cores, 0),
    coreFloorPerCpu,
    hosts: idle.map(({ host, sockets, coresPerSocket, cores, licensedCores: licensed }) => ({
      name: host.name,
      cluster: host.cluster,
      sockets,
      coresPerSocket,
      licensedCores: licensed,
      idleLicensedCores: licensed - cores,
    })),
    unknownHosts: unknownHosts.sort(byCodePoint),
  };
}
