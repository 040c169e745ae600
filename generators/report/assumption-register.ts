import type { Assessed } from '../../src/model/assessed.ts';
import { defaultSettings, settingSources, type Settings } from '../../src/model/settings.ts';
import { formatInteger, formatMiB, unknownText } from '../../src/lib/units.ts';

export interface Assumption {
  /** Path in devirt.yaml. */
  readonly setting: string;
  readonly value: string;
  readonly unit: string;
  /** The default's source, or devirt.yaml where a person set the value. */
  readonly source: string;
}

/** How the source of a value begins that a person set. */
export const setByPerson = 'set in devirt.yaml';

/** The value at a dotted path; undefined where the path leads nowhere. */
function at(settings: Settings, path: string): unknown {
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
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, part]) => `${key} ${printed(part)}`)
      .join(', ');
  }
  return unknownText;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The node types that the plan may choose from; a price is a default's only while the whole type is. */
function catalogue(settings: Settings, defaults: Settings): Assumption[] {
  if (settings.nodes.from === 'reuse') {
    return [
      { setting: 'nodes.from', value: 'reuse', unit: '', source: `${setByPerson}: the hosts that the sources list` },
    ];
  }
  return settings.nodes.catalogue.map((type) => {
    const standard = defaults.nodes.catalogue.find((other) => other.name === type.name);
    const price = type.price === null ? 'price unknown' : `${settings.currency} ${formatInteger(type.price)}`;
    const source = settingSources[`nodes.catalogue.${type.name}.price`]?.source ?? 'assumption';
    return {
      setting: `nodes.catalogue ${type.name}`,
      value: `${type.sockets} CPUs, ${type.cores} cores, ${type.threads} threads, ${formatMiB(type.memoryMiB)}, ${formatInteger(type.maxPods)} pods, ${price}`,
      unit: 'a node',
      source: same(type, standard) ? source : setByPerson,
    };
  });
}

/** Every setting that is an assumption, with its value and where that comes from. */
export function assumptionRegister({ settings }: Assessed): Assumption[] {
  const defaults = defaultSettings();
  const { renewalPricePerCoreYear } = settings.licenses;
  return [
    ...catalogue(settings, defaults),
    ...Object.entries(settingSources)
      .filter(([path]) => !path.startsWith('nodes.catalogue.'))
      .map(([path, { unit, source }]) => ({
        setting: path,
        value: printed(at(settings, path)),
        unit: unit.replace('currency', settings.currency),
        source: same(at(settings, path), at(defaults, path)) ? source : setByPerson,
      })),
    {
      setting: 'licenses.renewalPricePerCoreYear',
      value: printed(renewalPricePerCoreYear),
      unit: `${settings.currency} a core and year`,
      source: renewalPricePerCoreYear === null ? 'not set: your renewal offer' : setByPerson,
    },
  ];
}

/** What the savings take for granted beside the settings, such as costs that they leave out. */
export function assumptionsBesideSettings({ plan }: Assessed): Assessed['plan']['savings']['assumptions'] {
  return plan.savings.assumptions.filter(({ setting }) => !isSetting(setting));
}

/** True for a path that the settings know, the name of a node type in the catalogue included. */
function isSetting(path: string): boolean {
  return path.startsWith('nodes.catalogue') || at(defaultSettings(), path) !== undefined;
}
