import type {
  Account,
  ConfigurationFile,
  Guest,
  GuestPackage,
  GuestProcess,
  GuestUnit,
  Listener,
} from '../../../src/model/guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import { type Directive, settings } from './directives.ts';
import { groupBy } from './group-by.ts';
import { baseName, isWithin, matchesPattern, ownTreeOf, resolvePath } from './paths.ts';

type UnownedTree = NonNullable<Guest['unownedTrees']>[number];

/** A Guest with the indices that recognition asks again and again. Lists that nobody saw are empty here; `guest` tells. */
export class GuestView {
  readonly guest: Guest;
  readonly processes: readonly GuestProcess[];
  readonly units: readonly GuestUnit[];
  readonly unitsByName: ReadonlyMap<string, GuestUnit>;
  readonly listenersByPid: ReadonlyMap<number, readonly Listener[]>;
  /** Listeners whose process was not readable. */
  readonly listenersOfNobody: readonly Listener[];
  readonly #packages: ReadonlyMap<string, GuestPackage>;
  readonly #files: ReadonlyMap<string, ConfigurationFile>;
  readonly #sortedPaths: readonly string[];
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #children: ReadonlyMap<number, readonly GuestProcess[]>;

  constructor(guest: Guest) {
    this.guest = guest;
    this.processes = guest.processes ?? [];
    this.units = guest.units ?? [];
    this.unitsByName = new Map(this.units.map((unit) => [unit.name, unit]));
    this.listenersByPid = groupBy(
      (guest.listeners ?? []).filter((listener): listener is Listener & { pid: number } => listener.pid !== null),
      ({ pid }) => pid,
    );
    this.listenersOfNobody = (guest.listeners ?? []).filter(({ pid }) => pid === null);
    this.#packages = new Map(
      (guest.packages ?? [])
        .filter(({ manager }) => manager === 'dpkg' || manager === 'rpm' || manager === 'apk' || manager === 'snap')
        // "libc6:amd64" is the same package.
        .map((found) => [found.name.replace(/:[a-z0-9-]+$/u, ''), found]),
    );
    this.#files = new Map((guest.configuration ?? []).map((file) => [file.path, file]));
    this.#sortedPaths = [...this.#files.keys()].sort(byCodePoint);
    this.#accounts = new Map((guest.accounts ?? []).map((account) => [account.name, account]));
    this.#children = groupBy(
      this.processes.filter(({ parentPid }) => parentPid !== null),
      ({ parentPid }) => parentPid ?? 0,
    );
  }

  childrenOf(pid: number): readonly GuestProcess[] {
    return this.#children.get(pid) ?? [];
  }

  account(name: string): Account | null {
    return this.#accounts.get(name) ?? null;
  }

  /** Whether packages were listed at all: else nothing can be said of them. */
  get knowsPackages(): boolean {
    return this.guest.packages !== null;
  }

  package(name: string): GuestPackage | null {
    return this.#packages.get(name) ?? null;
  }

  /** Names of installed packages that match one of these patterns, sorted. */
  packagesLike(...wanted: readonly string[]): string[] {
    const literal = wanted.filter((pattern) => !/[*?]/u.test(pattern) && this.#packages.has(pattern));
    const globs = wanted.filter((pattern) => /[*?]/u.test(pattern));
    const found =
      globs.length === 0
        ? []
        : [...this.#packages.keys()].filter((name) => globs.some((glob) => matchesPattern(glob, name)));
    return [...new Set([...literal, ...found])].sort(byCodePoint);
  }

  /** A carried configuration file. */
  file(path: string): ConfigurationFile | null {
    return this.#files.get(path) ?? null;
  }

  /** Carried files that match a path with `*` and `?`, or that lie in a folder named with a slash at its end. */
  filesLike(pattern: string): ConfigurationFile[] {
    if (!/[*?]/u.test(pattern) && !pattern.endsWith('/')) {
      const file = this.file(pattern);
      return file === null ? [] : [file];
    }
    const literal = /^[^*?]*/u.exec(pattern)?.[0] ?? '';
    const folder = pattern.endsWith('/');
    const found: ConfigurationFile[] = [];
    for (let at = this.#firstPath(literal); at < this.#sortedPaths.length; at++) {
      const path = this.#sortedPaths[at] ?? '';
      if (!path.startsWith(literal)) break;
      if (!folder && !matchesPattern(pattern, path)) continue;
      const file = this.#files.get(path);
      if (file !== undefined) found.push(file);
    }
    return found;
  }

  /** The first path that does not sort before `prefix`. */
  #firstPath(prefix: string): number {
    let low = 0;
    let high = this.#sortedPaths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byCodePoint(this.#sortedPaths[middle] ?? '', prefix) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first of these paths that was carried. */
  firstFile(...paths: readonly string[]): ConfigurationFile | null {
    for (const path of paths) {
      const [file] = this.filesLike(path);
      if (file !== undefined) return file;
    }
    return null;
  }

  /**
   * A configuration file and all that it includes, each once, in the order in which they are read. `parse` yields a
   * file's statements, `included` the patterns that one of them includes. Cycles end where they close.
   */
  readTree(
    start: string,
    base: string,
    parse: (text: string) => Directive[],
    included: (directive: Directive) => readonly string[],
  ): { file: ConfigurationFile; directives: readonly Directive[] }[] {
    const read = new Map<string, { file: ConfigurationFile; directives: readonly Directive[] }>();
    const waiting = [start];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const file of this.filesLike(resolvePath(base, next))) {
        if (read.has(file.path)) continue;
        const directives = parse(file.contents);
        read.set(file.path, { file, directives });
        waiting.push(...directives.flatMap((directive) => included(directive)));
      }
    }
    return [...read.values()];
  }

  /** Environment of a unit as it was started: its own, and the files that it names, where they were carried. */
  environmentOf(unit: GuestUnit): Record<string, string> {
    const fromFiles = unit.environmentFiles
      .flatMap((path) => this.filesLike(path.replace(/^-/u, '')))
      .flatMap(({ contents }) => settings(contents).map(({ key, value }) => [key, value] as const));
    return { ...unit.environment, ...Object.fromEntries(fromFiles) };
  }

  /** Size of what lies at a path, from mounted file systems and unowned trees; null where nobody measured it. */
  sizeBytes(path: string): number | null {
    const mounted = this.guest.fileSystems?.find(({ mountPoint }) => mountPoint === path);
    if (mounted !== undefined && mounted.usedMiB !== null) return mounted.usedMiB * 1024 * 1024;
    const trees = (this.guest.unownedTrees ?? []).filter((tree) => isWithin(tree.path, path));
    const outermost = trees.filter(
      (tree) => !trees.some((other) => other !== tree && isWithin(tree.path, other.path) && other.path !== tree.path),
    );
    if (outermost.length === 0 || outermost.some(({ sizeBytes }) => sizeBytes === null)) return null;
    return outermost.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  }

  /** Trees outside packages that these paths belong to: as the collector cut them, else by where software is put. */
  ownTrees(paths: readonly string[]): string[] {
    const found = paths.flatMap((path) => {
      const root = ownTreeOf(path);
      if (root !== null) return [root];
      const holder = this.#treeOf(path);
      return holder === null ? [] : [holder.path];
    });
    return outermostPaths(found);
  }

  #treeOf(path: string): UnownedTree | null {
    return (
      this.guest.unownedTrees?.find(
        (tree) => isWithin(path, tree.path) && !/^\/(?:etc|var\/(?:lib|spool|backups))(?:\/|$)/u.test(tree.path),
      ) ?? null
    );
  }

  /** Packages of the interpreter that runs from this path, and of the distribution's libraries that people asked for. */
  manualPackages(...wanted: readonly string[]): string[] {
    return this.packagesLike(...wanted).filter((name) => this.package(name)?.manual !== false);
  }

  /** The package that probably brings an executable: its name is that of the file, or of the unit. */
  packageOf(executable: string, unit: string | null): GuestPackage | null {
    if (!/^\/(?:usr\/(?!local\/)|s?bin\/)/u.test(executable)) return null;
    const names = [baseName(executable), ...(unit === null ? [] : [unit])];
    return (
      names
        .flatMap((name) => [name, `${name}-server`, name.replace(/d$/u, '')])
        .map((name) => this.package(name))
        .find((found) => found !== null) ?? null
    );
  }
}

/** Paths of which none lies within another, sorted. */
export function outermostPaths(paths: readonly string[]): string[] {
  const kept: string[] = [];
  for (const path of [...new Set(paths)].sort(byCodePoint)) {
    if (!kept.some((other) => isWithin(path, other))) kept.push(path);
  }
  return kept;
}
