import { blankApplication } from '../../../src/model/blank-guest.ts';
import type { GuestApplication, GuestUnit } from '../../../src/model/guest.ts';
import type { GuestView } from './guest-view.ts';
import { matchesPattern } from './paths.ts';

/** Services of Windows with one of these names; their detection is all that there is, and no guest of ours confirmed it. */
export function windowsServices(view: GuestView, names: readonly string[]): GuestUnit[] {
  return view.units.filter(
    ({ manager, name, active, enabled }) =>
      manager === 'windows' &&
      (active === true || enabled === true) &&
      names.some((pattern) => matchesPattern(pattern.toLowerCase(), name.toLowerCase())),
  );
}

/** A service of Windows as an application that is known by name alone. */
export function windowsApplication(
  application: { id: string; title: string; role: string },
  unit: GuestUnit,
  view: GuestView,
): GuestApplication {
  const processes = view.processes.filter(({ pid }) => pid === unit.mainPid);
  const listeners = processes.flatMap(({ pid }) => view.listenersByPid.get(pid) ?? []);
  const ports = [
    ...new Set(listeners.flatMap(({ protocol, port }) => (protocol === 'tcp' && port !== null ? [port] : []))),
  ].sort((a, b) => a - b);
  return {
    ...blankApplication(application.id, unit.name),
    title: application.title,
    role: application.role,
    running: unit.active === true,
    unit: unit.name,
    pids: processes.map(({ pid }) => pid),
    user: unit.user,
    endpoints: ports.map((port) => ({ protocol: 'tcp' as const, address: null, port })),
    evidence: [`service ${unit.name}${unit.description === null ? '' : ` (${unit.description})`}`],
    unverified: true,
    cpuSeconds: processes[0]?.cpuSeconds ?? null,
    memoryMiB: processes[0]?.residentMiB ?? null,
  };
}
