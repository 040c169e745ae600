import { escapeHtml } from '../../src/lib/markup.ts';

/** HTML that may be inserted as it is. Only `html` and `trusted` make it, so that all other text is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Slot = Html | string | number | null | readonly Slot[];

function render(slot: Slot): string {
  if (slot === null) return '';
  if (slot instanceof Html) return slot.text;
  if (typeof slot === 'string' || typeof slot === 'number') return escapeHtml(String(slot));
  return slot.map(render).join('');
}

/** A template whose slots are escaped for text and for quoted attributes; null renders nothing, a list all its parts. */
export function html(parts: TemplateStringsArray, ...slots: readonly Slot[]): Html {
  let text = parts[0] ?? '';
  for (const [index, slot] of slots.entries()) text += render(slot) + (parts[index + 1] ?? '');
  return new Html(text);
}

/** Our own script, style or JSON, which is checked or escaped where it is made. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** A name from the estate: set apart, so that right-to-left marks in it do not turn the text around it. */
export function name(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A date or another short text that must not break. */
export function unbroken(text: string): Html {
  return html`<span class="unbroken">${text}</span>`;
}

/** A dotted name of ours, such as a rule's id: it may break after its dots. */
export function dotted(id: string): Html {
  return html`<code>${id.split(/(?<=[._])/).map((part, index) => [index === 0 ? null : html`<wbr />`, part])}</code>`;
}

/** A list under its own heading; nothing where it is empty. */
export function bullets(title: string, items: readonly string[]): Html | null {
  if (items.length === 0) return null;
  return html`<h3>${title}</h3>
    <ul>
      ${items.map((item) => html`<li>${name(item)}</li>`)}
    </ul>`;
}

export interface Column {
  /** Text; for a chart's axis a drawing. */
  readonly title: string | Html;
  readonly numeric?: boolean;
}

/** Columns that fit beside each other on a phone. */
const columnsOnPhone = 3;

/**
 * A table with a caption for screen readers. Where it is too wide for a phone, each row becomes a card there, for which
 * the cells carry their column's title; the roles keep it a table when the style sheet lays it out as blocks.
 */
export function table(caption: string, columns: readonly Column[], rows: readonly (readonly Slot[])[]): Html {
  const kind = (column: Column | undefined): Html | null => (column?.numeric === true ? html` class="number"` : null);
  const cards = columns.length > columnsOnPhone;
  return html`<table class="${cards ? 'cards' : 'plain'}" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th scope="col" role="columnheader" ${kind(column)}>${column.title}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (cells) =>
          html`<tr role="row">
            ${cells.map((cell, index) => {
              const column = columns[index];
              return index === 0
                ? html`<th scope="row" role="rowheader">${cell}</th>`
                : html`<td
                    role="cell"
                    data-label="${typeof column?.title === 'string' ? column.title : ''}"
                    ${kind(column)}
                  >
                    ${cards ? html`<div>${cell}</div>` : cell}
                  </td>`;
            })}
          </tr> `,
      )}
    </tbody>
  </table> `;
}
