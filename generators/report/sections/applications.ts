import { formatDecimal, formatInteger, formatMiB } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { dispositionSchema } from '../../../src/model/plan.ts';
import { applications as readApplications, type Application } from '../applications.ts';
import { stackedBar } from '../charts.ts';
import { dispositionKey } from '../disposition-key.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { facetFragment, facetLink, vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';

/** Applications in the chart and table; the others are folded away, and above the second number only counted. */
const applicationsShown = 15;
const applicationsFolded = 100;
/** Applications whose questions are printed, and VMs named beside a question. */
const questionedShown = 50;
const namesShown = 6;

function storageText({ storageMiB, storageUnknown }: Application): string {
  const text = formatMiB(storageMiB);
  return storageUnknown === 0 ? text : `${text}, ${formatInteger(storageUnknown)} VMs unknown`;
}

function applicationTable(list: readonly Application[], longest: number, first: number): Html {
  return table(
    first === 0 ? 'Applications' : 'More applications',
    [
      { title: 'Application' },
      { title: 'VMs', numeric: true },
      { title: 'By disposition' },
      { title: 'CPUs requested', numeric: true },
      { title: 'Memory', numeric: true },
      { title: 'Storage', numeric: true },
      { title: 'Owner' },
      { title: 'Questions', numeric: true },
    ],
    list.map((application, index): Slot[] => [
      facetLink({ kind: 'Application', name: application.name }, name(application.name)),
      formatInteger(application.vms.length),
      stackedBar(
        `application-chart-${first + index}`,
        `${application.name} by disposition`,
        dispositionSchema.options.map((word) => ({
          label: word,
          value: application.dispositions.get(word) ?? 0,
          colour: word,
        })),
        { total: longest, height: 16, values: false },
      ),
      ...(application.sized === 0
        ? ['–', '–', '–']
        : [formatDecimal(application.cpuMilli / 1000, 1), formatMiB(application.memoryMiB), storageText(application)]),
      application.owners.length === 0
        ? 'not told'
        : [
            name(application.owners.slice(0, 2).join(', ')),
            application.owners.length > 2 ? ` and ${formatInteger(application.owners.length - 2)} more` : null,
            application.criticalities.length === 0 ? null : ['; ', name(application.criticalities.join(', '))],
          ],
      formatInteger(application.questions.length),
    ]),
  );
}

function questions(list: readonly Application[], names: VmNames): Html {
  const asked = list.filter((application) => application.questions.length > 0);
  if (asked.length === 0) return html`<p>No finding asks anything of an owner.</p>`;
  return html`<p>
      What only an owner can answer, by application: <code>devirt worksheet</code> writes a workbook to fill and reads
      it back.
    </p>
    <div class="questions">
      ${asked.slice(0, questionedShown).map(
        (application) =>
          html`<details>
            <summary>
              ${name(application.name)}: ${plural(application.questions.length, 'question')} about
              ${plural(new Set(application.questions.flatMap(({ vms }) => vms)).size, 'VM')}
            </summary>
            <ul>
              ${application.questions.map(
                ({ text, vms }) =>
                  html`<li>
                    ${name(text)}
                    <em
                      >${vmLinks(names, vms, namesShown, facetFragment({ kind: 'Application', name: application.name }))}</em
                    >
                  </li>`,
              )}
            </ul>
          </details> `,
      )}
    </div>
    ${asked.length > questionedShown ? html`<p>And ${plural(asked.length - questionedShown, 'application')} more, in report.xlsx.</p>` : null}`;
}

/** Applications with their owners: what their VMs become and need, and what their owners have to answer. */
export function applications(assessed: Assessed, names: VmNames): Html {
  const list = readApplications(assessed);
  const longest = Math.max(0, ...list.map(({ vms }) => vms.length));
  const owned = assessed.estate.vms.filter(({ owner }) => owner !== null && owner.name !== null).length;
  const shown = list.slice(0, applicationsShown);
  const folded = list.slice(applicationsShown, applicationsFolded);
  return html`<section id="applications" aria-labelledby="applications-title">
    <h2 id="applications-title">Applications and owners</h2>
    <p>
      ${plural(list.length, 'application')}, as folders, tags, attributes or devirt.yaml name them; templates left out.
      ${
        owned === 0
          ? 'No owner is known: a side table of owners (settings: owners) would bring them.'
          : `Owners are known of ${plural(owned, 'VM')} of ${formatInteger(assessed.estate.vms.length)}.`
      }
    </p>
    <p class="legend">${dispositionSchema.options.map((word) => [dispositionKey(word), ' '])}</p>
    ${applicationTable(shown, longest, 0)}
    ${
      folded.length === 0
        ? null
        : html`<details>
            <summary>${plural(folded.length, 'more application')}</summary>
            ${applicationTable(folded, longest, applicationsShown)}
          </details>`
    }
    ${list.length > applicationsFolded ? html`<p>And ${plural(list.length - applicationsFolded, 'application')} more: the filter “Belongs to” of the VM table lists all.</p>` : null}
    <h3>Open questions</h3>
    ${questions(list, names)}
  </section> `;
}
