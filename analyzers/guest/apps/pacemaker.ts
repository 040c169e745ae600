import type { ServerApplication } from '../recognition/application.ts';
import { commonServer } from '../recognition/common-server.ts';
import { braceDirectives } from '../recognition/directives.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'pacemaker',
  title: 'Pacemaker and Corosync',
  role: 'cluster manager',
  evidence: {
    units: ['corosync', 'pacemaker', 'pcsd'],
    packages: ['corosync', 'pacemaker'],
    executables: ['/usr/sbin/corosync', '/usr/sbin/pacemakerd', '/usr/lib/pacemaker/*', '/usr/libexec/pacemaker/*'],
    ports: [5405],
    files: ['/etc/corosync/corosync.conf'],
  },
  companions: ['pacemaker', 'pcsd'],
  users: ['hacluster'],
  officialImage: null,
  unverified: true,
  recognise: (service, view) => {
    const file = view.file('/etc/corosync/corosync.conf');
    // "key: value" of a line each, in braces.
    const directives = braceDirectives((file?.contents ?? '').replaceAll(/^(\s*[\w.]+)\s*:\s*(.*)$/gmu, '$1 $2;'));
    const name = directives.find((directive) => directive.name === 'cluster_name')?.arguments[0] ?? null;
    const members = directives
      .filter(
        (directive) =>
          directive.name === 'ring0_addr' || (directive.name === 'name' && directive.within.at(-1) === 'node'),
      )
      .map((directive) => directive.arguments[0] ?? '');
    return [
      commonServer(service, view, {
        // It moves services between whole systems: Kubernetes itself takes that over.
        command: null,
        configuration: ['/etc/corosync/', '/etc/pacemaker/'],
        data: ['/var/lib/pacemaker'],
        cluster: file === null ? null : { name, members: [...new Set(members)] },
      }),
    ];
  },
};
