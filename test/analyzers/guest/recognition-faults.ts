import { isWithin } from '../../../analyzers/guest/recognition/paths.ts';
import type { Endpoint, Guest, GuestApplication } from '../../../src/model/guest.ts';
import {
  decoys,
  type ExpectedService,
  expectedAgents,
  expectedIncluded,
  expectedJobs,
  expectedServices,
} from '../../support/expected-services.ts';

/** Foreground commands of the services on the booted guests, by their units, from the manuals of the programs. */
const foregroundCommands: Readonly<Record<string, readonly string[]>> = {
  'haproxy.service': ['/usr/sbin/haproxy', '-W', '-db', '-f', '/etc/haproxy/haproxy.cfg'],
  'nginx.service': ['/usr/sbin/nginx', '-g', 'daemon off;'],
  'php8.2-fpm.service': ['/usr/sbin/php-fpm8.2', '--nodaemonize', '--fpm-config', '/etc/php/8.2/fpm/php-fpm.conf'],
  'tomcat10.service': ['/bin/sh', '/usr/libexec/tomcat10/tomcat-start.sh'],
  'inventory.service': '/usr/bin/gunicorn --bind 0.0.0.0:8000 --workers 2 --preload --timeout 300 app:app'.split(' '),
  'pricing.service': ['/usr/bin/node', '--max-old-space-size=96', 'server.js', '--license-token=<redacted>'],
  'returns.service': ['/opt/returns/start'],
  'postgresql@15-main.service': [
    '/usr/lib/postgresql/15/bin/postgres',
    '-D',
    '/var/lib/postgresql/15/main',
    '-c',
    'config_file=/etc/postgresql/15/main/postgresql.conf',
  ],
  'mariadb.service': ['/usr/sbin/mariadbd'],
  'redis-server.service': '/usr/bin/redis-server /etc/redis/redis.conf --supervised no --daemonize no'.split(' '),
  'apache2.service': ['/usr/sbin/apache2ctl', '-D', 'FOREGROUND'],
  'postfix@-.service': ['/usr/sbin/postfix', 'start-fg'],
  'dovecot.service': ['/usr/sbin/dovecot', '-F'],
  'memcached.service': '/usr/bin/memcached -m 64 -p 11211 -u memcache -l 127.0.0.1'.split(' '),
  'vsftpd.service': ['/usr/sbin/vsftpd', '/etc/vsftpd.conf', '-obackground=NO'],
  'named.service': ['/usr/sbin/named', '-f', '-u', 'bind'],
  'prometheus.service': ['/usr/bin/prometheus'],
  'rabbitmq-server.service': ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
  'uwsgi.service':
    '/usr/bin/uwsgi --ini /usr/share/uwsgi/conf/default.ini --ini /etc/uwsgi/apps-enabled/status.ini'.split(' '),
  'mosquitto.service': ['/usr/sbin/mosquitto', '-c', '/etc/mosquitto/mosquitto.conf'],
  'squid.service': ['/usr/sbin/squid', '--foreground', '-sYC'],
  'slapd.service': [
    ...'/usr/sbin/slapd -d none -h'.split(' '),
    'ldap:/// ldapi:///',
    ...'-u openldap -g openldap -F /etc/ldap/slapd.d'.split(' '),
  ],
  'intranet.service': '/usr/bin/python3 -m http.server 8000 --directory /srv/intranet'.split(' '),
};

/** "tcp 80", "udp 10.0.0.1:53": as expected-services.ts writes them. */
const endpointText = ({ protocol, address, port }: Endpoint): string =>
  `${protocol} ${address === null ? '' : `${address.includes(':') ? `[${address}]` : address}:`}${port}`;

/** Places that hold what an application serves or keeps. */
const placesOf = ({ content, dataDirectories, configurationFiles }: GuestApplication): string[] => [
  ...[...content, ...dataDirectories].map(({ path }) => path),
  ...configurationFiles,
];

