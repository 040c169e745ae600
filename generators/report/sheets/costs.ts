import type { WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { hostLicense } from '../../../src/model/host-license.ts';
import type { OverheadStep } from '../../../src/model/overhead.ts';
import type { Assumption } from '../../../src/model/savings.ts';
import { assumptionRegister, assumptionsBesideSettings } from '../assumption-register.ts';
import { counted, decimal, fact, integer, prose, sheet, text } from './table.ts';

/** The hosts, and the cores that are licensed on them. */
export function licensesSheet({ estate, settings }: Assessed): WorkbookSheet {
  const floor = settings.licenses.coreFloorPerCpu;
  return sheet(
    'Licences',
    estate.hosts.map((host) => ({ host, license: hostLicense(host, floor) })),
    [
      text('Host', 30, ({ host }) => host.name),
      fact('Datacenter', 16, ({ host }) => host.datacenter),
      fact('Cluster', 18, ({ host }) => host.cluster),
      fact('Vendor', 16, ({ host }) => host.vendor),
      fact('Model', 24, ({ host }) => host.model),
      fact('CPU model', 40, ({ host }) => host.cpuModel),
      integer('Sockets', 9, ({ host }) => host.cpuSockets),
      integer('Cores a socket', 9, ({ host }) => host.coresPerSocket),
      integer('Cores', 9, ({ host }) => host.cores),
      integer(`Licensed cores (at least ${floor} a CPU)`, 14, ({ license }) => license?.licensedCores ?? null),
      integer('Idle licensed cores', 11, ({ license }) =>
        license === null ? null : license.licensedCores - license.cores,
      ),
      integer('Memory (MiB)', 12, ({ host }) => host.memoryMiB),
      fact('ESXi', 30, ({ host }) => host.esxiVersion),
      text('Source', 24, ({ host }) => estate.sources[host.source]?.name ?? null),
    ],
    1,
  );
}

interface AmountRow {
  readonly years: number;
  readonly item: string;
  readonly amount: number | null;
  readonly source: string;
}

/** The price at which the plan and a renewal cost the same, and the sum behind it. */
export function breakEvenSheet({ plan: { savings } }: Assessed): WorkbookSheet {
  const rows = savings.breakEven.flatMap(({ years, pricePerCoreYear, nodePriceBelow, explanation }): AmountRow[] => [
    ...explanation.map((line) => ({ years, ...line })),
    {
      years,
      item: 'break-even: renewal price of a licensed core and year above which the plan costs less than staying and right-sizing',
      amount: pricePerCoreYear,
      source: 'the lines above; a break-even is no saving',
    },
    ...(nodePriceBelow === null
      ? []
      : [
          {
            years,
            item: 'at the renewal price that is set: price of a node below which the plan costs less',
            amount: nodePriceBelow,
            source: 'the lines above',
          },
        ]),
  ]);
  return sheet('Break-even', rows, [
    prose('Item', 60, ({ item }) => item),
    counted('Years', 8, ({ years }) => years),
    decimal(`Amount (${savings.currency}, or as the item says)`, 18, ({ amount }) => amount),
    prose('Source', 70, ({ source }) => source),
  ]);
}

/** What VMware takes today and Kubernetes will take, step by step, in shares of the hosts' capacity. */
export function overheadSheet({ plan: { overhead } }: Assessed): WorkbookSheet {
  const { sums, claimPercent } = overhead;
  const sum = (step: string, of: 'today' | 'target' | 'net', basis: string): OverheadStep => ({
    step,
    cpuPercent: sums[of].cpuPercent,
    memoryPercent: sums[of].memoryPercent,
    basis: sums[of].complete ? basis : `${basis}; at least, because not all steps are measured`,
  });
  const placed = (step: OverheadStep): string => (step.apart === true ? ', apart' : '');
  const rows = [
    ...overhead.today.map((step) => ({ ladder: `today, VMware${placed(step)}`, step })),
    { ladder: 'today, VMware', step: sum('together', 'today', 'the steps above, without those apart') },
    ...overhead.target.map((step) => ({ ladder: `target, Kubernetes${placed(step)}`, step })),
    { ladder: 'target, Kubernetes', step: sum('together', 'target', 'the steps above, without those apart') },
    {
      ladder: 'net',
      step: sum(`net; claimed were ${claimPercent} % (T. Barton, BetaNews, April 2019)`, 'net', 'today less target'),
    },
  ];
  return sheet('Overhead', rows, [
    text('Ladder', 20, ({ ladder }) => ladder),
    prose('Step', 50, ({ step }) => step.step),
    decimal('CPU (% of capacity)', 12, ({ step }) => step.cpuPercent),
    decimal('Memory (% of capacity)', 12, ({ step }) => step.memoryPercent),
    prose('Basis', 80, ({ step }) => step.basis),
  ]);
}

/** What an empty range means. */
const blankIsHeld = 'blank = held, no range';

/** Every setting and its source; what a person set is marked as theirs. */
export function assumptionsSheet(assessed: Assessed): WorkbookSheet {
  const besides = assumptionsBesideSettings(assessed).map(({ what, why }): Assumption => ({
    setting: what,
    value: 'not counted, or simplified',
    unit: '',
    low: null,
    high: null,
    source: why,
    date: null,
    whose: 'plan',
    conflict: null,
  }));
  return sheet(
    'Assumptions',
    [...assumptionRegister(assessed), ...besides],
    [
      text('Setting', 36, ({ setting }) => setting),
      prose('Value', 40, ({ value }) => value),
      text('Unit', 26, ({ unit }) => unit),
      decimal('Low', 12, ({ low }) => low, blankIsHeld),
      decimal('High', 12, ({ high }) => high, blankIsHeld),
      text('Whose', 10, ({ whose }) => whose),
      prose('Source', 80, ({ source }) => source),
      text('Date', 12, ({ date }) => date),
      prose('A source that says otherwise', 60, ({ conflict }) => conflict),
    ],
  );
}
