import type { BaseImage } from '../../model/container.ts';
import type { Guest } from '../../model/guest.ts';

type Base = Omit<BaseImage, 'distribution' | 'release'>;

/** Tags that distributions' own images have had at least once, by what os-release says. */
const byDistribution: Readonly<Record<string, (system: Guest['system']) => Base>> = {
  debian: ({ codename, versionId }) => {
    const tag = codename ?? versionId;
    return tag === null
      ? unknownRelease('apt')
      : free(`docker.io/library/debian:${tag}-slim`, 'apt', "Debian's own image of the release that the guest runs.");
  },
  ubuntu: ({ versionId }) =>
    versionId === null
      ? unknownRelease('apt')
      : free(`docker.io/library/ubuntu:${versionId}`, 'apt', "Ubuntu's own image of the release that the guest runs."),
  alpine: ({ versionId }) => {
    const minor = versionId === null ? null : /^\d+\.\d+/.exec(versionId)?.[0];
    return minor == null
      ? unknownRelease('apk')
      : free(`docker.io/library/alpine:${minor}`, 'apk', "Alpine's own image of the release.");
  },
  rocky: (system) =>
    majorOf(system, 'docker.io/rockylinux/rockylinux', 'dnf', "Rocky Linux's own image of the release."),
  almalinux: (system) => majorOf(system, 'docker.io/library/almalinux', 'dnf', "AlmaLinux's own image of the release."),
  ol: (system) => majorOf(system, 'docker.io/library/oraclelinux', 'dnf', "Oracle Linux's own image of the release."),
  amzn: (system) => majorOf(system, 'docker.io/library/amazonlinux', 'dnf', "Amazon Linux's own image of the release."),
  fedora: (system) => majorOf(system, 'docker.io/library/fedora', 'dnf', "Fedora's own image of the release."),
  'opensuse-leap': ({ versionId }) =>
    versionId === null
      ? unknownRelease('zypper')
      : free(`docker.io/opensuse/leap:${versionId}`, 'zypper', "openSUSE's own image of the release."),
  centos: ({ versionId }) => ({
    image: null,
    packageManager: 'yum',
    reason: `CentOS ${versionId ?? ''} gets no updates any more, and its packages have left the mirrors.`,
    choices: [
      'AlmaLinux or Rocky Linux of the same major release (8 and later): the same packages, with updates.',
      'A newer release, after a test of the application there.',
      "The application's official image, where it has one.",
    ],
  }),
  rhel: ({ versionId }) => ({
    image: null,
    packageManager: 'dnf',
    reason: `Red Hat Enterprise Linux ${versionId ?? ''} has no free base with all its packages: UBI holds a subset, and its licence covers no others.`,
    choices: [
      'UBI of the same major release, where all packages of the application are in its repositories.',
      'UBI on hosts with a subscription, whose entitlement the build uses.',
      'AlmaLinux or Rocky Linux of the same release, where no support by Red Hat is needed.',
    ],
  }),
  sles: ({ versionId }) => ({
    image: null,
    packageManager: 'zypper',
    reason: `SUSE Linux Enterprise Server ${versionId ?? ''} has no free base with all its packages: BCI holds a subset.`,
    choices: [
      'BCI of the same service pack, where all packages of the application are in its repository.',
      'BCI on hosts that are registered, whose subscription the build uses.',
      'openSUSE Leap of the same release, where no support by SUSE is needed.',
    ],
  }),
};

function free(image: string, packageManager: Base['packageManager'], reason: string): Base {
  return { image, packageManager, reason, choices: [] };
}

function unknownRelease(packageManager: Base['packageManager']): Base {
  return {
    image: null,
    packageManager,
    reason: 'The release of the distribution is not known, so that no image of the same one can be named.',
    choices: ['Look it up in /etc/os-release of the guest, and name the image with an override.'],
  };
}

function majorOf(
  { versionId }: Guest['system'],
  image: string,
  packageManager: Base['packageManager'],
  reason: string,
): Base {
  const major = versionId === null ? undefined : /^\d+/.exec(versionId)?.[0];
  return major === undefined ? unknownRelease(packageManager) : free(`${image}:${major}`, packageManager, reason);
}

/**
 * The image to build on: the distribution's own, of the same release, so that packages of the same name bring the same
 * files; or null with the choices, where there is none that is free and whole.
 */
export function baseImageOf({ system }: Guest): BaseImage {
  const id = system.id ?? '';
  const known = Object.hasOwn(byDistribution, id) ? byDistribution[id] : undefined;
  const base: Base = known?.(system) ?? {
    image: null,
    packageManager: null,
    reason: `No image is known of ${system.prettyName ?? 'this distribution'}.`,
    choices: ["The application's official image, where it has one.", 'A base of your own, with the same packages.'],
  };
  return { ...base, distribution: id === '' ? 'unknown' : id, release: system.versionId };
}
