import type { ServerApplication } from '../recognition/application.ts';
import { commonServer } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'nfs-server',
  title: 'NFS server',
  role: 'file server',
  evidence: {
    units: ['nfs-server', 'nfs-kernel-server', 'nfs-mountd', 'nfs-ganesha'],
    packages: ['nfs-kernel-server', 'nfs-utils', 'nfs-ganesha'],
    executables: ['/usr/sbin/rpc.mountd', '/usr/bin/ganesha.nfsd'],
    ports: [2049],
    files: ['/etc/exports'],
  },
  officialImage: null,
  unverified: true,
  recognise: (service, view) => {
    const exported = (view.guest.host.exports ?? [])
      .map((line) => line.split(/\s+/u)[0] ?? '')
      .filter((path) => path.startsWith('/'));
    return [
      commonServer(service, view, {
        // The server is a part of the kernel: nothing could be a container's command.
        command: null,
        configuration: ['/etc/exports', '/etc/exports.d/'].filter((path) => view.filesLike(path).length > 0),
        data: exported,
        ports: [2049],
        probe: { kind: 'tcp', port: 2049 },
        evidence: exported.map((path) => `it exports ${path}`),
      }),
    ];
  },
};
