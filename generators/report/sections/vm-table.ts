import { byCodePoint } from '../../../src/lib/order.ts';
import { formatInteger, unknownText } from '../../../src/lib/units.ts';
import { facetKinds } from '../facets.ts';
import type { PageHead } from '../page-data.ts';
import { html, type Html } from '../template.ts';

/** The columns of the VM table; page/ knows them by their ids. */
export const vmColumns = [
  { id: 'name', title: 'Virtual machine' },
  { id: 'disposition', title: 'Disposition' },
  { id: 'candidate', title: 'Could become' },
  { id: 'decider', title: 'Decided by' },
  { id: 'findings', title: 'Findings' },
  { id: 'guest', title: 'Guest' },
  { id: 'cluster', title: 'Cluster' },
  { id: 'cpus', title: 'vCPU', numeric: true },
  { id: 'memoryMiB', title: 'Memory', numeric: true },
] as const;

interface Option {
  readonly value: string;
  readonly text: string;
}

/** Options of a dictionary, in the order of their texts. */
function sorted(texts: readonly string[]): Option[] {
  return texts.map((text, index) => ({ value: String(index), text })).sort((a, b) => byCodePoint(a.text, b.text));
}

const inOrder = (texts: readonly string[]): Option[] => texts.map((text, index) => ({ value: String(index), text }));

/** What VMs belong to, by kind; of one kind in the order of their names. */
function belongsTo(facets: PageHead['facets']): Html {
  return html`<label class="double"
    >Belongs to
    <select id="filter-facet">
      <option value="">all</option>
      ${facetKinds.map((kind) => {
        const options = facets
          .map((facet, index) => ({ ...facet, value: String(index), text: facet.name }))
          .filter((facet) => facet.kind === kind)
          .sort((a, b) => byCodePoint(a.text, b.text));
        return options.length === 0
          ? null
          : html`<optgroup label="${kind}">
              ${options.map(({ value, text }) => html`<option value="${value}">${text}</option>`)}
            </optgroup>`;
      })}
    </select></label
  > `;
}

function select(id: string, label: string, options: readonly Option[], first = 'all'): Html {
  return html`<label
    >${label}
    <select id="${id}">
      <option value="">${first}</option>
      ${options.map(({ value, text }) => html`<option value="${value}">${text}</option>`)}
    </select></label
  > `;
}

/** The frame of the VM table. Rows, filters and pages are the script's work; without it the frame says so. */
export function vmTable(head: PageHead): Html {
  return html`<section id="vms" aria-labelledby="vms-title">
    <h2 id="vms-title">Virtual machines</h2>
    <noscript
      ><p class="statement">
        The table of ${formatInteger(head.vms)} VMs needs JavaScript, which this browser does not run. assessment.json
        beside this folder holds the same.
      </p></noscript
    >
    <div id="vm-view" hidden>
      <form id="vm-filter" role="search" aria-label="Filter the virtual machines">
        <label class="wide"
          >Text
          <input
            id="filter-text"
            type="search"
            autocomplete="off"
            spellcheck="false"
            placeholder="name, address, application, host, folder"
        /></label>
        ${select('filter-disposition', 'Disposition', inOrder(head.dispositions))}${select('filter-candidate', 'Could become', [{ value: 'none', text: 'nothing else' }, ...inOrder(head.dispositions)])}${select('filter-severity', 'Severity', inOrder(head.severities))}${select('filter-rule', 'Rule', sorted(head.rules.map(({ title }) => title)))}${select('filter-cluster', 'Cluster', sorted(head.clusters.map((cluster) => cluster ?? unknownText)))}${select('filter-family', 'Guest', sorted(head.families))}${belongsTo(head.facets)}<label
          class="narrow-only"
          >Sort by
          <select id="sort-by">
            ${vmColumns.map(({ id, title }) => html`<option value="${id}">${title}</option>`)}
          </select></label
        >
        <button type="button" id="filter-clear">Clear filters</button>
      </form>
      <p id="vm-status" role="status"></p>
      <p id="vm-left-out" class="print-only"></p>
      <table id="vm-table" class="cards" role="table">
        <caption>
          Virtual machines; a row opens to show why it was decided so
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${vmColumns.map(
              (column) =>
                html`<th
                  scope="col"
                  role="columnheader"
                  data-column="${column.id}"
                  ${'numeric' in column ? html` class="number"` : null}
                >
                  <button type="button">${column.title}</button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup"></tbody>
      </table>
      <nav class="pager" aria-label="Pages of the table">
        <button type="button" id="page-first">First</button><button type="button" id="page-previous">Previous</button
        ><span id="page-number"></span><button type="button" id="page-next">Next</button
        ><button type="button" id="page-last">Last</button>
      </nav>
    </div>
  </section> `;
}
