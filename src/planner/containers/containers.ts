import { byCodePoint } from '../../lib/order.ts';
import type { Container, ContainerFile, ContainerPort } from '../../model/container.ts';
import type { Vm } from '../../model/estate.ts';
import { redacted, type Guest, type GuestApplication, type SecretPlace } from '../../model/guest.ts';
import type { Sizing } from '../../model/plan.ts';
import { baseImageOf } from './base-image.ts';
import { ofCrontab, ofTimer } from './schedule.ts';
import { sizeApplication } from './size.ts';

/** Kubernetes waits so long between SIGTERM and SIGKILL where nothing is said (terminationGracePeriodSeconds). */
const defaultGraceSeconds = 30;

/** What becomes one container: an application with those that live inside it, the outermost first. */
export type Instances = readonly [GuestApplication, ...GuestApplication[]];

/** Roles that are no workload of their own: their containers are, and are read from the runtime. */
const hostRole = /container host|kubernetes node/i;

/**
 * Applications of a guest that become workloads: each that runs or is scheduled and lives inside no other, with those
 * inside it.
 */
export function workloadsInside(guest: Guest): Instances[] {
  const byInstance = new Map(guest.applications.map((each) => [each.instance, each]));
  const inner = new Set(guest.applications.flatMap(({ includes }) => includes));
  return guest.applications
    .filter(
      (each) => (each.running || each.schedule !== null) && !inner.has(each.instance) && !hostRole.test(each.role),
    )
    .map((outer): Instances => {
      const found = new Map<string, GuestApplication>();
      const open = [...outer.includes];
      for (let name = open.shift(); name !== undefined; name = open.shift()) {
        const each = byInstance.get(name);
        if (each === undefined || each === outer || found.has(name)) continue;
        found.set(name, each);
        open.push(...each.includes);
      }
      return [outer, ...found.values()];
    });
}

/**
 * Why a guest's applications cannot become containers as they were seen; empty where they can. An application that
 * does not run, or that was recognised by a signature alone, or whose command in the foreground nobody knows, is no
 * base for a plan.
 */
export function obstaclesInside(guest: Guest): string[] {
  if (guest.system.family !== 'linux') return ['The guest is not Linux.'];
  if (guest.way !== 'script') return ['A root filesystem alone was seen: what runs is not known.'];
  const workloads = workloadsInside(guest);
  if (guest.applications.some(({ role }) => hostRole.test(role))) {
    return ['It runs containers or is a node of a cluster already: what is in them decides.'];
  }
  if (workloads.length === 0) return ['No application was recognised inside.'];
  return workloads.flatMap((instances) => {
    const [outer] = instances;
    if (instances.some(({ unverified }) => unverified)) {
      return [`${outer.title} was recognised by a signature that no real guest has confirmed.`];
    }
    if (instances.every(({ command }) => command === null)) {
      return [`The command that runs ${outer.title} (${outer.instance}) in the foreground is not known.`];
    }
    return [];
  });
}

const uniqueBy = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();

/** The first of the instances that knows. */
function first<T>(instances: Instances, of: (each: GuestApplication) => T | null): T | null {
  for (const each of instances) {
    const value = of(each);
    if (value !== null) return value;
  }
  return null;
}

/**
 * The user that the image runs as: the application's own, or, where its first process is root's and hands its work to
 * others (nginx, Apache), the user of those: ports and files are then made such that no root is needed.
 */
function userOf(guest: Guest, instances: Instances): Container['user'] {
  const pids = new Set(instances.flatMap(({ pids: each }) => each));
  const workers = new Map<
    string,
    { readonly uid: number; readonly gid: number; readonly name: string | null; count: number }
  >();
  for (const { pid, uid, gid, user } of guest.processes ?? []) {
    if (!pids.has(pid) || uid === null || uid === 0 || gid === null) continue;
    const known = workers.get(`${uid} ${gid}`);
    if (known === undefined) workers.set(`${uid} ${gid}`, { uid, gid, name: user, count: 1 });
    else known.count++;
  }
  const named = first(instances, ({ user, uid, gid }) =>
    uid === null || gid === null ? null : { name: user, uid, gid },
  );
  if (named !== null && named.uid !== 0) return named;
  const [worker] = [...workers.values()].sort((a, b) => b.count - a.count || a.uid - b.uid);
  if (worker !== undefined) return { name: worker.name, uid: worker.uid, gid: worker.gid };
  return named;
}

