import type { Assessed } from '../../../src/model/assessed.ts';
import { assumptionRegister } from '../assumption-register.ts';
import { dotted, html, name, table, type Html, type Slot } from '../template.ts';

/** The register of assumptions: each is a setting that a person can change. */
export function assumptions(assessed: Assessed): Html {
  return html`<section id="assumptions" aria-labelledby="assumptions-title">
    <h2 id="assumptions-title">Assumptions</h2>
    <p>
      Each is a setting in devirt.yaml; change it and run again. Amounts are in ${assessed.settings.currency}. Prices
      are no quotes.
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
  </section> `;
}
