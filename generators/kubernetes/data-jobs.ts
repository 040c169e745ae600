import { annotationValue } from '../../src/lib/kubernetes-names.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { ipFamily } from '../../src/lib/ip-address.ts';
import { shellComment, shellWord, shellWords } from '../../src/lib/shell-quoting.ts';
import { formatMiB } from '../../src/lib/units.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import { type CopyMethod, type DataCopy, dataCopiesOf, durationText } from '../../src/model/data-copy.ts';
import type { Settings } from '../../src/model/settings.ts';
import { component, componentsFolder } from './kustomization.ts';
import { dataSubPath, mountsOf } from './mounts.ts';
import type { MovedWorkload } from '../../src/model/moved-workloads.ts';
import type { NamespaceNames } from './names.ts';
import { containerSecurity, podSecurity } from './pod.ts';

/** Passes: the first while everything runs, the second when the application stands still. */
export type Pass = 'first-pass' | 'catch-up';
const passes: readonly Pass[] = ['first-pass', 'catch-up'];

/** What a Job that copies may use: it waits for disks and network, not for CPU. A database that loads a dump may use what it had. */
const copyResources = { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } };

/** Where the Job sees the root of the first claim; further ones follow by their names. */
const target = '/volumes';
const targetOf = (volume: { readonly name: string }): string => `${target}/${volume.name}/${dataSubPath}`;

/** Key that ssh logs in with, for all copies of files of a namespace. */
export const sshSecretName = 'data-source-ssh';
export const sourceSecretName = ({ workload }: MovedWorkload): string => `${workload.name}-data-source`;

/** Keys of the Secret that a copy logs in at the source with, and what stands under them. */
export function sourceSecret(
  moved: MovedWorkload,
  method: CopyMethod,
): { readonly name: string; readonly keys: Readonly<Record<string, string>> } {
  switch (method) {
    case 'files':
      return {
        name: sshSecretName,
        keys: {
          id: 'private key of an account on the VMs that may read the folders below, and nothing else (rrsync -ro)',
          known_hosts: 'host keys of the VMs, from a place that you trust: ssh-keyscan alone proves nothing',
          config: 'a line "User NAME" with that account',
        },
      };
    case 'postgresql':
      return {
        name: sourceSecretName(moved),
        keys: {
          user: 'role with REPLICATION, which pg_hba.conf on the VM lets in from the cluster',
          password: 'its password',
        },
      };
    case 'mariadb':
    case 'mysql':
      return {
        name: sourceSecretName(moved),
        keys: {
          'client.cnf':
            'option file with [client], user and password of an account that may read everything (SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, RELOAD, PROCESS)',
        },
      };
    case 'replica':
    default:
      return { name: sourceSecretName(moved), keys: { password: "the source's password; empty where it has none" } };
  }
}

/** Address of the VM that has the data; null where no source tells one. */
const sourceOf = ({ decision }: MovedWorkload): string | null => {
  const [address] = decision.addresses;
  if (address !== undefined) return address;
  const name = decision.hostName?.toLowerCase() ?? '';
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(name) ? name : null;
};

/** Stands where no address is known: a name that never resolves (RFC 6761), so that the Job fails and says so. */
const unknownSource = 'address-unknown.invalid';

/** Makes an empty folder, however far an earlier run came. */
const emptied = (folder: string): string[] => [
  `mkdir -p ${shellWord(folder)}`,
  `find ${shellWord(folder)} -mindepth 1 -delete`,
];

