import type { Estate } from '../model/estate.ts';
import type { NodePlan, VmDecision } from '../model/plan.ts';
import type { SchedulingPlan } from '../model/scheduling-plan.ts';
import type { Settings } from '../model/settings.ts';
import { counted, listed } from './figures.ts';
import { licensesToday } from './savings/licenses.ts';
import { needsNodes } from './sizing/size-vm.ts';

/**
 * What lacks, a line each: first what the sources say of themselves, then what the plan could not answer because of it.
 */
export function gaps(
  estate: Estate,
  asOf: string | null,
  decisions: readonly VmDecision[],
  nodes: NodePlan,
  settings: Settings,
): string[] {
  const lines: string[] = [];
  for (const { name, warnings } of estate.sources) {
    for (const { place, message, lacking } of warnings) {
      if (lacking) lines.push(`${name}${place === '' ? '' : `, ${place}`}: ${message}`);
    }
  }
  if (asOf === null) {
    lines.push(
      'No date: the sources do not tell when they were made, and asOf is not set in devirt.yaml, so that end of life and waivers with an end are not judged',
    );
  }

  lines.push(...insideGaps(estate, decisions));

  const unsized: string[] = [];
  const unplaced = new Set(nodes.unplaced);
  const withoutRoom: string[] = [];
  let unknownPower = 0;
  let sizedWithoutUse = 0;
  for (const [index, decision] of decisions.entries()) {
    const { name, disposition, sizing } = decision;
    const vm = estate.vms[index];
    if (vm?.powerState === null && vm.template !== true) unknownPower++;
    if (needsNodes(disposition) && sizing === null) unsized.push(name);
    if (unplaced.has(decision.vm)) withoutRoom.push(name);
    if (vm?.powerState === 'poweredOn' && sizing !== null && isWithoutUse(sizing.cpuBasis.method)) sizedWithoutUse++;
  }
  if (unsized.length > 0) {
    lines.push(
      `vCPUs or memory of ${counted(unsized.length, 'VM')} to keep are not known, so that the node count is without them: ${listed(unsized)}`,
    );
  }
  if (withoutRoom.length > 0) {
    lines.push(`No planned node has room for ${counted(withoutRoom.length, 'VM')}: ${listed(withoutRoom)}`);
  }
  if (unknownPower > 0) {
    lines.push(`The power state of ${counted(unknownPower, 'VM')} is not known; the node count takes them for running`);
  }
  if (sizedWithoutUse > 0) {
    lines.push(
      `No believable CPU use of their own is known for ${counted(sizedWithoutUse, 'running VM')}: sized by use or density of today's hosts, or as configured`,
    );
  }
  lines.push(...savingsGaps(estate, nodes, settings));
  return lines;
}

/** Where nobody looked into any VM this is said once; else the rule guest.no-data says it of each. */
function insideGaps({ guests, vms }: Estate, decisions: readonly VmDecision[]): string[] {
  if (guests.length > 0) return [];
  const linux = decisions.filter(
    ({ osFamily, template, disposition }, index) =>
      osFamily === 'linux' && !template && disposition === 'rehost' && vms[index]?.powerState === 'poweredOn',
  ).length;
  if (linux === 0) return [];
  return [
    `Nobody looked inside ${counted(linux, 'running Linux VM')} to be rehosted: whether their applications can be containers is not known. devirt collect guest looks, and --guests reads what it brings`,
  ];
}

const isWithoutUse = (method: string): boolean => method === 'hosts' || method === 'density' || method === 'configured';

function savingsGaps(estate: Estate, nodes: NodePlan, settings: Settings): string[] {
  const licenses = licensesToday(estate.hosts, settings.licenses.coreFloorPerCpu);
  if (licenses === null) return ['No host with known CPUs and cores: licences today and the break-even are not known'];
  const lines: string[] = [];
  if (licenses.unknownHosts.length > 0) {
    lines.push(
      `CPUs or cores of ${counted(licenses.unknownHosts.length, 'host')} are not known and in no licence sum: ${listed(licenses.unknownHosts)}`,
    );
  }
  if (settings.nodes.from === 'catalogue') {
    const used = new Set(nodes.pools.filter((pool) => pool.role !== 'control-plane').map((pool) => pool.type));
    const unpriced = settings.nodes.catalogue.filter(({ name, price }) => used.has(name) && price === null);
    if (unpriced.length > 0) {
      lines.push(
        `No price in devirt.yaml for ${listed(unpriced.map(({ name }) => name))}: the break-even price of a licence is not known`,
      );
    }
  }
  return lines;
}

/** Rules of DRS that are not carried over, and why. */
export function schedulingGaps({ rules }: SchedulingPlan): string[] {
  const dropped = rules.filter(({ carriedAs }) => carriedAs === null);
  if (dropped.length === 0) return [];
  const named = dropped.map(({ name, why }) => `${name} (${why})`);
  return [`Nothing is generated from ${counted(dropped.length, 'rule')} of DRS: ${listed(named)}`];
}
