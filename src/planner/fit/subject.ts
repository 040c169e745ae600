import type { FactId, Source, Vm } from '../../model/estate.ts';
import { rowEvidence, vmEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import type { Guest } from '../../model/guest.ts';
import { guestOs, type GuestOs } from './guest-os.ts';
import { type NameWords, nameWords } from './name-words.ts';
import type { Subject, VmFact } from './rule.ts';

/** The VM's own value of a fact, where it is a plain one; null else. */
function plainValue(vm: Vm, fact: VmFact): Evidence['value'] {
  const record: Readonly<Record<string, unknown>> = vm;
  const value = record[fact.slice('vm.'.length)];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** A VM under examination. What is costly is worked out when a rule first asks for it, once a VM. */
export class VmSubject implements Subject {
  readonly vm: Vm;
  readonly source: Source;
  readonly guest: Guest | null;
  /** Name of the guest's source; evidence from inside names it. */
  readonly #guestSource: string;
  #words: NameWords | null = null;
  #guestOs: GuestOs | null = null;

  constructor(vm: Vm, source: Source, guest: Guest | null = null, guestSource = 'guest') {
    this.vm = vm;
    this.source = source;
    this.guest = guest;
    this.#guestSource = guestSource;
  }

  get words(): NameWords {
    return (this.#words ??= nameWords(this.vm.name));
  }

  get guestOs(): GuestOs {
    return (this.#guestOs ??= guestOs(this.vm));
  }

  evidence(fact: VmFact, value: Evidence['value'] = plainValue(this.vm, fact)): Evidence {
    return vmEvidence(this.source, this.vm, fact, value);
  }

  rowEvidence(fact: FactId, row: number | null, value: Evidence['value']): Evidence {
    return rowEvidence(this.source, fact, row, value, this.vm);
  }

  cell(fact: FactId, value: Evidence['value']): Evidence {
    return fact.startsWith('vm.') ? vmEvidence(this.source, this.vm, fact, value) : this.rowEvidence(fact, null, value);
  }

  guestEvidence(place: string, value: Evidence['value']): Evidence {
    return { source: this.#guestSource, path: place, value };
  }
}