function filesScript(moved: MovedWorkload, copy: DataCopy, pass: Pass): string[] {
  const host = sourceOf(moved) ?? unknownSource;
  const [volume] = copy.volumes;
  const from = `${ipFamily(host) === 'IPv6' ? `[${host}]` : host}:${(volume.mountPath ?? '/').replace(/\/+$/, '')}/`;
  const options = `-rlptH --no-owner --no-group --delete --protect-args -e 'ssh -F /ssh/config -i /ssh/id -o UserKnownHostsFile=/ssh/known_hosts -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o BatchMode=yes'`;
  const paths = `-- ${shellWords([from, `${targetOf(volume)}/`])}`;
  if (pass === 'first-pass') {
    return [
      `mkdir -p ${shellWord(targetOf(volume))}`,
      '# 24: files vanished while rsync ran, as they do on a VM that is in use.',
      `rsync ${options} --partial --stats ${paths} || [ "$?" -eq 24 ]`,
    ];
  }
  return [
    `mkdir -p ${shellWord(targetOf(volume))}`,
    `rsync ${options} --partial --stats ${paths}`,
    '# Verification: every file is read on both sides, and its checksum compared; nothing may differ.',
    `rsync ${options} --checksum --dry-run --itemize-changes ${paths} >/scratch/differences`,
    "if grep -v '^\\.d' /scratch/differences; then echo 'these differ' >&2; exit 1; fi",
    "echo 'verified: all files are the same'",
  ];
}

function postgresqlScript(moved: MovedWorkload, copy: DataCopy): string[] {
  const [volume, ...others] = copy.volumes;
  const folder = targetOf(volume);
  const programs = (moved.container.command?.[0] ?? '').replace(/\/[^/]*$/, '');
  const connection = `-h ${shellWord(sourceOf(moved) ?? unknownSource)} -p ${portOf(moved, 5432)}`;
  return [
    `PATH=${shellWord(programs === '' ? '/usr/bin' : programs)}:$PATH`,
    ...emptied(folder),
    ...others.flatMap((other) => emptied(targetOf(other))),
    `chmod 0700 ${shellWord(folder)}`,
    `pg_basebackup ${connection} -D ${shellWord(folder)} -X stream -c fast --no-password --verbose${others
      .map(
        (other) =>
          ` --tablespace-mapping=${shellWord(`${(other.mountPath ?? '').replace(/[\\=]/g, '\\$&')}=${targetOf(other).replace(/[\\=]/g, '\\$&')}`)}`,
      )
      .join('')}`,
    '# Verification: size and checksum of every file against the manifest that the source made (PostgreSQL 13 and later).',
    `if command -v pg_verifybackup >/dev/null; then pg_verifybackup ${shellWord(folder)}; else echo 'not verified: no pg_verifybackup'; fi`,
  ];
}

function sqlScript(moved: MovedWorkload, copy: DataCopy, method: 'mariadb' | 'mysql'): string[] {
  const folder = targetOf(copy.volumes[0]);
  const isMaria = method === 'mariadb';
  const program = (mariadb: string, mysql: string): string => (isMaria ? mariadb : mysql);
  const client = program('mariadb', 'mysql');
  const source = `--defaults-extra-file=/source/client.cnf -h ${shellWord(sourceOf(moved) ?? unknownSource)} -P ${portOf(moved, 3306)}`;
  const local = '--no-defaults --socket=/scratch/load.sock --user=root';
  const server = shellWord(moved.container.command?.[0] ?? program('mariadbd', 'mysqld'));
  const counts = [
    "query=\"SELECT CONCAT('SELECT ', QUOTE(CONCAT(table_schema, '.', table_name)), ', COUNT(*) FROM \\`', REPLACE(table_schema, '\\`', '\\`\\`'), '\\`.\\`', REPLACE(table_name, '\\`', '\\`\\`'), '\\`;') FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY table_schema, table_name\"",
    `${client} ${local} -N -e "$query" >/scratch/count.sql`,
    `${client} ${local} -N </scratch/count.sql >/scratch/loaded`,
    `${client} ${source} -N </scratch/count.sql >/scratch/source`,
  ];
  return [
    ...emptied(folder),
    isMaria
      ? `mariadb-install-db --datadir=${shellWord(folder)} --auth-root-authentication-method=normal --skip-test-db >/dev/null`
      : `${server} --initialize-insecure --datadir=${shellWord(folder)}`,
    '# A server without a network, in this Pod alone, that takes the dump.',
    `${server} --datadir=${shellWord(folder)} --socket=/scratch/load.sock --pid-file=/scratch/load.pid --skip-networking --skip-grant-tables &`,
    'server=$!',
    `for _ in $(seq 60); do ${client} ${local} -e 'SELECT 1' >/dev/null 2>&1 && break; sleep 1; done`,
    `{ ${program('mariadb-dump', 'mysqldump')} ${source} --all-databases --single-transaction --quick --routines --events --triggers || touch /scratch/failed; } | ${client} ${local}`,
    "[ ! -e /scratch/failed ] || { echo 'the dump failed' >&2; exit 1; }",
    '# Verification: rows of every table on both sides. Equal only when nobody writes, as in the second pass.',
    ...counts,
    'kill -TERM "$server"; wait "$server"',
  ];
}

