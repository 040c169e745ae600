import { html, type Html } from '../template.ts';
import { notProven } from '../words.ts';

/** What a reader must not conclude. */
export function limits(): Html {
  return html`<section id="limits" aria-labelledby="limits-title">
    <h2 id="limits-title">What this does not prove</h2>
    <dl class="limits">
      ${notProven.map(
        ({ title, text }) =>
          html`<div>
            <dt>${title}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
  </section> `;
}
