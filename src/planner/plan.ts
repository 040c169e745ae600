import { estateTotals } from '../model/estate-totals.ts';
import type { Estate, Source, Vm } from '../model/estate.ts';
import type { Disposition, Plan, VmDecision } from '../model/plan.ts';
import type { Settings } from '../model/settings.ts';
import { labelsOf, nameAll } from './applications.ts';
import { asOfDate } from './as-of.ts';
import { buildFitContext } from './fit/context.ts';
import { decideAll, ruleTexts, unusedOverrides, unusedWaivers } from './fit/decide.ts';
import { gaps } from './gaps.ts';
import { planNodes } from './nodes/plan-nodes.ts';
import type { Demand } from './nodes/plan-nodes.ts';
import { coresPerCpu, largestNode, workerTypes } from './nodes/worker-types.ts';
import { overhead } from './overhead.ts';
import { residualHosts } from './savings/residual-hosts.ts';
import { savings } from './savings/savings.ts';
import { isRunning } from './sizing/running.ts';
import { sizeVm } from './sizing/size-vm.ts';
import { today } from './sizing/today.ts';
import { workloadsOf } from './workloads.ts';

/**
 * The whole plan of an estate: what each VM becomes and why, its size, the nodes, overhead and savings, and what is not
 * known. `decisions[i]` belongs to `estate.vms[i]`; nothing depends on the order of the VMs otherwise.
 * @throws DevirtError (usage) where the settings leave no node to plan with.
 */
export function makePlan(estate: Estate, settings: Settings): Plan {
  const asOf = asOfDate(estate.sources, settings);
  const anyTypes = workerTypes(estate, settings);
  const context = buildFitContext(estate, settings, asOf, largestNode(anyTypes.types, settings));
  const fit = decideAll(context);

  const isRetained = (_vm: Vm, index: number): boolean => fit[index]?.disposition === 'retain';
  const residual = residualHosts(estate.hosts, estate.vms, isRetained, settings.licenses.coreFloorPerCpu);
  const types = workerTypes(estate, settings, new Set(residual));
  const conversion = { coresPerCpu: coresPerCpu(types.types, settings), settings };

  const hosts = today(estate, (vm) => context.hostOf(vm));
  const naming = nameAll(estate.vms, settings);
  const decisions = estate.vms.map((vm, index): VmDecision => {
    const decided = at(fit, index);
    const names = at(naming, index);
    const sizing = sizeVm(vm, decided.disposition, sourceOf(estate, vm), hosts, conversion);
    return {
      ...decided,
      ...names,
      labels: labelsOf(names, decided.disposition),
      sizing,
      workloads: decided.disposition === 'containerize' ? workloadsOf(vm, names.resourceName) : [],
    };
  });

  const nodes = planNodes(demands(estate, decisions), types, settings);
  return {
    asOf,
    totals: estateTotals(estate),
    decisions,
    rules: ruleTexts(),
    nodes,
    overhead: overhead({
      estate,
      nodes,
      controlPlaneType: settings.nodes.controlPlaneType,
      kubeVirtMemoryMiB: runningKubeVirtMemory(estate, decisions),
      coresPerCpu: conversion.coresPerCpu,
      isVmwareAppliance: (index) => at(fit, index).decidedBy.rule === vmwareApplianceRule,
    }),
    savings: savings({
      hosts: estate.hosts,
      residualHosts: residual,
      nodes,
      vms: countDispositions(decisions),
      settings,
    }),
    gaps: [
      ...gaps(estate, asOf, decisions, nodes, settings),
      ...unusedOverrides(context).map(({ message }) => `devirt.yaml: ${message}`),
      ...unusedWaivers(context, fit).map(({ message }) => `devirt.yaml: ${message}`),
    ],
  };
}

/** Rule that recognises vCenter, NSX, vSAN witness and the other appliances of VMware's own. */
const vmwareApplianceRule = 'platform.vmware-appliance';

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
  return item;
}

function sourceOf(estate: Estate, vm: Vm): Source {
  return at(estate.sources, vm.source);
}

/** What the sized VMs ask of the nodes, in the order of the estate. */
function demands(estate: Estate, decisions: readonly VmDecision[]): Demand[] {
  return estate.vms.flatMap((vm, index) => {
    const { sizing, disposition } = at(decisions, index);
    if (sizing === null) return [];
    return {
      id: vm.id,
      cpuMilli: sizing.cpuRequestMilli,
      memoryMiB: sizing.memoryMiB + sizing.overheadMemoryMiB,
      running: isRunning(vm),
      isVm: disposition === 'rehost',
    };
  });
}

function runningKubeVirtMemory(estate: Estate, decisions: readonly VmDecision[]): number {
  return estate.vms.reduce(
    (sum, vm, index) => sum + (isRunning(vm) ? (at(decisions, index).sizing?.overheadMemoryMiB ?? 0) : 0),
    0,
  );
}

/** VMs a disposition; templates are not counted, because deleting one is no work. */
function countDispositions(decisions: readonly VmDecision[]): Record<Disposition, number> {
  const counts = { containerize: 0, rehost: 0, replace: 0, retain: 0, retire: 0 };
  for (const { template, disposition } of decisions) if (!template) counts[disposition]++;
  return counts;
}