function replicaScript(moved: MovedWorkload, copy: DataCopy): string[] {
  const folder = targetOf(copy.volumes[0]);
  const host = sourceOf(moved) ?? unknownSource;
  const port = portOf(moved, 6379);
  const [server = 'redis-server', ...rest] = moved.container.command ?? [];
  const valkey = moved.container.application === 'valkey';
  const cli = valkey ? 'valkey-cli' : 'redis-cli';
  const local = `${cli} -h 127.0.0.1 -p 6399`;
  return [
    `mkdir -p ${shellWord(folder)}`,
    'REDISCLI_AUTH=$(cat /source/password)',
    'export REDISCLI_AUTH',
    '# The password reaches the server in a file, so that it stands in no list of processes.',
    `{ [ -z "$REDISCLI_AUTH" ] || printf 'masterauth "%s"\\nrequirepass "%s"\\n' "$REDISCLI_AUTH" "$REDISCLI_AUTH"; } >/scratch/auth.conf`,
    `${shellWords([server, ...rest])} --daemonize no --dir ${shellWord(folder)} --bind 127.0.0.1 --port 6399 --pidfile /scratch/copy.pid --logfile '' --include /scratch/auth.conf --replicaof ${shellWords([host, port])} &`,
    'server=$!',
    `until ${local} INFO replication 2>/dev/null | grep -q '^master_link_status:up'; do kill -0 "$server"; sleep 1; done`,
    '# Verification: as many keys here as there. Equal only when nobody writes, as in the second pass.',
    `source=$(${cli} -h ${shellWord(host)} -p ${port} DBSIZE); copy=$(${local} DBSIZE)`,
    'echo "keys at the source: $source, here: $copy"',
    `${local} SHUTDOWN SAVE || true`,
    'wait "$server" || true',
  ];
}

function portOf({ container }: MovedWorkload, usual: number): string {
  return String(container.ports.find(({ protocol }) => protocol === 'TCP')?.port ?? usual);
}

function commandsOf(moved: MovedWorkload, copy: DataCopy, pass: Pass): string[] {
  const { method } = copy;
  if (method === 'files') return filesScript(moved, copy, pass);
  if (method === 'postgresql') return postgresqlScript(moved, copy);
  if (method === 'replica') {
    const script = replicaScript(moved, copy);
    return pass === 'first-pass' ? script : [...script, '[ "$source" = "$copy" ]'];
  }
  const script = sqlScript(moved, copy, method);
  return pass === 'first-pass' ? script : withComparison(script, 'loaded', 'source');
}

function scriptOf(moved: MovedWorkload, copy: DataCopy, pass: Pass): string {
  const { container, decision } = moved;
  const lines = commandsOf(moved, copy, pass);
  return `${[
    '#!/bin/sh',
    shellComment(
      `${pass === 'first-pass' ? 'First pass, while all runs' : 'Second pass, while the application stands still'}: data of ${container.title} on ${decision.name}.`,
    ),
    '# It may run again from the beginning: nothing on the VM is changed, and what lies in the volume is replaced.',
    'set -eu',
    ...lines,
  ].join('\n')}\n`;
}

/** Before the server is stopped, what was counted must be the same. */
function withComparison(script: readonly string[], one: string, other: string): string[] {
  const end = script.at(-1) ?? '';
  return [...script.slice(0, -1), `cmp /scratch/${one} /scratch/${other}`, end];
}

