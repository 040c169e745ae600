import { z } from 'zod';
import { byCodePoint } from '../../src/lib/order.ts';
import { blankEstate } from '../../src/model/blank-records.ts';
import type { Estate, SourceWarning } from '../../src/model/estate.ts';
import type { KubernetesList, KubernetesUsage } from '../../src/model/kubernetes-cluster.ts';
import type { Get } from './api.ts';
import { ListRefused, listObjects } from './list-objects.ts';
import {
  namespaceRecord,
  namespaceSchema,
  nodeMetricsSchema,
  nodeRecord,
  nodeSchema,
  nodeUsage,
  persistentVolumeClaimRecord,
  persistentVolumeClaimSchema,
  persistentVolumeRecord,
  persistentVolumeSchema,
  podMetricsSchema,
  podRecord,
  podSchema,
  podUsage,
  resourceQuotaSchema,
} from './objects.ts';

export interface CollectOptions {
  /** What the cluster is called: the kubeconfig's context. */
  readonly name: string;
  /** "10.0.0.5:6443" */
  readonly server: string;
  readonly onProgress?: (what: string, done: number) => void;
}

/** How each list is called in messages, and what is unknown without it. */
const lists: Readonly<Record<KubernetesList, { readonly path: string; readonly unknown: string }>> = {
  nodes: { path: '/api/v1/nodes', unknown: 'which VMs are its nodes' },
  pods: { path: '/api/v1/pods', unknown: 'what its pods ask for' },
  namespaces: { path: '/api/v1/namespaces', unknown: 'its tenants' },
  resourceQuotas: { path: '/api/v1/resourcequotas', unknown: 'what its tenants may use at most' },
  persistentVolumes: { path: '/api/v1/persistentvolumes', unknown: 'the storage behind its claims' },
  persistentVolumeClaims: { path: '/api/v1/persistentvolumeclaims', unknown: 'the storage of its pods' },
  nodeUsage: { path: '/apis/metrics.k8s.io/v1beta1/nodes', unknown: 'what its nodes use' },
  podUsage: { path: '/apis/metrics.k8s.io/v1beta1/pods', unknown: 'what its pods use' },
};

const versionSchema = z.object({ gitVersion: z.string() });
const namespaced = ({
  metadata,
}: {
  readonly metadata: { readonly namespace: string; readonly name: string };
}): string => `${metadata.namespace}/${metadata.name}`;
const unspaced = ({ metadata }: { readonly metadata: { readonly name: string } }): string => metadata.name;

/** ISO 8601 without a zone, in UTC; null for what is no date. */
function isoDate(httpDate: string | null): string | null {
  const time = Date.parse(httpDate ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 19);
}

/**
 * Reads a cluster into an Estate that holds it and nothing else: nodes, pods, namespaces with their quotas, volumes,
 * claims, and usage where the metrics API is there. Only lists are asked for. What may not be listed is a warning and
 * unknown; without nodes there is nothing to read, and that is thrown (ListRefused).
 */
export async function collectKubernetes(get: Get, options: CollectOptions): Promise<Estate> {
  const warnings: SourceWarning[] = [];
  const read: KubernetesList[] = [];
  let exportedAt: string | null = null;

  /** Null where the list could not be read. */
  async function list<T>(
    kind: KubernetesList,
    schema: z.ZodType<T>,
    keyOf: (item: T) => string,
  ): Promise<readonly T[] | null> {
    const { path, unknown } = lists[kind];
    const warn = (message: string, lacking: boolean): void => {
      warnings.push({ place: kind, message: `${message}: ${unknown}`, lacking });
    };
    try {
      const result = await listObjects(get, path, schema, keyOf, (done) => options.onProgress?.(kind, done));
      exportedAt ??= isoDate(result.date);
      if (result.malformed > 0) {
        warn(
          `${result.malformed} are not as the API describes them and left out, so that this is in part unknown`,
          true,
        );
      }
      if (result.isInconsistent) {
        warnings.push({
          place: kind,
          message: 'the list took longer than the server keeps the past: what changed meanwhile may be missing in it',
          lacking: false,
        });
      }
      // A list with holes answers no question about all of them.
      if (result.malformed === 0) read.push(kind);
      return result.items;
    } catch (error) {
      if (!(error instanceof ListRefused) || kind === 'nodes') throw error;
      const isAbsent = error.status === 404 && (kind === 'nodeUsage' || kind === 'podUsage');
      if (isAbsent) warn('the cluster has no metrics API (metrics.k8s.io), so that this is unknown', false);
      else warn(`not listed (${error.reason}), so that this is unknown`, true);
      return null;
    }
  }

  const version = versionSchema.safeParse((await get('/version')).body).data?.gitVersion ?? null;
  const nodes = (await list('nodes', nodeSchema, unspaced)) ?? [];
  const namespaces = (await list('namespaces', namespaceSchema, unspaced)) ?? [];
  const quotas = (await list('resourceQuotas', resourceQuotaSchema, namespaced)) ?? [];
  const pods = (await list('pods', podSchema, namespaced)) ?? [];
  const volumes = (await list('persistentVolumes', persistentVolumeSchema, unspaced)) ?? [];
  const claims = (await list('persistentVolumeClaims', persistentVolumeClaimSchema, namespaced)) ?? [];
  const nodeMetrics = (await list('nodeUsage', nodeMetricsSchema, unspaced)) ?? [];
  const podMetrics = (await list('podUsage', podMetricsSchema, namespaced)) ?? [];

  const usageOfNode = new Map<string, KubernetesUsage | null>(
    nodeMetrics.map((item) => [unspaced(item), nodeUsage(item)]),
  );
  const usageOfPod = new Map<string, KubernetesUsage | null>(
    podMetrics.map((item) => [namespaced(item), podUsage(item)]),
  );
  const quotasOf = groupQuotas(quotas);
  const id = namespaces.find((item) => item.metadata.name === 'kube-system')?.metadata.uid ?? options.server;
  const belongs = { source: 0, cluster: id };
  return {
    ...blankEstate(),
    sources: [
      {
        kind: 'kubernetes',
        name: options.name,
        version,
        vCenterUuid: null,
        server: options.server,
        exportedAt,
        facts: {},
        warnings,
      },
    ],
    kubernetesClusters: [{ source: 0, id, name: options.name, version, read }],
    kubernetesNodes: sorted(nodes, unspaced).map((item) =>
      nodeRecord(item, belongs, usageOfNode.get(unspaced(item)) ?? null),
    ),
    kubernetesPods: sorted(pods, namespaced).map((item) =>
      podRecord(item, belongs, usageOfPod.get(namespaced(item)) ?? null),
    ),
    kubernetesNamespaces: sorted(namespaces, unspaced).map((item) =>
      namespaceRecord(item, belongs, quotasOf.get(item.metadata.name) ?? []),
    ),
    persistentVolumes: sorted(volumes, unspaced).map((item) => persistentVolumeRecord(item, belongs)),
    persistentVolumeClaims: sorted(claims, namespaced).map((item) => persistentVolumeClaimRecord(item, belongs)),
  };
}

const sorted = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  items.toSorted((a, b) => byCodePoint(keyOf(a), keyOf(b)));

type Quota = z.output<typeof resourceQuotaSchema>;

function groupQuotas(quotas: readonly Quota[]): ReadonlyMap<string, readonly Quota[]> {
  const groups = new Map<string, Quota[]>();
  for (const quota of sorted(quotas, namespaced)) {
    const known = groups.get(quota.metadata.namespace);
    if (known === undefined) groups.set(quota.metadata.namespace, [quota]);
    else known.push(quota);
  }
  return groups;
}
