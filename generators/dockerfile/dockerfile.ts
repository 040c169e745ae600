import {
  copyInstruction,
  dockerComment,
  envInstruction,
  execInstruction,
  fromInstruction,
  labelInstruction,
  stopSignalInstruction,
  workdirInstruction,
} from '../../src/lib/dockerfile.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { Container } from '../../src/model/container.ts';
import { redacted } from '../../src/model/guest.ts';
import type { ContextItems } from './context-items.ts';
import { packageLines } from './package-lines.ts';

/** What a Dockerfile is made of. */
export interface ImageInput {
  /** Namespace and workload, DNS labels. */
  readonly namespace: string;
  readonly workload: string;
  /** Name of the VM, for people. */
  readonly vm: string;
  readonly container: Container;
  /** Mount paths of its volumes. */
  readonly volumes: readonly string[];
  readonly context: ContextItems;
  readonly pinPackages: boolean;
  /** devirt's own. */
  readonly version: string;
}

/** Users and groups that Debian's base-passwd gives the same number everywhere, and so do its images and Ubuntu's. */
const debianIds: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['daemon', 1],
  ['bin', 2],
  ['man', 6],
  ['mail', 8],
  ['news', 9],
  ['uucp', 10],
  ['proxy', 13],
  ['www-data', 33],
  ['backup', 34],
  ['list', 38],
  ['irc', 39],
]);

/** Names of users that useradd of all distributions takes (shadow-utils, useradd(8)). */
const userName = /^[a-z_][a-z0-9_-]{0,30}$/;

const isLine = (line: string | null): line is string => line !== null;

/** The user and group of the guest, under the same numbers: files of volumes belong to these. */
function userLines({ user, base }: Container): string[] {
  if (user === null) return [];
  const { uid, gid } = user;
  const name = user.name !== null && userName.test(user.name) ? user.name : `app-${uid}`;
  if (uid === 0) return [];
  if (
    debianIds.get(name) === uid &&
    gid === uid &&
    (base.distribution === 'debian' || base.distribution === 'ubuntu')
  ) {
    return [];
  }
  const ids = { uid: String(uid), gid: String(gid) };
  const [group, account] =
    base.packageManager === 'apk'
      ? [
          ['addgroup', '-S', '-g', ids.gid, name],
          ['adduser', '-S', '-D', '-H', '-u', ids.uid, '-G', name, '-s', '/sbin/nologin', name],
        ]
      : [
          ['groupadd', '--system', '--non-unique', '--gid', ids.gid, name],
          `useradd --system --non-unique --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin`
            .split(' ')
            .concat('--uid', ids.uid, '--gid', ids.gid, name),
        ];
  return [
    '',
    dockerComment(
      'The user as on the guest, with its numbers, because files of volumes belong to them. Before the packages,',
    ),
    dockerComment('so that these find it instead of giving it another number.'),
    execInstruction('RUN', group),
    execInstruction('RUN', account),
  ];
}

const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/** Folders that it writes, mount points of its volumes, and folders in which secrets are mounted. */
function folderLines({ container, volumes, context }: ImageInput): string[] {
  const { user, scratch, logs } = container;
  if (user === null) return [];
  const usable = (paths: readonly string[]): string[] =>
    [...new Set(paths.map((path) => path.replace(/(?<=.)\/+$/, '')))]
      .filter((path) => path.startsWith('/') && path !== '/' && !path.split('/').includes('..') && !path.includes('\0'))
      .sort(byCodePoint);
  // Everybody's: an image has them, and their sticky bit must stay.
  const shared = new Set(['/tmp', '/var/tmp', '/dev/shm']);
  const written = usable([...scratch, ...logs, ...volumes]).filter((path) => !shared.has(path));
  const ownedBy = new Set(written);
  const holdSecrets = usable(context.secrets.map(({ path }) => parentOf(path))).filter(
    (path) => !ownedBy.has(path) && !shared.has(path),
  );
  const { uid, gid } = user;
  const lines: string[] = [];
  if (written.length > 0) {
    lines.push(
      '',
      dockerComment('What it writes: logs, scratch and the mount points of its volumes belong to its user.'),
      execInstruction('RUN', ['install', '-d', '-m', '0750', '-o', String(uid), '-g', String(gid), '--', ...written]),
    );
  }
  if (holdSecrets.length > 0) {
    lines.push(
      '',
      dockerComment('Folders in which files with secrets are mounted at run time: its group may look them up.'),
      execInstruction('RUN', ['install', '-d', '-m', '0755', '-o', '0', '-g', String(gid), '--', ...holdSecrets]),
    );
  }
  return lines;
}

