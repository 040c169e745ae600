import type { Assessed } from '../../../src/model/assessed.ts';
import type { NodePool } from '../../../src/model/plan.ts';
import { fragment } from '../fragment.ts';
import { gauge } from '../charts.ts';
import { formatInteger, formatMiB, formatPercent, unknownText } from '../../../src/lib/units.ts';
import { formatCpus, plural } from '../words.ts';
import { nodeCounts, nodeGap, schedulerLine, workerCapacity } from '../node-figures.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { dimensionName } from '../words.ts';

/** VMs that fit on no node are named up to this number. */
const unplacedShown = 20;

function steps(pool: NodePool): Html | null {
  if (pool.steps.length === 0) return null;
  return html`<details class="on-paper">
    <summary>How a ${pool.type} node's capacity becomes allocatable</summary>
    ${table(
      `From capacity to allocatable on ${pool.type}`,
      [{ title: 'Step' }, { title: 'CPU', numeric: true }, { title: 'Memory', numeric: true }, { title: 'Source' }],
      pool.steps.map((step): Slot[] => [
        step.what,
        signedCpus(step.cpuMilli),
        signedMemory(step.memoryMiB),
        step.source,
      ]),
    )}
  </details> `;
}

const signedCpus = (milli: number): string => (milli < 0 ? `−${formatCpus(-milli)}` : formatCpus(milli));
const signedMemory = (mebibytes: number): string =>
  mebibytes < 0 ? `−${formatMiB(-mebibytes)}` : formatMiB(mebibytes);

/** A resource of the demand table. */
function used(id: string, what: string, demand: number, of: number, figure: (value: number) => string): Slot[] {
  return [
    what,
    figure(demand),
    figure(of),
    of === 0 ? unknownText : formatPercent((demand / of) * 100),
    gauge(`gauge-${id}`, `${what} demanded, of what the workers allow`, demand, of),
  ];
}

/** Nodes, what they hold, how far from the bound, and what that rests on. */
export function nodes({ estate, plan, settings }: Assessed): Html {
  const needed = plan.nodes;
  const counts = nodeCounts(needed);
  const capacity = workerCapacity(needed);
  const pools = needed.pools.filter((pool) => pool.count > 0);
  const workerTypes = new Map(needed.pools.filter((pool) => pool.role === 'worker').map((pool) => [pool.type, pool]));
  const names = new Map(estate.vms.map((vm) => [vm.id, vm.name]));
  return html`<section id="nodes" aria-labelledby="nodes-title">
    <h2 id="nodes-title">Nodes</h2>
    <p>
      <strong>${plural(needed.total, 'node')}</strong>: ${plural(needed.workers, 'worker')},
      ${formatInteger(counts.spare)} spare, ${formatInteger(counts.controlPlane)} for the control plane. No packing
      needs fewer than ${plural(needed.lowerBound, 'worker')}; the plan is ${nodeGap(needed)} above that.
      ${
        needed.bindingDimension === null
          ? 'What fills the nodes first is unknown.'
          : `What fills the nodes first is ${dimensionName[needed.bindingDimension]}.`
      }
      ${schedulerLine(needed)}
    </p>
    ${table(
      'Node pools',
      [
        { title: 'Type' },
        { title: 'Role' },
        { title: 'Nodes', numeric: true },
        { title: 'CPU for pods, a node', numeric: true },
        { title: 'Memory for pods, a node', numeric: true },
        { title: 'Pods a node', numeric: true },
      ],
      pools.map((pool): Slot[] => [
        name(pool.type),
        pool.role,
        formatInteger(pool.count),
        pool.allocatable === null ? '–' : formatCpus(pool.allocatable.cpuMilli),
        pool.allocatable === null ? '–' : formatMiB(pool.allocatable.memoryMiB),
        pool.allocatable === null ? '–' : formatInteger(pool.allocatable.pods),
      ]),
    )}
    <h3>Demand on the workers</h3>
    ${table(
      'Demand, and what pods may use on the workers without spare nodes',
      [
        { title: 'Resource' },
        { title: 'Demand', numeric: true },
        { title: 'Workers allow', numeric: true },
        { title: 'Share', numeric: true },
        { title: 'Used' },
      ],
      [
        used('cpu', 'CPU', needed.demand.cpuMilli, capacity.cpuMilli, formatCpus),
        used('memory', 'Memory', needed.demand.memoryMiB, capacity.memoryMiB, formatMiB),
        used('pods', 'Pods', needed.demand.pods, capacity.pods, formatInteger),
      ],
    )}
    ${[...workerTypes.values()].map(steps)}
    ${
      needed.unplaced.length === 0
        ? null
        : html`<h3>On no node</h3>
            <p>
              ${plural(needed.unplaced.length, 'VM fits', 'VMs fit')} on no node type:
              ${needed.unplaced
                .slice(0, unplacedShown)
                .map((id, index) => [
                  index === 0 ? '' : ', ',
                  html`<a href="${fragment({ vm: id })}">${name(names.get(id) ?? id)}</a>`,
                ])}${needed.unplaced.length > unplacedShown ? ` and ${formatInteger(needed.unplaced.length - unplacedShown)} more` : ''}.
            </p> `
    }
    ${
      needed.alternatives.length === 0
        ? null
        : html`<h3>Other node types</h3>
            ${table(
              'Other node types that were tried',
              [
                { title: 'Type' },
                { title: 'Workers, packed', numeric: true },
                { title: 'Lower bound', numeric: true },
                { title: `Price of the workers (${settings.currency})`, numeric: true },
              ],
              needed.alternatives.map((other): Slot[] => [
                name(other.type),
                formatInteger(other.workers),
                formatInteger(other.lowerBound),
                formatInteger(other.price),
              ]),
            )}`
    }
    <h3>Assumptions of this count</h3>
    <ul>
      ${needed.assumptions.map((assumption) => html`<li>${assumption}</li>`)}
    </ul>
  </section> `;
}
