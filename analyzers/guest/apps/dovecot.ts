import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, settingsOf } from '../recognition/common-server.ts';
import { makeFolder } from '../recognition/describe.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'dovecot',
  title: 'Dovecot',
  role: 'mail server',
  evidence: {
    units: ['dovecot'],
    packages: ['dovecot-core', 'dovecot'],
    executables: ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'],
    ports: [143, 993, 110, 995],
    files: ['/etc/dovecot/dovecot.conf'],
  },
  // It changes to the user of each mailbox, and so stays root.
  users: ['root'],
  officialImage: 'docker.io/dovecot/dovecot',
  unverified: false,
  recognise: (service, view) => {
    const settings = settingsOf(view, '/etc/dovecot/dovecot.conf', '/etc/dovecot/conf.d/*.conf');
    const mail = settings.findLast(({ key }) => key === 'mail_location')?.value;
    const folder = /^[a-z]+:(\/[^:%~]*[^:%~/])/u.exec(mail ?? '')?.[1];
    return [
      commonServer(service, view, {
        command: [service.executable ?? '/usr/sbin/dovecot', '-F'],
        prepare: [makeFolder('/run/dovecot', null)],
        packages: view.packagesLike(
          'dovecot-core',
          'dovecot-*d',
          'dovecot-sieve',
          'dovecot-ldap',
          'dovecot-mysql',
          'dovecot-pgsql',
          'dovecot',
        ),
        configuration: ['/etc/dovecot/'],
        data: [folder ?? '/var/mail'],
        scratch: ['/run/dovecot', '/var/lib/dovecot'],
        ports: [143],
        evidence: ['its first process needs root: it changes users by itself'],
      }),
    ];
  },
};