/** Files that an application's own name calls its logs, and the stream that stands in for each. */
const logLinks: Readonly<Record<string, readonly (readonly [file: string, stream: string])[]>> = {
  nginx: [
    ['access.log', '/dev/stdout'],
    ['error.log', '/dev/stderr'],
  ],
  'apache-httpd': [
    ['access.log', '/dev/stdout'],
    ['error.log', '/dev/stderr'],
    ['other_vhosts_access.log', '/dev/stdout'],
  ],
};

function logLines({ container }: ImageInput): string[] {
  const links = Object.hasOwn(logLinks, container.application) ? (logLinks[container.application] ?? []) : [];
  const folder = container.logs.find((path) => /^\/var\/log\/[a-z0-9-]+\/?$/.test(path));
  if (links.length === 0 || folder === undefined) return [];
  return [
    '',
    dockerComment(
      "Its usual logs go to the container's output. Where a volume lies over the folder they are files again.",
    ),
    ...links.map(([file, stream]) =>
      execInstruction('RUN', ['ln', '-sf', stream, `${folder.replace(/\/$/, '')}/${file}`]),
    ),
  ];
}

function copyLines({ container, context }: ImageInput): string[] {
  // Root's, and readable for the group: what serves a request cannot change its own code.
  const owner = { uid: 0, gid: container.user?.gid ?? 0 };
  const lines: string[] = [];
  if (context.items.length > 0) {
    lines.push(
      '',
      dockerComment("From the guest, as fetch-context.sh brings them: root's, and readable for the group of its user."),
    );
  }
  for (const { path, source, origin, sizeBytes, excluded } of context.items) {
    const size = sizeBytes === null ? '' : `, ${sizeBytes} bytes`;
    const without = excluded.length === 0 ? '' : `, without ${excluded.join(', ')}`;
    const line = copyInstruction(source, path, owner);
    lines.push(
      dockerComment(`From ${path}: ${origin}${size}${without}`),
      line ?? dockerComment(`Left out: ${path} is no path that COPY takes.`),
    );
  }
  if (context.secrets.length > 0) {
    lines.push(
      '',
      dockerComment('Not here, because secrets stand in them: mounted from a Secret at the same path at run time.'),
    );
    for (const { path, origin } of context.secrets) lines.push(dockerComment(`  ${path} (${origin})`));
  }
  if (context.leftOut.length > 0) {
    lines.push('', dockerComment('Not here:'));
    for (const { path, reason } of context.leftOut) lines.push(dockerComment(`  ${path}: ${reason}`));
  }
  return lines;
}

const hidesSecret = (words: readonly string[]): boolean => words.some((word) => word.includes(redacted));

function prepareLines({ prepare }: Container): string[] {
  if (prepare.length === 0) return [];
  return [
    '',
    dockerComment('What the guest runs before each start: once, at build time.'),
    ...prepare
      .filter((argv) => argv.length > 0)
      .map((argv) =>
        hidesSecret(argv)
          ? dockerComment(`Left out, because a secret stands in it: ${argv.join(' ')}`)
          : execInstruction('RUN', argv),
      ),
  ];
}

