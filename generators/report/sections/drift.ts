import type { Assessed } from '../../../src/model/assessed.ts';
import type { Drift } from '../../../src/model/estate.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { vmLink, vmLinks, type VmNames } from '../vm-links.ts';
import { plural, sourceAtDate } from '../words.ts';

const vmsShown = 40;
const namesShown = 12;

function oneDrift({ earlier, later, came, went, changed }: Drift, names: VmNames): Html {
  const ids = (vms: Drift['came']): string[] => vms.map(({ id }) => id);
  return html`<p>
      Between ${name(sourceAtDate(earlier))} and ${name(sourceAtDate(later))}: ${plural(came.length, 'VM')} came,
      ${plural(went.length, 'VM')} went, ${plural(changed.length, 'VM')} changed. The later counts, fact by fact; what
      went is still counted, because a source may show a part of its vCenter.
    </p>
    ${came.length === 0 ? null : html`<p>Came: ${vmLinks(names, ids(came), namesShown, '#vms')}.</p>`}
    ${went.length === 0 ? null : html`<p>Went: ${vmLinks(names, ids(went), namesShown, '#vms')}.</p>`}
    ${
      changed.length === 0
        ? null
        : table(
            'What changed between the sources',
            [{ title: 'VM' }, { title: 'Property' }, { title: 'Was' }, { title: 'Is' }],
            changed
              .slice(0, vmsShown)
              .flatMap(({ id, changes }) =>
                changes.map(({ property, was, is }): Slot[] => [
                  vmLink(names, id),
                  property,
                  name(String(was ?? 'unknown')),
                  name(String(is ?? 'unknown')),
                ]),
              ),
          )
    }
    ${changed.length > vmsShown ? html`<p>And ${plural(changed.length - vmsShown, 'VM')} more, in assessment.json.</p>` : null}`;
}

/** What changed between two sources of one vCenter; nothing where there is one of each. */
export function drift({ estate }: Assessed, names: VmNames): Html | null {
  const all = estate.sources.flatMap((source) => source.drift ?? []);
  if (all.length === 0) return null;
  return html`<section id="drift" aria-labelledby="drift-title">
    <h2 id="drift-title">Between the sources</h2>
    ${all.map((one) => oneDrift(one, names))}
  </section> `;
}
