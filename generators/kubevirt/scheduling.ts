import type { VmDecision } from '../../src/model/plan.ts';
import type { VmScheduling } from '../../src/model/scheduling-plan.ts';

/** Weight of every preferred rule: they count alike, as DRS's do. */
const weight = 100;

/** Labels of the VM's pod by which rules know it. */
export function ruleLabels({ scheduling }: VmDecision): Record<string, string> {
  return Object.fromEntries((scheduling?.ruleLabels ?? []).map((label) => [label, 'true']));
}

function podTerm({ label, namespaces }: VmScheduling['podTerms'][number]): unknown {
  return { labelSelector: { matchLabels: { [label]: 'true' } }, namespaces, topologyKey: 'kubernetes.io/hostname' };
}

function podRules(scheduling: VmScheduling, kind: 'affinity' | 'antiAffinity'): unknown {
  const terms = scheduling.podTerms.filter((term) => term.kind === kind);
  if (terms.length === 0) return undefined;
  const required = terms.filter((term) => term.required).map(podTerm);
  const preferred = terms.filter((term) => !term.required).map((term) => ({ weight, podAffinityTerm: podTerm(term) }));
  return {
    ...(required.length === 0 ? {} : { requiredDuringSchedulingIgnoredDuringExecution: required }),
    ...(preferred.length === 0 ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  };
}

/** The value does not matter: nodes bear the label, or they do not. */
function nodeExpression({ label, away }: VmScheduling['nodeTerms'][number]): unknown {
  return { key: label, operator: away ? 'DoesNotExist' : 'Exists' };
}

function nodeRules({ nodeTerms }: VmScheduling): unknown {
  if (nodeTerms.length === 0) return undefined;
  const required = nodeTerms.filter((term) => term.required).map(nodeExpression);
  const preferred = nodeTerms
    .filter((term) => !term.required)
    .map((term) => ({ weight, preference: { matchExpressions: [nodeExpression(term)] } }));
  return {
    // Expressions of one term must all hold; several terms would be a choice.
    ...(required.length === 0
      ? {}
      : { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: required }] } }),
    ...(preferred.length === 0 ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
  };
}

/** What the rules of DRS became; undefined where there are none. */
export function affinity({ scheduling }: VmDecision): unknown {
  if (scheduling === null || (scheduling.podTerms.length === 0 && scheduling.nodeTerms.length === 0)) return undefined;
  return {
    nodeAffinity: nodeRules(scheduling),
    podAffinity: podRules(scheduling, 'affinity'),
    podAntiAffinity: podRules(scheduling, 'antiAffinity'),
  };
}

/** Lets the VM onto the nodes of its group, which others are kept off. */
export function tolerations({ scheduling }: VmDecision): unknown[] | undefined {
  const tolerated = (scheduling?.nodeTerms ?? []).filter((term) => term.tolerated);
  if (tolerated.length === 0) return undefined;
  return tolerated.map(({ label }) => ({ key: label, operator: 'Exists', effect: 'NoSchedule' }));
}

export function priorityClassName({ scheduling }: VmDecision): string | undefined {
  return scheduling?.priorityClass ?? undefined;
}

/** Devices by the resource of their plug-in; undefined where there are none. KubeVirt refuses a resource that it was not told of. */
export function nodeDevices({ scheduling }: VmDecision, kind: 'gpu' | 'host'): unknown[] | undefined {
  const devices = (scheduling?.devices ?? []).filter((device) => device.kind === kind);
  return devices.length === 0 ? undefined : devices.map(({ name, resource }) => ({ name, deviceName: resource }));
}

/** What a reader of the manifest has to know, a line each. */
export function* schedulingLines(decision: VmDecision): Generator<string> {
  const { scheduling } = decision;
  if (scheduling === null) return;
  for (const { label, required, away } of scheduling.nodeTerms) {
    yield `${required ? 'Must' : 'Should'} run ${away ? 'away from' : 'on'} nodes labelled ${label}=true, in place of hosts that a rule of DRS names: plan/cluster/scheduling.yaml lists these and how to label nodes.`;
  }
  if (scheduling.podTerms.some(({ kind }) => kind === 'affinity')) {
    yield 'Kept together with other VMs where there is room, not at any price: a required podAffinity forbids live migration.';
  }
  if (scheduling.priorityClass !== null) {
    yield `Its HA restart priority is the PriorityClass ${scheduling.priorityClass} (kubernetes/base): first in the queue, and no eviction of others (preemptionPolicy Never).`;
  }
  if (scheduling.cpuLimitMilli !== null) yield 'The CPU limit is that of vSphere.';
  if (scheduling.numaPassthrough) {
    yield 'NUMA passthrough takes huge pages of 2 MiB: the node must have as many reserved as the guest has memory.';
  }
  for (const { origin, resource, chosen } of scheduling.devices) {
    yield chosen
      ? `Device ${origin}: ${resource}, of a device plug-in that some nodes have and that KubeVirt is told of (permittedHostDevices).`
      : `Device ${origin}: ${resource} is a placeholder, and KubeVirt refuses the VM until devirt.yaml names the resource (kubevirt.devices) or the device is removed.`;
  }
}
