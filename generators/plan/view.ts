import { byCodePoint } from '../../src/lib/order.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { clusterView } from './cluster.ts';

function vmDocument(decision: VmDecision): unknown {
  const { sizing } = decision;
  return {
    apiVersion: 'devirt.dev/v1alpha1',
    kind: 'VmPlan',
    metadata: { name: decision.resourceName, namespace: decision.namespace },
    spec: {
      vm: decision.name,
      id: decision.vm,
      disposition: decision.disposition,
      candidate: decision.candidate,
      confidence: decision.confidence,
      decidedBy: { by: decision.decidedBy.by, rule: decision.decidedBy.rule, reason: decision.decidedBy.reason },
      findings: decision.findings
        .filter((finding) => finding.severity !== 'unknown')
        .map((finding) => `${finding.severity} ${finding.rule}`),
      unknown: decision.findings.filter((finding) => finding.severity === 'unknown').map((finding) => finding.rule),
      ...(decision.network === null ? {} : { networkChanges: decision.network.changes }),
      ...(decision.storage === null ? {} : { liveMigration: decision.storage.liveMigration }),
      ...(sizing === null
        ? {}
        : {
            requests: { cpu: `${sizing.cpuRequestMilli}m`, memory: `${sizing.memoryMiB + sizing.overheadMemoryMiB}Mi` },
            because: { cpu: sizing.cpuBasis.explanation, memory: sizing.memoryBasis.explanation },
          }),
    },
  };
}

/** File of an application. No label has a dot, so that no other application has the name that the index leaves over. */
const fileOf = (namespace: string): string => (namespace === 'index' ? 'index.application.yaml' : `${namespace}.yaml`);

/** plan/: one multi-document file an application and an index. A view for people and diffs; nothing reads it back. */
export function* planView(assessed: Assessed): Generator<GeneratedFile> {
  const { plan } = assessed;
  yield* clusterView(assessed);
  const byNamespace = new Map<string, VmDecision[]>();
  for (const decision of plan.decisions) {
    const members = byNamespace.get(decision.namespace);
    if (members === undefined) byNamespace.set(decision.namespace, [decision]);
    else members.push(decision);
  }
  const applications = [...byNamespace].sort(([a], [b]) => byCodePoint(a, b));
  for (const [namespace, members] of applications) {
    yield {
      path: `plan/${fileOf(namespace)}`,
      content: toYaml(members.map(vmDocument), 'A view: change devirt.yaml, not this file.'),
    };
  }
  const { nodes } = plan;
  yield {
    path: 'plan/index.yaml',
    content: toYaml(
      [
        {
          apiVersion: 'devirt.dev/v1alpha1',
          kind: 'PlanIndex',
          asOf: plan.asOf,
          nodes: {
            pools: nodes.pools.map(({ type, role, count }) => ({ type, role, count })),
            workers: nodes.workers,
            total: nodes.total,
            lowerBound: nodes.lowerBound,
            gapPercent: nodes.gapPercent,
            bindingDimension: nodes.bindingDimension,
          },
          applications: applications.map(([namespace, members]) => ({
            name: members[0]?.application ?? namespace,
            file: fileOf(namespace),
            vms: members.length,
          })),
        },
      ],
      'A view: change devirt.yaml, not this file.',
    ),
  };
}