function environmentLines({ environment }: Container): string[] {
  const lines: string[] = [];
  for (const { name, value } of environment) {
    const line = value.includes(redacted) ? null : envInstruction(name, value);
    if (line !== null) lines.push(line);
    else {
      const why = value.includes(redacted)
        ? 'a secret stands in its value'
        : 'no Dockerfile can hold its name or value';
      lines.push(dockerComment(`Not here: ${name}, because ${why}. The manifest sets it.`));
    }
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

function runLines({ container, volumes }: ImageInput): string[] {
  const { user, ports, stopSignal, command, workingDirectory } = container;
  const lines: string[] = [''];
  if (workingDirectory !== null) {
    lines.push(
      workdirInstruction(workingDirectory) ??
        dockerComment(`Working directory on the guest, which the manifest sets: ${workingDirectory}`),
    );
  }
  const exposed = ports.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`);
  if (exposed.length > 0) lines.push(dockerComment('Where it listened on the guest.'), `EXPOSE ${exposed.join(' ')}`);
  if (volumes.length > 0) {
    lines.push(
      dockerComment(`Data is not in the image; volumes are mounted at ${[...volumes].sort(byCodePoint).join(', ')}`),
    );
  }
  if (stopSignal !== null) {
    lines.push(stopSignalInstruction(stopSignal) ?? dockerComment(`Stop signal on the guest: ${stopSignal}`));
  }
  if (user !== null) {
    lines.push(
      dockerComment(
        user.uid === 0
          ? 'It runs as root on the guest, and no other user does its work.'
          : `${user.name ?? 'Its user'} on the guest; by number, so that Kubernetes can see that it is not root.`,
      ),
      `USER ${user.uid}:${user.gid}`,
    );
  }
  if (command !== null) {
    lines.push(dockerComment('In the foreground, without a shell or an init before it.'));
    const shown = command.filter((word) => !word.includes(redacted));
    if (shown.length < command.length) {
      lines.push(dockerComment("Arguments that held secrets are left out; the manifest's command gives them:"));
      for (const word of command.filter((each) => each.includes(redacted))) lines.push(dockerComment(`  ${word}`));
    }
    if (shown.length > 0) lines.push(execInstruction('CMD', shown));
  }
  return lines;
}

/** Why the container's image cannot be written down; null where it can. */
export function noImageReason({ base, user, command }: Container): string | null {
  if (base.image === null) return base.reason;
  if (user === null) return 'Nobody knows which user it runs as.';
  if (command === null || command.length === 0) return 'Its command in the foreground is not known.';
  return null;
}

/** hadolint wants RUNs joined by a shell; no shell is to read what a guest says. */
const oneCommandEach = '# hadolint ignore=DL3059';

/** The Dockerfile of a workload. Its base, user and command are known: `noImageReason` is null. */
export function dockerfile(input: ImageInput): string {
  const { namespace, workload, vm, container, version } = input;
  const { base, title } = container;
  if (base.image === null) throw new Error(`${workload} has no base image`);
  return [
    dockerComment(
      `Image of ${workload} in ${namespace}: ${title}${container.version === null ? '' : ` ${container.version}`}, as on the VM ${vm}.`,
    ),
    dockerComment(
      'Made by devirt, and remade by each run until you change it; README.md says how to build it and how to go back.',
    ),
    dockerComment(
      'RUN takes a list of words wherever a name comes from the guest, so that no shell reads it: one command each.',
    ),
    '',
    dockerComment(`Why this base: ${base.reason}`),
    ...(container.officialImage === null
      ? []
      : [
          dockerComment(
            `The application's own image would be ${container.officialImage}: other paths, user and configuration than`,
          ),
          dockerComment(
            "the guest's, and its makers' updates. FROM it where you mean to leave the distribution's packages.",
          ),
        ]),
    fromInstruction(base.image),
    ...userLines(container),
    ...packageLines(container, input.pinPackages),
    ...folderLines(input),
    ...logLines(input),
    ...copyLines(input),
    ...prepareLines(container),
    ...environmentLines(container),
    ...runLines(input),
    '',
    labelInstruction('org.opencontainers.image.title', workload),
    labelInstruction('org.opencontainers.image.description', `${title}, as on the VM ${vm}`),
    ...(container.version === null ? [] : [labelInstruction('org.opencontainers.image.version', container.version)]),
    labelInstruction('org.opencontainers.image.base.name', base.image),
    labelInstruction('dev.devirt.generator', `devirt ${version}`),
  ]
    .filter(isLine)
    .flatMap((line) => (line.startsWith('RUN [') ? [oneCommandEach, line] : [line]))
    .join('\n')
    .concat('\n');
}
