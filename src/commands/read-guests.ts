import { basename } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { isGuestBundle } from '../../analyzers/guest/bundle/bundle.ts';
import { mergeGuests } from '../../analyzers/guest/bundle/merge-guests.ts';
import { readGuest } from '../../analyzers/guest/bundle/read-guest.ts';
import { recogniseApplications } from '../../analyzers/guest/recognition/recognise-applications.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';
import { blankEstate } from '../model/blank-records.ts';
import type { Estate, Source } from '../model/estate.ts';
import type { Guest } from '../model/guest.ts';

export { isGuestBundle };

/**
 * Guests as their bundles are read one by one: runs of one guest are merged at once, so that a year of nightly runs
 * takes no more memory than one.
 */
export class GuestBundles {
  readonly #sources: Source[] = [];
  readonly #guests = new Map<string, Guest>();
  /** Texts of all guests, each once: packages, units and paths are the same on most of them. */
  readonly #texts = new Map<string, string>();

  /** Reads a bundle. Throws a DevirtError where the file cannot be read at all; what is damaged is a warning. */
  async add(path: string): Promise<void> {
    const { guest, warnings } = await readGuest(path).catch((error: unknown) => {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      throw new DevirtError(
        `${path}: cannot be read (${String(error.code)})`,
        'Check that the file is there and readable.',
        exitCode.noSource,
        { cause: error },
      );
    });
    const run = { ...guest, source: this.#sources.length };
    this.#sources.push({
      kind: 'guest',
      name: basename(path),
      version: null,
      vCenterUuid: null,
      server: guest.identity.hostName,
      exportedAt: guest.observedTo,
      facts: {},
      warnings,
    });
    const known = this.#guests.get(guest.id);
    const merged = recogniseApplications(known === undefined ? run : mergeGuests([known, run]));
    this.#guests.set(guest.id, compact(ofApplications(merged), this.#texts));
  }

  /** What was read, as an Estate of guests alone, with their applications recognised; null where nothing was. */
  estate(): Estate | null {
    if (this.#sources.length === 0) return null;
    return { ...blankEstate(), sources: this.#sources, guests: [...this.#guests.values()] };
  }
}

/** Files that say something of the guest as a whole. */
const ofTheGuest = /^\/etc\/(?:fstab|hosts|exports|resolv\.conf|crontab|security\/limits\.conf|sysctl\.conf)$/;

/**
 * The guest with the configuration of its applications and no other: what else lies in /etc, of packages that nothing
 * uses, is nine tenths of a bundle and decides nothing.
 */
function ofApplications(guest: Guest): Guest {
  if (guest.configuration === null) return guest;
  const named = new Set(guest.applications.flatMap(({ configurationFiles }) => configurationFiles));
  const units = new Set(guest.applications.flatMap(({ unit }) => unit ?? []));
  for (const { name, fragmentPath, dropInPaths } of guest.units ?? []) {
    if (units.has(name)) for (const path of [fragmentPath ?? '', ...dropInPaths]) named.add(path);
  }
  return {
    ...guest,
    configuration: guest.configuration.filter(({ path }) => named.has(path) || ofTheGuest.test(path)),
  };
}

/**
 * The same guest in less memory. Texts that were cut from a bundle's would each hold the whole of it; those that are
 * equal become one.
 */
function compact(guest: Guest, texts: Map<string, string>): Guest {
  const once = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const known = texts.get(value);
      if (known !== undefined) return known;
      if (value.length < 512) texts.set(value, value);
      return value;
    }
    if (Array.isArray(value)) return value.map(once);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, once(part)]));
  };
  // The shape stays as it was: what is copied is plain data.
  return once(deserialize(serialize(guest))) as Guest;
}
