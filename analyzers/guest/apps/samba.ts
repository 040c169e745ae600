import type { ServerApplication } from '../recognition/application.ts';
import { commonServer, settingsOf } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'samba',
  title: 'Samba',
  role: 'file server',
  evidence: {
    units: ['smbd', 'nmbd', 'smb', 'nmb', 'samba-ad-dc', 'samba'],
    packages: ['samba', 'samba-ad-dc'],
    executables: ['/usr/sbin/smbd', '/usr/sbin/nmbd', '/usr/sbin/samba', '/usr/local/samba/sbin/smbd'],
    ports: [445, 139],
    files: ['/etc/samba/smb.conf'],
  },
  companions: ['nmbd', 'nmb', 'winbind'],
  officialImage: null,
  unverified: true,
  recognise: (service, view) => {
    const shares = settingsOf(view, '/etc/samba/smb.conf').filter(
      ({ key, section }) => key === 'path' && !/^(?:global|printers|print\$)$/u.test(section),
    );
    return [
      commonServer(service, view, {
        command: [service.executable ?? '/usr/sbin/smbd', '--foreground', '--no-process-group'],
        packages: view.packagesLike('samba', 'samba-ad-dc'),
        configuration: ['/etc/samba/'],
        data: [
          ...shares.map(({ value }) => value).filter((path) => path.startsWith('/') && !path.includes('%')),
          '/var/lib/samba',
        ],
        scratch: ['/run/samba', '/var/cache/samba'],
        logs: ['/var/log/samba'],
        evidence: shares.map(({ section, value, place }) => `share ${section} is ${value} (${place})`),
      }),
    ];
  },
};
