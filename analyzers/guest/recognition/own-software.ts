import type { ConfigurationFile } from '../../../src/model/guest.ts';
import type { Recognised, Service } from './application.ts';
import { interpretedProgram, interpreterOf } from './command-line.ts';
import { type GuestView, outermostPaths } from './guest-view.ts';
import { baseName, folderOf, isWithin, resolvePath } from './paths.ts';
import { peersInFile } from './peers.ts';

/** Files that are run or configure what runs, by their names: code, not data. */
const codeFile = /\.(?:jar|war|py|js|mjs|cjs|rb|ru|php|pl|sh|dll|class)$/u;

/** Documents that tell what to install and how to build, not where to connect. */
const buildFiles =
  /(?:^|\/)(?:package(?:-lock)?\.json|requirements[^/]*\.txt|Gemfile|composer\.json|Pipfile|Dockerfile|Containerfile|\.npmrc)$|\/\.git\//u;

/**
 * What can be said of software that somebody put on the guest, from its command line, working directory and open
 * files: its code, configuration, data and peers. For what packages brought, the packages.
 */
export function ownSoftware(service: Service, view: GuestView): Recognised & { files: readonly ConfigurationFile[] } {
  const { unit, executable } = service;
  const argv = [...service.argv, ...(unit?.execStart ?? []).flatMap((exec) => [exec.path, ...exec.argv])];
  const workingDirectory = unit?.workingDirectory ?? service.lead?.workingDirectory ?? null;
  const named = pathsIn(argv, workingDirectory);
  const program = executable === null ? null : (interpretedProgram(executable, service.argv)?.program ?? null);
  const code = [
    ...(executable === null ? [] : [executable]),
    ...(program !== null && program.startsWith('/') ? [program] : []),
    ...(unit?.execStart ?? []).map(({ path }) => path),
    ...(workingDirectory === null ? [] : [workingDirectory]),
    ...classPath(service.argv),
    ...named.filter((path) => codeFile.test(path)),
  ];
  const content = view.ownTrees(code.filter((path) => path.startsWith('/')));
  const environmentFiles = (unit?.environmentFiles ?? []).map((path) => path.replace(/^-/u, ''));
  const files = uniqueFiles([
    ...[...named, ...environmentFiles].flatMap((path) => view.filesLike(path)),
    ...content.flatMap((folder) => view.filesLike(`${folder}/`)),
    ...view.filesLike(`/etc/${service.name.replace(/@.*$/u, '')}/`),
  ]).filter(({ path }) => !path.startsWith('/etc/systemd/') && !path.startsWith('/etc/pam.d/'));
  const written = [...named.filter((path) => view.file(path) === null), ...openFilesOf(service)].filter(
    (path) => !content.some((folder) => isWithin(path, folder)),
  );
  return {
    content,
    files,
    configuration: files.map(({ path }) => path),
    data: outermostPaths([
      ...written.flatMap((path) => dataFolder(path)),
      ...foldersNamedAfter([service.name.replace(/@.*$/u, ''), ...content.map((path) => baseName(path))], view),
    ]),
    logs: content.flatMap((folder) =>
      openFilesOf(service)
        .filter((path) => isWithin(path, folder) && path.endsWith('.log'))
        .map((path) => folderOf(path)),
    ),
    packages: runtimePackages(service, view),
    peers: files.filter(({ path }) => !buildFiles.test(path)).flatMap((file) => peersInFile(file)),
  };
}

