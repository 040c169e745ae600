import type { Disposition } from '../../src/model/plan.ts';
import { html, type Html } from './template.ts';

/** A disposition's colour and its word, for those who cannot tell colours apart. */
export function dispositionKey(word: Disposition): Html {
  return html`<span class="disposition"><span class="key ${word}"></span>${word}</span>`;
}
