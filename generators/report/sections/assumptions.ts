import type { Assessed } from '../../../src/model/assessed.ts';
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
      [{ title: 'Setting' }, { title: 'Value' }, { title: 'Unit' }, { title: 'Source' }],
      assumptionRegister(assessed).map(({ setting, value, unit, source }): Slot[] => [
        dotted(setting),
        name(value),
        unit,
        source,
      ]),
    )}
    ${
      others.length === 0
        ? null
        : html`<h3>What the break-even takes for granted</h3>
            ${table(
              'What the break-even takes for granted',
              [{ title: 'What' }, { title: 'Value' }, { title: 'Why' }],
              others.map(({ setting, value, source }): Slot[] => [setting, value, source]),
            )}`
    }
  </section> `;
}
