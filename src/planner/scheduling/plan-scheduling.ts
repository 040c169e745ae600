import { assignNames, dnsLabel } from '../../lib/kubernetes-names.ts';
import { byCodePoint } from '../../lib/order.ts';
import type { Estate, Vm } from '../../model/estate.ts';
import type { NodePlan, VmDecision } from '../../model/plan.ts';
import type { CarriedRule, NodeGroup, SchedulingPlan, VmScheduling } from '../../model/scheduling-plan.ts';
import type { Settings } from '../../model/settings.ts';
import { counted } from '../figures.ts';
import { compileGlob } from '../fit/match.ts';
import { isRunning } from '../sizing/running.ts';
import { dedicatedCpus, hasNumaAffinity } from './dedicated-cpus.ts';
import type { DrsRule, DrsRules } from './drs-rules.ts';
import { headroom } from './headroom.ts';
import { licenceIn } from './licence-words.ts';
import { restartPriorities } from './priority-classes.ts';
import { poolQuotas, type MilliOf } from './resource-pools.ts';

/** What the plan knows of each VM before it is scheduled. */
type Draft = Pick<
  VmDecision,
  'vm' | 'name' | 'disposition' | 'namespace' | 'resourceName' | 'sizing' | 'template' | 'findings'
>;

export interface Scheduling {
  readonly plan: SchedulingPlan;
  /** `ofVm[i]` belongs to `estate.vms[i]`; null for a VM that nothing is said of. Of one that becomes containers only the priority is. */
  readonly ofVm: readonly (VmScheduling | null)[];
}

interface Inputs {
  readonly estate: Estate;
  readonly drafts: readonly Draft[];
  readonly rules: DrsRules;
  readonly nodes: NodePlan;
  readonly settings: Settings;
  readonly milliOf: MilliOf;
}

/** A rule with its final label and the VMs that bear it. */
interface Carried {
  readonly rule: DrsRule;
  readonly entry: CarriedRule;
  readonly members: readonly Draft[];
}

/**
 * What vSphere says of where and beside whom VMs run, as pods bear it: rules of DRS, restart priorities, reservations
 * and limits, CPUs and devices of a VM's own. Only rehosted VMs have pods of which the plan knows the template.
 */
export function planScheduling({ estate, drafts, rules, nodes, settings, milliOf }: Inputs): Scheduling {
  const rehosted = new Map(drafts.flatMap((draft) => (draft.disposition === 'rehost' ? [[draft.vm, draft]] : [])));
  const labels = assignNames(rules.all.map((rule) => ({ key: keyOf(rule), text: rule.name })));
  const groups = nodeGroupsOf(rules.all);
  const workers = nodes.pools.reduce((sum, { role, count }) => (role === 'control-plane' ? sum : sum + count), 0);
  const carried = rules.all.map((rule): Carried => {
    const members = rule.vms.flatMap((id) => rehosted.get(id) ?? []);
    return { rule, members, entry: carry(rule, members, labels.get(keyOf(rule)) ?? '', groups, workers) };
  });

  const ofRule = new Map<string, Carried[]>();
  for (const one of carried) {
    if (one.entry.carriedAs === null) continue;
    for (const { vm } of one.members) {
      const known = ofRule.get(vm);
      if (known === undefined) ofRule.set(vm, [one]);
      else known.push(one);
    }
  }
  const tainted = new Set(
    carried.flatMap(({ rule, entry }) =>
      entry.carriedAs === 'nodeAffinity' && entry.required && !rule.away ? (entry.label ?? []) : [],
    ),
  );
  const deviceOf = deviceResource(settings);
  const ofVm = estate.vms.map((vm, index): VmScheduling | null => {
    const draft = drafts[index];
    if (draft?.disposition === 'containerize') return priorityAlone(vm);
    if (draft === undefined || draft.disposition !== 'rehost') return null;
    return schedulingOf(vm, draft, ofRule.get(vm.id) ?? [], tainted, deviceOf, milliOf);
  });

  return {
    plan: {
      rules: carried.map(({ entry }) => entry),
      nodeGroups: nodeGroups(carried, tainted, estate),
      priorityClasses: [...restartPriorities].flatMap(([restartPriority, { name, value }]) => {
        const vms = ofVm.filter((one) => one?.priorityClass === name).length;
        return vms === 0 ? [] : [{ name, value, restartPriority, vms }];
      }),
      resourcePools: poolQuotas(
        estate.resourcePools,
        estate.vms.flatMap((vm, index) => {
          const decision = drafts[index];
          return decision === undefined ? [] : [{ vm, decision }];
        }),
        milliOf,
      ),
      headroom: headroom(estate.clusters, nodes, settings.nodes.targetUtilisationPercent),
    },
    ofVm,
  };
}

