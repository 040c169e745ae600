import type { Cluster, Estate, FactId, Host, Source, Vm } from '../../model/estate.ts';
import type { Evidence, Finding, RuleText, Severity } from '../../model/finding.ts';
import type { Guest, GuestMatch } from '../../model/guest.ts';
import type { Disposition, Rung } from '../../model/plan.ts';
import type { Override, Settings, Waiver } from '../../model/settings.ts';
import type { DrsRules } from '../scheduling/drs-rules.ts';
import type { NodeTies } from '../kubernetes-nodes.ts';
import type { Networks } from '../network/port-groups.ts';
import type { Datastores } from '../storage/datastores.ts';
import type { GuestOs } from './guest-os.ts';
import type { NameWords } from './name-words.ts';
import type { VmClusters } from './vm-clusters.ts';

/** What rules may look at beside the VM itself; built once for the whole estate (see context.ts). */
export interface FitContext {
  readonly estate: Estate;
  readonly settings: Settings;
  /** Date by which end of life and waivers are judged, YYYY-MM-DD; null where neither sources nor settings bring one. */
  readonly asOf: string | null;
  /** VMs by the key of a disk that more than one VM holds; `sharedDiskKeys` in shared-disks.ts gives a disk's keys. */
  readonly sharedDisks: ReadonlyMap<string, readonly Vm[]>;
  /** VMs that are one cluster and are decided as one. */
  readonly vmClusters: VmClusters;
  /** Rules of DRS, and what is wrong with them. */
  readonly drsRules: DrsRules;
  /** VMs that are nodes of a Kubernetes cluster that was read. */
  readonly kubernetesNodes: NodeTies;
  /** Hosts by the newest EVC baseline that their processors offer. */
  readonly hostsByBaseline: ReadonlyMap<string, readonly Host[]>;
  /** Placeholders of Site Recovery Manager by their name in lower case. */
  readonly placeholders: ReadonlyMap<string, readonly Vm[]>;
  /** Largest node that a VM could be put on: the component-wise maximum of what one node allows a single pod. */
  readonly largestNode: LargestNode;
  /** The host that a VM runs on, and its cluster, where the sources list them. */
  hostOf(vm: Vm): Host | null;
  clusterOf(vm: Vm): Cluster | null;
  /** Port groups by NIC, and datastores by name. */
  readonly networks: Networks;
  readonly datastores: Datastores;
  /** What was seen inside a VM; null where nobody looked, or where it is not sure that it is this VM. */
  guestOf(vm: Vm): Guest | null;
  /** Guests that may be this VM, and of which it is not sure. */
  doubtfulGuestsOf(vm: Vm): readonly GuestMatch[];
  /** Overrides and waivers of the settings, ready to be matched. Waivers by the id of the rule that they waive. */
  readonly overrides: readonly ReadyOverride[];
  readonly waivers: ReadonlyMap<string, readonly ReadyWaiver[]>;
  /** For each source, which of the facts that a rule needs it brings. */
  readonly coverage: readonly ReadonlyMap<Rule, Coverage>[];
}

export interface LargestNode {
  readonly type: string;
  readonly cpus: number;
  readonly memoryMiB: number;
}

export interface ReadyOverride {
  /** Path of the setting, for messages: `overrides[2]`. */
  readonly setting: string;
  readonly override: Override;
  readonly matches: (vm: Vm) => boolean;
}

export interface ReadyWaiver {
  readonly setting: string;
  readonly waiver: Waiver;
  readonly matches: (vm: Vm) => boolean;
}

/** One fact that a rule needs, taken apart once. */
export interface NeededFact {
  readonly fact: FactId;
  /** vm, disk, nic, host, … */
  readonly object: string;
  readonly field: string;
}

/** What a source brings of the facts that a rule needs. */
export interface Coverage {
  /** Facts brought, one list for each entry of `Rule.needs`. */
  readonly brought: readonly (readonly NeededFact[])[];
  /** What is said of every VM of the source on which the rule finds nothing; null where the source brings enough. */
  readonly lacking: Finding | null;
}

