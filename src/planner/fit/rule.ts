import type { Estate, FactId, Source, Vm } from '../../model/estate.ts';
import type { Evidence, RuleText, Severity } from '../../model/finding.ts';
import type { Disposition, Rung } from '../../model/plan.ts';
import type { Settings } from '../../model/settings.ts';

/** What rules may look at beside the VM itself; built once for the whole estate (see context.ts). */
export interface FitContext {
  readonly estate: Estate;
  readonly settings: Settings;
  /** Date by which end of life is judged, YYYY-MM-DD; null where neither the sources nor the settings bring one. */
  readonly asOf: string | null;
  /** VMs by the path of a disk file that more than one VM holds. */
  readonly sharedDisks: ReadonlyMap<string, readonly Vm[]>;
  /** Largest node that a VM could be put on: the component-wise maximum of what one node allows a single pod. */
  readonly largestNode: { readonly type: string; readonly cpus: number; readonly memoryMiB: number };
}

/** The VM under examination, with evidence made easy. */
export interface Subject {
  readonly vm: Vm;
  readonly source: Source;
  /** Evidence for a fact of the VM: names the cell and its value. */
  evidence(fact: FactId, value: Evidence['value']): Evidence;
  /** Evidence for a fact in a row of its own (disk, NIC, snapshot). */
  rowEvidence(fact: FactId, row: number | null, value: Evidence['value']): Evidence;
}

/** A rule's answer when it fires. */
export interface Hit {
  readonly severity: Exclude<Severity, 'unknown'>;
  readonly evidence: readonly Evidence[];
  /** One sentence particular to this VM, where the evidence alone does not say it. */
  readonly detail?: string;
  /** A vote on what the VM becomes: platform function, retire fact or blocker. */
  readonly vote?: {
    readonly by: Exclude<Rung, 'override' | 'default'>;
    readonly disposition: Disposition;
    readonly reason: string;
  };
  /** What further evidence could make of the VM. */
  readonly candidate?: Disposition;
}

/**
 * One rule, one file in rules/, exported as `rule`; its fixture is the folder of the same name under fixtures/rules.
 */
export interface Rule {
  /** Stable: waivers and scripts name it. `os.windows`, `disk.raw-device-mapping`. */
  readonly id: string;
  readonly text: RuleText;
  /**
   * Facts without which the rule cannot answer. An inner list means "any of these". The frame answers `unknown` where
   * the source brings none of them, and where a fact of the VM itself is empty, so that a missing sheet never reads
   * as "no finding".
   */
  readonly needs: readonly (FactId | readonly FactId[])[];
  /** Templates and placeholders are examined only by rules that say so. */
  readonly templates?: boolean;
  check(subject: Subject, context: FitContext): Hit | null;
}
