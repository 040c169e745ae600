import { estateTotals } from '../model/estate-totals.ts';
import { matchGuests } from '../model/match-guests.ts';
import type { Estate, Source, Vm } from '../model/estate.ts';
import type { NodePlan, Plan, Sizing, VmDecision } from '../model/plan.ts';
import type { Headroom } from '../model/scheduling-plan.ts';
import type { Settings } from '../model/settings.ts';
import { labelsOf, nameAll } from './applications.ts';
import { asOfDate } from './as-of.ts';
import { nameClaims } from './claims.ts';
import { containerFinisher } from './containers/finish-containers.ts';
import { dependenciesOf } from './dependencies/dependencies.ts';
import { buildFitContext } from './fit/context.ts';
import type { FitContext } from './fit/rule.ts';
import { ruleTexts, unusedOverrides, unusedWaivers } from './fit/decide.ts';
import { decideEstate } from './fit/decide-estate.ts';
import { guestOs } from './fit/guest-os.ts';
import { gaps, schedulingGaps } from './gaps.ts';
import { hostRelease } from './host-release.ts';
import { kubernetesGaps, kubernetesInVms, podDemands } from './kubernetes-in-vms.ts';
import { addressesOf, hostNameOf } from './network/addresses.ts';
import { planNetwork } from './network/plan-network.ts';
import { planNodes } from './nodes/plan-nodes.ts';
import type { Demand } from './nodes/plan-nodes.ts';
import { holdForScheduler, type HoldInput } from './nodes/scheduler/hold-for-scheduler.ts';
import { podsOf } from './nodes/scheduler/pods.ts';
import { coresPerCpu, largestNode, workerTypes } from './nodes/worker-types.ts';
import { operatingSystems } from './operating-systems.ts';
import { overhead } from './overhead/overhead.ts';
import { answeredContext } from './owner-answers.ts';
import { platform } from './platform.ts';
import { forkliftDecision } from './rehost/forklift.ts';
import { residualHosts } from './savings/residual-hosts.ts';
import { lockIn } from './savings/lock-in.ts';
import { savings } from './savings/savings.ts';
import { isRunning } from './sizing/running.ts';
import { headroomWords } from './scheduling/headroom.ts';
import { planScheduling, type Scheduling } from './scheduling/plan-scheduling.ts';
import { sizeVm } from './sizing/size-vm.ts';
import { today } from './sizing/today.ts';
import { planStorage } from './storage/plan-storage.ts';
import { targetLicenses } from './target-licenses.ts';
import { vmGroups } from './vm-groups.ts';
import { planWaves, waveOrder } from './waves/waves.ts';
import { nameWorkloads, sizeOfWorkloads, workloadsOf, workloadsOfGuest, type WorkloadDraft } from './workloads.ts';

/**
 * The whole plan of an estate: what each VM becomes and why, its size, the nodes, overhead and savings, and what is not
 * known. `decisions[i]` belongs to `estate.vms[i]`; nothing depends on the order of the VMs otherwise.
 * @throws DevirtError (usage) where the settings leave no node to plan with.
 */
