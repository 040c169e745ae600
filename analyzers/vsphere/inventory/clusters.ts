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
  ['cluster.admissionControlPolicy', ha, '.dasConfig.admissionControlPolicy'],
  ['cluster.admissionControlFailoverHosts', ha, '.dasConfig.admissionControlPolicy.failoverHosts'],
  ['cluster.drsEnabled', ha, '.drsConfig.enabled'],
  ['cluster.drsBehaviour', ha, '.drsConfig.defaultVmBehavior'],
  ['cluster.dpmEnabled', ha, '.dpmConfigInfo.enabled'],
  ['cluster.vsanEnabled', ha, '.vsanConfigInfo.enabled'],
  ['cluster.rules', ha, '.rule'],
  ['vm.clusterRules', ha, '.rule'],
  ['vm.clusterRuleNames', ha, '.rule.name'],
  ['vm.haRestartPriority', ha, '.dasVmConfig.dasSettings.restartPriority'],
  ['vm.haIsolationResponse', ha, '.dasVmConfig.dasSettings.isolationResponse'],
  ['vm.drsOverride', ha, '.drsVmConfig'],
];

export const clusterProperties = propertiesOf(clusterFacts);

/** A rule with the moRefs of its VMs, which have no ids yet. */
export interface ReadRule {
  readonly rule: Omit<ClusterRule, 'vms'>;
  readonly vmRefs: readonly string[];
}

/** What HA and DRS do with a VM. */
export interface VmAvailability {
  readonly haRestartPriority: string | null;
  readonly haIsolationResponse: string | null;
  readonly drsOverride: string | null;
}

export interface ReadCluster {
  readonly cluster: Cluster;
  readonly rules: readonly ReadRule[];
  /** Of a VM of this cluster by its moRef: its own settings, else those of the cluster. */
  readonly availability: (moRef: string) => VmAvailability;
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
      admissionControlPolicy: policy?.type?.replace(/^Cluster|AdmissionControlPolicy$/g, '') ?? null,
      admissionControlFailoverHosts: (policy?.all('failoverHosts') ?? []).flatMap(
        (host) => tree.name(host.reference()) ?? [],
      ),
      drsEnabled: configuration?.flag('drsConfig.enabled') ?? null,
      drsBehaviour: configuration?.text('drsConfig.defaultVmBehavior') ?? null,
      dpmEnabled: configuration?.flag('dpmConfigInfo.enabled') ?? null,
      vsanEnabled: configuration?.flag('vsanConfigInfo.enabled') ?? null,
    },
    rules: configuration === undefined ? [] : readRules(configuration, tree),
    availability: availabilityOf(configuration),
  };
}

/** Settings of a VM that stand for the cluster's (vim25, ClusterDasVmSettings). */
const asTheCluster: ReadonlySet<string | null> = new Set([null, 'clusterRestartPriority', 'clusterIsolationResponse']);

function availabilityOf(configuration: VimNode | undefined): ReadCluster['availability'] {
  const byVm = (list: string): ReadonlyMap<string | undefined, VimNode> =>
    new Map((configuration?.all(list) ?? []).map((override) => [override.reference('key')?.id, override]));
  const [ofHa, ofDrs] = [byVm('dasVmConfig'), byVm('drsVmConfig')];
  const das = configuration?.at('dasConfig');
  // Without HA nothing restarts, whatever is set.
  const isOn = das?.flag('enabled') === true;
  const inHa = (moRef: string, setting: string): string | null => {
    if (!isOn) return null;
    const own = ofHa.get(moRef);
    // Before VI API 2.5 it stood without the settings around it.
    const value = own?.text(`dasSettings.${setting}`) ?? own?.text(setting) ?? null;
    return asTheCluster.has(value) ? (das.text(`defaultVmSettings.${setting}`) ?? null) : value;
  };
  return (moRef) => {
    const drs = ofDrs.get(moRef);
    return {
      haRestartPriority: inHa(moRef, 'restartPriority'),
      haIsolationResponse: inHa(moRef, 'isolationResponse'),
      drsOverride: drs?.flag('enabled') === false ? 'disabled' : (drs?.text('behavior') ?? null),
    };
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
