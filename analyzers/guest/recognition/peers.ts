import type { ConfiguredPeer, ConfigurationFile } from '../../../src/model/guest.ts';
import { redacted } from '../../../src/model/guest.ts';
import { settings } from './directives.ts';

/** Ports that the Internet Assigned Numbers Authority, or else the maker, gives to a protocol. */
const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['postgresql', 5432],
  ['mysql', 3306],
  ['sqlserver', 1433],
  ['oracle', 1521],
  ['db2', 50_000],
  ['mongodb', 27_017],
  ['redis', 6379],
  ['memcached', 11_211],
  ['amqp', 5672],
  ['amqps', 5671],
  ['kafka', 9092],
  ['zookeeper', 2181],
  ['nats', 4222],
  ['mqtt', 1883],
  ['mqtts', 8883],
  ['ldap', 389],
  ['ldaps', 636],
  ['smtp', 25],
  ['elasticsearch', 9200],
  ['influxdb', 8086],
  ['ajp', 8009],
  ['cassandra', 9042],
]);

const protocolOfScheme: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgresql'],
  ['pgsql', 'postgresql'],
  ['mariadb', 'mysql'],
  ['mysql2', 'mysql'],
  ['rediss', 'redis'],
  ['mongodb+srv', 'mongodb'],
  ['oracle:thin', 'oracle'],
  ['uwsgi', 'uwsgi'],
]);

/** Schemes that name a peer. What else has a scheme (file, data, urn, …) names none. */
const schemes =
  'postgres(?:ql)?|pgsql|mysql2?|mariadb|mongodb(?:\\+srv)?|rediss?|memcached|amqps?|kafka|zookeeper|nats|mqtts?|ldaps?|smtp|https?|ajp|sqlserver|oracle:thin|db2|elasticsearch|influxdb|cassandra|uwsgi|fcgi|tcp|grpc';

/** Hosts of namespaces, schemas and documentation: named in files, not connected to. */
const neverPeers =
  /(?:^|\.)(?:w3\.org|apache\.org|springframework\.org|example\.(?:com|net|org)|sun\.com|jcp\.org|xmlsoap\.org|oasis-open\.org|maven\.org|github\.com|jboss\.org|hibernate\.org|debian\.org|schema\.org|opensource\.org|gnu\.org|mozilla\.org|php\.net|nginx\.(?:org|com)|nodejs\.org|python\.org|wordpress\.org)$/iu;

const protocolFor = (scheme: string): string => protocolOfScheme.get(scheme) ?? scheme;