/** Two rules with one key are one rule, told twice. */
function keyOf({ scope, kind, name, vms, hosts, away }: DrsRule): string {
  return JSON.stringify([scope, kind, name, away, [...vms].sort(byCodePoint), [...hosts].sort(byCodePoint)]);
}

const groupKey = ({ scope, hosts }: DrsRule): string => JSON.stringify([scope, [...hosts].sort(byCodePoint)]);

/** Labels of groups of nodes: rules that name the same hosts share one, named after the first of them. */
function nodeGroupsOf(rules: readonly DrsRule[]): ReadonlyMap<string, string> {
  const nameOf = new Map<string, string>();
  for (const rule of rules) {
    if (rule.kind !== 'vmHost' || rule.problem !== null) continue;
    const key = groupKey(rule);
    const known = nameOf.get(key);
    if (known === undefined || byCodePoint(rule.name, known) < 0) nameOf.set(key, rule.name);
  }
  return assignNames([...nameOf].map(([key, text]) => ({ key, text })));
}

function carry(
  rule: DrsRule,
  members: readonly Draft[],
  label: string,
  groups: ReadonlyMap<string, string>,
  workers: number,
): CarriedRule {
  const { name, cluster, kind, mandatory, vms } = rule;
  const entry = { name, cluster, kind, mandatory, vms: [...vms] };
  const refused = (why: string): CarriedRule => ({ ...entry, carriedAs: null, required: false, label: null, why });
  if (rule.problem !== null) return refused(rule.problem);
  const others =
    members.length === vms.length
      ? ''
      : `; ${counted(vms.length - members.length, 'VM')} of it ${vms.length - members.length === 1 ? 'does' : 'do'} not become a VM of the new cluster`;
  if (kind === 'vmHost') {
    if (members.length === 0) return refused('none of its VMs is rehosted');
    const group = groups.get(groupKey(rule)) ?? label;
    const required = mandatory === true;
    return {
      ...entry,
      carriedAs: 'nodeAffinity',
      required,
      label: `node-group.devirt.dev/${group}`,
      why: `${required ? 'must' : 'should'} run ${rule.away ? 'away from' : 'on'} nodes with the label${others}`,
    };
  }
  if (members.length < 2) return refused(`fewer than two of its VMs are rehosted${others}`);
  const key = `rule.devirt.dev/${label}`;
  if (kind === 'affinity') {
    return {
      ...entry,
      carriedAs: 'podAffinity',
      // Required, it would hold each VM on its node: the copy that a live migration starts may run beside the others only.
      required: false,
      label: key,
      why: `together where there is room: a required podAffinity forbids the live migration of its VMs${others}`,
    };
  }
  const required = mandatory === true && members.length <= workers;
  return {
    ...entry,
    carriedAs: 'podAntiAffinity',
    required,
    label: key,
    why: required
      ? `never on one node${others}`
      : mandatory === true
        ? `on different nodes as far as there are any: ${members.length} VMs on ${counted(workers, 'node')}${others}`
        : `on different nodes where there is room${others}`,
  };
}

function nodeGroups(carried: readonly Carried[], tainted: ReadonlySet<string>, estate: Estate): NodeGroup[] {
  const running = new Set(estate.vms.filter(isRunning).map(({ id }) => id));
  const found = new Map<string, { readonly rules: DrsRule[]; readonly bound: Map<string, Draft> }>();
  for (const { rule, entry, members } of carried) {
    if (entry.carriedAs !== 'nodeAffinity' || entry.label === null) continue;
    const group = found.get(entry.label) ?? { rules: [], bound: new Map<string, Draft>() };
    found.set(entry.label, group);
    group.rules.push(rule);
    if (rule.away) continue;
    for (const member of members) if (running.has(member.vm)) group.bound.set(member.vm, member);
  }
  return [...found].map(([label, { rules, bound }]): NodeGroup => {
    const sizings = [...bound.values()].flatMap(({ sizing }) => sizing ?? []);
    return {
      label,
      tainted: tainted.has(label),
      rules: rules.map(({ name }) => name),
      hostsToday: [...(rules[0]?.hosts ?? [])].sort(byCodePoint),
      vms: bound.size,
      cpuMilli: sizings.reduce((sum, { cpuRequestMilli }) => sum + cpuRequestMilli, 0),
      memoryMiB: sizings.reduce((sum, { memoryMiB, overheadMemoryMiB }) => sum + memoryMiB + overheadMemoryMiB, 0),
      licence: licenceOf(rules, [...bound.values()]),
    };
  });
}

