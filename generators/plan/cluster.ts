import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';

const view = 'A view: change devirt.yaml, not this file.';

/** Every VM whose address or network changes, and why, NIC by NIC. */
function changes({ plan }: Assessed): unknown[] {
  return plan.decisions.flatMap(({ name, vm, namespace, disposition, network }) =>
    network === null || network.changes === false
      ? []
      : {
          vm: name,
          id: vm,
          namespace,
          becomes: disposition,
          ...(network.changes === null
            ? { nics: 'unknown' }
            : {
                nics: network.nics.map(({ portGroup, to, attachment, reason }) => ({
                  portGroup,
                  to,
                  attachment,
                  reason,
                })),
              }),
        },
  );
}

/** The commands are safe to paste: a label's key is made of DNS labels. */
function schedulingComment({ plan }: Assessed): string {
  const lines = plan.scheduling.nodeGroups.flatMap(({ label, tainted }) => [
    `kubectl label node NODE ${label}=true`,
    ...(tainted ? [`kubectl taint node NODE ${label}=true:NoSchedule`] : []),
  ]);
  return [
    view,
    'Rules of DRS, HA and resource pools as they are carried over. Shares of pools and VMs are not: they are weights under',
    'contention, as requests are, and a PriorityClass would evict.',
    ...(lines.length === 0
      ? []
      : ['For each node that takes the place of a host of a group:', ...lines.map((line) => `  ${line}`)]),
  ].join('\n');
}

/** What the cluster has to have for the plan: networks and storage. In a folder, because files beside it are applications'. */
export function* clusterView(assessed: Assessed): Generator<GeneratedFile> {
  const { network, storage, scheduling } = assessed.plan;
  yield {
    path: 'plan/cluster/network.yaml',
    content: toYaml(
      [
        {
          apiVersion: 'devirt.dev/v1alpha1',
          kind: 'NetworkPlan',
          spec: {
            ...network,
            podNetworkVms: network.podNetworkVms.length,
            withoutNetworkVms: network.withoutNetworkVms.length,
            changes: changes(assessed),
          },
        },
      ],
      view,
    ),
  };
  yield {
    path: 'plan/cluster/scheduling.yaml',
    content: toYaml(
      [{ apiVersion: 'devirt.dev/v1alpha1', kind: 'SchedulingPlan', spec: scheduling }],
      schedulingComment(assessed),
    ),
  };
  yield {
    path: 'plan/cluster/storage.yaml',
    content: toYaml(
      [{ apiVersion: 'devirt.dev/v1alpha1', kind: 'StoragePlan', spec: storage }],
      `${view}\nClasses that are not chosen are proposals: no StorageClass is generated, because pools and parameters are the array's.`,
    ),
  };
}