const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function serviceFaults(expected: ExpectedService, guest: Guest): string[] {
  const found = guest.applications.find(({ unit }) => unit === expected.unit);
  if (found === undefined) return [`${expected.unit} was not recognised`];
  const faults: string[] = [];
  const fault = (what: string, is: unknown, wanted: unknown): void => {
    faults.push(`${expected.unit}: ${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
  };
  if (found.application !== expected.application) fault('application', found.application, expected.application);
  if (!found.running) fault('running', false, true);
  if (found.user !== expected.user) fault('user', found.user, expected.user);
  const endpoints = found.endpoints.map((endpoint) => endpointText(endpoint));
  const lacking = expected.listens.filter((listens) => !endpoints.includes(listens));
  if (lacking.length > 0) fault('listening', endpoints, expected.listens);
  // Content and configuration of what lives inside it are its own too.
  const within = guest.applications.filter((other) => other.includes.includes(found.instance));
  const places = [found, ...within].flatMap((application) => placesOf(application));
  // An empty folder leaves no trace: until something is written to it, nobody can know of it.
  const traces = [...(guest.unownedTrees ?? []), ...(guest.configuration ?? [])].map(({ path }) => path);
  const hasTrace = (path: string): boolean => traces.some((trace) => isWithin(trace, path) || isWithin(path, trace));
  const missing = [...expected.data.filter((path) => hasTrace(path)), ...expected.configuration].filter(
    (path) => !places.some((place) => isWithin(path, place) || isWithin(place, path)),
  );
  if (missing.length > 0) fault('files', places, missing);
  const command = foregroundCommands[expected.unit];
  if (command !== undefined) {
    const is = found.command ?? [];
    // What stands behind depends on the release's defaults.
    if (!sameValue(is.slice(0, command.length), command)) fault('command', found.command, command);
  }
  if (found.cpuSeconds === null || found.memoryMiB === null) fault('figures', null, 'numbers');
  return faults;
}

/** What is wrong with the recognised applications of one of the booted guests; nothing where all is as it should be. */
export function recognitionFaults(name: string, guest: Guest): string[] {
  const of = <T extends { readonly guest: string }>(items: readonly T[]): T[] =>
    items.filter((item) => item.guest === name);
  const { applications } = guest;
  const faults = of(expectedServices).flatMap((expected) => serviceFaults(expected, guest));
  for (const decoy of of(decoys)) {
    const fooled = applications.find(({ unit, application }) => unit === decoy.unit && application === decoy.looksLike);
    if (!applications.some(({ unit }) => unit === decoy.unit))
      faults.push(`${decoy.unit} is a workload that nobody counted`);
    if (fooled !== undefined) faults.push(`${decoy.unit} was taken for ${decoy.looksLike}: ${decoy.why}`);
  }
  for (const agent of of(expectedAgents)) {
    if (applications.some(({ unit }) => unit === agent.unit)) faults.push(`${agent.unit} is an agent and no workload`);
  }
  for (const { application, within } of of(expectedIncluded)) {
    const holder = applications.find(({ unit }) => unit === within)?.instance ?? '';
    const found = applications.find((one) => one.application === application);
    if (found?.includes.includes(holder) !== true) faults.push(`${application} within ${within} was not recognised`);
  }
  for (const { place, user } of of(expectedJobs)) {
    const found = applications.find(({ evidence }) => evidence.some((line) => line.startsWith(place)));
    if (found === undefined) faults.push(`job ${place} was not recognised`);
    else if (found.user !== user) faults.push(`job ${place} runs as ${found.user}, not as ${user}`);
    else if (found.command === null || found.schedule === null) faults.push(`job ${place} has no command or schedule`);
  }
  const wanted = new Set([
    ...of(expectedServices).map(({ application }) => application),
    ...of(expectedIncluded).map(({ application }) => application),
    'service',
    'cron-job',
    'timer',
  ]);
  const decoyUnits = new Set(of(decoys).map(({ unit }) => unit));
  const expectedUnits = new Set(of(expectedServices).map(({ unit }) => unit));
  for (const { application, instance, unit } of applications) {
    if (!wanted.has(application)) faults.push(`${instance} was taken for ${application}, which does not run here`);
    const known = unit === null || expectedUnits.has(unit) || decoyUnits.has(unit) || application !== 'service';
    if (!known && unit !== 'shop-monitor.service') faults.push(`${unit} is no workload that we know of`);
  }
  if (guest.overhead === null || guest.overhead.cpuSeconds === null || guest.overhead.pids < 5) {
    faults.push(`the operating system's own processes were not counted: ${JSON.stringify(guest.overhead)}`);
  }
  return faults;
}
