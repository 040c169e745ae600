import type { ServerApplication } from '../recognition/application.ts';
import { commonServer } from '../recognition/common-server.ts';

export const application: ServerApplication = {
  kind: 'server',
  id: 'docker',
  title: 'Docker or containerd',
  role: 'container host',
  evidence: {
    units: ['docker', 'containerd', 'docker@*'],
    packages: ['docker.io', 'docker-ce', 'containerd', 'containerd.io', 'moby-engine'],
    executables: [
      '/usr/bin/dockerd',
      '/usr/sbin/dockerd',
      '/usr/bin/containerd',
      '/usr/local/bin/containerd',
      '/snap/docker/*/bin/dockerd',
    ],
    ports: [2375, 2376],
    files: ['/etc/docker/daemon.json', '/etc/containerd/config.toml'],
  },
  companions: ['containerd'],
  officialImage: null,
  unverified: true,
  recognise: (service, view) => {
    const containers = view.guest.containers ?? [];
    const composeFiles = [...new Set(containers.map(({ composeFile }) => composeFile).filter((path) => path !== null))];
    return [
      commonServer(service, view, {
        // Its containers are what moves, not the engine.
        command: null,
        configuration: ['/etc/docker/', '/etc/containerd/', ...composeFiles],
        content: [],
        data: ['/var/lib/docker/volumes'],
        scratch: ['/var/lib/docker', '/var/lib/containerd'],
        evidence: [
          view.guest.containers === null
            ? 'its containers were not listed'
            : `${containers.length} containers, ${composeFiles.length} compose files`,
        ],
      }),
    ];
  },
};
