import { byCodePoint } from '../../src/lib/order.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { ownerQuestions } from '../../src/model/owner-questions.ts';
import { dispositionSchema, type Disposition } from '../../src/model/plan.ts';

/** Something to ask the owner of an application, and about which VMs. */
export interface Question {
  readonly rule: string;
  readonly text: string;
  readonly vms: readonly string[];
}

/** An application with what its VMs become and ask for. Templates are left out. */
export interface Application {
  readonly name: string;
  readonly vms: readonly string[];
  readonly dispositions: ReadonlyMap<Disposition, number>;
  /** Names of the owners that side tables give, each once. */
  readonly owners: readonly string[];
  readonly criticalities: readonly string[];
  /** VMs with a size: the others run on no node of the plan. */
  readonly sized: number;
  /** Requests of the VMs that are sized. */
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  readonly storageMiB: number;
  /** VMs that are to run on nodes and whose storage is not told: in no sum. */
  readonly storageUnknown: number;
  readonly questions: readonly Question[];
}

interface Draft {
  readonly vms: string[];
  readonly dispositions: Map<Disposition, number>;
  readonly owners: Set<string>;
  readonly criticalities: Set<string>;
  readonly questions: Map<string, { rule: string; text: string; vms: string[] }>;
  sized: number;
  cpuMilli: number;
  memoryMiB: number;
  storageMiB: number;
  storageUnknown: number;
}

const emptyDraft = (): Draft => ({
  vms: [],
  dispositions: new Map(dispositionSchema.options.map((word) => [word, 0])),
  owners: new Set(),
  criticalities: new Set(),
  questions: new Map(),
  sized: 0,
  cpuMilli: 0,
  memoryMiB: 0,
  storageMiB: 0,
  storageUnknown: 0,
});

/** The applications, those with the most VMs first. */
export function applications({ estate, plan }: Assessed): Application[] {
  const drafts = new Map<string, Draft>();
  for (const [index, decision] of plan.decisions.entries()) {
    const vm = estate.vms[index];
    if (vm === undefined || decision.template) continue;
    const draft = drafts.get(decision.application) ?? emptyDraft();
    drafts.set(decision.application, draft);
    draft.vms.push(vm.id);
    draft.dispositions.set(decision.disposition, (draft.dispositions.get(decision.disposition) ?? 0) + 1);
    if (vm.owner !== null && vm.owner.name !== null) draft.owners.add(vm.owner.name);
    if (vm.owner !== null && vm.owner.criticality !== null) draft.criticalities.add(vm.owner.criticality);
    if (decision.sizing !== null) {
      draft.sized += 1;
      draft.cpuMilli += decision.sizing.cpuRequestMilli;
      draft.memoryMiB += decision.sizing.memoryMiB + decision.sizing.overheadMemoryMiB;
      if (decision.sizing.storageMiB === null) draft.storageUnknown += 1;
      else draft.storageMiB += decision.sizing.storageMiB;
    }
    for (const { rule, text } of ownerQuestions(vm, decision, plan.rules)) {
      const key = `${rule}\n${text}`;
      const question = draft.questions.get(key);
      if (question === undefined) draft.questions.set(key, { rule, text, vms: [vm.id] });
      else question.vms.push(vm.id);
    }
  }
  return [...drafts]
    .map(([name, draft]) => ({
      ...draft,
      name,
      owners: [...draft.owners].sort(byCodePoint),
      criticalities: [...draft.criticalities].sort(byCodePoint),
      questions: [...draft.questions.values()].sort(
        (a, b) => b.vms.length - a.vms.length || byCodePoint(a.rule, b.rule) || byCodePoint(a.text, b.text),
      ),
    }))
    .sort((a, b) => b.vms.length - a.vms.length || byCodePoint(a.name, b.name));
}
