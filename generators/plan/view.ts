import { byCodePoint } from '../../src/lib/order.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';

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
      ...(sizing === null
        ? {}
        : {
            requests: { cpu: `${sizing.cpuRequestMilli}m`, memory: `${sizing.memoryMiB + sizing.overheadMemoryMiB}Mi` },
            because: { cpu: sizing.cpuBasis.explanation, memory: sizing.memoryBasis.explanation },
          }),
    },
  };
}

/** plan/: one multi-document file an application and an index. A view for people and diffs; nothing reads it back. */
export function* planView({ plan }: Assessed): Generator<GeneratedFile> {
  const byNamespace = new Map<string, VmDecision[]>();
  for (const decision of plan.decisions) {
    const members = byNamespace.get(decision.namespace);
    if (members === undefined) byNamespace.set(decision.namespace, [decision]);
    else members.push(decision);
  }
  const applications = [...byNamespace].sort(([a], [b]) => byCodePoint(a, b));
  for (const [namespace, members] of applications) {
    yield {
      path: `plan/${namespace}.yaml`,
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
            file: `${namespace}.yaml`,
            vms: members.length,
          })),
        },
      ],
      'A view: change devirt.yaml, not this file.',
    ),
  };
}
