import { byCodePoint } from '../lib/order.ts';
import type { Estate } from '../model/estate.ts';
import type { HealthMessage } from '../model/infrastructure.ts';
import type { Platform } from '../model/platform.ts';
import { daysBetween } from './fit/days.ts';
import { lifecycleOf } from './fit/end-of-life.ts';

/** Messages of a kind that are shown; the rest is counted. */
const examplesShown = 5;

/**
 * How long vCenters and ESXi hosts are supported and licences last, as of a date (YYYY-MM-DD or null), and what vHealth
 * says, a kind an entry. Linear in hosts, licences and messages, but for the sorts of what is grouped.
 */
export function platform(estate: Estate, asOf: string | null): Platform {
  const daysTo = (date: string | null): number | null =>
    date === null || asOf === null ? null : daysBetween(asOf, date);
  const supportOf = (version: string | null): { supportEnds: string | null; daysLeft: number | null } => {
    const supportEnds = version === null ? null : (lifecycleOf('vsphere', version)?.standardEnds ?? null);
    return { supportEnds, daysLeft: daysTo(supportEnds) };
  };
  return {
    vCenters: estate.vCenters.map(({ vCenterUuid, fullName, version }) => ({
      vCenterUuid,
      name: fullName,
      version,
      ...supportOf(version),
    })),
    hosts: hostVersions(estate).map(([version, hosts]) => ({ version, hosts, ...supportOf(version) })),
    editions: estate.editions.map(({ vCenterUuid, name, costUnit, total, used, expires }) => {
      const lastDay = expires === null || !/^\d{4}-/.test(expires) ? null : expires.slice(0, 10);
      return { vCenterUuid, name, costUnit, total, used, expires: lastDay ?? expires, daysLeft: daysTo(lastDay) };
    }),
    health: healthByKind(estate.healthMessages),
  };
}

/** "8.0.3" out of "VMware ESXi 8.0.3 build-24784735"; null where the text holds no version. */
function esxiVersion(text: string | null): string | null {
  return /\d+\.\d+(?:\.\d+)?/.exec(text ?? '')?.[0] ?? null;
}

/** Hosts by version, the newest last; those of unknown version first. */
function hostVersions(estate: Estate): [version: string | null, hosts: number][] {
  const counts = new Map<string | null, number>();
  for (const { esxiVersion: text } of estate.hosts) {
    const version = esxiVersion(text);
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => byCodePoint(a ?? '', b ?? ''));
}

function healthByKind(messages: readonly HealthMessage[]): Platform['health'] {
  const kinds = new Map<string, HealthMessage[]>();
  for (const message of messages) {
    const kind = message.type ?? 'other';
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [message]);
    else known.push(message);
  }
  return [...kinds]
    .sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || byCodePoint(a, b))
    .map(([kind, ofKind]) => ({
      kind,
      count: ofKind.length,
      examples: ofKind
        .toSorted(
          (a, b) => byCodePoint(a.object ?? '', b.object ?? '') || byCodePoint(a.message ?? '', b.message ?? ''),
        )
        .slice(0, examplesShown)
        .map(({ object, message }) => ({ object, message })),
    }));
}
