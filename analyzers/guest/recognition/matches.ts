import type { ServerApplication, Service } from './application.ts';
import { interpretedProgram, interpreterOf } from './command-line.ts';
import { programsOf } from './evidence-index.ts';
import type { GuestView } from './guest-view.ts';
import { baseName, matchesPattern } from './paths.ts';

/**
 * Whether a service is this application, with what shows it; null where it is not. Names are cheap: a process can call
 * itself anything, a script can bear a server's name, and any program can listen on its port. So:
 *
 * - an executable counts where packages put it (and such a package is installed);
 * - elsewhere it counts where it also listens, and its unit, its usual port or its configuration says the same;
 * - what an interpreter runs counts where that very interpreter runs it;
 * - where the executable was not readable (not root), unit and installed package must agree.
 */
export function matchEvidence(application: ServerApplication, service: Service, view: GuestView): string[] | null {
  const { evidence } = application;
  const installed = view.packagesLike(...(evidence.packages ?? []));
  const unitAgrees = service.unit !== null && (evidence.units ?? []).some((name) => matchesPattern(name, service.name));
  const byProgram = matchProgram(application, service);
  if (byProgram !== null) return byProgram;
  for (const { executable } of programsOf(service)) {
    const pattern = evidence.executables?.find((path) => matchesPattern(path, executable));
    const packaged =
      pattern !== undefined && /^\/(?:usr|s?bin)\//u.test(executable) && !executable.startsWith('/usr/local/');
    if (pattern !== undefined && (!packaged || !view.knowsPackages || installed.length > 0)) {
      const owner = packaged && installed.length > 0 ? `, package ${describePackage(view, installed[0] ?? '')}` : '';
      return [`${who(service, executable)} runs ${executable}${owner}`];
    }
    const sameName =
      evidence.executables?.some((path) => matchesPattern(baseName(path), baseName(executable))) ?? false;
    if (!sameName || service.listeners.length === 0) continue;
    const port = service.listeners.find(
      (listener) => listener.port !== null && evidence.ports?.includes(listener.port),
    );
    const file = view.firstFile(...(evidence.files ?? []));
    const second =
      port !== undefined
        ? `listens on its port ${port.port}`
        : unitAgrees
          ? `is unit ${service.unit?.name}`
          : file !== null && service.argv.includes(file.path)
            ? `reads ${file.path}`
            : null;
    if (second !== null) return [`${who(service, executable)} runs ${executable} and ${second}`];
  }
  if (service.executable === null && unitAgrees && (installed.length > 0 || !view.knowsPackages)) {
    const owner = installed.length > 0 ? ` and package ${describePackage(view, installed[0] ?? '')} is installed` : '';
    return [`unit ${service.unit?.name} is active${owner}; its executable was not readable`];
  }
  // A unit that starts a script of the package's, or through it, and does not run now: nothing else can be asked.
  if (service.main === null && unitAgrees && installed.length > 0) {
    return [
      `unit ${service.unit?.name} is enabled and package ${describePackage(view, installed[0] ?? '')} is installed`,
    ];
  }
  return null;
}

function matchProgram(application: ServerApplication, service: Service): string[] | null {
  const wanted = application.evidence.programs ?? {};
  for (const { executable, argv } of programsOf(service)) {
    // A program whose first line names the interpreter is started by its own path: that of a unit that does not run.
    const interpreter = interpreterOf(executable);
    const names =
      interpreter === null ? (service.main === null ? Object.values(wanted).flat() : []) : (wanted[interpreter] ?? []);
    if (names.length === 0) continue;
    const title = /^([\w.-]+):?\s/u.exec(argv[0] ?? '')?.[1];
    const program = interpreter === null ? executable : (interpretedProgram(executable, argv)?.program ?? null);
    const found = [program, title].find(
      (text) =>
        typeof text === 'string' &&
        names.some((name) => matchesPattern(name, baseName(text)) || matchesPattern(name, text)),
    );
    if (typeof found === 'string') {
      return [
        interpreter === null
          ? `unit ${service.unit?.name} starts ${executable}`
          : `${who(service, executable)} runs ${found} with ${executable}`,
      ];
    }
  }
  return null;
}

function who(service: Service, executable: string): string {
  const process = service.processes.find((one) => one.executable === executable) ?? service.lead;
  return process === null ? `unit ${service.unit?.name ?? service.name}` : `process ${process.pid}`;
}

const describePackage = (view: GuestView, name: string): string =>
  [name, view.package(name)?.version].filter(Boolean).join(' ');
