import { byCodePoint } from '../../lib/order.ts';
import type { Vm } from '../../model/estate.ts';
import type { DependencyEdge, DependencyEnd } from '../../model/dependencies.ts';
import type { GuestApplication } from '../../model/guest.ts';
import { directoryOf, plainAddress, type Directory, type LookedInto } from './addresses.ts';

/** What a well-known port speaks (IANA service names; those that enterprises run). */
const services: ReadonlyMap<number, string> = new Map([
  [21, 'ftp'],
  [22, 'ssh'],
  [25, 'smtp'],
  [53, 'dns'],
  [80, 'http'],
  [88, 'kerberos'],
  [123, 'ntp'],
  [161, 'snmp'],
  [162, 'snmp'],
  [389, 'ldap'],
  [443, 'https'],
  [445, 'smb'],
  [514, 'syslog'],
  [587, 'smtp'],
  [636, 'ldaps'],
  [1433, 'sql-server'],
  [1521, 'oracle'],
  [2049, 'nfs'],
  [3268, 'ldap'],
  [3306, 'mysql'],
  [5432, 'postgresql'],
  [5671, 'amqp'],
  [5672, 'amqp'],
  [6379, 'redis'],
  [6514, 'syslog'],
  [8140, 'puppet'],
  [9092, 'kafka'],
  [9100, 'prometheus'],
  [9200, 'elasticsearch'],
  [10050, 'zabbix'],
  [10051, 'zabbix'],
  [11211, 'memcached'],
  [27017, 'mongodb'],
]);

/** What every guest has, and no application is told by. */
const infrastructureServices = new Set([
  'ssh',
  'dns',
  'kerberos',
  'ntp',
  'snmp',
  'ldap',
  'ldaps',
  'syslog',
  'puppet',
  'prometheus',
  'zabbix',
]);

/** Roles of applications that serve or watch all guests alike. */
const infrastructureRoles = /\b(?:dns|name server|monitoring|metrics|log relay|directory|time server|backup)\b/i;

const wildcard = /^(?:0\.0\.0\.0|::|\*)?$/;

class Edges {
  readonly #edges = new Map<string, DependencyEdge>();

  add(
    edge: Pick<DependencyEdge, 'from' | 'to' | 'protocol' | 'port' | 'service' | 'infrastructure'>,
    seenBy: 'connection' | 'configuration',
    observations: number,
    evidence: string,
  ): void {
    const { from, to, protocol, port } = edge;
    const end = ({ vm, application, address }: DependencyEnd): unknown[] => [vm ?? address, application];
    // The two sides of a connection name it differently: by what they know of the other.
    const key = JSON.stringify([...end(from), ...end(to), protocol, port]);
    const known = this.#edges.get(key);
    if (known === undefined) {
      this.#edges.set(key, { ...edge, seenBy: [seenBy], observations, evidence: [evidence] });
      return;
    }
    if (!known.seenBy.includes(seenBy)) known.seenBy.push(seenBy);
    known.observations = Math.max(known.observations, observations);
    // Configuration says what is spoken; a port only what usually is.
    if (seenBy === 'configuration' && edge.service !== null) known.service = edge.service;
    if (known.evidence.length < 5 && !known.evidence.includes(evidence)) known.evidence.push(evidence);
  }

  sorted(): DependencyEdge[] {
    const key = ({ from, to, protocol, port }: DependencyEdge): string =>
      JSON.stringify([from.vm ?? from.address, from.application, to.vm ?? to.address, to.application, protocol, port]);
    return [...this.#edges.values()]
      .map((edge) => ({
        ...edge,
        seenBy: edge.seenBy.toSorted(byCodePoint),
        evidence: edge.evidence.toSorted(byCodePoint),
      }))
      .map((edge) => ({ edge, key: key(edge) }))
      .sort((a, b) => byCodePoint(a.key, b.key))
      .map(({ edge }) => edge);
  }
}

/** Applications of one guest, by process and by port. */
class Inside {
  readonly #byPid = new Map<number, GuestApplication>();
  readonly #byPort = new Map<string, GuestApplication>();
  readonly #bySocket = new Map<string, GuestApplication>();

  constructor({ guest }: LookedInto) {
    for (const application of guest.applications) {
      for (const pid of application.pids) this.#byPid.set(pid, application);
      for (const { protocol, port } of application.endpoints) this.#byPort.set(`${protocol} ${port}`, application);
      for (const path of application.sockets) this.#bySocket.set(path, application);
    }
  }

