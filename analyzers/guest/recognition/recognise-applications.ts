import type { Guest, GuestApplication, GuestProcess } from '../../../src/model/guest.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import { applications } from '../apps/index.ts';
import { application as anyService } from '../apps/service.ts';
import type { HostedApplication, ListedApplication, Service } from './application.ts';
import { describeService, secretsOf, sumOf } from './describe.ts';
import { EvidenceIndex } from './evidence-index.ts';
import { groupBy } from './group-by.ts';
import { GuestView } from './guest-view.ts';
import { matchEvidence } from './matches.ts';
import { isNoWorkload } from './not-workloads.ts';
import { isWithin } from './paths.ts';
import { divideIntoServices, unitStem } from './services.ts';

const index = new EvidenceIndex(applications);
const byId = new Map(applications.map((application) => [application.id, application]));
const hosted = applications.filter((application): application is HostedApplication => application.kind === 'hosted');
const listed = applications.filter((application): application is ListedApplication => application.kind === 'listed');

/**
 * The applications of a guest, and what its operating system takes: the same guest with `applications` and `overhead`
 * filled. Pure; what was there in these two before is replaced. Applications are sorted by instance.
 */
export function recogniseApplications(guest: Guest): Guest {
  const view = new GuestView(guest);
  const { services, inContainers, operatingSystem } = divideIntoServices(view);
  const found: GuestApplication[] = [];
  for (const service of withCompanions(services)) found.push(...recogniseOne(service, view));
  const ofNoHost = attachContainerProcesses(found, inContainers);
  for (const application of hosted) found.push(...recogniseHosted(application, found, view));
  for (const application of listed) found.push(...application.recognise(view));
  const unique = uniqueInstances(found.map((application) => withoutPackagedContent(application, view)));
  return {
    ...guest,
    applications: linkIncluded(unique),
    overhead: overheadOf(guest, [...operatingSystem, ...ofNoHost], view),
  };
}

/** Services that are a part of another, joined with it: the port mapper of an Erlang server, the engine of a node. */
function withCompanions(services: readonly Service[]): Service[] {
  const owners = new Map<string, Service>();
  for (const service of services) {
    const companions = index.candidates(service)[0]?.companions ?? [];
    // What is a part itself owns nothing.
    if (companions.includes(service.name)) continue;
    for (const companion of companions) if (!owners.has(companion)) owners.set(companion, service);
  }
  const parts = groupBy(
    services.filter((service) => owners.has(service.name)),
    (service) => owners.get(service.name),
  );
  return services
    .filter((service) => !owners.has(service.name))
    .map((service) => {
      const own = parts.get(service) ?? [];
      if (own.length === 0) return service;
      return {
        ...service,
        processes: [service, ...own].flatMap(({ processes }) => processes),
        listeners: [service, ...own].flatMap(({ listeners }) => listeners),
      };
    });
}

function recogniseOne(service: Service, view: GuestView): GuestApplication[] {
  for (const application of index.candidates(service)) {
    const evidence = matchEvidence(application, service, view);
    if (evidence === null) continue;
    const instances = application.recognise(service, view);
    if (instances.length > 0) {
      return instances.map((known) => describeService(application, service, known, evidence, view));
    }
  }
  return anyService.recognise(service, view).map((known) => describeService(anyService, service, known, [], view));
}

/** Code within the processes of another application, which is then included in it. */
function recogniseHosted(
  application: HostedApplication,
  servers: readonly GuestApplication[],
  view: GuestView,
): GuestApplication[] {
  return application.recognise(view).flatMap((known) => {
    const hosts = servers.filter(
      (server) =>
        application.hosts.includes(server.application) &&
        server.content.some(({ path }) => isWithin(known.root, path) || isWithin(path, known.root)),
    );
    const holders =
      hosts.length > 0
        ? hosts
        : servers
            .filter((server) => application.hosts.includes(server.application) && server.application !== 'nginx')
            .slice(0, 1);
    // Code that nothing serves is only there.
    const [first] = holders;
    if (first === undefined) return [];
    const interpreter = servers.filter(
      ({ application: id }) => id === 'php-fpm' && holders.some((holder) => holder.application === 'nginx'),
    );
    const all = [...new Set([...holders, ...interpreter])];
    const running = all.find(({ application: id }) => id === 'php-fpm') ?? first;
    const files = [...(known.configuration ?? [])];
    return [
      {
        ...first,
        application: application.id,
        title: application.title,
        instance: known.instance ?? application.id,
        version: known.version ?? null,
        role: application.role,
        unit: null,
        // Its share cannot be told from that of the process it lives in: the figures stand there.
        pids: [],
        cpuSeconds: null,
        memoryMiB: null,
        user: running.user,
        uid: running.uid,
        gid: running.gid,
        packages: [...new Set([...all.flatMap(({ packages }) => packages), ...(known.packages ?? [])])].sort(
          byCodePoint,
        ),
        configurationFiles: files,
        content: [
          { path: known.root, sizeBytes: view.sizeBytes(known.root) },
          ...(known.content ?? []).map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
        ],
        dataDirectories: (known.data ?? []).map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
        scratchDirectories: [...(known.scratch ?? [])],
        secrets: secretsOf(null, new Set(), files, [known.root], view),
        peers: [...(known.peers ?? [])],
        cluster: null,
        includes: all.map(({ instance }) => instance).sort(byCodePoint),
        officialImage: application.officialImage,
        evidence: [...(known.evidence ?? []), `it is served by ${all.map(({ instance }) => instance).join(' and ')}`],
        unverified: application.unverified,
      },
    ];
  });
}