/** Facts of the VM itself, as against facts of its disks, NICs and so on. */
export type VmFact = Extract<FactId, `vm.${string}`>;

/** A fact from inside a guest, which is null where the collector could not see it. */
export type GuestFact =
  | 'fileSystems'
  | 'interfaces'
  | 'processes'
  | 'listeners'
  | 'connections'
  | 'packages'
  | 'changedFiles'
  | 'unownedTrees'
  | 'units'
  | 'cron'
  | 'configuration'
  | 'accounts'
  | 'secrets'
  | 'certificates'
  | 'containers'
  | 'javaRuntimes'
  | 'overhead'
  | `host.${keyof Guest['host']}`
  | `system.${keyof Guest['system']}`;

/** The VM under examination, with evidence made easy. */
export interface Subject {
  readonly vm: Vm;
  readonly source: Source;
  /** The words of the VM's name, for rules that recognise by name. */
  readonly words: NameWords;
  readonly guestOs: GuestOs;
  /** What was seen inside it. Rules that name `guest` facts are put only to VMs that have it. */
  readonly guest: Guest | null;
  /** Evidence for a fact of the VM: names the cell; its value is the fact's own unless another is given. */
  evidence(fact: VmFact, value?: Evidence['value']): Evidence;
  /** Evidence for a fact in a row of its own (disk, NIC, snapshot, host). */
  rowEvidence(fact: FactId, row: number | null, value: Evidence['value']): Evidence;
  /** Evidence for any fact, in the VM's own row where the fact stands there. */
  cell(fact: FactId, value: Evidence['value']): Evidence;
  /** Evidence from inside the guest: where it stands there (a file and line, a unit, a process), and its value. */
  guestEvidence(place: string, value: Evidence['value']): Evidence;
}

/** A rule's answer when it fires. */
export interface Hit {
  readonly severity: Exclude<Severity, 'unknown'>;
  readonly evidence: readonly Evidence[];
  /** One sentence particular to this VM, where the evidence alone does not say it. */
  readonly detail?: string;
  /** A vote on what the VM becomes: platform function, retire fact or blocker. */
  readonly vote?: {
    readonly by: Exclude<Rung, 'override' | 'cluster' | 'default'>;
    readonly disposition: Disposition;
    readonly reason: string;
  };
  /** What further evidence could make of the VM. */
  readonly candidate?: Disposition;
  /** True where containers are out of the question while this stands. A blocker without a vote says the same. */
  readonly voidsContainerize?: true;
}

/** A rule's answer when facts are there and yet do not suffice: what is missing, in one sentence. */
export interface Unanswered {
  readonly unknown: string;
  readonly evidence: readonly Evidence[];
}

/**
 * One rule, one file in rules/, exported as `rule`; its fixture is the folder of its id under fixtures/rules.
 */
export interface Rule {
  /** Stable: waivers and scripts name it. `os.windows`, `disk.shared`. */
  readonly id: string;
  readonly text: RuleText;
  /**
   * Facts without which the rule's silence proves nothing. An inner list means "any of these". Where a rule finds
   * nothing and one of its needs is unmet, the frame answers `unknown`, so that a missing sheet never reads as
   * "no finding". What a rule does find stands, whatever else is missing.
   */
  readonly needs: readonly (FactId | readonly FactId[])[];
  /**
   * Facts from inside the guest without which the rule's silence proves nothing; the rule is then put only to VMs that
   * somebody looked into, and `subject.guest` is there. Of all others one rule, `guest.no-data`, says that nobody did.
   */
  readonly guest?: readonly GuestFact[];
  /** False where the rule has nothing to say of such a guest, not even that something is missing. */
  readonly concerns?: (guest: Guest) => boolean;
  /** Templates and placeholders are examined only by rules that say so. */
  readonly templates?: true;
  /** Of VMs that are switched off or suspended the rule has nothing to say, not even that something is missing. */
  readonly poweredOn?: true;
  /** False where the rule has nothing to say of any VM under these settings, not even that something is missing. */
  readonly applies?: (context: FitContext) => boolean;
  check(subject: Subject, context: FitContext): Hit | Unanswered | null;
}
