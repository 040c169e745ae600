import type { GuestProcess } from '../../../src/model/guest.ts';
import type { Recognised, ServerApplication, Service } from '../recognition/application.ts';
import { withoutOptions } from '../recognition/command-line.ts';
import { commonServer, type PlacedSetting, portOf, settingsOf } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';
import type { GuestView } from '../recognition/guest-view.ts';
import { foldersNamedAfter } from '../recognition/own-software.ts';
import { baseName, folderOf, resolvePath } from '../recognition/paths.ts';
import { peersInPairs } from '../recognition/peers.ts';

/** One application's own configuration: the last INI file that its process was started with. */
const iniOf = (argv: readonly string[]): string | null =>
  argv.findLast((argument) => /^\/.+\.(?:ini|ya?ml|xml)$/u.test(argument) && !argument.startsWith('/usr/share/')) ??
  null;

function instance(
  ini: string | null,
  processes: readonly GuestProcess[] | null,
  argv: readonly string[],
  service: Service,
  view: GuestView,
): Recognised {
  const settings: PlacedSetting[] = ini === null ? [] : settingsOf(view, ini);
  const values = (key: string): string[] => settings.filter((setting) => setting.key === key).map(({ value }) => value);
  const [folder] = values('chdir');
  const at = (path: string): string => resolvePath(folder ?? '/', path);
  const name = ini === null ? service.name : baseName(ini).replace(/\.\w+$/u, '');
  const plugins = [...values('plugins'), ...values('plugin')]
    .flatMap((list) => list.split(','))
    .map((plugin) => plugin.trim());
  const python =
    plugins.some((plugin) => plugin.startsWith('python')) || values('module').length + values('wsgi-file').length > 0;
  const environment = Object.fromEntries(
    values('env').flatMap((pair) =>
      pair.includes('=') ? [[pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]] : [],
    ),
  );
  const ownUnit =
    service.unit?.manager === 'systemd' &&
    service.unit.type !== 'forking' &&
    processes === null &&
    service.unit.fragmentPath?.startsWith('/run/systemd/generator') !== true;
  const code = [
    ...values('wsgi-file'),
    ...values('pythonpath'),
    ...values('virtualenv'),
    ...values('home'),
    ...values('psgi'),
    ...values('rack'),
  ].map((path) => at(path));
  return commonServer({ ...service, argv }, view, {
    instance: service.name.startsWith('uwsgi') && ini !== null ? `uwsgi-${name}` : service.name,
    ...(processes === null ? {} : { processes }),
    ...(ownUnit
      ? {}
      : {
          command: [
            service.executable?.replace(/-core$/u, '') ?? '/usr/bin/uwsgi',
            ...withoutOptions(argv.slice(1), { values: ['--daemonize', '-d', '--pidfile', '--daemonize2'] }),
          ],
        }),
    prepare: ownUnit ? [] : [makeFolder(`/run/uwsgi/app/${name}`, 'www-data')],
    workingDirectory: folder ?? null,
    environment,
    // SIGTERM makes it start anew unless it is told otherwise.
    stopSignal: values('die-on-term')[0] === 'true' ? 'SIGTERM' : 'SIGQUIT',
    packages: [
      ...view.packagesLike('uwsgi-core', ...plugins.map((plugin) => `uwsgi-plugin-${plugin}`)),
      ...(python ? ['python3', ...view.manualPackages('python3-*')].filter((one) => view.package(one) !== null) : []),
    ],
    configuration: [
      ...(ini === null ? [] : [ini]),
      ...argv.filter((argument) => /^\/.+\.ini$/u.test(argument)),
      ...(folder === undefined ? [] : [`${folder}/`]),
    ],
    content: view.ownTrees([...(folder === undefined ? [] : [folder]), ...code]),
    data: foldersNamedAfter([name, ...(folder === undefined ? [] : [baseName(folder)])], view),
    scratch: ownUnit ? [] : [`/run/uwsgi/app/${name}`],
    logs: values('logto')
      .filter((path) => path.startsWith('/'))
      .map((path) => folderOf(path)),
    peers: peersInPairs(
      settings
        .filter(({ key, value }) => key === 'env' && value.includes('='))
        .map(({ value, place }) => ({
          key: value.slice(0, value.indexOf('=')),
          value: value.slice(value.indexOf('=') + 1),
          place,
        })),
    ),
    ports: [...values('http'), ...values('http-socket'), ...values('socket'), ...values('uwsgi-socket')]
      .map((address) => portOf(address) ?? 0)
      .filter((port) => port > 0),
  });
}

export const application: ServerApplication = {
  kind: 'server',
  id: 'uwsgi',
  title: 'Application in uWSGI',
  role: 'application server',
  evidence: {
    units: ['uwsgi', 'uwsgi@*', 'uwsgi-app@*', 'uwsgi-emperor'],
    packages: ['uwsgi', 'uwsgi-core', 'uwsgi-emperor'],
    executables: [
      '/usr/bin/uwsgi',
      '/usr/bin/uwsgi-core',
      '/usr/sbin/uwsgi',
      '/usr/local/bin/uwsgi',
      '/opt/*/bin/uwsgi',
      '/srv/*/bin/uwsgi',
    ],
    ports: [8000, 8080, 9090],
    files: ['/etc/uwsgi/apps-enabled/*.ini'],
  },
  users: ['www-data', 'uwsgi'],
  officialImage: 'docker.io/library/python',
  unverified: false,
  recognise: (service, view) => {
    const pids = new Set(service.processes.map(({ pid }) => pid));
    const masters = service.processes.filter(
      ({ parentPid, command }) => (parentPid === null || !pids.has(parentPid)) && iniOf(command) !== null,
    );
    if (masters.length < 2) {
      const argv = service.argv.length > 0 ? service.argv : (service.unit?.execStart[0]?.argv ?? []);
      const ini =
        iniOf(argv) ??
        (service.name === 'uwsgi' ? (view.firstFile('/etc/uwsgi/apps-enabled/*.ini')?.path ?? null) : null);
      return [instance(ini, null, argv, service, view)];
    }
    // Debian's one service starts a server for each file in apps-enabled.
    return masters.map((master) => {
      const processes = [master];
      for (const process of processes)
        processes.push(
          ...view.childrenOf(process.pid).filter((child) => pids.has(child.pid) && !processes.includes(child)),
        );
      return instance(iniOf(master.command), processes, master.command, service, view);
    });
  },
};