export function makePlan(estate: Estate, settings: Settings): Plan {
  const asOf = asOfDate(estate.sources, settings);
  const anyTypes = workerTypes(estate, settings);
  const matches = matchGuests(estate.guests, estate.vms);
  const context = buildFitContext(estate, settings, asOf, largestNode(anyTypes.types, settings), matches);
  const { decisions: fit, conflicts } = decideEstate(context, (vm) => answeredContext(context, vm));

  const isRetained = (_vm: Vm, index: number): boolean => fit[index]?.disposition === 'retain';
  const residual = residualHosts(estate.hosts, estate.vms, isRetained, settings.licenses.coreFloorPerCpu);
  const types = workerTypes(estate, settings, new Set(residual));
  const conversion = { coresPerCpu: coresPerCpu(types.types, settings), settings };

  const hosts = today(estate, (vm) => context.hostOf(vm));
  const naming = nameAll(estate.vms, settings);
  const drafts = nameWorkloads(
    estate.vms.map((vm, index) => {
      const decided = at(fit, index);
      const names = at(naming, index);
      const sizing = sizeVm(vm, decided.disposition, sourceOf(estate, vm), hosts, conversion);
      const inside =
        decided.disposition === 'containerize' ? containersOf(vm, names.resourceName, sizing, context) : null;
      return { ...decided, ...names, labels: labelsOf(names, decided.disposition), sizing, workloads: [], ...inside };
    }),
  );
  const replaced = new Set(estate.vms.filter((_, index) => at(fit, index).disposition === 'replace'));
  const pods = podDemands(estate, context.kubernetesNodes, (vm) => replaced.has(vm));
  const asked = [...demands(estate, drafts), ...pods];
  const packedAll = planNodes(asked, types, settings);
  // A pod that fits nowhere is a gap of its own: the node plan names VMs.
  const podIds = new Set(pods.map(({ id }) => id));
  const packed = { ...packedAll, unplaced: packedAll.unplaced.filter((id) => !podIds.has(id)) };
  const dependencies = dependenciesOf(estate, (vm) => context.guestOf(vm));
  const clusters = context.vmClusters.all.map(({ members }) => members.map(({ id }) => id));
  const order = waveOrder({ estate, decisions: drafts, clusters, dependencies, settings });
  const waveOf = new Map(order.flatMap(({ movers }, wave) => movers.map(({ vm }) => [vm.id, wave])));
  const scheduleOn = (nodes: NodePlan): Scheduling =>
    planScheduling({
      estate,
      drafts,
      rules: context.drsRules,
      nodes,
      settings,
      milliOf(vm, mhz) {
        const speed = hosts.coreSpeed(vm);
        return speed === null ? null : Math.ceil((mhz * 1000) / speed.mhz / conversion.coresPerCpu - 1e-6);
      },
    });
  const unplaced = new Set(packedAll.unplaced);
  const { nodes: held, scheduling } = holdUnderRules(scheduleOn, packed, ({ ofVm, plan }) => ({
    packed,
    pods: [
      ...estate.vms.flatMap((vm, index) => {
        const { sizing, workloads } = at(drafts, index);
        if (sizing === null || !isRunning(vm) || unplaced.has(vm.id)) return [];
        return podsOf(vm, { sizing, workloads, scheduling: ofVm[index] ?? null }, waveOf.get(vm.id) ?? order.length);
      }),
      // They move when the nodes that hold them are dissolved, with the platform.
      ...pods.flatMap(({ id, cpuMilli, memoryMiB }) =>
        unplaced.has(id) ? [] : { id, cpuMilli, memoryMiB, wave: order.length, podTerms: [], nodeTerms: [] },
      ),
    ],
    tainted: new Set(plan.nodeGroups.flatMap(({ label, tainted }) => (tainted ? label : []))),
    types: types.types,
    settings,
    runsVms: asked.some(({ isVm }) => isVm),
  }));
  const keptFree = headroomWords(scheduling.plan.headroom);
  const nodes = keptFree === null ? held : { ...held, assumptions: [...held.assumptions, keptFree] };
  const inVms = kubernetesInVms(estate, context.kubernetesNodes);
  const nodesInVms = new Set(inVms.flatMap(({ nodeVms }) => nodeVms));
  const claims = nameClaims(estate.vms, drafts);
  const network = planNetwork(
    estate,
    drafts.map(({ disposition }) => disposition),
    settings,
  );
  const storage = planStorage(
    estate,
    drafts.map(({ disposition }, index) => {
      const { workloads, disks } = at(claims, index);
      return { disposition, workloads, claims: disks };
    }),
    nodes.workers,
    settings,
  );
  const finish = containerFinisher(estate.vms, drafts, dependencies, settings.images);
  const decisions = drafts.map((draft, index): VmDecision => {
    const vm = at(estate.vms, index);
    const vmNetwork = at(network.ofVm, index);
    const vmStorage = at(storage.ofVm, index);
    return {
      ...draft,
      workloads: finish(vm, at(claims, index).workloads),
      osFamily: guestOs(vm).family,
      addresses: addressesOf(vm, context.guestOf(vm)),
      hostName: hostNameOf(vm, context.guestOf(vm)),
      network: vmNetwork,
      storage: vmStorage,
      scheduling: scheduling.ofVm[index] ?? null,
      forklift: draft.disposition === 'rehost' ? forkliftDecision(vm, draft.findings, vmNetwork, vmStorage) : null,
    };
  });
  const licenses = targetLicenses(estate, decisions, nodes, types.types, settings);
  const released = hostRelease(
    estate,
    decisions.map(({ disposition }) => disposition),
    (vm) => context.hostOf(vm),
    settings.licenses.coreFloorPerCpu,
  );
  const waves = planWaves({
    estate,
    decisions,
    clusters,
    dependencies,
    nodes,
    settings,
    asOf,
    hostOf: (vm) => context.hostOf(vm),
  });

  return {
    asOf,
    totals: estateTotals(estate),
    decisions,
    rules: ruleTexts(),
    nodes,
    overhead: overhead({
      estate,
      settings,
      nodes,
      workerType: types.types[0] ?? null,
      dispositions: decisions.map(({ disposition }) => disposition),
      kubernetesInVms: inVms,
      softwareDefined: storage.plan.softwareDefined,
      attachments: network.plan.attachments.length,
      haReservePercent: haReserve(scheduling.plan.headroom, estate),
      kubeVirtMemoryMiB: runningKubeVirtMemory(estate, decisions),
      coresPerCpu: conversion.coresPerCpu,
      isVmwareAppliance: (index) => at(fit, index).decidedBy.rule === vmwareApplianceRule,
      // What a name alone says is no layer that the estate has: nodes were read, appliances decided.
      isNetworkAppliance: (index) => at(fit, index).decidedBy.rule === networkApplianceRule,
      isKubernetesNode: (index) => nodesInVms.has(at(estate.vms, index).id),
      guestOf: (vm) => context.guestOf(vm),
    }),
    savings: savings({
      estate,
      asOf,
      residualHosts: residual,
      decisions,
      nodes,
      types: types.types,
      coresPerCpu: conversion.coresPerCpu,
      storage: storage.plan,
      targetLicenses: licenses,
      hostRelease: released,
      waves: waves.waves,
      settings,
    }),
    lockIn: lockIn(estate, decisions, { network: network.plan, storage: storage.plan }),
    network: network.plan,
    storage: storage.plan,
    scheduling: scheduling.plan,
    operatingSystems: operatingSystems(estate.vms),
    vmGroups: vmGroups(context.vmClusters),
    targetLicenses: licenses,
    hostRelease: released,
    platform: platform(estate, asOf),
    kubernetesInVms: inVms,
    waves,
    dependencies,
    unmatchedGuests: matches.filter(({ vm }) => vm === null),
    gaps: [
      ...gaps(estate, asOf, decisions, nodes, settings),
      ...schedulingGaps(scheduling.plan),
      ...network.plan.unknown,
      ...storage.plan.unknown,
      ...(storage.plan.softwareDefined === null
        ? []
        : [
            `The node count has no room for the software-defined storage that the plan needs: ${storage.plan.softwareDefined.explanation}`,
          ]),
      ...kubernetesGaps(inVms, pods, packedAll.unplaced),
      ...conflicts.map((conflict) => `devirt.yaml: ${conflict}`),
      ...unusedOverrides(context).map(({ message }) => `devirt.yaml: ${message}`),
      ...unusedWaivers(context, fit).map(({ message }) => `devirt.yaml: ${message}`),
    ],
  };
}

