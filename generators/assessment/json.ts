import type { Assessed } from '../../src/model/assessed.ts';
import type { AssessedVm, Assessment } from '../../src/model/assessment.ts';
import { datastoresOf } from '../../src/model/datastore-path.ts';
import type { Vm } from '../../src/model/estate.ts';
import { dispositionSchema, type VmDecision } from '../../src/model/plan.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';

/** How many VMs make one piece of the stream: large enough to keep the writer busy, small enough to stay flat. */
const vmsPerChunk = 256;

/** One VM as it stands in assessment.json. */
export function assessedVm(vm: Vm, decision: VmDecision): AssessedVm {
  return {
    id: vm.id,
    name: vm.name,
    template: decision.template,
    disposition: decision.disposition,
    candidate: decision.candidate,
    confidence: decision.confidence,
    decidedBy: decision.decidedBy,
    votes: decision.votes,
    findings: decision.findings,
    application: decision.application,
    namespace: decision.namespace,
    resourceName: decision.resourceName,
    owner: vm.owner,
    powerState: vm.powerState,
    cluster: vm.cluster,
    host: vm.host,
    guest: vm.guestFullNameTools ?? vm.guestFullNameConfig,
    cpus: vm.cpus,
    memoryMiB: vm.memoryMiB,
    provisionedMiB: vm.provisionedMiB,
    inUseMiB: vm.inUseMiB,
    datastores: datastoresOf(vm),
    networkChanges: decision.network?.changes ?? null,
    forkliftLeavesOut: decision.forklift?.leftOut ?? null,
    sizing: decision.sizing,
    workloads: decision.workloads,
  };
}

/** Everything but the VMs. */
export function assessmentHead({ estate, plan }: Assessed): Omit<Assessment, 'vms'> {
  const dispositions = Object.fromEntries(
    dispositionSchema.options.map((word) => [word, 0]),
  ) as Assessment['dispositions'];
  for (const decision of plan.decisions) dispositions[decision.disposition] += 1;
  const { waves, ...calendar } = plan.waves;
  return {
    apiVersion: 'devirt.dev/v1alpha1',
    kind: 'Assessment',
    asOf: plan.asOf,
    sources: estate.sources.map(({ facts: _facts, ...source }) => source),
    estate: plan.totals,
    dispositions,
    gaps: plan.gaps,
    rules: plan.rules,
    nodes: plan.nodes,
    overhead: plan.overhead,
    waves,
    calendar,
    dependencies: plan.dependencies,
    savings: plan.savings,
    lockIn: plan.lockIn,
    network: plan.network,
    storage: plan.storage,
    scheduling: plan.scheduling,
    operatingSystems: plan.operatingSystems,
    vmGroups: plan.vmGroups,
    targetLicenses: plan.targetLicenses,
    hostRelease: plan.hostRelease,
    platform: plan.platform,
    kubernetesInVms: plan.kubernetesInVms,
  };
}

function* lines(assessed: Assessed): Generator<string> {
  const head = JSON.stringify(assessmentHead(assessed), null, 2);
  // The head without its closing brace; the VMs follow, one a line, so that readers can stream the file by lines.
  yield `${head.slice(0, head.lastIndexOf('\n'))},\n  "vms": [`;
  const { estate, plan } = assessed;
  let chunk: string[] = [];
  for (const [index, vm] of estate.vms.entries()) {
    const decision = plan.decisions[index];
    if (decision?.vm !== vm.id) throw new Error(`decision ${index} is not for VM ${vm.id}`);
    chunk.push(`${index === 0 ? '' : ','}\n    ${JSON.stringify(assessedVm(vm, decision))}`);
    if (chunk.length === vmsPerChunk) {
      yield chunk.join('');
      chunk = [];
    }
  }
  yield `${chunk.join('')}\n  ]\n}\n`;
}

/** assessment.json: everything, for machines, as a stream with one VM a line. */
export function assessmentJson(assessed: Assessed): GeneratedFile {
  return { path: 'assessment.json', content: { [Symbol.iterator]: () => lines(assessed) } };
}
