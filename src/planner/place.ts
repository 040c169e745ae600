/** An object of a vCenter. */
interface Placed {
  readonly source: number;
  readonly vCenterUuid: string | null;
}

/**
 * What keeps objects of different vCenters apart: names and managed object references repeat between them. Sources that
 * do not tell their vCenter count apart.
 */
export function scopeOf(object: Placed): string {
  return object.vCenterUuid ?? `source ${object.source}`;
}

/** A host's name without its domain and case, because exports write both; an IP address as it is. */
export function hostKey(name: string): string {
  const lower = name.toLowerCase();
  return /^\d+(?:\.\d+){3}$/.test(lower) ? lower : (lower.split('.')[0] ?? lower);
}
