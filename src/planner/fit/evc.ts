import type { Host } from '../../model/estate.ts';

/**
 * Baselines of Enhanced vMotion Compatibility, the oldest first (VMware KB 1003212: EVC processor support). A VM that
 * needs one of them runs on every later one of the same maker.
 */
const baselines: Readonly<Record<string, readonly string[]>> = {
  intel: [
    'merom',
    'penryn',
    'nehalem',
    'westmere',
    'sandybridge',
    'ivybridge',
    'haswell',
    'broadwell',
    'skylake',
    'cascadelake',
    'icelake',
    'sapphirerapids',
  ],
  amd: [
    'rev-e',
    'rev-f',
    'greyhound-no3dnow',
    'greyhound',
    'bulldozer',
    'piledriver',
    'steamroller',
    'zen',
    'zen2',
    'zen3',
    'zen4',
  ],
};

/** A baseline taken apart: "intel-broadwell" is the eighth of Intel's. */
export interface EvcBaseline {
  readonly maker: string;
  readonly rank: number;
}

const known: ReadonlyMap<string, EvcBaseline> = new Map(
  Object.entries(baselines).flatMap(([maker, modes]) =>
    modes.map((mode, rank): [string, EvcBaseline] => [`${maker}-${mode}`, { maker, rank }]),
  ),
);

/** Null for a baseline that is in no list, of a processor newer than this program. */
export function evcBaseline(mode: string): EvcBaseline | null {
  return known.get(mode.toLowerCase()) ?? null;
}

/** Hosts by the newest baseline that their processors offer; hosts of which it is not told are left out. */
export function hostsByBaseline(hosts: readonly Host[]): ReadonlyMap<string, readonly Host[]> {
  const groups = new Map<string, Host[]>();
  for (const host of hosts) {
    if (host.maxEvc === null) continue;
    const group = groups.get(host.maxEvc);
    if (group === undefined) groups.set(host.maxEvc, [host]);
    else group.push(host);
  }
  return groups;
}

/** True where a host of this baseline runs what needs that one; null where either is in no list and they are not alike. */
export function offers(maxEvc: string, required: string): boolean | null {
  if (maxEvc.toLowerCase() === required.toLowerCase()) return true;
  const offered = evcBaseline(maxEvc);
  const needed = evcBaseline(required);
  if (offered === null || needed === null) return null;
  return offered.maker === needed.maker && offered.rank >= needed.rank;
}
