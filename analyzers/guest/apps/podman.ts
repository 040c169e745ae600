import { blankApplication } from '../../../src/model/blank-guest.ts';
import type { ListedApplication } from '../recognition/application.ts';

/** Podman has no daemon: its containers are what there is of it. */
export const application: ListedApplication = {
  kind: 'listed',
  id: 'podman',
  title: 'Podman',
  role: 'container host',
  evidence: { packages: ['podman'] },
  officialImage: null,
  unverified: true,
  recognise: (view) => {
    const containers = (view.guest.containers ?? []).filter(({ runtime }) => runtime === 'podman');
    if (containers.length === 0) return [];
    return [
      {
        ...blankApplication('podman', 'podman'),
        title: 'Podman',
        role: 'container host',
        running: containers.some(({ running }) => running === true),
        version: view.package('podman')?.version ?? null,
        packages: view.packagesLike('podman'),
        dataDirectories: [
          {
            path: '/var/lib/containers/storage/volumes',
            sizeBytes: view.sizeBytes('/var/lib/containers/storage/volumes'),
          },
        ],
        evidence: [`${containers.length} containers of podman`],
        unverified: true,
      },
    ];
  },
};
