import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, lastValue, portOf, settingsOf, startArguments } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'vsftpd',
  title: 'vsftpd',
  role: 'file server',
  evidence: {
    units: ['vsftpd', 'vsftpd@*'],
    packages: ['vsftpd'],
    executables: ['/usr/sbin/vsftpd'],
    ports: [21],
    files: ['/etc/vsftpd.conf', '/etc/vsftpd/vsftpd.conf'],
  },
  officialImage: null,
  unverified: false,
  recognise: (service, view) => {
    const configuration =
      startArguments(service, view).find((argument) => /^\/.+\.conf$/u.test(argument)) ?? '/etc/vsftpd.conf';
    const settings = settingsOf(view, configuration);
    const root = lastValue(settings, 'local_root') ?? lastValue(settings, 'anon_root');
    const chroot = lastValue(settings, 'secure_chroot_dir') ?? '/var/run/vsftpd/empty';
    return [
      commonServer(service, view, {
        command: [service.executable ?? '/usr/sbin/vsftpd', configuration, '-obackground=NO'],
        prepare: [makeFolder(chroot, null)],
        configuration: [
          configuration,
          ...['/etc/ftpusers', '/etc/pam.d/vsftpd'].filter((path) => view.file(path) !== null),
        ],
        data: root?.startsWith('/') === true ? [root] : [],
        scratch: [chroot],
        ports: [portOf(lastValue(settings, 'listen_port')) ?? 21],
        evidence: ['its accounts are those of the guest'],
      }),
    ];
  },
};
