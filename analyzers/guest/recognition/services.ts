import type { GuestProcess, GuestUnit, Listener } from '../../../src/model/guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Service } from './application.ts';
import { executableOf, expandArguments, interpretedProgram, interpreterOf } from './command-line.ts';
import type { GuestView } from './guest-view.ts';
import { holdsOthers, isNoWorkload, supervisors } from './not-workloads.ts';
import { baseName } from './paths.ts';

/** The processes of a guest, each in one service, one container or the operating system. */
export interface Partition {
  readonly services: readonly Service[];
  /** Processes of containers, which are read as they are and not as the guest's own services. */
  readonly inContainers: readonly GuestProcess[];
  readonly operatingSystem: readonly GuestProcess[];
}

/** Control groups that container engines make: docker, containerd, CRI-O, podman, LXC, systemd-nspawn. */
const containerGroup =
  /(?:^|\/)(?:docker[-/][0-9a-f]{12}|libpod-|crio-|cri-containerd-|kubepods|lxc\/|lxc\.payload|machine\.slice\/)/u;

/** The last part of the path of what a process runs; its own name for itself where that was not readable. */
const programName = (process: GuestProcess): string => baseName(executableOf(process) ?? process.name ?? '');

export const unitStem = (name: string): string => name.replace(/\.(?:service|scope|socket|timer|mount|slice)$/u, '');

/** Divides what runs, and units that should run and do not, into services. */
export function divideIntoServices(view: GuestView): Partition {
  const inContainers: GuestProcess[] = [];
  const operatingSystem: GuestProcess[] = [];
  const groups: ServiceDraft[] = [];
  const { byUnit, loose } = assignToUnits(view, inContainers, operatingSystem);
  for (const [name, processes] of byUnit) {
    const stem = unitStem(name);
    if (holdsOthers(stem)) {
      const started = startedBelow(view, processes);
      groups.push(...started.map((part) => ({ unit: null, processes: part })));
      const taken = new Set(started.flat());
      operatingSystem.push(...processes.filter((process) => !taken.has(process)));
    } else if (isNoWorkload(stem)) operatingSystem.push(...processes);
    else
      groups.push(
        ...splitSupervised(view, { unit: view.unitsByName.get(name) ?? null, name: stem, processes }, operatingSystem),
      );
  }
  for (const tree of treesOf(view, loose)) {
    const name = programName(tree[0]);
    if (isNoWorkload(name) || !listens(view, tree)) operatingSystem.push(...tree);
    else groups.push({ unit: null, processes: tree });
  }
  const services = groups.map((draft) => finishService(view, draft));
  return { services: [...named(services), ...idleServices(view, byUnit)], inContainers, operatingSystem };
}

interface ServiceDraft {
  readonly unit: GuestUnit | null;
  readonly name?: string;
  readonly processes: readonly GuestProcess[];
}

function assignToUnits(
  view: GuestView,
  inContainers: GuestProcess[],
  operatingSystem: GuestProcess[],
): { byUnit: Map<string, GuestProcess[]>; loose: GuestProcess[] } {
  const byUnit = new Map<string, GuestProcess[]>();
  const loose: GuestProcess[] = [];
  for (const process of view.processes) {
    // Threads of the kernel have no executable and no arguments; the first process is systemd itself.
    const ofKernel = process.executable === null && process.command.length === 0 && process.unit === null;
    if (containerGroup.test(process.controlGroup ?? '')) inContainers.push(process);
    else if (process.pid === 1 || process.pid === 2 || ofKernel) operatingSystem.push(process);
    else if (process.unit === null || process.unit === 'init.scope') loose.push(process);
    else {
      const members = byUnit.get(process.unit) ?? [];
      members.push(process);
      byUnit.set(process.unit, members);
    }
  }
  return { byUnit, loose };
}

type Tree = [GuestProcess, ...GuestProcess[]];

/** These processes as trees: each begins with one whose parent is not among them. */
function treesOf(view: GuestView, processes: readonly GuestProcess[]): Tree[] {
  const among = new Map(processes.map((process) => [process.pid, process]));
  const roots = processes.filter(
    ({ parentPid, pid }) => parentPid === null || parentPid === pid || !among.has(parentPid),
  );
  const seen = new Set<number>();
  const trees: Tree[] = [];
  // No process descends from itself; what says so all the same begins a tree like others.
  for (const root of [...roots, ...processes]) {
    if (seen.has(root.pid)) continue;
    const tree: Tree = [root];
    seen.add(root.pid);
    for (const process of tree) {
      for (const child of view.childrenOf(process.pid)) {
        if (!among.has(child.pid) || seen.has(child.pid)) continue;
        seen.add(child.pid);
        tree.push(child);
      }
    }
    trees.push(tree);
  }
  return trees;
}

const listens = (view: GuestView, processes: readonly GuestProcess[]): boolean =>
  processes.some(({ pid }) => (view.listenersByPid.get(pid) ?? []).some(({ protocol }) => protocol !== 'unix'));

/** Trees below a login, cron or sshd that listen and are not the operating system's own. */
function startedBelow(view: GuestView, processes: readonly GuestProcess[]): Tree[] {
  const ownListeners = new Set(
    processes.filter((process) => {
      const name = programName(process);
      return !isNoWorkload(name) && listens(view, [process]);
    }),
  );
  // The highest process that listens begins the tree: the shell above it is the login's.
  const among = new Map(processes.map((process) => [process.pid, process]));
  const tops = [...ownListeners].filter((process) => {
    const walked = new Set<number>();
    for (
      let parent = among.get(process.parentPid ?? 0);
      parent !== undefined && !walked.has(parent.pid);
      parent = among.get(parent.parentPid ?? 0)
    ) {
      if (ownListeners.has(parent)) return false;
      walked.add(parent.pid);
    }
    return true;
  });
  return tops.map((top): Tree => {
    const tree: Tree = [top];
    const seen = new Set([top.pid]);
    for (const process of tree) {
      for (const child of view.childrenOf(process.pid)) {
        if (seen.has(child.pid) || !among.has(child.pid)) continue;
        seen.add(child.pid);
        tree.push(child);
      }
    }
    return tree;
  });
}

