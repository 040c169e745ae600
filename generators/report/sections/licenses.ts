import type { Assessed } from '../../../src/model/assessed.ts';
import type { BreakEven } from '../../../src/model/plan.ts';
import { breakEvenSentence } from '../break-even.ts';
import { formatDecimal, formatInteger, unknownText } from '../../../src/lib/units.ts';
import { plural } from '../words.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';

/** More hosts than these are folded away. */
const hostsShown = 10;

function explanation(entry: BreakEven): Html {
  return table(
    `How the break-even over ${plural(entry.years, 'year')} comes about`,
    [{ title: 'Item' }, { title: 'Amount', numeric: true }, { title: 'Source' }],
    entry.explanation.map(({ item, amount, source }): Slot[] => [
      item,
      formatDecimal(amount, Number.isInteger(amount) ? 0 : 2),
      source,
    ]),
  );
}

/** The first break-even with its lines; of the others, which differ in the years alone, the lines are folded away. */
function breakEvenDetails(entry: BreakEven, index: number, currency: string): Html {
  return html`<p class="statement">${breakEvenSentence(entry, currency)}</p>
    ${
      entry.explanation.length === 0
        ? null
        : index === 0
          ? explanation(entry)
          : html`<details>
              <summary>How ${plural(entry.years, 'year')} come about</summary>
              ${explanation(entry)}
            </details>`
    }`;
}

/** What is licensed today, and at which price the plan and a renewal cost the same. */
export function licenses({ plan }: Assessed): Html {
  const { licenses: today, breakEven, currency } = plan.savings;
  return html`<section id="licences" aria-labelledby="licences-title">
    <h2 id="licences-title">Licences today, and the break-even</h2>
    ${today === null ? html`<p>Unknown: no source lists the hosts with their sockets and cores.</p>` : licensedCores(today)}
    <h3>Break-even</h3>
    <p>
      Not a saving: without a renewal offer and a hardware quote of your own there is no sum to save, only the price at
      which both cost the same.
    </p>
    ${breakEven.length === 0 ? html`<p>Unknown: the inputs that it needs are missing.</p>` : breakEven.map((entry, index) => breakEvenDetails(entry, index, currency))}
  </section> `;
}

/** Names, of many only the first. */
function listed(names: readonly string[]): Slot {
  const more = names.length - hostsShown;
  return [
    names.slice(0, hostsShown).map((host, index) => [index === 0 ? '' : ', ', name(host)]),
    more > 0 ? ` and ${formatInteger(more)} more` : null,
  ];
}

type Licenses = NonNullable<Assessed['plan']['savings']['licenses']>;

function hostTable(hosts: Licenses['hosts']): Html {
  return table(
    'Hosts with idle licensed cores',
    [
      { title: 'Host' },
      { title: 'Cluster' },
      { title: 'CPUs', numeric: true },
      { title: 'Cores a CPU', numeric: true },
      { title: 'Licensed cores', numeric: true },
      { title: 'Idle', numeric: true },
    ],
    hosts.map((host): Slot[] => [
      name(host.name),
      host.cluster === null ? unknownText : name(host.cluster),
      formatInteger(host.sockets),
      formatInteger(host.coresPerSocket),
      formatInteger(host.licensedCores),
      formatInteger(host.idleLicensedCores),
    ]),
  );
}

function idleHosts(hosts: Licenses['hosts']): Html {
  if (hosts.length === 0) return html`<p>No host carries idle licensed cores.</p>`;
  if (hosts.length <= hostsShown) return hostTable(hosts);
  return html`${hostTable(hosts.slice(0, hostsShown))}
    <details>
      <summary>${plural(hosts.length - hostsShown, 'more host')} with idle licensed cores</summary>
      ${hostTable(hosts.slice(hostsShown))}
    </details>`;
}

function licensedCores(today: Licenses): Html {
  const idle = today.hosts
    .filter((host) => (host.idleLicensedCores ?? 0) > 0)
    .sort((a, b) => (b.idleLicensedCores ?? 0) - (a.idleLicensedCores ?? 0));
  return html`<p>
      <strong>${formatInteger(today.licensedCores)} licensed cores</strong> for ${formatInteger(today.physicalCores)}
      physical ones, each CPU counting at least ${today.coreFloorPerCpu} (Broadcom KB 313548):
      <strong>${formatInteger(today.idleLicensedCores)} are idle</strong>, paid for and not there.
      ${
        today.unknownHosts.length === 0
          ? null
          : html`In no sum, because their CPUs or cores are unknown: ${listed(today.unknownHosts)}.`
      }
    </p>
    ${idleHosts(idle)}`;
}
