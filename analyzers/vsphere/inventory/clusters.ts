import { blankCluster } from '../../../src/model/blank-records.ts';
import type { Cluster, ClusterRule } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';
import type { ObjectContent } from '../client/retrieve.ts';
import { type FactPath, propertiesOf } from './fact-paths.ts';
import type { InventoryTree } from './tree.ts';

const ha = 'configurationEx';

export const clusterFacts: readonly FactPath[] = [
  ['cluster.name', 'name'],
  ['cluster.vCenterUuid', 'name'],
  ['cluster.moRef', 'name'],
  ['cluster.hostCount', 'host'],
  ['cluster.cores', 'summary', '.numCpuCores'],
  ['cluster.threads', 'summary', '.numCpuThreads'],
  ['cluster.totalMHz', 'summary', '.totalCpu'],
  ['cluster.memoryMiB', 'summary', '.totalMemory'],
  ['cluster.haEnabled', ha, '.dasConfig.enabled'],
  ['cluster.haFailoverLevel', ha, '.dasConfig.failoverLevel'],
  ['cluster.admissionControlEnabled', ha, '.dasConfig.admissionControlEnabled'],
  ['cluster.admissionControlCpuPercent', ha, '.dasConfig.admissionControlPolicy.cpuFailoverResourcesPercent'],
  ['cluster.admissionControlMemoryPercent', ha, '.dasConfig.admissionControlPolicy.memoryFailoverResourcesPercent'],
  ['cluster.drsEnabled', ha, '.drsConfig.enabled'],
  ['cluster.drsBehaviour', ha, '.drsConfig.defaultVmBehavior'],
  ['cluster.dpmEnabled', ha, '.dpmConfigInfo.enabled'],
  ['cluster.vsanEnabled', ha, '.vsanConfigInfo.enabled'],
  ['cluster.rules', ha, '.rule'],
  ['vm.clusterRules', ha, '.rule'],
  ['vm.clusterRuleNames', ha, '.rule.name'],
  ['vm.haRestartPriority', ha, '.dasVmConfig.dasSettings.restartPriority'],
];

export const clusterProperties = propertiesOf(clusterFacts);

/** A rule with the moRefs of its VMs, which have no ids yet. */
export interface ReadRule {
  readonly rule: Omit<ClusterRule, 'vms'>;
  readonly vmRefs: readonly string[];
}

export interface ReadCluster {
  readonly cluster: Cluster;
  readonly rules: readonly ReadRule[];
  /** HA restart priority of the VMs that have one of their own, by moRef. */
  readonly restartPriorities: ReadonlyMap<string, string>;
  readonly defaultRestartPriority: string | null;
}

const ruleKinds: ReadonlyMap<string, ClusterRule['kind']> = new Map([
  ['ClusterAffinityRuleSpec', 'affinity'],
  ['ClusterAntiAffinityRuleSpec', 'antiAffinity'],
  ['ClusterVmHostRuleInfo', 'vmHost'],
  ['ClusterDependencyRuleInfo', 'dependency'],
]);

/** What a VM's record says for a kind of rule. */
export const ruleNames: Readonly<Record<ClusterRule['kind'], string>> = {
  affinity: 'VM-VM affinity',
  antiAffinity: 'VM-VM anti-affinity',
  vmHost: 'VM-Host',
  dependency: 'VM-VM dependency',
  other: 'other rule',
};

export function readCluster(
  content: ObjectContent,
  source: number,
  vCenterUuid: string | null,
  tree: InventoryTree,
): ReadCluster {
  const summary = content.get('summary');
  const configuration = content.get(ha);
  const das = configuration?.at('dasConfig');
  const policy = das?.at('admissionControlPolicy');
  const restartPriorities = new Map<string, string>();
  for (const override of configuration?.all('dasVmConfig') ?? []) {
    const vm = override.reference('key')?.id;
    const priority = override.text('dasSettings.restartPriority') ?? override.text('restartPriority');
    if (vm !== undefined && priority !== null && priority !== 'clusterRestartPriority')
      restartPriorities.set(vm, priority);
  }
  return {
    cluster: {
      ...blankCluster(source, null, tree.name(content.object) ?? content.object.id),
      vCenterUuid,
      moRef: content.object.id,
      hostCount: content.get('host') === undefined ? null : content.references('host').length,
      cores: summary?.count('numCpuCores') ?? null,
      threads: summary?.count('numCpuThreads') ?? null,
      totalMHz: summary?.count('totalCpu') ?? null,
      memoryMiB: summary?.bytesAsMiB('totalMemory') ?? null,
      haEnabled: das?.flag('enabled') ?? null,
      haFailoverLevel: policy?.count('failoverLevel') ?? das?.count('failoverLevel') ?? null,
      admissionControlEnabled: das?.flag('admissionControlEnabled') ?? null,
      admissionControlCpuPercent: policy?.count('cpuFailoverResourcesPercent') ?? null,
      admissionControlMemoryPercent: policy?.count('memoryFailoverResourcesPercent') ?? null,
      drsEnabled: configuration?.flag('drsConfig.enabled') ?? null,
      drsBehaviour: configuration?.text('drsConfig.defaultVmBehavior') ?? null,
      dpmEnabled: configuration?.flag('dpmConfigInfo.enabled') ?? null,
      vsanEnabled: configuration?.flag('vsanConfigInfo.enabled') ?? null,
    },
    rules: configuration === undefined ? [] : readRules(configuration, tree),
    restartPriorities,
    // Without HA nothing restarts, whatever priority is set.
    defaultRestartPriority: das?.flag('enabled') === true ? das.text('defaultVmSettings.restartPriority') : null,
  };
}

function readRules(configuration: VimNode, tree: InventoryTree): ReadRule[] {
  const groups = new Map(configuration.all('group').map((group) => [group.text('name') ?? '', group]));
  const members = (group: string | null, name: string): readonly VimNode[] => groups.get(group ?? '')?.all(name) ?? [];
  return configuration.all('rule').map((rule) => {
    const kind = ruleKinds.get(rule.type ?? '') ?? 'other';
    const away = rule.text('antiAffineHostGroupName');
    const vms = [
      ...rule.all('vm'),
      ...members(rule.text('vmGroupName') ?? rule.text('vmGroup'), 'vm'),
      ...members(rule.text('dependsOnVmGroup'), 'vm'),
    ];
    const hosts = members(rule.text('affineHostGroupName') ?? away, 'host');
    return {
      rule: {
        name: rule.text('name'),
        kind,
        enabled: rule.flag('enabled'),
        mandatory: rule.flag('mandatory'),
        hosts: hosts.flatMap((host) => tree.name(host.reference()) ?? []),
        away: away !== null,
      },
      vmRefs: vms.flatMap((vm) => vm.reference()?.id ?? []),
    };
  });
}