function uniqueFiles(files: readonly ConfigurationFile[]): ConfigurationFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** Absolute paths in arguments ("/a", "--option=/a", "-o/a", "key=file:/a"), and relative ones that look like files. */
function pathsIn(argv: readonly string[], workingDirectory: string | null): string[] {
  return argv.flatMap((argument) => {
    const absolute = /^(?:--?[\w.-]+[=:]?|[\w.-]+=)?(?:file:)?(\/[^\s:,;"']+)$/u.exec(argument)?.[1];
    if (absolute !== undefined) return [absolute];
    return workingDirectory !== null &&
      /^[\w./-]+\.(?:ya?ml|json|toml|ini|conf|cfg|properties|env|xml)$/u.test(argument)
      ? [resolvePath(workingDirectory, argument)]
      : [];
  });
}

/** Folders and archives of a JVM's class path. */
function classPath(argv: readonly string[]): string[] {
  const at = argv.findIndex((argument) => ['-cp', '-classpath', '--class-path'].includes(argument));
  return at < 0 ? [] : (argv[at + 1] ?? '').split(':').filter((path) => path.startsWith('/'));
}

const openFilesOf = ({ processes }: Service): string[] => processes.flatMap(({ openFiles }) => openFiles);

/** The folder below /var/lib and the like that a written file lies in; none for files elsewhere. */
function dataFolder(path: string): string[] {
  const found = /^\/(?:var\/(?:lib|opt|spool|db)|srv|data|mnt|export)\/[^/]+/u.exec(path)?.[0];
  if (found === undefined || /^\/var\/lib\/(?:dpkg|apt|systemd|rpm|dbus)$/u.test(found)) return [];
  return [found];
}

/** Folders for data that bear one of these names and that no package owns. */
export function foldersNamedAfter(names: readonly string[], view: GuestView): string[] {
  const paths = [...new Set(names)].flatMap((name) =>
    ['/var/lib', '/var/opt', '/var/spool'].map((base) => `${base}/${name}`),
  );
  return paths.filter((path) => view.sizeBytes(path) !== null);
}

/** Packages of the runtime that an interpreter runs in, and of libraries that the distribution brings for it. */
export function runtimePackages(service: Service, view: GuestView): string[] {
  const { executable } = service;
  if (executable === null) return [];
  const fromPackage = /^\/(?:usr\/(?!local\/)|s?bin\/)/u.test(executable);
  switch (interpreterOf(executable)) {
    case 'java':
      return javaPackages(executable, view);
    case 'python':
      return fromPackage || executable.includes('/venv')
        ? view
            .manualPackages('python3', 'python3-*', 'gunicorn', 'uvicorn', 'uwsgi-core', 'celery')
            .filter(
              (name) =>
                !/^python3-(?:apt|dbus|gi|debian|debianbts|reportbug|software-properties|distupgrade|minimal|dev|doc)$/u.test(
                  name,
                ),
            )
        : [];
    case 'node':
      return fromPackage ? view.manualPackages('nodejs', 'node-*', 'npm') : [];
    case 'ruby':
      return fromPackage ? view.manualPackages('ruby', 'ruby-*', 'puma', 'unicorn', 'bundler') : [];
    case 'php':
      return phpPackages('cli', view);
    case 'perl':
      return fromPackage
        ? ['perl', ...view.manualPackages('lib*-perl')].filter((name) => view.package(name) !== null)
        : [];
    case 'dotnet':
      return view.packagesLike('dotnet-runtime-*', 'aspnetcore-runtime-*');
    case 'erlang':
      return view.manualPackages('erlang-base');
    case 'shell':
      return view.packagesLike(baseName(executable));
    case null:
      break;
  }
  const owner = view.packageOf(executable, service.unit === null ? null : service.name.replace(/@.*$/u, ''));
  return owner === null ? [] : [owner.name];
}

/** The package of a JVM by its place: "/usr/lib/jvm/java-17-openjdk-amd64/bin/java" is openjdk-17-jre-headless. */
export function javaPackages(executable: string, view: GuestView): string[] {
  const release = /\/jvm\/(?:java-|jdk-|jre-|temurin-|zulu-?)?(?:1\.)?(\d+)/u.exec(executable)?.[1];
  if (release === undefined) return view.packagesLike('default-jre-headless');
  const [first] = [
    ...view.packagesLike(`openjdk-${release}-jre-headless`),
    ...view.packagesLike(
      `java-${release}-openjdk-headless`,
      `java-1.${release}.0-openjdk-headless`,
      `temurin-${release}-jre`,
      `temurin-${release}-jdk`,
    ),
  ];
  return first === undefined ? [] : [first];
}

/** PHP's packages for one way of running it ("fpm", "apache2", "cli"), and the extensions that are installed. */
export function phpPackages(way: 'apache2' | 'fpm' | 'cli', view: GuestView): string[] {
  const server = { apache2: 'libapache2-mod-php*', fpm: 'php*-fpm', cli: 'php*-cli' }[way];
  const always = /^php[\d.]*-(?:common|cli|fpm|readline|opcache|dev|cgi|phpdbg)$|^php-common$/u;
  const extensions = view.packagesLike('php?.?-*', 'php-*').filter((name) => !always.test(name));
  return [...view.packagesLike(server), ...extensions];
}
