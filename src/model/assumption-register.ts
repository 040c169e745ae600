import { formatInteger, formatMiB, unknownText } from '../lib/units.ts';
import type { Assumption } from './savings.ts';
import { defaultSettings, settingSources, type Settings, type SettingSource } from './settings.ts';

/** How the source of a value begins that a person set. */
export const setByPerson = 'set in devirt.yaml';

/** The value at a dotted path; undefined where the path leads nowhere. */
export function settingAt(settings: Settings, path: string): unknown {
  let value: unknown = settings;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(key);
  }
  return value;
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? formatInteger(value) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return unknownText;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An own price is taken to move by a tenth either way until it is signed: offers are negotiated, quotes expire. An assumption. */
const ownPriceRange = { low: 0.9, high: 1.1 };

/**
 * Range of assumed cases of a figure: the one that devirt.yaml states, else an own price ± 10 %, else the default's,
 * scaled to an own value. It always holds the value itself. Null where the figure is held or unknown.
 */
export function assumedRange(
  value: number | null,
  { low, high, rangeIsFactor, group }: SettingSource,
  preset: number | null,
  stated: { readonly low: number; readonly high: number } | undefined,
): { readonly low: number; readonly high: number } | null {
  if (stated !== undefined) return stated;
  if (value === null) return null;
  const isOwn = value !== preset;
  const holding = (from: number, to: number): { low: number; high: number } => ({
    low: Math.min(value, from),
    high: Math.max(value, to),
  });
  if (isOwn && group === 'price') return holding(value * ownPriceRange.low, value * ownPriceRange.high);
  if (low === undefined || high === undefined) return null;
  if (rangeIsFactor === true) return holding(value * low, value * high);
  const scale = isOwn && preset !== null && preset > 0 ? value / preset : 1;
  return holding(low * scale, high * scale);
}

/** The node types that the plan may choose from; a price is a default's only while the whole type is. */
function catalogue(settings: Settings, defaults: Settings): Assumption[] {
  const blank = { low: null, high: null, date: null, conflict: null };
  if (settings.nodes.from === 'reuse') {
    const source = `${setByPerson}: the hosts that the sources list`;
    return [{ ...blank, setting: 'nodes.from', value: 'reuse', unit: '', source, whose: 'yours' }];
  }
  return settings.nodes.catalogue.map((type) => {
    const isDefault = same(
      type,
      defaults.nodes.catalogue.find((other) => other.name === type.name),
    );
    const price = type.price === null ? 'price unknown' : `${settings.currency} ${formatInteger(type.price)}`;
    const source = settingSources[`nodes.catalogue.${type.name}.price`]?.source ?? 'assumption';
    return {
      ...blank,
      setting: `nodes.catalogue ${type.name}`,
      value: `${type.sockets} CPUs, ${type.cores} cores, ${type.threads} threads, ${formatMiB(type.memoryMiB)}, ${formatInteger(type.maxPods)} pods, ${price}`,
      unit: 'a node',
      source: isDefault ? source : setByPerson,
      whose: isDefault ? 'default' : 'yours',
    };
  });
}

/** Every setting that is an assumption or a figure of a person's own, with its range and where it comes from. */
export function assumptionRegister(settings: Settings): Assumption[] {
  const defaults = defaultSettings();
  const settingLines = Object.entries(settingSources)
    .filter(([path]) => !path.startsWith('nodes.catalogue.'))
    .map(([path, entry]): Assumption => {
      const value = settingAt(settings, path);
      const preset = settingAt(defaults, path);
      const isDefault = same(value, preset);
      const range =
        typeof value === 'number'
          ? assumedRange(value, entry, typeof preset === 'number' ? preset : null, settings.savings.ranges[path])
          : null;
      return {
        setting: path,
        value: printed(value),
        unit: entry.unit.replace('currency', settings.currency),
        low: range?.low ?? null,
        high: range?.high ?? null,
        source: isDefault ? (value === null ? `not set: ${entry.source}` : entry.source) : setByPerson,
        date: isDefault ? (entry.date ?? null) : null,
        whose: isDefault ? 'default' : 'yours',
        conflict: entry.conflict ?? null,
      };
    });
  return [...catalogue(settings, defaults), ...settingLines];
}
