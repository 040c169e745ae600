import type { Recognised, Service } from './application.ts';
import { commonServer, portOf } from './common-server.ts';
import type { GuestView } from './guest-view.ts';
import { hostAndPort, peerAt } from './peers.ts';
import { jvmEvidence } from './runtime-service.ts';
import { yamlSettings } from './yaml-settings.ts';

/** Elasticsearch and its fork: one configuration. */
export function recogniseSearchEngine(
  service: Service,
  view: GuestView,
  name: 'elasticsearch' | 'opensearch',
): Recognised[] {
  const path = `/etc/${name}/${name}.yml`;
  const settings = yamlSettings(view, path, `/opt/*/config/${name}.yml`);
  const list = (key: string): string[] =>
    (settings.get(key) ?? []).flatMap((value) => value.split(',')).map((value) => value.trim());
  const seeds = [...list('discovery.seed_hosts'), ...list('discovery.zen.ping.unicast.hosts')].filter(
    (value) => value !== '',
  );
  const clusterName = settings.get('cluster.name')?.[0] ?? null;
  const single = settings.get('discovery.type')?.[0] === 'single-node';
  return [
    commonServer(service, view, {
      configuration: [`/etc/${name}/`],
      data: list('path.data').length > 0 ? list('path.data') : [`/var/lib/${name}`],
      logs: list('path.logs').length > 0 ? list('path.logs') : [`/var/log/${name}`],
      peers: seeds
        .flatMap((seed) => peerAt(name, seed, path))
        .map((peer) => ({ ...peer, port: peer.port === 9200 ? 9300 : (peer.port ?? 9300) })),
      cluster:
        single || (seeds.length === 0 && clusterName === null)
          ? null
          : { name: clusterName, members: seeds.flatMap((seed) => hostAndPort(seed)?.host ?? []) },
      ports: [portOf(settings.get('http.port')?.[0]) ?? 9200, portOf(settings.get('transport.port')?.[0]) ?? 9300],
      evidence: jvmEvidence(service.argv),
    }),
  ];
}
