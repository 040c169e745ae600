import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { PriorityClass } from '../../src/model/scheduling-plan.ts';

const priorityClass = ({ name, value, restartPriority }: PriorityClass): unknown => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'devirt' } },
  value,
  globalDefault: false,
  preemptionPolicy: 'Never',
  description: `vSphere HA restart priority ${restartPriority}`,
});

/** The HA restart priorities that VMs have, once a cluster; null where all have the default. */
export function priorityClassFile(classes: readonly PriorityClass[]): GeneratedFile | null {
  if (classes.length === 0) return null;
  return {
    path: 'kubernetes/base/priority-classes.yaml',
    content: toYaml(
      classes.map(priorityClass),
      [
        'HA restart priorities. After the loss of a node, pods of a higher class come first in the queue of the scheduler.',
        'preemptionPolicy is Never because HA evicts nothing that runs in order to restart something else. Two differences',
        'remain: the queue orders, but does not wait until the first ones are up; and a kubelet that runs out of memory looks',
        'at the priority when it chooses what to evict.',
      ].join('\n'),
    ),
  };
}
