import { formatInteger } from '../../../src/lib/units.ts';
import { fragment } from '../fragment.ts';
import { severities, type RuleTally, type Tallies } from '../tallies.ts';
import { dotted, html, table, type Html, type Slot } from '../template.ts';
import { severityMeaning } from '../words.ts';

function chips({ severities: counts }: RuleTally): Slot[] {
  return severities
    .filter((severity) => severity !== 'unknown' && (counts.get(severity) ?? 0) > 0)
    .map(
      (severity) =>
        html`<span class="chip severity-${severity}">${severity} ${formatInteger(counts.get(severity) ?? 0)}</span> `,
    );
}

/** What the rules found, a line a rule, the gravest first. */
export function findings({ found }: Tallies): Html {
  return html`<section id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">Findings by rule</h2>
    <ul class="severities">
      ${severities
        .filter((severity) => severity !== 'unknown')
        .map(
          (severity) =>
            html`<li><span class="chip severity-${severity}">${severity}</span> ${severityMeaning[severity]}</li>`,
        )}
    </ul>
    ${
      found.length === 0
        ? html`<p>No rule found anything.</p>`
        : table(
            'Findings by rule',
            [{ title: 'Rule' }, { title: 'VMs' }, { title: 'Why it matters' }, { title: 'Remedy' }],
            found.map((entry): Slot[] => [
              html`<a href="${fragment({ rule: entry.rule })}">${entry.text.title}</a> ${dotted(entry.rule)}`,
              [
                chips(entry),
                entry.waived === 0 ? null : html`<span class="chip">waived ${formatInteger(entry.waived)}</span>`,
              ],
              entry.text.why,
              entry.text.remedy,
            ]),
          )
    }
  </section> `;
}
