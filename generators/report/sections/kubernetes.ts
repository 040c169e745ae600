import {
  formatInteger,
  formatMiB,
  formatMilliCpu,
  formatPercent,
  percentOf,
  unknownText,
} from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Amount, KubernetesInVms } from '../../../src/model/kubernetes-in-vms.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { vmLinks, type VmNames } from '../vm-links.ts';
import { counted, plural } from '../words.ts';

const clustersShown = 20;
const tenantsShown = 10;
const nodesShown = 12;

const share = (part: number | null, whole: number | null): string => formatPercent(percentOf(part, whole), 0);

/** One line of what a cluster's nodes hold, and how much that is of what their VMs hold. */
function line(title: string, amount: Amount, vms: Amount): Slot[] {
  const { cpuMilli, memoryMiB } = amount;
  return [
    title,
    formatMilliCpu(cpuMilli),
    cpuMilli === null ? unknownText : share(cpuMilli, vms.cpuMilli),
    formatMiB(memoryMiB),
    memoryMiB === null ? unknownText : share(memoryMiB, vms.memoryMiB),
  ];
}

function tenants({ tenants: all, name: cluster }: KubernetesInVms): Html | null {
  if (all.length === 0) return null;
  return html`${table(
    `Namespaces of ${cluster} by what their pods ask for`,
    [
      { title: 'Namespace' },
      { title: 'Pods', numeric: true },
      { title: 'CPU', numeric: true },
      { title: 'Memory', numeric: true },
      { title: 'Quota' },
    ],
    all
      .slice(0, tenantsShown)
      .map(({ namespace, pods, requested, quotas }): Slot[] => [
        name(namespace),
        formatInteger(pods),
        formatMilliCpu(requested.cpuMilli),
        formatMiB(requested.memoryMiB),
        quotas.length === 0
          ? 'none'
          : quotas
              .flatMap((quota) => Object.entries(quota))
              .map(([what, amount], index) => [index === 0 ? '' : ', ', name(`${what} ${amount}`)]),
      ]),
  )}${
    all.length > tenantsShown
      ? html`<p>And ${plural(all.length - tenantsShown, 'namespace')} more, in assessment.json.</p>`
      : null
  }`;
}

function oneCluster(cluster: KubernetesInVms, names: VmNames): Html {
  const { vms, nodeVms, notFound, pods, podsWithoutRequests, claims } = cluster;
  const [first] = notFound;
  return html`<h3>${name(cluster.name)}</h3>
    <p>
      ${plural(cluster.nodes, 'node')}${cluster.version === null ? null : [' of Kubernetes ', name(cluster.version)]},
      ${formatInteger(nodeVms.length)} of them found among the
      VMs${nodeVms.length === 0 ? '.' : ': '}${nodeVms.length === 0 ? null : vmLinks(names, nodeVms, nodesShown)}
      ${
        first === undefined
          ? null
          : html`${plural(notFound.length, 'node')} not, for example ${name(first.node)}: ${first.why}.`
      }
      Pods on them: ${counted(pods, 'pod')}; ${counted(podsWithoutRequests, 'pod')} without a request for CPU or memory.
      Claims: ${formatInteger(claims.count)},
      ${formatMiB(claims.storageMiB)}${
        claims.drivers.length === 0
          ? null
          : [' by ', claims.drivers.map((driver, index) => [index === 0 ? '' : ', ', name(driver)])]
      }.
    </p>
    ${
      nodeVms.length === 0
        ? null
        : table(
            `What the node VMs of ${cluster.name} hold, and what its pods ask for and use`,
            [
              { title: 'What' },
              { title: 'CPUs', numeric: true },
              { title: 'of the VMs', numeric: true },
              { title: 'Memory', numeric: true },
              { title: 'of the VMs', numeric: true },
            ],
            [
              line('Configured for the VMs', vms, vms),
              line('Allocatable for pods', cluster.allocatable, vms),
              line('Asked for by pods', cluster.requested, vms),
              line('of it with each node (DaemonSets, static pods)', cluster.requestedByNodes, vms),
              line('Used by the nodes in all, at one moment', cluster.used, vms),
              line('Held and not asked for', cluster.notRequested, vms),
            ],
          )
    }
    ${tenants(cluster)}`;
}

/** The second layer of orchestration: Kubernetes clusters inside VMs, as far as they were read. Null where none was. */
export function kubernetes({ plan }: Assessed, names: VmNames): Html | null {
  const { kubernetesInVms: clusters } = plan;
  if (clusters.length === 0) return null;
  return html`<section id="kubernetes" aria-labelledby="kubernetes-title">
    <h2 id="kubernetes-title">Kubernetes inside VMs</h2>
    <p>
      A node that is a VM is scheduled twice: its pods by Kubernetes, the VM by vSphere. What a VM holds and no pod asks
      for is bought and idle. On bare metal the pods run on the new nodes, and the node VMs go.
    </p>
    ${clusters.slice(0, clustersShown).map((cluster) => oneCluster(cluster, names))}
    ${
      clusters.length > clustersShown
        ? html`<p>And ${plural(clusters.length - clustersShown, 'cluster')} more, in assessment.json.</p>`
        : null
    }
  </section> `;
}
