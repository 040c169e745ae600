import type { SavingsInputs } from '../../model/savings.ts';
import { hostPerNode, type ByMonth, type Course } from './course.ts';
import type { Flow, Ledger } from './ledger.ts';

const mibPerTiB = 1024 * 1024;

export interface HardwareCosts {
  readonly hardware: Flow;
  readonly support: Flow;
  readonly storage: Flow;
  readonly network: Flow;
}

/**
 * What is bought, and its support. Nodes come as VMs need them. Hosts that stay are replaced too: over their life, or on
 * the day that is set. Hosts that only wait to be emptied are not replaced any more.
 */
export function hardwareCosts(course: Course, inputs: SavingsInputs, ledger: Ledger): HardwareCosts {
  const { facts, figures, choices } = inputs;
  const { read } = ledger;
  const nodePrice = facts.nodes.reused ? 0 : figures['nodes.workerPrice'];
  const controlPlanePrice = figures['nodes.controlPlaneType.price'];
  const hostPrice = priceOfHost(inputs);
  const life = read('savings.hardware.lifeYears');
  const replacedShare = (month: number): number =>
    choices.refreshInMonths === null ? 1 / (life * 12) : month === choices.refreshInMonths ? 1 : 0;

  const lacking =
    last(course.boughtWorkers) > 0 && nodePrice === null
      ? 'nodes.workerPrice'
      : last(course.controlPlane) > 0 && controlPlanePrice === null
        ? 'nodes.controlPlaneType.price'
        : null;
  const serversAt = (month: number): number =>
    added(course.boughtWorkers, month) * (nodePrice ?? 0) +
    added(course.controlPlane, month) * (controlPlanePrice ?? 0) +
    course.lastingHosts * replacedShare(month) * (hostPrice ?? 0);
  if (hostPrice === null && course.lastingHosts > 0) ledger.lacks('hardware', 'savings.hardware.hostPrice');
  const hardware = lacking === null ? ledger.monthly(serversAt) : ledger.lacks('hardware', lacking);

  const supportShare = read('costs.hardwareSupportPercent') / 100;
  const ofHost =
    figures['savings.hardware.hostSupportPerYear'] ?? (hostPrice === null ? null : hostPrice * supportShare);
  if (ofHost === null) ledger.lacks('hardware-support', 'savings.hardware.hostSupportPerYear');
  const support =
    lacking === null
      ? ledger.yearly((month) => {
          const bought = course.boughtWorkers[month] ?? 0;
          const hosts = (course.hosts[month] ?? 0) + (course.workers[month] ?? 0) - bought;
          const nodes = bought * (nodePrice ?? 0) + (course.controlPlane[month] ?? 0) * (controlPlanePrice ?? 0);
          return nodes * supportShare + hosts * (ofHost ?? 0);
        })
      : ledger.lacks('hardware-support', lacking);

  const drivesAt = (month: number): number => {
    const tiB = course.stays
      ? (facts.vsanMiB / mibPerTiB) * replacedShare(month)
      : (facts.softwareDefinedMiB / mibPerTiB) * added(course.provided, month);
    return tiB * read('savings.storage.pricePerTiB');
  };
  const storage = withMaintenance(ledger, drivesAt, read('savings.storage.maintenancePercent'));
  const share = read('savings.network.purchasePercent') / 100;
  const network =
    lacking === null
      ? withMaintenance(
          ledger,
          (month) => (serversAt(month) + drivesAt(month)) * share,
          read('savings.network.maintenancePercent'),
        )
      : ledger.lacks('network', lacking);
  return { hardware, support, storage, network };
}

/** What a month adds to a count that grows. */
function added(count: ByMonth, month: number): number {
  return (count[month] ?? 0) - (count[month - 1] ?? 0);
}

const last = (count: ByMonth): number => count.at(-1) ?? 0;

/** Purchases, and each month a twelfth of the percentage of all that was bought up to it. */
function withMaintenance(ledger: Ledger, boughtAt: (month: number) => number, percent: number): Float64Array {
  let owned = 0;
  return ledger.monthly((month) => {
    const bought = boughtAt(month);
    owned += bought;
    return bought + (owned * percent) / 100 / 12;
  });
}

/** The price of a host that replaces one of today's: the setting, else of nodes of the same capacity; null is unknown. */
function priceOfHost(inputs: SavingsInputs): number | null {
  const { figures, facts } = inputs;
  const own = figures['savings.hardware.hostPrice'];
  const node = figures['nodes.workerPrice'];
  const ratio = hostPerNode(inputs);
  return own ?? (facts.nodes.reused || node === null || ratio === 0 ? null : node * ratio);
}
