import type { Endpoint } from '../../../src/model/guest.ts';
import { blankApplication } from '../../../src/model/blank-guest.ts';
import type { ListedApplication } from '../recognition/application.ts';

/** "8080:80/tcp", "127.0.0.1:8080:80", "53:53/udp": the side of the guest. */
function publishedPort(text: string): Endpoint[] {
  const found = /^(?:(?<address>\[?[\d.:a-fA-F]+\]?):)?(?<port>\d{1,5}):\d{1,5}(?:\/(?<protocol>tcp|udp))?$/u.exec(
    text,
  );
  const port = Number(found?.groups?.['port'] ?? 0);
  if (port < 1 || port > 65_535) return [];
  const address = found?.groups?.['address']?.replaceAll(/[[\]]/gu, '') ?? null;
  return [
    {
      protocol: found?.groups?.['protocol'] === 'udp' ? 'udp' : 'tcp',
      address: address === '0.0.0.0' || address === '::' ? null : address,
      port,
    },
  ];
}

/** A container that is there already: its image, ports and mounts as the engine says them. Pods belong to their cluster. */
export const application: ListedApplication = {
  kind: 'listed',
  id: 'container',
  title: 'Container',
  role: 'container',
  evidence: { files: ['/var/lib/docker/containers/*/config.v2.json', 'docker-compose.yml', 'compose.yaml'] },
  officialImage: null,
  unverified: true,
  recognise: (view) => {
    const inPods = view.units.some(
      ({ name, active }) =>
        active === true && /^(?:kubelet|k3s|k3s-agent|rke2-server|rke2-agent)\.service$/u.test(name),
    );
    if (inPods) return [];
    return (view.guest.containers ?? [])
      .filter(({ running }) => running !== false)
      .map((container, index) => {
        const mounts = container.mounts
          .map((mount) => mount.split(':')[0] ?? '')
          .filter((path) => path.startsWith('/') && !/^\/(?:var\/run|run|proc|sys|dev|etc\/localtime)/u.test(path));
        return {
          ...blankApplication('container', `container-${container.name?.replace(/^\//u, '') ?? index + 1}`),
          title: container.name ?? container.image ?? 'Container',
          role: 'container',
          running: container.running === true,
          version: /:([\w.-]+)$/u.exec(container.image ?? '')?.[1] ?? null,
          endpoints: container.ports.flatMap((port) => publishedPort(port)),
          configurationFiles: container.composeFile === null ? [] : [container.composeFile],
          dataDirectories: mounts.map((path) => ({ path, sizeBytes: view.sizeBytes(path) })),
          officialImage: container.image?.replace(/(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/u, '') ?? null,
          evidence: [
            `${container.runtime} runs image ${container.image ?? 'of no name'}${container.composeFile === null ? '' : ` by ${container.composeFile}`}`,
          ],
          unverified: true,
        };
      });
  },
};
