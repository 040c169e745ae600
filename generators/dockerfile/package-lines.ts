import { dockerComment } from '../../src/lib/dockerfile.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { Container } from '../../src/model/container.ts';

/** Names of packages of dpkg, rpm and apk, with an architecture after a colon where dpkg has several. */
const packageName = /^[A-Za-z0-9][A-Za-z0-9+._-]*(?::[a-z0-9]+)?$/;
/** Versions of dpkg, rpm and apk. */
const packageVersion = /^[A-Za-z0-9][A-Za-z0-9.+~:^_-]*$/;

interface Installer {
  /** Shell commands around the list of packages. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly pin: (name: string, version: string) => string;
  /** hadolint's rule that wants pins. */
  readonly pinRule: string;
}

const rpm = (install: string, clean: string, pinRule: string): Installer => ({
  before: [install],
  after: [clean],
  pin: (name, version) => `${name}-${version}`,
  pinRule,
});

const installers: Readonly<Record<NonNullable<Container['base']['packageManager']>, Installer>> = {
  apt: {
    before: ['apt-get update', 'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends'],
    after: ['rm -rf /var/lib/apt/lists/*'],
    pin: (name, version) => `${name}=${version}`,
    pinRule: 'DL3008',
  },
  dnf: rpm('dnf install -y --setopt=install_weak_deps=False', 'dnf clean all', 'DL3041'),
  yum: rpm('yum install -y', 'yum clean all', 'DL3033'),
  zypper: {
    before: ['zypper --non-interactive install --no-recommends'],
    after: ['zypper clean --all'],
    pin: (name, version) => `${name}=${version}`,
    pinRule: 'DL3037',
  },
  apk: {
    before: ['apk add --no-cache'],
    after: [],
    pin: (name, version) => `${name}=${version}`,
    pinRule: 'DL3018',
  },
};

/**
 * RUN that installs packages by name from the release. Versions that were seen are comments, or pins where those are
 * asked for.
 */
export function packageLines({ packages, base }: Pick<Container, 'packages' | 'base'>, pin: boolean): string[] {
  if (packages.length === 0 || base.packageManager === null) return [];
  const { before, after, pin: pinned } = installers[base.packageManager];
  const known = packages.filter(({ name }) => packageName.test(name)).sort((a, b) => byCodePoint(a.name, b.name));
  const odd = packages.filter(({ name }) => !packageName.test(name));
  const words = known.map(({ name, observedVersion }) =>
    pin && observedVersion !== null && packageVersion.test(observedVersion) ? pinned(name, observedVersion) : name,
  );
  const last = before.at(-1) ?? '';
  // Their maintainer scripts make links to manuals in folders that slim images lack, and fail without them.
  const wantsManuals =
    base.packageManager === 'apt' && known.some(({ name }) => /^(?:openjdk-|default-j|postgresql)/.test(name));
  const commands = [
    ...(wantsManuals ? [['mkdir -p /usr/share/man/man1 /usr/share/man/man7']] : []),
    ...before.slice(0, -1).map((command) => [command]),
    [last, ...words],
    ...after.map((each) => [each]),
  ];
  return [
    '',
    dockerComment(
      pin
        ? 'Packages in the versions of the guest (settings.images.pinPackages): the build fails once an archive drops one.'
        : 'Packages of the release with its updates of today: archives drop old versions, and old versions have known holes.',
    ),
    ...known.map(({ name, observedVersion }) =>
      dockerComment(`  ${name}: ${observedVersion === null ? 'version unknown' : `${observedVersion} on the guest`}`),
    ),
    ...odd.map(({ name }) => dockerComment(`  left out, because it is no name of a package: ${name}`)),
    ...(known.length === 0
      ? []
      : [
          // The names without versions are the choice above; linters want pins.
          ...(pin ? [] : [`# hadolint ignore=${installers[base.packageManager].pinRule}`]),
          `RUN ${commands.map((command) => command.join(' \\\n      ')).join(' \\\n && ')}`,
        ]),
  ];
}
