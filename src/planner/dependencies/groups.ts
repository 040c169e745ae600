import { byCodePoint } from '../../lib/order.ts';
import type { DependencyEdge, DependencyGroup } from '../../model/dependencies.ts';

type Member = DependencyGroup['members'][number];

const keyOf = ({ vm, application }: Member): string => JSON.stringify([vm, application]);

function memberOf({ vm, application }: DependencyEdge['from']): Member | null {
  return vm === null || application === null ? null : { vm, application };
}

/** Edges between applications that both are known, each pair once: who asks, and who answers. */
function askersOf(edges: readonly DependencyEdge[]): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>();
  for (const { from, to, infrastructure } of edges) {
    const asker = memberOf(from);
    const answerer = memberOf(to);
    if (infrastructure || asker === null || answerer === null || keyOf(asker) === keyOf(answerer)) continue;
    const list = asked.get(keyOf(asker)) ?? new Set();
    asked.set(keyOf(asker), list.add(keyOf(answerer)));
    if (!asked.has(keyOf(answerer))) asked.set(keyOf(answerer), new Set());
  }
  return asked;
}

/** Parts that hang together, whatever the direction. */
function componentsOf(asked: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const neighbours = new Map<string, string[]>([...asked.keys()].map((key) => [key, []]));
  for (const [asker, answerers] of asked) {
    for (const answerer of answerers) {
      neighbours.get(asker)?.push(answerer);
      neighbours.get(answerer)?.push(asker);
    }
  }
  const seen = new Set<string>();
  const components: string[][] = [];
  for (const start of [...neighbours.keys()].sort(byCodePoint)) {
    if (seen.has(start)) continue;
    const component: string[] = [];
    const open = [start];
    seen.add(start);
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      component.push(key);
      for (const next of neighbours.get(key) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    components.push(component.sort(byCodePoint));
  }
  return components;
}

/**
 * Strongly connected parts, those that nothing else needs last: R. E. Tarjan, "Depth-first search and linear graph
 * algorithms" (1972), with a stack of its own instead of recursion. A part comes after all that it asks.
 */
export function stronglyConnected(nodes: readonly string[], nextOf: (node: string) => Iterable<string>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const parts: string[][] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    const work = [visit(root)];
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const next = frame.rest.next();
      if (next.done !== true) {
        if (!index.has(next.value)) work.push(visit(next.value));
        else if (onStack.has(next.value)) lower(frame.node, index.get(next.value));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(frame.node));
      if (low.get(frame.node) === index.get(frame.node)) parts.push(partFrom(frame.node));
    }
  }
  return parts;

  function visit(node: string): { readonly node: string; readonly rest: Iterator<string> } {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    return { node, rest: nextOf(node)[Symbol.iterator]() };
  }

  function lower(node: string, to: number | undefined): void {
    const known = low.get(node);
    if (to !== undefined && (known === undefined || to < known)) low.set(node, to);
  }

  function partFrom(node: string): string[] {
    const part: string[] = [];
    for (;;) {
      const top = stack.pop();
      if (top === undefined) return part;
      onStack.delete(top);
      part.push(top);
      if (top === node) return part.sort(byCodePoint);
    }
  }
}

/** A part is in the step after the last of those that it asks. */
function stepsOf(
  component: readonly string[],
  asked: ReadonlyMap<string, ReadonlySet<string>>,
): {
  readonly steps: string[][];
  readonly cycles: string[][];
} {
  const sorted = (node: string): string[] => [...(asked.get(node) ?? [])].sort(byCodePoint);
  const parts = stronglyConnected(component, sorted);
  const stepOf = new Map<string, number>();
  const steps: string[][] = [];
  for (const part of parts) {
    const inPart = new Set(part);
    const after = part.flatMap((node) => sorted(node).filter((next) => !inPart.has(next)));
    const step = after.reduce((latest, next) => Math.max(latest, (stepOf.get(next) ?? -1) + 1), 0);
    for (const node of part) stepOf.set(node, step);
    (steps[step] ??= []).push(...part);
  }
  return {
    steps: steps.map((step) => step.sort(byCodePoint)),
    cycles: parts.filter((part) => part.length > 1).sort((a, b) => byCodePoint(a[0] ?? '', b[0] ?? '')),
  };
}

/**
 * Applications that depend on each other, in the order in which they start. `nameOf` gives a VM's name; a group is
 * called after its front: the member that nobody in it asks, of several the one that asks most.
 */
export function groupsOf(edges: readonly DependencyEdge[], nameOf: (vm: string) => string): DependencyGroup[] {
  const asked = askersOf(edges);
  const answers = new Map<string, number>();
  for (const answerers of asked.values()) {
    for (const answerer of answerers) answers.set(answerer, (answers.get(answerer) ?? 0) + 1);
  }
  const members = new Map<string, Member>();
  for (const { from, to } of edges) {
    for (const end of [memberOf(from), memberOf(to)]) if (end !== null) members.set(keyOf(end), end);
  }
  const toMembers = (keys: readonly string[]): Member[] => keys.flatMap((key) => members.get(key) ?? []);
  return componentsOf(asked).map((component) => {
    const { steps, cycles } = stepsOf(component, asked);
    const [front] = component.toSorted(
      (a, b) =>
        (answers.get(a) ?? 0) - (answers.get(b) ?? 0) ||
        (asked.get(b)?.size ?? 0) - (asked.get(a)?.size ?? 0) ||
        byCodePoint(a, b),
    );
    const member = front === undefined ? undefined : members.get(front);
    return {
      name: member === undefined ? '' : nameOf(member.vm),
      members: toMembers(component),
      startOrder: steps.map(toMembers),
      cycles: cycles.map(toMembers),
    };
  });
}
