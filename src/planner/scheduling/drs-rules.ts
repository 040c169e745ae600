import type { ClusterRule, Estate, Vm } from '../../model/estate.ts';
import { scopeOf } from '../place.ts';

/** A rule of DRS: of a cluster that lists its rules, else put together from what each VM's record names. */
export interface DrsRule {
  readonly name: string;
  readonly cluster: string | null;
  readonly kind: ClusterRule['kind'];
  readonly mandatory: boolean | null;
  /** Ids of VMs. */
  readonly vms: readonly string[];
  /** Hosts that a vmHost rule names. */
  readonly hosts: readonly string[];
  readonly away: boolean;
  /** What keeps clusters of one name apart. */
  readonly scope: string;
  /** Why the rule means nothing as it stands, whatever becomes of its VMs; null where it is sound. */
  readonly problem: string | null;
  /** True where the problem is only that someone switched it off. */
  readonly switchedOff: boolean;
}

export interface DrsRules {
  readonly all: readonly DrsRule[];
  of(vm: Vm): readonly DrsRule[];
}

type Draft = Omit<DrsRule, 'problem' | 'switchedOff'> & { readonly enabled: boolean | null };

/** The rules of an estate with what contradicts what. Linear in VMs and the members of rules. */
export function findDrsRules(estate: Estate): DrsRules {
  const drafts = [...listedRules(estate)];
  const listed = new Set(drafts.flatMap(({ vms }) => vms));
  drafts.push(...namedRules(estate.vms.filter(({ id }) => !listed.has(id))));

  const problems = new Map<Draft, string>();
  for (const draft of drafts) {
    const problem = soundness(draft);
    if (problem !== null) problems.set(draft, problem);
  }
  const sound = drafts.filter((draft) => !problems.has(draft));
  for (const [draft, problem] of [...contradictoryPairs(sound), ...contradictoryHosts(sound)]) {
    if (!problems.has(draft)) problems.set(draft, problem);
  }

  const all = drafts.map((draft): DrsRule => {
    const { enabled, ...rule } = draft;
    return { ...rule, problem: problems.get(draft) ?? null, switchedOff: enabled === false };
  });
  const byVm = new Map<string, DrsRule[]>();
  for (const rule of all) {
    for (const id of new Set(rule.vms)) {
      const known = byVm.get(id);
      if (known === undefined) byVm.set(id, [rule]);
      else known.push(rule);
    }
  }
  return { all, of: ({ id }) => byVm.get(id) ?? [] };
}

function* listedRules(estate: Estate): Generator<Draft> {
  for (const cluster of estate.clusters) {
    for (const { name, kind, enabled, mandatory, vms, hosts, away } of cluster.rules) {
      yield {
        name: name ?? `a rule of ${cluster.name}`,
        cluster: cluster.name,
        kind,
        enabled,
        mandatory,
        vms: [...new Set(vms)],
        hosts: [...new Set(hosts)],
        away,
        scope: `${scopeOf(cluster)}\n${cluster.name}`,
      };
    }
  }
}

/** Kinds as RVTools and the API write them: ClusterAntiAffinityRuleSpec, VM-VM anti-affinity, VM-Host. */
function kindOf(text: string): ClusterRule['kind'] {
  if (/anti.?affinity/i.test(text)) return 'antiAffinity';
  if (/vm.?host/i.test(text)) return 'vmHost';
  if (/depend/i.test(text)) return 'dependency';
  return /affinity/i.test(text) ? 'affinity' : 'other';
}

const parts = (cell: string | null): string[] =>
  (cell ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));

/** A workbook lists a VM's kinds of rules in one cell and their names in another: VMs with one name share a rule. */
function namedRules(vms: readonly Vm[]): Draft[] {
  const found = new Map<string, Draft & { readonly vms: string[] }>();
  for (const vm of vms) {
    const kinds = parts(vm.clusterRules);
    const names = parts(vm.clusterRuleNames);
    // Where a name itself has a comma, the cells do not match, and which VMs belong together is not told.
    if (kinds.length !== names.length) continue;
    const scope = `${scopeOf(vm)}\n${vm.datacenter ?? ''}\n${vm.cluster ?? ''}`;
    for (const [index, name] of names.entries()) {
      const kind = kindOf(kinds[index] ?? '');
      const key = JSON.stringify([scope, kind, name]);
      const known = found.get(key);
      if (known !== undefined) known.vms.push(vm.id);
      else {
        const { cluster } = vm;
        const vmIds = [vm.id];
        found.set(key, {
          name,
          cluster,
          kind,
          enabled: null,
          mandatory: null,
          vms: vmIds,
          hosts: [],
          away: false,
          scope,
        });
      }
    }
  }
  return [...found.values()];
}

/** What is wrong with a rule by itself; null where nothing is. */
function soundness({ enabled, kind, vms, hosts }: Draft): string | null {
  if (enabled === false) return 'it is switched off today';
  if (kind === 'dependency') return 'Kubernetes has no order of starts: readiness checks take its place';
  if (kind === 'other') return 'it is of a kind that is not known here';
  if (kind === 'vmHost') {
    if (hosts.length === 0) return 'the source names no host of it';
    return vms.length === 0 ? 'it names no VM' : null;
  }
  return vms.length < 2 ? 'it names fewer than two VMs' : null;
}

/** Rules that keep two VMs together and apart at once, directly or through others that each is kept together with. */
function contradictoryPairs(rules: readonly Draft[]): [Draft, string][] {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    let at = id;
    for (;;) {
      const next = parent.get(at) ?? at;
      if (next === at) return at;
      parent.set(at, parent.get(next) ?? next);
      at = next;
    }
  };
  const affinity = rules.filter(({ kind }) => kind === 'affinity');
  for (const { vms } of affinity) {
    for (const vm of vms) parent.set(find(vm), find(vms[0] ?? vm));
  }
  const contradicted = new Map<string, string>();
  const found: [Draft, string][] = [];
  for (const rule of rules) {
    if (rule.kind !== 'antiAffinity') continue;
    const seen = new Set<string>();
    for (const vm of rule.vms) {
      const root = find(vm);
      if (seen.has(root)) {
        contradicted.set(root, rule.name);
        found.push([rule, 'another rule keeps two of its VMs together']);
        break;
      }
      seen.add(root);
    }
  }
  for (const rule of affinity) {
    const by = contradicted.get(find(rule.vms[0] ?? ''));
    if (by !== undefined) found.push([rule, `the rule ${JSON.stringify(by)} keeps VMs of it apart`]);
  }
  return found;
}

/** Mandatory rules that together leave a VM no host. */
function contradictoryHosts(rules: readonly Draft[]): [Draft, string][] {
  const byVm = new Map<string, Draft[]>();
  for (const rule of rules) {
    if (rule.kind !== 'vmHost' || rule.mandatory !== true) continue;
    for (const vm of rule.vms) {
      const known = byVm.get(vm);
      if (known === undefined) byVm.set(vm, [rule]);
      else known.push(rule);
    }
  }
  const found: [Draft, string][] = [];
  for (const bound of byVm.values()) {
    const [first, ...others] = bound.filter(({ away }) => !away);
    if (first === undefined || bound.length < 2) continue;
    const left = first.hosts.filter(
      (host) =>
        others.every(({ hosts }) => hosts.includes(host)) &&
        !bound.some(({ away, hosts }) => away && hosts.includes(host)),
    );
    if (left.length > 0) continue;
    for (const rule of bound) found.push([rule, 'it leaves a VM no host together with another mandatory rule']);
  }
  return found;
}