/** Whether its first process is root's, whoever does the work. */
function startsAsRoot(guest: Guest, instances: Instances): boolean {
  const pids = new Set(instances.flatMap(({ pids: each }) => each));
  return (
    first(instances, ({ uid }) => uid) === 0 ||
    (guest.processes ?? []).some(({ pid, uid }) => uid === 0 && pids.has(pid))
  );
}

function isSecretFile(path: string, secrets: readonly SecretPlace[]): boolean {
  return secrets.some(({ place }) => place === path || place.startsWith(`${path}:`));
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/**
 * Whether an image gets this file from its package as the guest has it: only known where changed and unowned files
 * were looked for.
 */
function comesWithPackage(guest: Guest, path: string): boolean {
  const { changedFiles, unownedTrees, configuration } = guest;
  if (changedFiles === null || unownedTrees === null || configuration === null) return false;
  const contents = configuration.find((file) => file.path === path)?.contents;
  return (
    !changedFiles.some((file) => file.path === path) &&
    !unownedTrees.some((tree) => isWithin(path, tree.path)) &&
    // Read under two paths, it is a link that somebody made (sites-enabled): links are in none of the lists.
    contents !== undefined &&
    !configuration.some((file) => file.path !== path && file.contents === contents)
  );
}

/** Files below what an application serves or runs, in which secrets stand. */
function secretsWithin(instances: Instances, secrets: readonly SecretPlace[]): ContainerFile[] {
  const folders = instances.flatMap(({ content }) => content.map(({ path }) => path));
  return secrets.flatMap(({ kind, place }) => {
    const path = place.replace(/:\d+$/, '');
    return path.startsWith('/') && folders.some((folder) => isWithin(path, folder))
      ? [{ path, why: 'content', sizeBytes: null, secret: true, origin: `${kind} in it` } satisfies ContainerFile]
      : [];
  });
}

/** A secret that the environment holds, and not a file. */
function isVariable({ key, place }: SecretPlace, name: string): boolean {
  return key === name && !place.startsWith('/');
}

function filesOf(guest: Guest, instances: Instances, secrets: readonly SecretPlace[]): ContainerFile[] {
  const changed = guest.changedFiles === null ? null : new Set(guest.changedFiles.map(({ path }) => path));
  const packaged = new Set(guest.packages === null ? [] : guest.packages.map(({ name }) => name));
  const files: ContainerFile[] = [];
  for (const { configurationFiles, content, title } of instances) {
    for (const path of configurationFiles) {
      if (comesWithPackage(guest, path)) continue;
      files.push({
        path,
        why: 'configuration',
        // What is carried has no comments, so that its length is not the file's.
        sizeBytes: null,
        secret: isSecretFile(path, secrets),
        origin: `configuration of ${title}${changed?.has(path) === true ? ', changed since its package brought it' : ''}`,
      });
    }
    for (const { path, sizeBytes } of content) {
      files.push({ path, why: 'content', sizeBytes, secret: false, origin: `what ${title} serves or runs` });
    }
  }
  for (const { path, package: owner, configuration, missing } of guest.changedFiles ?? []) {
    const isOurs = owner !== null && packaged.has(owner) && instances.some(({ packages }) => packages.includes(owner));
    if (!isOurs || configuration || missing) continue;
    files.push({
      path,
      why: 'changed',
      sizeBytes: null,
      secret: isSecretFile(path, secrets),
      origin: `differs from package ${owner}`,
    });
  }
  files.push(...secretsWithin(instances, secrets));
  return uniqueBy(files, ({ path }) => path).sort((a, b) => byCodePoint(a.path, b.path));
}

function portsOf(instances: Instances): ContainerPort[] {
  const endpoints = uniqueBy(
    instances.flatMap((each) => each.endpoints),
    ({ protocol, port }) => `${protocol} ${port}`,
  ).sort((a, b) => a.port - b.port || byCodePoint(a.protocol, b.protocol));
  return endpoints.map(({ protocol, port, address }) => {
    // IANA service names have at most 15 characters; the number tells more than a guess at what is spoken.
    const name = `${protocol}-${port}`;
    return { name, port, protocol: protocol === 'tcp' ? 'TCP' : 'UDP', address };
  });
}

function scheduleOf(instances: Instances): Container['schedule'] {
  const [{ schedule }] = instances;
  if (schedule === null) return null;
  const { kind, expressions, timeZone } = schedule;
  const [only] = expressions;
  const expression = kind === 'timer' ? ofTimer(expressions) : only === undefined ? null : ofCrontab(only);
  return { expression, observed: expressions.join(', '), timeZone };
}

function kindOf(instances: Instances): Pick<Container, 'kind' | 'kindReason'> {
  const [outer] = instances;
  if (outer.schedule !== null) {
    return { kind: 'CronJob', kindReason: `${outer.schedule.kind === 'timer' ? 'A timer' : 'cron'} starts it.` };
  }
  const data = instances.flatMap(({ dataDirectories }) => dataDirectories);
  return data.length > 0
    ? { kind: 'StatefulSet', kindReason: `It keeps data in ${data.map(({ path }) => path).join(', ')}.` }
    : { kind: 'Deployment', kindReason: 'It keeps no data of its own.' };
}

function notesOf(
  guest: Guest,
  instances: Instances,
  user: Container['user'],
  ports: readonly ContainerPort[],
): string[] {
  const units = new Set(instances.flatMap(({ unit }) => unit ?? []));
  const notes: string[] = [];
  if (user === null) notes.push('Nobody knows which user it runs as: set one before you build.');
  else if (user.uid === 0)
    notes.push('It runs as root, and no other user does its work: an exception to the restricted level.');
  else if (startsAsRoot(guest, instances)) {
    notes.push(
      `On the VM its first process is root's; here all of it runs as ${user.name ?? user.uid}, which does its work there.`,
    );
  }
  if (ports.some(({ port }) => port < 1024)) {
    notes.push('Ports below 1024 need no root: the Pod sets net.ipv4.ip_unprivileged_port_start, a safe sysctl.');
  }
  for (const { address, port } of ports) {
    if (address !== null && /^(?:127\.|::1$)/.test(address)) {
      notes.push(`It listens on ${address}:${port} alone: other Pods reach it only when it listens on all addresses.`);
    }
  }
  for (const peer of instances.flatMap(({ peers }) => peers)) {
    if (peer.host.startsWith('/')) {
      notes.push(
        `It reaches ${peer.protocol} through the socket ${peer.host} (${peer.place}): in another Pod it needs a port instead.`,
      );
    }
  }
  for (const unit of guest.units ?? []) {
    if (!units.has(unit.name)) continue;
    if (unit.openFilesLimit !== null && unit.openFilesLimit > 1_048_576) {
      notes.push(`${unit.name} may open ${unit.openFilesLimit} files: the container runtime's limit must allow that.`);
    }
    if (unit.ambientCapabilities.length > 0) {
      notes.push(
        `${unit.name} has ${unit.ambientCapabilities.join(', ')}: Kubernetes grants a user other than root none.`,
      );
    }
    const after = [...unit.after, ...unit.requires].filter(
      (other) => other.endsWith('.service') && guest.applications.some((each) => each.unit === other),
    );
    if (after.length > 0)
      notes.push(
        `${unit.name} starts after ${[...new Set(after)].sort(byCodePoint).join(', ')}: it must wait for it by itself.`,
      );
  }
  return [...new Set(notes)];
}

/**
 * The container of one application, as an experienced engineer would begin it. `sizing` is that of the VM as a whole.
 * Peers and the image's name are left to the caller, who knows names and what the others become.
 */
export function containerOf(
  vm: Vm,
  guest: Guest,
  instances: Instances,
  vmSizing: Pick<Sizing, 'cpuRequestMilli' | 'cpuBasis'>,
): Omit<Container, 'image' | 'peers'> {
  const [outer, ...inner] = instances;
  const variables = Object.entries<string>(
    Object.assign({}, ...instances.toReversed().map(({ environment }) => environment)),
  )
    .map(([name, value]) => ({ name, value }))
    .sort((x, y) => byCodePoint(x.name, y.name));
  const seen = instances.flatMap((each) => each.secrets);
  const secrets = uniqueBy(
    [
      ...seen,
      // Part of a value was a credential: the whole of it comes from a Secret, whatever file systemd took it from.
      ...variables
        .filter(({ name, value }) => value.includes(redacted) && !seen.some((each) => isVariable(each, name)))
        .map(({ name }) => ({ kind: 'variable', place: `environment of ${outer.unit ?? outer.instance}`, key: name })),
    ],
    ({ kind, place, key }) => JSON.stringify([kind, place, key]),
  );
  const versions = new Map((guest.packages ?? []).map(({ name, version }) => [name, version]));
  const user = userOf(guest, instances);
  const ports = portsOf(instances);
  const secretKeys = new Set(secrets.flatMap(({ key }) => key ?? []));
  const units = new Set(instances.flatMap(({ unit }) => unit ?? []));
  const stopSeconds = (guest.units ?? []).find(({ name }) => units.has(name))?.timeoutStopSeconds ?? null;
  return {
    application: outer.application,
    title: outer.title,
    instance: outer.instance,
    version: first(instances, ({ version }) => version),
    role: outer.role,
    includes: inner.map(({ title }) => title),
    ...kindOf(instances),
    base: baseImageOf(guest),
    officialImage: outer.officialImage,
    packages: [...new Set(instances.flatMap(({ packages }) => packages))]
      .sort(byCodePoint)
      .map((name) => ({ name, observedVersion: versions.get(name) ?? null })),
    files: filesOf(guest, instances, secrets),
    user,
    command: first(instances, ({ command }) => command),
    prepare: instances.flatMap(({ prepare }) => prepare),
    workingDirectory: first(instances, ({ workingDirectory }) => workingDirectory),
    environment: variables.filter(({ name, value }) => !secretKeys.has(name) && !value.includes(redacted)),
    secrets,
    stopSignal: first(instances, ({ stopSignal }) => stopSignal),
    terminationGraceSeconds: stopSeconds === null || stopSeconds === 0 ? defaultGraceSeconds : Math.ceil(stopSeconds),
    ports,
    scratch: [
      ...new Set([
        ...instances.flatMap(({ scratchDirectories }) => scratchDirectories),
        // A first process that was root's writes its number there; the image's user may write where it is told to.
        ...(startsAsRoot(guest, instances) && user !== null && user.uid !== 0 ? ['/run'] : []),
      ]),
    ].sort(byCodePoint),
    logs: [...new Set(instances.flatMap(({ logDirectories }) => logDirectories))].sort(byCodePoint),
    probe: first(instances, ({ probe }) => probe),
    schedule: scheduleOf(instances),
    sizing: sizeApplication(guest, instances, vmSizing, vm.memoryMiB ?? guest.memoryMiB ?? 0),
    notes: notesOf(guest, instances, user, ports),
    evidence: instances.flatMap(({ evidence }) => evidence),
  };
}

/** Data directories of a workload with their sizes, each a volume. */
export function dataOf(instances: Instances): { readonly path: string; readonly sizeBytes: number | null }[] {
  return uniqueBy(
    instances.flatMap(({ dataDirectories }) => dataDirectories),
    ({ path }) => path,
  ).sort((a, b) => byCodePoint(a.path, b.path));
}