  ofPid(pid: number | null): GuestApplication | null {
    return pid === null ? null : (this.#byPid.get(pid) ?? null);
  }

  onSocket(path: string): GuestApplication | null {
    return this.#bySocket.get(path) ?? null;
  }

  onPort(protocol: string, port: number | null): GuestApplication | null {
    return port === null ? null : (this.#byPort.get(`${protocol} ${port}`) ?? null);
  }
}

function serviceOf(protocol: string | null, answering: GuestApplication | null, port: number | null): string | null {
  return protocol ?? (port === null ? null : services.get(port)) ?? answering?.application ?? null;
}

function isInfrastructure(service: string | null, ...applications: readonly (GuestApplication | null)[]): boolean {
  return (
    (service !== null && infrastructureServices.has(service)) ||
    applications.some((application) => application !== null && infrastructureRoles.test(application.role))
  );
}

/**
 * Who connects to whom, from what guests were seen to do and what their configuration says. A connection is told by
 * both of its ends, if somebody looked into both; the two are one edge. Within one guest, edges join its applications.
 * Connections of the operating system's own processes count as infrastructure. Linear in guests and connections.
 */
export function edgesOf(vms: readonly Vm[], looked: readonly LookedInto[]): DependencyEdge[] {
  const directory = directoryOf(vms, looked);
  const insides = new Map(looked.map((each) => [each.vm.id, new Inside(each)]));
  const edges = new Edges();
  for (const each of looked) {
    const inside = insides.get(each.vm.id);
    if (inside === undefined) continue;
    connectionsOf(each, inside, directory, insides, edges);
    configuredPeersOf(each, directory, insides, edges);
  }
  return edges.sorted();
}

function connectionsOf(
  each: LookedInto,
  inside: Inside,
  directory: Directory,
  insides: ReadonlyMap<string, Inside>,
  edges: Edges,
): void {
  for (const connection of each.guest.connections ?? []) {
    const { protocol, direction, peerAddress, peerPort, localPort, pid, processName, observations } = connection;
    const local = inside.ofPid(pid) ?? (direction === 'in' ? inside.onPort(protocol, localPort) : null);
    const isLocal = directory.isLocal(peerAddress, each);
    const peerVm = isLocal ? each.vm.id : directory.vmOf(peerAddress, each);
    const here: DependencyEnd = { vm: each.vm.id, application: local?.instance ?? null, address: each.vm.name };
    if (direction === 'out') {
      const answering = peerVm === null ? null : (insides.get(peerVm)?.onPort(protocol, peerPort) ?? null);
      if (isLocal && answering?.instance === local?.instance) continue;
      const service = serviceOf(null, answering, peerPort);
      const to = { vm: peerVm, application: answering?.instance ?? null, address: plainAddress(peerAddress) };
      edges.add(
        {
          from: here,
          to: isLocal ? { ...to, address: each.vm.name } : to,
          protocol,
          port: peerPort,
          service,
          infrastructure: local === null || isInfrastructure(service, local, answering),
        },
        'connection',
        observations,
        `${each.vm.name}: ${processName ?? 'a process'} to ${peerAddress} port ${peerPort}`,
      );
    } else if (!isLocal && (peerVm === null || !insides.has(peerVm))) {
      // Where somebody looked into the peer too, its own side tells more: which application asks.
      const service = serviceOf(null, local, localPort);
      edges.add(
        {
          from: { vm: peerVm, application: null, address: plainAddress(peerAddress) },
          to: here,
          protocol,
          port: localPort,
          service,
          infrastructure: isInfrastructure(service, local),
        },
        'connection',
        observations,
        `${each.vm.name}: ${peerAddress} to ${processName ?? 'a process'} on port ${localPort}`,
      );
    }
  }
}

function configuredPeersOf(
  each: LookedInto,
  directory: Directory,
  insides: ReadonlyMap<string, Inside>,
  edges: Edges,
): void {
  for (const application of each.guest.applications) {
    for (const { protocol, host, port, place } of application.peers) {
      const isSocket = host.startsWith('/');
      const isLocal = isSocket || directory.isLocal(host, each);
      const peerVm = isLocal ? each.vm.id : directory.vmOf(host, each);
      const inside = peerVm === null ? undefined : insides.get(peerVm);
      const answering = (isSocket ? inside?.onSocket(host) : inside?.onPort('tcp', port)) ?? null;
      if (isLocal && answering?.instance === application.instance) continue;
      const service = serviceOf(protocol, answering, port);
      edges.add(
        {
          from: { vm: each.vm.id, application: application.instance, address: each.vm.name },
          to: {
            vm: peerVm,
            application: answering?.instance ?? null,
            address: isLocal || wildcard.test(host) ? each.vm.name : plainAddress(host),
          },
          protocol: 'tcp',
          port,
          service,
          infrastructure: isInfrastructure(service, application, answering),
        },
        'configuration',
        0,
        `${each.vm.name}: ${place}`,
      );
    }
  }
}
