import type { Guest, GuestApplication, GuestProcess } from '../../model/guest.ts';
import { processesOf } from './inside.ts';

/** A language's runtime that a process of an application runs in. */
export interface RuntimeInUse {
  /** Product of the table of lifecycles. */
  readonly product: 'java' | 'php' | 'python' | 'node' | 'ruby' | 'dotnet';
  /** As precise as it was seen: "8", "3.9", "18.19.0". */
  readonly version: string;
  /** Where it was seen: a process or a package. */
  readonly place: string;
  /** What was seen there. */
  readonly seen: string;
  /** Lies where the distribution's packages lie: the distribution mends it. */
  readonly ofDistribution: boolean;
}

/** "1.8.0_392" is Java 8, "17.0.9" is 17.0.9. */
export const javaVersion = (version: string): string =>
  /^1\.(\d+)/u.exec(version)?.[1] ?? version.replace(/[_+-].*$/u, '');

/** Version of upstream in a package's: "2:18.19.0+dfsg-6" is 18.19.0. */
const upstream = (version: string): string => /^(?:\d+:)?(\d+(?:\.\d+)*)/u.exec(version)?.[1] ?? version;

const liesInDistribution = (path: string): boolean =>
  path.startsWith('/usr/') && !/^\/usr\/local\/|temurin|zulu|corretto|oracle/u.test(path);

function packageVersion(guest: Guest, name: string): string | null {
  const version = guest.packages?.find((each) => each.name === name && each.manager !== 'npm')?.version ?? null;
  return version === null ? null : upstream(version);
}

function versionOf(
  guest: Guest,
  executable: string,
): (Pick<RuntimeInUse, 'product'> & { readonly version: string | null }) | null {
  const name = executable.slice(executable.lastIndexOf('/') + 1);
  if (name === 'java') {
    const home = (guest.javaRuntimes ?? []).find((each) => executable.startsWith(`${each.home}/`));
    const version = home?.version ?? /(?:java|jdk|jre)-?(1\.\d|\d{1,2})(?!\d)/u.exec(executable)?.[1] ?? null;
    return { product: 'java', version: version === null ? null : javaVersion(version) };
  }
  if (name === 'node' || name === 'nodejs') {
    const version = /\/v?(\d{1,2}(?:\.\d+){0,2})\//u.exec(executable)?.[1];
    return { product: 'node', version: version ?? packageVersion(guest, 'nodejs') };
  }
  if (name === 'php-fpm' || name === 'php-cgi') return { product: 'php', version: packageVersion(guest, 'php-common') };
  const numbered = /^(python|php|ruby)(?:-fpm|-cgi)?(\d\.\d+)$/u.exec(name);
  const product = numbered?.[1];
  if (product !== 'python' && product !== 'php' && product !== 'ruby') return null;
  return { product, version: numbered?.[2] ?? null };
}

function ofProcess(guest: Guest, { pid, executable }: GuestProcess): RuntimeInUse[] {
  if (executable === null) return [];
  const found = versionOf(guest, executable);
  if (found === null || found.version === null) return [];
  const { product, version } = found;
  return [
    { product, version, place: `process ${pid}`, seen: executable, ofDistribution: liesInDistribution(executable) },
  ];
}

/** Runtimes that no process's name tells: PHP inside Apache, and .NET, by their packages. */
const byPackage: readonly (readonly [application: string, product: RuntimeInUse['product'], pattern: RegExp])[] = [
  ['apache-httpd', 'php', /^libapache2-mod-php(\d\.\d)$/u],
  ['dotnet', 'dotnet', /^(?:dotnet|aspnetcore)-runtime-(\d+\.\d+)$/u],
];

function ofPackages(guest: Guest, applications: readonly GuestApplication[]): RuntimeInUse[] {
  return byPackage.flatMap(([application, product, pattern]) =>
    applications.some((each) => each.application === application)
      ? (guest.packages ?? []).flatMap(({ name }) => {
          const version = pattern.exec(name)?.[1];
          return version === undefined
            ? []
            : [{ product, version, place: `package ${name}`, seen: name, ofDistribution: product === 'php' }];
        })
      : [],
  );
}

/** Runtimes of these applications, each version once. Linear in processes and packages. */
export function runtimesInUse(guest: Guest, applications: readonly GuestApplication[]): RuntimeInUse[] {
  const found = [
    ...processesOf(guest, applications).flatMap((process) => ofProcess(guest, process)),
    ...ofPackages(guest, applications),
  ];
  return [
    ...new Map(found.toReversed().map((each) => [`${each.product} ${each.version}`, each])).values(),
  ].toReversed();
}
