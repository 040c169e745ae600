import type { Recognised, Service } from './application.ts';
import { optionValue } from './command-line.ts';
import { commonServer, type PlacedSetting, portOf, settingsOf, startArguments } from './common-server.ts';
import { makeFolder } from './describe.ts';
import type { GuestView } from './guest-view.ts';
import { folderOf } from './paths.ts';
import { peerAt } from './peers.ts';

/** Settings of a file and of what it includes, in order; each file once. */
function allSettings(view: GuestView, path: string): PlacedSetting[] {
  const found: PlacedSetting[] = [];
  const waiting = [path];
  const seen = new Set<string>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const settings = settingsOf(view, next);
    found.push(...settings);
    waiting.push(
      ...settings.filter(({ key, value }) => key === 'include' && value.startsWith('/')).map(({ value }) => value),
    );
  }
  return found;
}

/** Redis and its fork: one configuration syntax, one set of options. */
export function recogniseRedis(service: Service, view: GuestView, name: 'redis' | 'valkey'): Recognised[] {
  const argv = startArguments(service, view);
  const sentinel =
    argv.includes('--sentinel') ||
    /sentinel/u.test(service.name) ||
    argv.some((argument) => /\[sentinel\]/u.test(argument));
  const usual = `/etc/${name}/${sentinel ? 'sentinel' : name}.conf`;
  const configuration =
    argv.find((argument) => /^\/.+\.conf$/u.test(argument)) ??
    (view.file(usual) === null && view.file(`/etc/${name}.conf`) !== null ? `/etc/${name}.conf` : usual);
  const settings = allSettings(view, configuration);
  const value = (key: string): string | null =>
    optionValue(argv, `--${key}`) ?? settings.findLast((setting) => setting.key.toLowerCase() === key)?.value ?? null;
  const folder = value('dir') ?? `/var/lib/${name}`;
  const log = value('logfile');
  const pidFile = value('pidfile') ?? `/run/${name}/${name}-server.pid`;
  const master = settings.findLast(({ key }) => key === 'replicaof' || key === 'slaveof');
  const monitored = settings.filter(
    ({ key, value: words }) => key === 'sentinel' && /^(?:monitor|known-(?:replica|sentinel))\s/u.test(words),
  );
  const hosts = [
    ...(master === undefined ? [] : [master.value.split(/\s+/u)[0] ?? '']),
    ...monitored.map(({ value: words }) => words.split(/\s+/u)[2] ?? ''),
  ].filter((host) => host !== '');
  const clustered = value('cluster-enabled') === 'yes';
  const port = portOf(value('port')) ?? (sentinel ? 26_379 : 6379);
  const executable =
    service.unit?.execStart[0]?.path ??
    service.executable?.replace(/-check-rdb$/u, '-server') ??
    `/usr/bin/${name}-server`;
  const files = [...new Set(settings.map(({ place }) => place.replace(/:\d+$/u, '')))];
  return [
    commonServer(service, view, {
      role: sentinel ? 'cluster manager' : value('appendonly') === 'yes' ? 'database' : 'cache',
      command: [
        executable,
        configuration,
        ...(sentinel ? ['--sentinel'] : []),
        '--supervised',
        'no',
        '--daemonize',
        'no',
      ],
      prepare: [makeFolder(folderOf(pidFile), name, name, '2755')],
      stopSignal: 'SIGTERM',
      packages: view.packagesLike(sentinel ? `${name}-sentinel` : `${name}-server`, name),
      configuration: [configuration, ...files],
      data: sentinel ? [] : [folder],
      scratch: [folderOf(pidFile)],
      logs: log?.startsWith('/') === true ? [folderOf(log)] : [],
      peers: [
        ...(master === undefined ? [] : peerAt(name, master.value.trim().replace(/\s+/u, ':'), master.place)),
        ...monitored.flatMap(({ value: words, place }) => {
          const [kind, , host = '', peerPort] = words.split(/\s+/u);
          return kind === 'monitor' ? peerAt(name, `${host}:${peerPort ?? '6379'}`, place) : [];
        }),
      ].map((peer) => ({ ...peer, protocol: 'redis', port: peer.port ?? 6379 })),
      cluster:
        hosts.length > 0 || clustered
          ? { name: monitored[0]?.value.split(/\s+/u)[1] ?? null, members: [...new Set(hosts)] }
          : null,
      ports: [port],
      probe: { kind: 'tcp', port: service.listeners.find(({ protocol }) => protocol === 'tcp')?.port ?? port },
    }),
  ];
}