const licenceFindings: ReadonlyMap<string, string> = new Map([
  ['licence.oracle', 'Oracle'],
  ['licence.sql-server', 'SQL Server'],
]);

function licenceOf(rules: readonly DrsRule[], bound: readonly Draft[]): string | null {
  for (const { name } of rules) {
    const named = licenceIn(name);
    if (named !== null) return named;
  }
  for (const { findings } of bound) {
    for (const { rule } of findings) {
      const product = licenceFindings.get(rule);
      if (product !== undefined) return product;
    }
  }
  return null;
}

/** What a device is asked for by: the resource of the settings, else a placeholder that no node offers. */
type DeviceResource = (origin: string) => { readonly resource: string; readonly chosen: boolean };

function deviceResource(settings: Settings): DeviceResource {
  const chosen = settings.kubevirt.devices.map(({ device, resource }) => ({ matches: compileGlob(device), resource }));
  return (origin) => {
    const found = chosen.find(({ matches }) => matches(origin));
    return found === undefined
      ? { resource: `placeholder.devirt.dev/${dnsLabel(origin)}`, chosen: false }
      : { resource: found.resource, chosen: true };
  };
}

function priorityClassOf({ haRestartPriority }: Vm): string | null {
  return restartPriorities.get(haRestartPriority?.trim().toLowerCase() ?? '')?.name ?? null;
}

/**
 * What containers take over of a VM: its priority, where it has one of its own. Rules, CPUs and devices are about the
 * VM as a whole, and which of its workloads they are for nobody knows.
 */
function priorityAlone(vm: Vm): VmScheduling | null {
  const priorityClass = priorityClassOf(vm);
  return priorityClass === null
    ? null
    : {
        ruleLabels: [],
        podTerms: [],
        nodeTerms: [],
        priorityClass,
        dedicatedCpus: null,
        numaPassthrough: false,
        cpuLimitMilli: null,
        devices: [],
      };
}

function schedulingOf(
  vm: Vm,
  draft: Draft,
  carried: readonly Carried[],
  tainted: ReadonlySet<string>,
  deviceOf: DeviceResource,
  milliOf: MilliOf,
): VmScheduling {
  const podTerms = carried.flatMap(({ entry, members }): VmScheduling['podTerms'] => {
    const { carriedAs, label, required } = entry;
    if (label === null || carriedAs === null || carriedAs === 'nodeAffinity') return [];
    const namespaces = [...new Set(members.map(({ namespace }) => namespace))].sort(byCodePoint);
    return [{ kind: carriedAs === 'podAffinity' ? 'affinity' : 'antiAffinity', label, required, namespaces }];
  });
  const nodeTerms = carried.flatMap(({ rule, entry }): VmScheduling['nodeTerms'] => {
    const { carriedAs, label, required } = entry;
    if (label === null || carriedAs !== 'nodeAffinity') return [];
    return [{ label, required, away: rule.away, tolerated: tainted.has(label) && !rule.away }];
  });
  const dedicated = dedicatedCpus(vm);
  return {
    ruleLabels: [...new Set(podTerms.map(({ label }) => label))].sort(byCodePoint),
    podTerms,
    nodeTerms,
    priorityClass: priorityClassOf(vm),
    dedicatedCpus: dedicated?.why ?? null,
    // KubeVirt wants huge pages for it, of 2 MiB here, and the guest's memory in whole pages.
    numaPassthrough: hasNumaAffinity(vm) && (draft.sizing?.memoryMiB ?? 1) % 2 === 0,
    cpuLimitMilli: dedicated === null ? cpuLimit(vm, draft, milliOf) : null,
    devices: vm.pciDevices.map(({ label, device, backing }, index) => {
      const origin = device ?? label ?? `device ${index + 1}`;
      return { name: `device-${index + 1}`, origin, kind: backing === 'Vmiop' ? 'gpu' : 'host', ...deviceOf(origin) };
    }),
  };
}

/** A limit of vSphere below the VM's vCPUs; never below the request, which Kubernetes would refuse. */
function cpuLimit(vm: Vm, { sizing }: Draft, milliOf: MilliOf): number | null {
  if (vm.cpuLimitMHz === null || vm.cpuLimitMHz < 0 || sizing === null || vm.cpus === null) return null;
  const limit = milliOf(vm, vm.cpuLimitMHz);
  if (limit === null || limit >= vm.cpus * 1000) return null;
  return Math.max(limit, sizing.cpuRequestMilli);
}
