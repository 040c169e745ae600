import type { Assessed } from '../../../src/model/assessed.ts';
import type { VmDecision } from '../../../src/model/plan.ts';
import { groupName } from '../facets.ts';
import { fragment } from '../fragment.ts';
import { groupRules, vmsUnchecked } from '../tallies.ts';
import { html, name, table, unbroken, type Html, type Slot } from '../template.ts';
import { facetFragment, facetLink, vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';

const groupsShown = 60;
const namesShown = 12;
const linksShown = 6;

const tie = { disk: 'the same disk', antiAffinity: 'kept on different hosts by' } as const;

function distinct(decisions: readonly VmDecision[], of: (decision: VmDecision) => string): Slot {
  return [...new Set(decisions.map(of))].map((text, index) => [index === 0 ? '' : ', ', name(text)]);
}

/** VMs that are one application kept available by several machines: moved together or not at all. */
export function groups({ plan }: Assessed, names: VmNames): Html {
  const { vmGroups } = plan;
  const unchecked = vmsUnchecked(plan, groupRules);
  const byId = new Map(plan.decisions.map((decision) => [decision.vm, decision]));
  return html`<section id="groups" aria-labelledby="groups-title">
    <h2 id="groups-title">VMs that are one</h2>
    ${
      unchecked === 0
        ? null
        : html`<p>
            Of
            <a href="${fragment({ severity: 'unknown', rule: 'availability.vm-cluster' })}"
              >${plural(unchecked, 'VM')}</a
            >
            no source tells all disks and rules: whether others are one with them is unknown.
          </p>`
    }
    ${
      vmGroups.length === 0
        ? html`<p>No VMs share a disk, and no rule keeps alike ones apart, as far as the sources tell.</p>`
        : html`<p>
              ${plural(vmGroups.length, 'group')}: they share a disk, or a rule keeps them on different hosts. They are
              decided as one and move together.
            </p>
            ${table(
              'Groups of VMs that are treated as one',
              [
                { title: 'Group' },
                { title: 'VMs' },
                { title: 'Tied by' },
                { title: 'Become' },
                { title: 'Application' },
              ],
              vmGroups.slice(0, groupsShown).map(({ vms, links }, index): Slot[] => {
                const members = vms.flatMap((id) => byId.get(id) ?? []);
                const facet = { kind: 'Treated as one', name: groupName(index) } as const;
                return [
                  facetLink(facet, unbroken(groupName(index))),
                  vmLinks(names, vms, namesShown, facetFragment(facet)),
                  [
                    links
                      .slice(0, linksShown)
                      .map(({ by, what }, at) => [at === 0 ? '' : html`<br />`, `${tie[by]} `, name(what)]),
                    links.length > linksShown ? ` and ${links.length - linksShown} more` : null,
                  ],
                  distinct(members, ({ disposition }) => disposition),
                  distinct(members, ({ application }) => application),
                ];
              }),
            )}
            ${
              vmGroups.length > groupsShown
                ? html`<p>
                    And ${plural(vmGroups.length - groupsShown, 'group')} more: the filter “Belongs to” of the VM table
                    lists all.
                  </p>`
                : null
            }`
    }
  </section> `;
}
