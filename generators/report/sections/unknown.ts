import type { Assessed } from '../../../src/model/assessed.ts';
import { formatInteger } from '../../../src/lib/units.ts';
import { plural } from '../words.ts';
import { fragment } from '../fragment.ts';
import type { Tallies } from '../tallies.ts';
import { coverage } from './coverage.ts';
import { bullets, html, name, table, type Html, type Slot } from '../template.ts';

/** Warnings that the page prints; all of them are in assessment.json. */
const warningsShown = 100;

/** Reasons that the page prints; each VM's own stand in its row. */
const reasonsShown = 60;

/** What the sources did not tell, and what would bring it. */
export function unknown({ estate, plan }: Assessed, tallies: Tallies): Html {
  // The plan's gaps repeat the warnings that lack facts; what remains is worth knowing beside them.
  const warnings = estate.sources.flatMap((source) =>
    source.warnings
      .filter(({ message }) => !plan.gaps.some((gap) => gap.includes(message)))
      .map((warning) => ({ ...warning, source: source.name })),
  );
  const nothing = plan.gaps.length === 0 && warnings.length === 0 && tallies.unchecked.length === 0;
  return html`<section id="unknown" aria-labelledby="unknown-title">
    <h2 id="unknown-title">Data coverage, and what is unknown</h2>
    ${coverage(estate.vms, tallies.confidences.get('guest') ?? 0)}
    ${nothing ? html`<p>The sources brought every fact that the rules, the sizing and the costs ask for.</p>` : null}
    ${bullets('What the plan does not know', plan.gaps)}
    ${
      tallies.unchecked.length === 0
        ? null
        : html`<h3>Checks that could not be made</h3>
            ${table(
              'Checks that could not be made',
              [{ title: 'What was missing' }, { title: 'Checks, and on how many VMs' }],
              tallies.unchecked
                .slice(0, reasonsShown)
                .map(({ reason, checks }): Slot[] => [
                  reason === '' ? 'not told' : name(reason),
                  checks.map(({ rule, title, vms }, index) => [
                    index === 0 ? '' : ', ',
                    html`<a href="${fragment({ severity: 'unknown', rule })}">${title}</a> ${formatInteger(vms)}`,
                  ]),
                ]),
            )}${tallies.unchecked.length > reasonsShown ? html`<p>And ${plural(tallies.unchecked.length - reasonsShown, 'reason')} more, in the rows of the VMs.</p>` : null}`
    }
    ${
      warnings.length === 0
        ? null
        : html`<h3>What else to know of the sources</h3>
            ${table(
              'Warnings of the sources',
              [{ title: 'Source' }, { title: 'Place' }, { title: 'Warning' }],
              warnings
                .slice(0, warningsShown)
                .map((warning): Slot[] => [
                  name(warning.source),
                  warning.place === '' ? 'whole source' : warning.place,
                  name(warning.message),
                ]),
            )}${warnings.length > warningsShown ? html`<p>And ${plural(warnings.length - warningsShown, 'warning')} more, in assessment.json.</p>` : null}`
    }
  </section> `;
}