/** ssh refuses to run for a user that /etc/passwd does not know. */
function passwdOf({ container }: MovedWorkload): string {
  const { uid, gid } = container.user ?? { uid: 65_532, gid: 65_532 };
  return uid === 0
    ? 'root:x:0:0::/scratch:/bin/sh\n'
    : `root:x:0:0::/:/bin/false\ncopy:x:${uid}:${gid}::/scratch:/bin/sh\n`;
}

/** Image with rsync and ssh: see data/rsync.Dockerfile. */
export const rsyncImage = ({ images }: Settings): string => `${images.registry}/devirt-rsync:${images.tag}`;

function jobOf(moved: MovedWorkload, copy: DataCopy, pass: Pass, name: string, settings: Settings): unknown[] {
  const { container, decision, workload } = moved;
  const isFiles = copy.method === 'files';
  const secret = sourceSecret(moved, copy.method);
  const isRoot = container.user?.uid === 0;
  // Configuration with secrets in it: the database of the copy reads it as the one of the workload does.
  const files = isFiles ? { volumes: [], volumeMounts: [] } : mountsOf(moved, false);
  const own = files.volumes.filter((volume) => !isScratch(volume));
  const reserved = new Set(own.flatMap((volume) => volumeName(volume) ?? []));
  const ownMounts = files.volumeMounts.filter((mount) => 'name' in mount && reserved.has(String(mount.name)));
  const metadata = {
    name,
    namespace: decision.namespace,
    labels: { ...decision.labels, 'app.kubernetes.io/component': 'data-copy' },
  };
  const fromSecret =
    copy.method === 'postgresql'
      ? [
          { name: 'PGUSER', valueFrom: { secretKeyRef: { name: secret.name, key: 'user', optional: false } } },
          { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: secret.name, key: 'password', optional: false } } },
        ]
      : [];
  const secretMount = isFiles ? '/ssh' : '/source';
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'copy.sh': scriptOf(moved, copy, pass), ...(isFiles ? { passwd: passwdOf(moved) } : {}) },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        ...metadata,
        annotations: {
          'devirt.dev/source': annotationValue(copy.volumes.map(({ mountPath }) => mountPath ?? '').join(', ')),
        },
      },
      spec: {
        backoffLimit: 2,
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            restartPolicy: 'Never',
            serviceAccountName: workload.name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: podSecurity({
              user: container.user ?? { name: null, uid: 65_532, gid: 65_532 },
              ports: [],
            }),
            containers: [
              {
                name: 'copy',
                image: isFiles ? rsyncImage(settings) : container.image,
                command: ['/bin/sh', '/script/copy.sh'],
                env: [{ name: 'HOME', value: '/scratch' }, ...fromSecret],
                resources: isFiles
                  ? copyResources
                  : { ...copyResources, limits: { memory: `${container.sizing.memoryLimitMiB}Mi` } },
                securityContext: containerSecurity(isRoot, true),
                volumeMounts: [
                  ...copy.volumes.map((volume, index) => ({
                    name: `target-${index}`,
                    mountPath: `${target}/${volume.name}`,
                  })),
                  { name: 'copy-script', mountPath: '/script', readOnly: true },
                  { name: 'copy-scratch', mountPath: '/scratch' },
                  { name: 'copy-scratch', mountPath: '/tmp' },
                  ...(isFiles
                    ? [{ name: 'copy-script', mountPath: '/etc/passwd', subPath: 'passwd', readOnly: true }]
                    : []),
                  ...(copy.method === 'postgresql'
                    ? []
                    : [{ name: 'copy-source', mountPath: secretMount, readOnly: true }]),
                  ...ownMounts,
                ],
              },
            ],
            volumes: [
              ...copy.volumes.map(({ claim }, index) => ({
                name: `target-${index}`,
                persistentVolumeClaim: { claimName: claim },
              })),
              { name: 'copy-script', configMap: { name, defaultMode: 0o444 } },
              { name: 'copy-scratch', emptyDir: {} },
              ...(copy.method === 'postgresql'
                ? []
                : [{ name: 'copy-source', secret: { secretName: secret.name, defaultMode: 0o440, optional: false } }]),
              ...own,
            ],
          },
        },
      },
    },
  ];
}

