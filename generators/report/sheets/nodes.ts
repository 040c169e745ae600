import type { WorkbookSheet } from '../../../src/lib/workbook-writer.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { NodePool } from '../../../src/model/plan.ts';
import { blankIsElsewhere, integer, prose, sheet, text } from './table.ts';

interface NodeRow {
  readonly part: 'pool' | 'capacity' | 'alternative';
  readonly type: string;
  readonly role?: string;
  readonly nodes?: number;
  readonly what: string;
  readonly cpuMilli?: number;
  readonly memoryMiB?: number;
  readonly pods?: number;
  readonly price?: number | null;
  readonly source?: string;
}

/** The pools, how a node's capacity becomes what pods may use, and the other types that were tried. */
export function nodesSheet({ plan }: Assessed): WorkbookSheet {
  const { currency } = plan.savings;
  return sheet<NodeRow>('Nodes', nodeRows(plan), [
    text('Part', 13, ({ part }) => part),
    text('Node type', 26, ({ type }) => type),
    text('Role', 15, ({ role }) => role ?? null),
    integer('Nodes', 9, ({ nodes }) => nodes ?? null, blankIsElsewhere),
    prose('What', 46, ({ what }) => what),
    integer('CPU a node (mCPU)', 13, ({ cpuMilli }) => cpuMilli ?? null, blankIsElsewhere),
    integer('Memory a node (MiB)', 13, ({ memoryMiB }) => memoryMiB ?? null, blankIsElsewhere),
    integer('Pods a node', 11, ({ pods }) => pods ?? null, blankIsElsewhere),
    integer(`Price of the nodes (${currency})`, 14, ({ price }) => price ?? null, blankIsElsewhere),
    prose('Source', 60, ({ source }) => source ?? null),
  ]);
}

function* nodeRows({ nodes }: Assessed['plan']): Generator<NodeRow> {
  for (const { type, role, count, allocatable } of nodes.pools) {
    yield { part: 'pool', type, role, nodes: count, what: 'may be used by pods on each node', ...allocatable };
  }
  for (const { type, steps } of distinctTypes(nodes.pools)) {
    for (const { what, cpuMilli, memoryMiB, source } of steps) {
      yield { part: 'capacity', type, what, cpuMilli, memoryMiB, source };
    }
  }
  for (const { type, workers, lowerBound, price } of nodes.alternatives) {
    const what = `workers, if all were of this type; no packing needs fewer than ${lowerBound}`;
    yield { part: 'alternative', type, role: 'worker', nodes: workers, what, price };
  }
}

/** The pools of spare nodes repeat the steps of the workers. */
function distinctTypes(pools: readonly NodePool[]): readonly NodePool[] {
  return [...new Map(pools.filter(({ steps }) => steps.length > 0).map((pool) => [pool.type, pool])).values()];
}
