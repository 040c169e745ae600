import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, settingsOf } from '../recognition/common-server.ts';
import { expandExec } from '../recognition/describe.ts';
import { peerAt } from '../recognition/peers.ts';

/** Services of master.cf that receive mail, by /etc/services. */
const inboundPorts: ReadonlyMap<string, number> = new Map([
  ['smtp', 25],
  ['smtps', 465],
  ['submissions', 465],
  ['submission', 587],
]);

export const application: ServerApplication = {
  kind: 'server',
  id: 'postfix',
  title: 'Postfix',
  role: 'mail server',
  evidence: {
    units: ['postfix@*', 'postfix'],
    packages: ['postfix'],
    executables: ['/usr/lib/postfix/sbin/master', '/usr/lib/postfix/master', '/usr/libexec/postfix/master'],
    ports: [25, 465, 587],
    files: ['/etc/postfix/main.cf'],
  },
  users: ['postfix'],
  officialImage: null,
  unverified: false,
  recognise: (service, view) => {
    const settings = settingsOf(view, '/etc/postfix/main.cf');
    const relay = settings.findLast(({ key }) => key === 'relayhost');
    // "[host]:port" asks for no MX record.
    const target = (relay?.value ?? '').replaceAll(/[[\]]/gu, '');
    const tables = settings.flatMap(({ value }) =>
      [...value.matchAll(/(?:hash|lmdb|texthash|regexp|pcre|cdb):(\/[^\s,]+)/gu)].map((found) => found[1] ?? ''),
    );
    const prepares =
      service.unit?.execStartPre.map((exec) => (service.unit === null ? [] : expandExec(exec, service.unit, view))) ??
      [];
    const inbound = settingsOf(view, '/etc/postfix/master.cf').map(({ key }) => inboundPorts.get(key) ?? 0);
    return [
      commonServer(service, view, {
        instance: 'postfix',
        command: ['/usr/sbin/postfix', 'start-fg'],
        prepare: prepares.filter((command) => command.length > 0),
        stopSignal: 'SIGTERM',
        packages: [...view.packagesLike('postfix'), ...view.manualPackages('postfix-*', 'libsasl2-modules')],
        configuration: [
          '/etc/postfix/',
          ...['/etc/aliases', '/etc/mailname', ...tables].filter((path) => view.file(path) !== null),
        ],
        data: ['/var/spool/postfix', '/var/lib/postfix'],
        logs: [],
        peers: relay === undefined || target === '' ? [] : peerAt('smtp', target, relay.place),
        ports: inbound.filter((port) => port > 0).length > 0 ? inbound.filter((port) => port > 0) : [25],
        evidence: ['its first process needs root: it changes to postfix by itself'],
      }),
    ];
  },
};
