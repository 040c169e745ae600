import type { Assessed } from '../../../src/model/assessed.ts';
import type { Vm } from '../../../src/model/estate.ts';
import type { Evidence } from '../../../src/model/finding.ts';
import type { VmDecision } from '../../../src/model/plan.ts';

export interface VmRow {
  readonly vm: Vm;
  readonly decision: VmDecision;
  /** Name of the source that brought the VM. */
  readonly source: string;
}

/** Every VM with what was decided of it, templates included. */
export function* vmRows({ estate, plan }: Assessed): Generator<VmRow> {
  for (const [index, vm] of estate.vms.entries()) {
    const decision = plan.decisions[index];
    if (decision?.vm !== vm.id) throw new Error(`decision ${index} is not for VM ${vm.id}`);
    yield { vm, decision, source: estate.sources[vm.source]?.name ?? '' };
  }
}

/** "export.xlsx vInfo!B12 (Powerstate) = poweredOff" */
export function evidenceText({ source, path, value }: Evidence): string {
  return `${source} ${path} = ${value === null ? '(empty)' : String(value)}`;
}