/** The port of "host:port", "[::1]:port" and bare hosts; the host without brackets. Null of a socket's path. */
export function hostAndPort(address: string): { host: string; port: number | null } | null {
  const found = /^(?:\[([0-9A-Fa-f:.%]+)\]|([^\s:/[\]@,;'"<>${}]+))(?::(\d{1,5}))?$/u.exec(address);
  const host = found?.[1] ?? found?.[2];
  if (host === undefined) return null;
  const port = found?.[3] === undefined ? null : Number(found[3]);
  return port !== null && (port < 1 || port > 65_535) ? null : { host, port };
}

/** A peer of this protocol at "host[:port]"; the protocol's own port where none is named. */
export function peerAt(protocol: string, address: string, place: string): ConfiguredPeer[] {
  const found = hostAndPort(address);
  if (found === null) return [];
  return [{ protocol, host: found.host, port: found.port ?? defaultPorts.get(protocol) ?? null, place }];
}

/** Scheme and authority of a URL, JDBC's way of writing them included; a redacted password may stand in it. */
const urlPattern = new RegExp(
  String.raw`(?:jdbc:|\b)(${schemes}):(?:@?//|@)([^\s"'\x60<>/?#;)\\]*(?:${redacted}[^\s"'\x60<>/?#;)\\]*)*)`,
  'giu',
);

/** Peers that URLs in one line of text name, credentials ignored. */
export function peersInLine(line: string, place: string): ConfiguredPeer[] {
  return [...line.matchAll(urlPattern)].flatMap((found) => {
    const protocol = protocolFor((found[1] ?? '').toLowerCase());
    const authority = (found[2] ?? '').replace(/^.*@/u, '');
    return authority
      .split(',')
      .flatMap((address) => peerAt(protocol, address, place))
      .filter(({ host }) => !neverPeers.test(host));
  });
}

/** Protocol that a variable's name tells: "PGHOST", "REDIS_HOST", "MAIL_SERVER". */
const protocolOfName: readonly (readonly [RegExp, string])[] = [
  [/PG|POSTGRES/u, 'postgresql'],
  [/MYSQL|MARIADB/u, 'mysql'],
  [/REDIS/u, 'redis'],
  [/MEMCACHE/u, 'memcached'],
  [/RABBIT|AMQP/u, 'amqp'],
  [/MONGO/u, 'mongodb'],
  [/KAFKA/u, 'kafka'],
  [/ELASTIC|OPENSEARCH/u, 'elasticsearch'],
  [/SMTP|MAIL/u, 'smtp'],
  [/LDAP/u, 'ldap'],
  [/NATS/u, 'nats'],
  [/MQTT/u, 'mqtt'],
];

interface Pair {
  readonly key: string;
  readonly value: string;
  readonly place: string;
}

/** Peers of keys and values: URLs in values, and hosts in keys that end with HOST or SERVER with the port beside them. */
export function peersInPairs(pairs: readonly Pair[]): ConfiguredPeer[] {
  const byKey = new Map(pairs.map((pair) => [pair.key.toUpperCase(), pair.value]));
  return pairs.flatMap(({ key, value, place }) => {
    const urls = peersInLine(value, place);
    const upper = key.toUpperCase();
    const prefix = /^(.*?)[._-]?(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS|BROKERS?|ENDPOINT)$/u.exec(upper)?.[1];
    if (urls.length > 0 || prefix === undefined || prefix === '') return urls;
    // A service's own address is no peer.
    if (/^(?:0\.0\.0\.0|::|\*)$/u.test(value) || /BIND|LISTEN|^HTTP|^WEB|^APP$|^SERVER|^NODE|PROXY_SET/u.test(prefix))
      return [];
    const portBeside = ['_PORT', 'PORT', '.PORT', '-PORT'].map((end) => byKey.get(`${prefix}${end}`)).find(Boolean);
    const protocol =
      protocolOfName.find(([name]) => name.test(prefix))?.[1] ??
      [...defaultPorts].find(([, port]) => String(port) === portBeside)?.[0];
    if (protocol === undefined && portBeside === undefined && !/\bDB|DATABASE/u.test(prefix)) return [];
    return value
      .split(',')
      .flatMap((address) => peerAt(protocol ?? 'tcp', address.trim(), place))
      .map((peer) =>
        portBeside !== undefined && /^\d+$/u.test(portBeside) ? { ...peer, port: Number(portBeside) } : peer,
      );
  });
}

const isComment = (line: string): boolean => /^\s*(?:[#;*]|\/\/|\/\*|<!--|--\s)/u.test(line);

/** Peers in a file of an application's own configuration, whatever its format: URLs, and keys that name hosts. */
export function peersInFile(file: ConfigurationFile): ConfiguredPeer[] {
  const pairs = settings(file.contents).map(({ key, value, line }) => ({
    key: key.replaceAll(/["']/gu, ''),
    value: value.replaceAll(/^["']|["'],?$/gu, ''),
    place: `${file.path}:${line}`,
  }));
  const urls = file.contents
    .split('\n')
    .flatMap((line, index) => (isComment(line) ? [] : peersInLine(line, `${file.path}:${index + 1}`)));
  return uniquePeers([...urls, ...peersInPairs(pairs)]);
}

/** Each peer once, at its first place. */
export function uniquePeers(peers: readonly ConfiguredPeer[]): ConfiguredPeer[] {
  const seen = new Map<string, ConfiguredPeer>();
  for (const peer of peers) {
    const key = JSON.stringify([peer.protocol, peer.host, peer.port]);
    if (!seen.has(key)) seen.set(key, peer);
  }
  return [...seen.values()];
}
