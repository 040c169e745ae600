import type { SavingsInputs } from '../../model/savings.ts';
import type { SubscriptionMetric } from '../../model/settings-savings.ts';
import type { Course } from './course.ts';
import type { Flow, Ledger } from './ledger.ts';

const hoursPerYear = 8760;
/** Cores that a pair of sockets covers at most: Red Hat's guide to self-managed subscriptions (older pages say 64). */
const coresPerSocketPair = 128;

export interface UsageCosts {
  readonly power: Flow;
  readonly rack: Flow;
  readonly subscription: Flow;
  readonly protection: Flow;
  readonly guestLicenses: Flow;
}

/** What is paid for what is in use: nodes, hosts, VMs. */
export function usageCosts(course: Course, inputs: SavingsInputs, ledger: Ledger): UsageCosts {
  const { facts, figures, choices } = inputs;
  const { read } = ledger;
  const nodesAt = (month: number): number => (course.workers[month] ?? 0) + (course.controlPlane[month] ?? 0);

  // A server draws more with its load, straight between idle and full: the curve of Cloud Carbon Footprint.
  const watts = (idle: number, full: number, loadPercent: number): number => idle + (full - idle) * (loadPercent / 100);
  const nodeWatts = watts(
    read('savings.power.nodeIdleWatts'),
    read('costs.powerWattsPerNode'),
    read('savings.power.nodeLoadPercent'),
  );
  const hostWatts = watts(
    read('savings.power.hostIdleWatts'),
    read('savings.power.hostFullWatts'),
    read('savings.power.hostLoadPercent'),
  );
  const perWattYear = ((read('costs.powerUsageEffectiveness') * hoursPerYear) / 1000) * read('costs.pricePerKWh');
  const power = ledger.yearly(
    (month) => (nodesAt(month) * nodeWatts + (course.hosts[month] ?? 0) * hostWatts) * perWattYear,
  );
  const rack = ledger.yearly((month) => (nodesAt(month) + (course.hosts[month] ?? 0)) * read('costs.rackPerNodeYear'));

  const byNode = choices.subscriptionMetric === 'node';
  const unitPrice =
    figures['savings.subscription.pricePerUnitYear'] ?? (byNode ? read('costs.subscriptionPerNodeYear') : null);
  const units = unitsPerWorker(inputs);
  const subscription =
    unitPrice === null && !course.stays
      ? ledger.lacks('subscription', 'savings.subscription.pricePerUnitYear')
      : ledger.yearly(
          (month) =>
            ((course.workers[month] ?? 0) * units + (byNode ? (course.controlPlane[month] ?? 0) : 0)) *
            (unitPrice ?? 0),
        );

  const movedAt = (month: number): number => course.moved[month] ?? 0;
  const today = figures['savings.guestLicensesTodayPerYear'];
  const target = facts.guestLicensesPerYear;
  const guestLicenses =
    today === null || target === null
      ? ledger.lacks('guest-licenses', today === null ? 'savings.guestLicensesTodayPerYear' : 'licenses.target')
      : ledger.yearly((month) => today * (1 - movedAt(month)) + target * movedAt(month));
  return { power, rack, subscription, guestLicenses, protection: protection(course, inputs, ledger) };
}

function unitsPerWorker({ facts: { nodes }, choices }: SavingsInputs): number {
  const units: Readonly<Record<SubscriptionMetric, number>> = {
    node: 1,
    'socket-pair': Math.max(Math.ceil(nodes.sockets / 2), Math.ceil(nodes.cores / coresPerSocketPair)),
    'core-pair': Math.ceil(nodes.cores / 2),
  };
  return units[choices.subscriptionMetric];
}

/** Backup and disaster recovery: today's price until a VM has moved, then its successor's. Each counts where both are set. */
function protection(course: Course, { figures }: SavingsInputs, ledger: Ledger): Flow {
  const pair = (today: number | null, target: number | null, setting: string): [number, number] | null => {
    if (today !== null && target !== null) return [today, target];
    ledger.lacks('protection', `savings.protection.${setting}`);
    return null;
  };
  const backup = pair(
    figures['savings.protection.backupTodayPerVmYear'],
    figures['savings.protection.backupTargetPerVmYear'],
    'backupTargetPerVmYear',
  );
  const recovery = pair(
    figures['savings.protection.recoveryTodayPerYear'],
    figures['savings.protection.recoveryTargetPerYear'],
    'recoveryTargetPerYear',
  );
  if (backup === null && recovery === null) return null;
  const { vms } = course;
  const [backupToday, backupTarget] = backup ?? [0, 0];
  const [recoveryToday, recoveryTarget] = recovery ?? [0, 0];
  return ledger.yearly((month) => {
    const moved = course.moved[month] ?? 0;
    const onTarget = (vms.containerize + vms.rehost) * moved;
    const onVmware = vmsOnVmware(course, month);
    return onVmware * backupToday + onTarget * backupTarget + recoveryToday * (1 - moved) + recoveryTarget * moved;
  });
}

/** VMs that are still with VMware at the end of a month. */
export function vmsOnVmware({ vms, moved, retired }: Course, month: number): number {
  const left = 1 - (moved[month] ?? 0);
  return (vms.containerize + vms.rehost + vms.replace) * left + vms.retain + vms.retire * (1 - (retired[month] ?? 0));
}
