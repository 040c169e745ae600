import type { SavingsInputs } from '../../model/savings.ts';
import { figure } from './figure.ts';

/** How a migration runs: shares of the VMs that move, and the hosts that are left, over months from the start. */
export interface Timeline {
  /** Share of the VMs that have moved at a time, in months; 0 to 1. */
  readonly moved: (time: number) => number;
  /** Hosts and licensed cores still in use in each month, those that stay for good included. */
  readonly hosts: Float64Array;
  readonly cores: Float64Array;
  /** Time at which the first nodes are there. */
  readonly firstNodes: number;
}

/**
 * The course of the migration. A host is in use until the VMs on it and on all hosts freed before it have moved, and for
 * the time that it runs on beside the new nodes.
 */
export function timeline(inputs: SavingsInputs, months: number): Timeline {
  const { facts, figures, choices } = inputs;
  const begins = choices.delayMonths + figure(figures, 'savings.migration.preparationMonths');
  const length = figure(figures, 'savings.migration.months');
  const dualRunning = figure(figures, 'savings.migration.dualRunningMonths');
  const points = facts.progress;

  function moved(time: number): number {
    const permille = ((time - begins) / length) * 1000;
    if (permille <= 0) return 0;
    if (permille >= 1000) return 1;
    let before = { timePermille: 0, vmsPermille: 0 };
    for (const point of points) {
      if (point.timePermille >= permille) {
        const span = point.timePermille - before.timePermille;
        const part = span === 0 ? 1 : (permille - before.timePermille) / span;
        return (before.vmsPermille + part * (point.vmsPermille - before.vmsPermille)) / 1000;
      }
      before = point;
    }
    return 1;
  }

  const hosts = new Float64Array(months);
  const cores = new Float64Array(months);
  let hostsLeft = facts.hosts;
  let coresLeft = facts.licensedCores;
  let next = 0;
  for (let month = 0; month < months; month++) {
    const movedPermille = moved(month - dualRunning) * 1000;
    for (;;) {
      const step = facts.freed[next];
      if (step === undefined || movedPermille === 0 || movedPermille < step.afterPermille) break;
      hostsLeft -= step.hosts;
      coresLeft -= step.licensedCores;
      next++;
    }
    hosts[month] = hostsLeft;
    cores[month] = coresLeft;
  }
  const lead = figure(figures, 'savings.migration.leadMonths');
  return {
    moved,
    hosts,
    cores,
    firstNodes: Math.max(choices.delayMonths, begins - lead),
  };
}
