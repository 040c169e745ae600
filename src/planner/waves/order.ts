import { byCodePoint } from '../../lib/order.ts';
import type { Settings } from '../../model/settings.ts';
import type { Mover, Unit } from './units.ts';

/** An application with its units, and how much may go wrong with it. */
export interface Batch {
  readonly application: string;
  readonly units: readonly Unit[];
  readonly vms: number;
  readonly risk: number;
  /** What makes the risk, in words. */
  readonly why: string;
}

/** What weighs how much: ours, so that an order can be argued with; only the order of applications follows from it. */
const weights = { obstacle: 5, work: 1, unknown: 1, critical: 20, shortRecovery: 10 };

const criticalWords = /\b(?:critical|high|tier[ -]?[01]|gold|platinum|mission)\b|^(?:1|a)$/i;

/** An application that must be back within this time leaves no room for a second try. */
const shortRecoveryHours = 4;

function riskOf({ vm, decision }: Mover): { readonly risk: number; readonly why: readonly string[] } {
  let risk = 0;
  const why: string[] = [];
  for (const { severity, waived } of decision.findings) {
    if (waived !== undefined) continue;
    if (severity === 'obstacle') risk += weights.obstacle;
    else if (severity === 'work') risk += weights.work;
  }
  if (vm.owner?.criticality != null && criticalWords.test(vm.owner.criticality)) {
    risk += weights.critical;
    why.push(`criticality ${vm.owner.criticality}`);
  }
  if (vm.owner?.recoveryTimeHours != null && vm.owner.recoveryTimeHours <= shortRecoveryHours) {
    risk += weights.shortRecovery;
    why.push(`back within ${vm.owner.recoveryTimeHours} h`);
  }
  return { risk, why };
}

/**
 * Applications in the order in which they move: least risk first, then the smaller, then by name. The risk of an
 * application is the mean of its VMs' findings and what its owner says of it, so that a large one is not risky by size
 * alone.
 */
export function batchesOf(units: readonly Unit[]): Batch[] {
  const byApplication = new Map<string, Unit[]>();
  for (const unit of units) {
    const list = byApplication.get(unit.application);
    if (list === undefined) byApplication.set(unit.application, [unit]);
    else list.push(unit);
  }
  return [...byApplication]
    .map(([application, own]): Batch => {
      const members = own.flatMap(({ members: each }) => each);
      const risks = members.map(riskOf);
      const sum = risks.reduce((total, { risk }) => total + risk, 0);
      const reasons = [...new Set(risks.flatMap(({ why }) => why))].sort(byCodePoint);
      const risk = Math.round((sum / members.length) * 10) / 10;
      return {
        application,
        units: own.toSorted((a, b) => byCodePoint(keyOf(a), keyOf(b))),
        vms: members.length,
        risk,
        why: `risk ${risk} a VM by its findings${reasons.length === 0 ? '' : ` and owner (${reasons.join(', ')})`}`,
      };
    })
    .sort((a, b) => a.risk - b.risk || a.vms - b.vms || byCodePoint(a.application, b.application));
}

const keyOf = ({ members }: Unit): string => members[0]?.vm.name ?? '';

/** Person-days that a unit takes, contingency included. */
export function effortOf({ members }: Unit, { costs }: Settings): number {
  const days = members.reduce((sum, { decision }) => sum + costs.daysPerVm[decision.disposition], 0);
  return days * (1 + costs.contingencyPercent / 100);
}
