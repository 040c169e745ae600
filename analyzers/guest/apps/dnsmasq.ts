import type { ServerApplication } from '../recognition/application.ts';
import { atPlaces } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'dnsmasq',
  title: 'dnsmasq',
  role: 'name server',
  evidence: {
    units: ['dnsmasq', 'dnsmasq@*'],
    packages: ['dnsmasq', 'dnsmasq-base'],
    executables: ['/usr/sbin/dnsmasq', '/usr/local/sbin/dnsmasq'],
    ports: [53, 67],
    files: ['/etc/dnsmasq.conf'],
  },
  users: ['dnsmasq', 'nobody'],
  officialImage: null,
  unverified: true,
  recognise: atPlaces({
    command: ['/usr/sbin/dnsmasq', '--keep-in-foreground'],
    configuration: ['/etc/dnsmasq.conf', '/etc/dnsmasq.d/'],
    data: ['/var/lib/misc'],
    scratch: ['/run/dnsmasq'],
  }),
};