/** A supervisor's children are services of their own, without its unit. */
function splitSupervised(view: GuestView, draft: ServiceDraft, operatingSystem: GuestProcess[]): ServiceDraft[] {
  const isSupervisor = (process: GuestProcess): boolean => {
    const executable = executableOf(process) ?? process.name ?? '';
    const program = interpretedProgram(executable, process.command)?.program;
    return supervisors.has(baseName(executable)) || (typeof program === 'string' && supervisors.has(baseName(program)));
  };
  const above = draft.processes.filter((process) => isSupervisor(process));
  if (above.length === 0 || draft.name?.startsWith('gitlab') === true) return [draft];
  operatingSystem.push(...above);
  const below = draft.processes.filter((process) => !above.includes(process));
  return treesOf(view, below).map((processes) => ({ unit: null, processes }));
}

function finishService(view: GuestView, { unit, name, processes }: ServiceDraft): Service {
  const main =
    processes.find(({ pid }) => unit !== null && pid === unit.mainPid) ?? treesOf(view, processes)[0]?.[0] ?? null;
  const lead = main === null ? null : leadOf(view, main, processes);
  const executable = lead === null ? null : executableOf(lead);
  const pids = new Set(processes.map(({ pid }) => pid));
  const own = [...pids]
    .flatMap((pid) => view.listenersByPid.get(pid) ?? [])
    .filter(({ protocol }) => protocol !== 'unix');
  const program = lead === null || executable === null ? null : interpretedProgram(executable, lead.command)?.program;
  const readable = (program ?? executable ?? lead?.name ?? 'process').replace(
    /\.(?:jar|war|py|js|mjs|rb|php|pl|sh|dll)$/u,
    '',
  );
  return {
    name: name ?? baseName(readable),
    unit,
    main,
    lead,
    processes,
    listeners: [...own, ...(unit === null ? [] : heldForUnit(view, unit))],
    executable,
    argv: lead?.command ?? [],
  };
}

/** What a script that only starts another program started: the first below it that is no shell. */
function leadOf(view: GuestView, main: GuestProcess, processes: readonly GuestProcess[]): GuestProcess {
  const isWrapper = (process: GuestProcess): boolean => {
    const executable = executableOf(process) ?? process.name ?? '';
    const name = baseName(executable);
    return (
      interpreterOf(executable) === 'shell' ||
      /^(?:su|sudo|runuser|setpriv|tini|dumb-init|daemon|start-stop-daemon|numactl|nice|ionice|env|flock|timeout|mysqld_safe|mariadbd-safe)$/u.test(
        name,
      )
    );
  };
  if (!isWrapper(main)) return main;
  const among = new Set(processes);
  const waiting: GuestProcess[] = [main];
  const seen = new Set(waiting);
  for (const process of waiting) {
    for (const child of view.childrenOf(process.pid)) {
      if (!among.has(child) || seen.has(child)) continue;
      if (!isWrapper(child) && !/^(?:sleep|cat|tee|logger|inotifywait)$/u.test(child.name ?? '')) return child;
      seen.add(child);
      waiting.push(child);
    }
  }
  return main;
}

/** Sockets that systemd opens and hands to a unit. */
function heldForUnit(view: GuestView, unit: GuestUnit): Listener[] {
  const ports = view.units
    .filter((socket) => socket.triggers === unit.name && socket.listen.length > 0)
    .flatMap(({ listen }) => listen.map((line) => Number(/(?:^|:|\s)(\d{1,5})(?=\s|$)/u.exec(line)?.[1])));
  return (view.listenersByPid.get(1) ?? []).filter(
    ({ protocol, port }) => protocol !== 'unix' && port !== null && ports.includes(port),
  );
}

/** Units that are enabled and have no process. One-shot units that did their work, and templates, are none. */
function idleServices(view: GuestView, byUnit: ReadonlyMap<string, unknown>): Service[] {
  return view.units
    .filter(
      ({ name, enabled, type, execStart }) =>
        enabled === true &&
        name.endsWith('.service') &&
        !name.endsWith('@.service') &&
        type !== 'oneshot' &&
        !byUnit.has(name) &&
        execStart.length > 0 &&
        !isNoWorkload(unitStem(name)),
    )
    .map((unit) => {
      const argv = expandArguments(unit.execStart[0]?.argv ?? [], view.environmentOf(unit));
      return {
        name: unitStem(unit.name),
        unit,
        main: null,
        lead: null,
        processes: [],
        listeners: [],
        executable: unit.execStart[0]?.path ?? null,
        argv,
      };
    });
}

/** Services under names of their own: a second "java" becomes "java-8081" by its port, else "java-2". */
function named(services: readonly Service[]): Service[] {
  const taken = new Set(services.filter(({ unit }) => unit !== null).map(({ name }) => name));
  return services
    .toSorted((a, b) => byCodePoint(a.name, b.name) || (a.main?.pid ?? 0) - (b.main?.pid ?? 0))
    .map((service) => {
      if (service.unit !== null) return service;
      const port = service.listeners[0]?.port;
      let name = service.name;
      if (taken.has(name) && port !== undefined && port !== null) name = `${service.name}-${port}`;
      for (let next = 2; taken.has(name); next++) name = `${service.name}-${next}`;
      taken.add(name);
      return { ...service, name };
    });
}
