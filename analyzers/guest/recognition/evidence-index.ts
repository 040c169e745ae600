import type { Application, ServerApplication, Service } from './application.ts';
import { executableOf, interpretedProgram, interpreterOf } from './command-line.ts';
import { baseName } from './paths.ts';

/**
 * The part of a name that stays the same over versions and instances: "postgresql" of "postgresql@15-main", "php-fpm"
 * of "php-fpm8.2", "tomcat" of "tomcat10".
 */
export function nameStem(name: string): string {
  const bare = baseName(name)
    .toLowerCase()
    .replace(/@.*$/u, '')
    .replaceAll('*', '')
    .replace(/\.(?:jar|war|dll)$/u, '');
  const stem = bare.replaceAll(/(?:[-_.]?v?\d[\d.?]*)+(?=-|$)/gu, '').replace(/[-_.]+$/u, '');
  return stem === '' ? bare : stem;
}

type Kind = 'executable' | 'program' | 'interpreter' | 'any' | 'unit' | 'port';

/** Which applications a name or port can point to: asked once a name, so that not every application is tried. */
export class EvidenceIndex {
  readonly #byKey = new Map<string, ServerApplication[]>();

  constructor(applications: readonly Application[]) {
    for (const application of applications) {
      if (application.kind !== 'server') continue;
      const { executables = [], programs = {}, units = [], ports = [] } = application.evidence;
      for (const path of executables) this.#add('executable', nameStem(path), application);
      for (const [interpreter, names] of Object.entries(programs)) {
        for (const name of names) {
          // What can begin with anything is asked by its interpreter, and what can be anything last of all.
          if (name === '*') this.#add('any', interpreter, application);
          else if (name.startsWith('*')) this.#add('interpreter', interpreter, application);
          else this.#add('program', nameStem(name), application);
        }
      }
      for (const unit of units) this.#add('unit', nameStem(unit), application);
      for (const port of ports) this.#add('port', String(port), application);
    }
  }

  #add(kind: Kind, name: string, application: ServerApplication): void {
    if (name === '') return;
    const key = `${kind}:${name}`;
    const listed = this.#byKey.get(key) ?? [];
    if (!listed.includes(application)) listed.push(application);
    this.#byKey.set(key, listed);
  }

  #find(kind: Kind, name: string): readonly ServerApplication[] {
    return this.#byKey.get(`${kind}:${name}`) ?? [];
  }

  /**
   * Applications that a service may be, each once: first by what runs, then by its unit, last by its ports, which are
   * asked only where it cannot be seen what runs.
   */
  candidates(service: Service): ServerApplication[] {
    const found = new Set<ServerApplication>();
    const add = (applications: readonly ServerApplication[]): void => applications.forEach((one) => found.add(one));
    const programs = programsOf(service);
    const interpreters = programs.map(({ executable }) => interpreterOf(executable)).filter((one) => one !== null);
    for (const { executable, argv } of programs) {
      const program = interpretedProgram(executable, argv)?.program ?? null;
      if (program !== null) add(this.#find('program', nameStem(program)));
      add(this.#find('executable', nameStem(executable)));
      // Some programs write over their arguments: "puma 5.6.5 (tcp://…)", "gunicorn: master [app]".
      const title = /^([\w.-]+):?\s/u.exec(argv[0] ?? '')?.[1];
      if (title !== undefined) add(this.#find('program', nameStem(title)));
    }
    for (const interpreter of interpreters) add(this.#find('interpreter', interpreter));
    if (service.unit !== null) add(this.#find('unit', nameStem(service.name)));
    if (service.executable === null) {
      for (const { port } of service.listeners) add(this.#find('port', String(port)));
    }
    for (const interpreter of interpreters) add(this.#find('any', interpreter));
    return [...found];
  }
}

/** Executables and arguments of a service: of what does the work first, then of its other processes, each once. */
export function programsOf(service: Service): { executable: string; argv: readonly string[] }[] {
  const seen = new Set<string>();
  const first = service.executable === null ? [] : [{ executable: service.executable, argv: service.argv }];
  const others = service.processes.flatMap((process) => {
    const executable = executableOf(process);
    return executable === null ? [] : [{ executable, argv: process.command }];
  });
  return [...first, ...others].filter(({ executable, argv }) => {
    const key = JSON.stringify([executable, interpretedProgram(executable, argv)?.program ?? argv[0] ?? '']);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
