import { assignNames } from '../../src/lib/kubernetes-names.ts';
import type { MovedWorkload } from '../../src/model/moved-workloads.ts';

/** What the names of workloads are made longer by, for objects of their own. */
const suffixes = ['headless', 'for-vms', 'first-pass', 'catch-up'] as const;
export type Suffix = (typeof suffixes)[number];

/** Names in one namespace that are derived from those of the plan. */
export interface NamespaceNames {
  /** Names that the plan gave: workloads, claims. */
  readonly given: ReadonlySet<string>;
  /** A name of at most 63 characters that nothing else has; `of` is the name of a workload or of a claim. */
  readonly derived: (of: string, suffix: Suffix) => string;
}

/**
 * Derived names of a namespace: none is the name of a workload or of another derived one. Services share names with
 * nothing but Services and Jobs with Jobs, but one rule for all is enough.
 */
export function namesOf(workloads: readonly MovedWorkload[]): NamespaceNames {
  const given = new Set(workloads.map(({ workload }) => workload.name));
  const sources = new Set([
    ...given,
    ...workloads.flatMap(({ workload }) => workload.volumes.map(({ claim }) => claim)),
  ]);
  const keyOf = (of: string, suffix: Suffix): string => `derived\n${of}\n${suffix}`;
  const names = assignNames(
    [
      ...[...given].map((text) => ({ key: `given\n${text}`, text })),
      ...[...sources].flatMap((of) => suffixes.map((suffix) => ({ key: keyOf(of, suffix), text: `${of}-${suffix}` }))),
    ],
    { startWithLetter: true },
  );
  return {
    given,
    derived(of, suffix) {
      const name = names.get(keyOf(of, suffix));
      if (name === undefined) throw new Error(`no name for ${suffix} of ${of}`);
      return name;
    },
  };
}

export const headlessServiceName = ({ workload }: MovedWorkload, names: NamespaceNames): string =>
  names.derived(workload.name, 'headless');
