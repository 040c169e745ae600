import type { Host } from '../../model/estate.ts';
import { hostLicense } from '../../model/host-license.ts';
import type { Disposition, NodePlan, Savings } from '../../model/plan.ts';
import { defaultSettings, settingSources } from '../../model/settings.ts';
import type { Settings } from '../../model/settings.ts';
import { breakEven } from './break-even.ts';
import type { PricedNodes } from './break-even.ts';
import { licensesToday } from './licenses.ts';

/** Terms that savings are computed for. */
const termsInYears = [3, 5];

export interface SavingsInput {
  readonly hosts: readonly Host[];
  /** Hosts that stay with VMware for VMs that are retained or that no source lists. */
  readonly residualHosts: readonly Host[];
  readonly nodes: NodePlan;
  /** VMs a disposition, templates left out: deleting one is no work. */
  readonly vms: Readonly<Record<Disposition, number>>;
  readonly settings: Settings;
}

/** Licences today and from which price on the plan pays. There is no headline saving without the user's own prices. */
export function savings({ hosts, residualHosts, nodes, vms, settings }: SavingsInput): Savings {
  const licenses = licensesToday(hosts, settings.licenses.coreFloorPerCpu);
  const { daysPerVm } = settings.costs;
  const migrationDays =
    vms.containerize * daysPerVm.containerize +
    vms.rehost * daysPerVm.rehost +
    vms.replace * daysPerVm.replace +
    vms.retain * daysPerVm.retain +
    vms.retire * daysPerVm.retire;
  const priced = pricedNodes(nodes, settings);
  const residualCores = residualHosts.reduce(
    (sum, host) => sum + (hostLicense(host, settings.licenses.coreFloorPerCpu)?.licensedCores ?? 0),
    0,
  );
  return {
    currency: settings.currency,
    licenses,
    breakEven:
      licenses === null
        ? []
        : termsInYears.map((years) =>
            breakEven(
              years,
              {
                nodes: priced,
                migrationDays,
                hostsToday: hosts.length - licenses.unknownHosts.length,
                licensedCores: licenses.licensedCores,
                residualHosts: residualHosts.length,
                residualCores,
              },
              settings,
            ),
          ),
    assumptions: assumptions(nodes, settings),
  };
}

/** Price of a node of each pool. Hosts that are used again cost nothing to buy. */
function pricedNodes(nodes: NodePlan, settings: Settings): PricedNodes[] {
  const reused = settings.nodes.from === 'reuse';
  return nodes.pools.map(({ type, role, count }) => {
    if (role === 'control-plane') {
      return { what: 'for the control plane', count, price: settings.nodes.controlPlaneType.price, worker: false };
    }
    const listed = settings.nodes.catalogue.find(({ name }) => name === type)?.price ?? null;
    return {
      what: `${role === 'spare' ? 'to spare' : 'for work'} (${type})`,
      count,
      price: reused ? 0 : listed,
      worker: !reused,
    };
  });
}

type Assumption = Savings['assumptions'][number];

type Figure = number | null | Readonly<Record<string, number>>;

/** A figure of the settings: with the source of the default where it is the default, else as the user's own. */
function figure(setting: string, value: Figure, preset: Figure | undefined): Assumption {
  const isDefault = JSON.stringify(value) === JSON.stringify(preset);
  return {
    setting,
    value: readable(value),
    source: (isDefault ? settingSources[setting]?.source : undefined) ?? 'devirt.yaml',
  };
}

function readable(value: Figure): string {
  if (value === null) return 'not known';
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${part}`)
    .join(', ');
}

/** The figures that the break-even rests on, with where each came from, and what it leaves out. */
function assumptions(nodes: NodePlan, settings: Settings): Assumption[] {
  const defaults = defaultSettings();
  const list: Assumption[] = [];
  if (settings.nodes.from === 'catalogue') {
    for (const { name, price } of settings.nodes.catalogue) {
      if (!nodes.pools.some((pool) => pool.type === name && pool.role !== 'control-plane')) continue;
      const preset = defaults.nodes.catalogue.find((type) => type.name === name)?.price ?? null;
      list.push(figure(`nodes.catalogue.${name}.price`, price, preset));
    }
  }
  list.push(
    figure(
      'nodes.controlPlaneType.price',
      settings.nodes.controlPlaneType.price,
      defaults.nodes.controlPlaneType.price,
    ),
    figure('licenses.coreFloorPerCpu', settings.licenses.coreFloorPerCpu, defaults.licenses.coreFloorPerCpu),
  );
  const { renewalPricePerCoreYear } = settings.licenses;
  if (renewalPricePerCoreYear !== null) {
    list.push(figure('licenses.renewalPricePerCoreYear', renewalPricePerCoreYear, null));
  }
  const presets = new Map<string, Figure>(Object.entries(defaults.costs));
  for (const [name, value] of Object.entries(settings.costs)) {
    list.push(figure(`costs.${name}`, value, presets.get(name)));
  }
  return [...list, ...notCounted];
}

/** What the comparison leaves out, so that nobody takes it for more than it is. */
const notCounted: readonly Assumption[] = [
  {
    setting: 'renewing, hardware',
    value: 'not counted',
    source: 'support and replacement of today’s hosts, which would speak for the plan',
  },
  {
    setting: 'both, storage and network',
    value: 'not counted',
    source: 'today’s storage and network are taken to serve either way',
  },
  {
    setting: 'plan, time in which both run',
    value: 'not counted',
    source: 'licences end with their term and with the last VM on a host, whichever is later; dates are not known yet',
  },
  {
    setting: 'plan, vCenter for retained VMs',
    value: 'not counted',
    source: 'the licences of their hosts are; the appliances that manage them are not',
  },
];
