import { formatInteger } from '../../src/lib/units.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { Facet } from './facets.ts';
import { facetKey, fragment } from './fragment.ts';
import { html, name, type Html, type Slot } from './template.ts';

/** Names of VMs by id. */
export type VmNames = ReadonlyMap<string, string>;

export function vmNames({ estate }: Assessed): VmNames {
  return new Map(estate.vms.map((vm) => [vm.id, vm.name]));
}

/** A VM's name as a link to its row, opened. */
export function vmLink(names: VmNames, id: string): Html {
  return html`<a href="${fragment({ vm: id })}">${name(names.get(id) ?? id)}</a>`;
}

/** The part of the address that selects in the VM table what belongs to a facet. */
export const facetFragment = (facet: Facet): string => fragment({ belongs: facetKey(facet) });

/** Text that selects in the VM table what belongs to a facet. */
export function facetLink(facet: Facet, text: Slot): Html {
  return html`<a href="${facetFragment(facet)}">${text}</a>`;
}

/** The first VMs by name, and how many more there are; `all` is the address that selects all of them. */
export function vmLinks(names: VmNames, ids: readonly string[], shown: number, all: string | null = null): Slot {
  const more = ids.length - shown;
  const rest = `${formatInteger(more)} more`;
  return [
    ids.slice(0, shown).map((id, index) => [index === 0 ? '' : ', ', vmLink(names, id)]),
    more <= 0 ? null : [' and ', all === null ? rest : html`<a href="${all}">${rest}</a>`],
  ];
}