/** Processes of containers count with the engine that runs them; those of an engine that was not recognised are returned. */
function attachContainerProcesses(
  found: GuestApplication[],
  processes: readonly GuestProcess[],
): readonly GuestProcess[] {
  if (processes.length === 0) return [];
  const at = found.findIndex(({ role }) => role === 'container host' || role === 'Kubernetes node');
  const host = found[at];
  if (host === undefined) return processes;
  const cpuSeconds = sumOf(processes, (process) => process.cpuSeconds);
  const memoryMiB = sumOf(processes, (process) => process.proportionalMiB ?? process.residentMiB);
  const plus = (a: number | null, b: number | null): number | null =>
    a === null ? b : b === null ? a : (Math.round(a * 100) + Math.round(b * 100)) / 100;
  found[at] = {
    ...host,
    pids: [...host.pids, ...processes.map(({ pid }) => pid)].sort((a, b) => a - b),
    cpuSeconds: plus(host.cpuSeconds, cpuSeconds),
    memoryMiB: plus(host.memoryMiB, memoryMiB),
    evidence: [...host.evidence, `${processes.length} processes run in containers`],
  };
  return [];
}

/** Content that packages brought is installed again with them and not copied: "/usr/share/wordpress" of wordpress. */
function withoutPackagedContent(application: GuestApplication, view: GuestView): GuestApplication {
  const packageAt = (path: string): string | null => {
    const name = /^\/usr\/(?:share|lib)\/([^/]+)/u.exec(path)?.[1];
    return name === undefined ? null : (view.package(name)?.name ?? null);
  };
  const packages = application.content.flatMap(({ path }) => packageAt(path) ?? []);
  if (packages.length === 0) return application;
  return {
    ...application,
    content: application.content.filter(({ path }) => packageAt(path) === null),
    packages: [...new Set([...application.packages, ...packages])].sort(byCodePoint),
    evidence: [...application.evidence, ...packages.map((name) => `it serves what package ${name} brings`)],
  };
}

/** An instance's name is unique on its guest: the second of a name gets its application's, then a number. */
function uniqueInstances(found: readonly GuestApplication[]): GuestApplication[] {
  const taken = new Set<string>();
  return found
    .map((application) => {
      let { instance } = application;
      if (taken.has(instance)) instance = `${application.instance}-${application.application}`;
      for (let next = 2; taken.has(instance); next++) instance = `${application.instance}-${next}`;
      taken.add(instance);
      return instance === application.instance ? application : { ...application, instance };
    })
    .sort((a, b) => byCodePoint(a.instance, b.instance));
}

/** `includes` of servers by what their file says they hold, where that is an instance in the same unit. */
function linkIncluded(found: readonly GuestApplication[]): GuestApplication[] {
  return found.map((application) => {
    const definition = byId.get(application.application);
    if (definition?.kind !== 'server' || definition.includes === undefined || application.unit === null)
      return application;
    const inside = found.filter(
      (other) =>
        other !== application &&
        other.unit === application.unit &&
        definition.includes?.includes(other.application) === true,
    );
    return {
      ...application,
      includes: [...new Set([...application.includes, ...inside.map(({ instance }) => instance)])].sort(byCodePoint),
    };
  });
}

/** CPU and memory of what belongs to the operating system. Null where no process was seen. */
function overheadOf(guest: Guest, processes: readonly GuestProcess[], view: GuestView): Guest['overhead'] {
  if (guest.processes === null) return null;
  // A unit's own figure counts processes that have ended (cron's jobs, apt's timers) where all that is left is known.
  const ended = view.units.filter(
    ({ name, mainPid, cpuSeconds }) =>
      (mainPid === null || mainPid === 0) && cpuSeconds !== null && cpuSeconds > 0 && isOperatingSystemUnit(name),
  );
  const seconds = [
    sumOf(processes, ({ cpuSeconds }) => cpuSeconds),
    sumOf(ended, ({ cpuSeconds }) => cpuSeconds),
  ].filter((value) => value !== null);
  return {
    cpuSeconds: seconds.length === 0 ? null : Math.round(seconds.reduce((sum, value) => sum + value, 0) * 100) / 100,
    memoryMiB: sumOf(processes, ({ proportionalMiB, residentMiB }) => proportionalMiB ?? residentMiB),
    pids: processes.length,
  };
}

const isOperatingSystemUnit = (name: string): boolean => name.endsWith('.service') && isNoWorkload(unitStem(name));
