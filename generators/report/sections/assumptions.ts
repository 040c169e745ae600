import type { Assessed } from '../../../src/model/assessed.ts';
import { formatDecimal } from '../../../src/lib/units.ts';
import { assumptionRegister, assumptionsBesideSettings } from '../assumption-register.ts';
import { dotted, html, name, table, type Html, type Slot } from '../template.ts';

/** The register of assumptions: settings that a person can change, and what the savings take for granted. */
export function assumptions(assessed: Assessed): Html {
  const others = assumptionsBesideSettings(assessed);
  return html`<section id="assumptions" aria-labelledby="assumptions-title">
    <h2 id="assumptions-title">Assumptions</h2>
    <p>
      Settings in devirt.yaml: change them and run again. Amounts are in ${assessed.settings.currency}. Prices are no
      quotes.
    </p>
    ${table(
      'Assumptions',
      [{ title: 'Setting' }, { title: 'Value' }, { title: 'Range' }, { title: 'Unit' }, { title: 'Source' }],
      assumptionRegister(assessed).map(({ setting, value, unit, low, high, source, date, conflict }): Slot[] => [
        dotted(setting),
        name(value),
        low === null || high === null ? '' : `${shortNumber(low)} to ${shortNumber(high)}`,
        unit,
        [source, date === null ? null : ` (${date})`, conflict === null ? null : html`<br />Otherwise: ${conflict}`],
      ]),
    )}
    ${
      others.length === 0
        ? null
        : html`<h3>What the comparison leaves out</h3>
            ${table(
              'What the comparison leaves out',
              [{ title: 'What' }, { title: 'How' }],
              others.map(({ what, why }): Slot[] => [what, why]),
            )}`
    }
  </section> `;
}

/** At most two decimals. */
function shortNumber(value: number): string {
  return formatDecimal(value, Number.isInteger(value) ? 0 : 2);
}