const isScratch = (volume: unknown): boolean => typeof volume === 'object' && volume !== null && 'emptyDir' in volume;
const volumeName = (volume: unknown): string | null =>
  typeof volume === 'object' && volume !== null && 'name' in volume ? String(volume.name) : null;

const words: Readonly<Record<CopyMethod, string>> = {
  files: 'rsync over ssh, and a comparison of all checksums',
  postgresql: 'pg_basebackup, and pg_verifybackup on every file',
  mariadb: 'mariadb-dump into a new data folder, and the rows of every table counted on both sides',
  mysql: 'mysqldump into a new data folder, and the rows of every table counted on both sides',
  replica: 'a replica that follows until it is level, and the keys counted on both sides',
};

function jobLines(moved: MovedWorkload, copy: DataCopy, pass: Pass, { migration }: Settings): string[] {
  const size = `${formatMiB(copy.sizeMiB)}${copy.sizeFrom === 'claim' ? ' at most (the size of its volume: what is in it nobody saw)' : ''}`;
  const again = copy.method === 'files' && pass === 'catch-up';
  return [
    `${moved.workload.name}, ${copy.volumes.map(({ mountPath }) => mountPath ?? '').join(', ')}: ${words[copy.method]}.`,
    `  ${size}, ${durationText(copy.seconds)} at ${migration.rateMiBs} MiB/s (migration.rateMiBs)${again ? ' if all of it had changed, and as long again to compare' : ''}.`,
    ...(sourceOf(moved) === null
      ? [`  No source tells an address of ${moved.decision.name}: put it where ${unknownSource} stands.`]
      : []),
  ];
}

/** Jobs that bring the data of a namespace, in two passes: components, each of which keeps StatefulSets at 0 meanwhile. */
export function* dataJobs(
  namespace: string,
  workloads: readonly MovedWorkload[],
  names: NamespaceNames,
  settings: Settings,
): Generator<GeneratedFile> {
  const copies = workloads.flatMap((moved) =>
    dataCopiesOf(moved.workload, settings.migration.rateMiBs).map((copy) => ({ moved, copy })),
  );
  if (copies.length === 0) return;
  const stopped = [...new Set(copies.map(({ moved }) => moved))].filter(
    ({ container }) => container.kind !== 'CronJob',
  );
  for (const pass of passes) {
    const folder = `${componentsFolder}/data/${namespace}/${pass}`;
    yield {
      path: `${folder}/jobs.yaml`,
      content: toYaml(
        copies.flatMap(({ moved, copy }) =>
          jobOf(moved, copy, pass, names.derived(copy.volumes[0].claim, pass), settings),
        ),
        [
          pass === 'first-pass'
            ? 'First pass: brings the data while the VMs go on working. It shows how long a copy takes and whether the images start on it.'
            : 'Second pass: brings what has changed since, while the applications on the VMs stand still, and verifies it.',
          ...copies.flatMap(({ moved, copy }) => jobLines(moved, copy, pass, settings)),
          `Credentials come from Secrets that you make: their names and keys stand in base/${namespace}/README.md.`,
          'Nothing on the VMs is written. How to go back: take the component out of the overlay and start the services on the VMs; data that was written here since is not there.',
        ].join('\n'),
      ),
    };
    yield component(
      folder,
      {
        resources: ['jobs.yaml'],
        patches: stopped.map(({ workload, container }) => ({
          kind: container.kind,
          name: workload.name,
          namespace,
          operations: [{ op: 'replace', path: '/spec/replicas', value: 0 }],
        })),
      },
      'On for as long as the Jobs run; what uses their volumes has no replica meanwhile. A Job that ran is not run again: delete it first.',
    );
  }
}

/** The image of copies by rsync, for a person to build. */
export function rsyncDockerfile(): GeneratedFile {
  return {
    path: `${componentsFolder}/data/rsync.Dockerfile`,
    content: `# Image for the Jobs that copy files from VMs: rsync and ssh, nothing else. Build it once and push it as devirt-rsync.
# Why Debian: small, with security updates; any image with these two programs does. How to go back: delete the image.
FROM docker.io/library/debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends openssh-client rsync && rm -rf /var/lib/apt/lists/*
USER 65532:65532
`,
  };
}