/** Rule that recognises vCenter, NSX, vSAN witness and the other appliances of VMware's own. */
const vmwareApplianceRule = 'platform.vmware-appliance';
/** Rule that recognises firewalls, load balancers and overlays that run as VMs. */
const networkApplianceRule = 'platform.network-appliance';

/** What HA keeps free of all clusters' memory together, percent; null where a cluster or the memory of a host does not tell. */
function haReserve({ today: clusters }: Headroom, { hosts }: Estate): number | null {
  let [kept, all] = [0, 0];
  for (const { cluster, memoryPercent } of clusters) {
    const memory = hosts.filter((host) => host.cluster === cluster).map(({ memoryMiB }) => memoryMiB);
    if (memoryPercent === null || memory.length === 0 || memory.some((each) => each === null)) return null;
    const memoryMiB = memory.reduce<number>((sum, each) => sum + (each ?? 0), 0);
    kept += (memoryMiB * memoryPercent) / 100;
    all += memoryMiB;
  }
  return all === 0 ? null : Math.round((kept / all) * 10_000) / 100;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
  return item;
}

/** What a VM becomes as containers, and its size: from inside its guest where somebody looked, else a first guess. */
function containersOf(
  vm: Vm,
  resourceName: string,
  sizing: Sizing | null,
  context: FitContext,
): { readonly workloads: WorkloadDraft[]; readonly sizing: Sizing | null } {
  const guest = context.guestOf(vm);
  const workloads = guest === null || sizing === null ? [] : workloadsOfGuest(vm, guest, resourceName, sizing);
  return workloads.length === 0 || sizing === null
    ? { workloads: workloadsOf(vm, resourceName), sizing }
    : { workloads, sizing: sizeOfWorkloads(workloads, sizing) };
}

function sourceOf(estate: Estate, vm: Vm): Source {
  return at(estate.sources, vm.source);
}

/** Rounds after which rules and nodes that change each other are left as they are: the nodes hold for the rules then. */
const mostRounds = 3;

/**
 * Nodes that hold under the rules, and the rules on that many nodes: a rule that keeps VMs apart is required as long as
 * there are as many nodes, and more nodes may make one required, which may need more nodes again.
 */
function holdUnderRules(
  scheduleOn: (nodes: NodePlan) => Scheduling,
  packed: NodePlan,
  inputOf: (scheduling: Scheduling) => HoldInput,
): { readonly nodes: NodePlan; readonly scheduling: Scheduling } {
  const requirements = ({ plan }: Scheduling): string => JSON.stringify(plan.rules.map(({ required }) => required));
  let scheduling = scheduleOn(packed);
  for (let round = 1; ; round++) {
    const nodes = holdForScheduler(inputOf(scheduling));
    const onThese = scheduleOn(nodes);
    if (requirements(onThese) === requirements(scheduling)) return { nodes, scheduling: onThese };
    if (round === mostRounds) {
      return { nodes, scheduling: { ...scheduling, plan: { ...scheduling.plan, headroom: onThese.plan.headroom } } };
    }
    scheduling = onThese;
  }
}

/** What the sized VMs ask of the nodes, in the order of the estate. */
function demands(estate: Estate, decisions: readonly Pick<VmDecision, 'sizing' | 'disposition'>[]): Demand[] {
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
