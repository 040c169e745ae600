import type { Assessed } from '../../../src/model/assessed.ts';
import type { Vm } from '../../../src/model/estate.ts';
import { severitySchema, type Evidence } from '../../../src/model/finding.ts';
import type { VmDecision } from '../../../src/model/plan.ts';

/** Severities of a rule's own answer, from grave to slight. */
export const answeredSeverities = severitySchema.exclude(['unknown']).options.toReversed();

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

/** The guest operating system in VMware's words: as VMware Tools report it, else as the VM is configured. */
export function guestName({ guestFullNameTools, guestFullNameConfig }: Vm): string | null {
  return guestFullNameTools ?? guestFullNameConfig;
}

/** "export.xlsx vInfo!B12 (Powerstate) = poweredOff" */
export function evidenceText({ source, path, value }: Evidence): string {
  return `${source} ${path} = ${value === null ? '(empty)' : String(value)}`;
}
