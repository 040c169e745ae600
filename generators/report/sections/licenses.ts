import type { Assessed } from '../../../src/model/assessed.ts';
import type { BreakEven } from '../../../src/model/savings.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import { hostLicense } from '../../../src/model/host-license.ts';
import { breakEvenSentence, verdictSentence } from '../break-even.ts';
import { stackedBar } from '../charts.ts';
import { fragment } from '../fragment.ts';
import { formatDecimal, formatInteger, formatMiB, unknownText } from '../../../src/lib/units.ts';
import { vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';

/** More hosts than these are folded away. */
const hostsShown = 10;
/** Hosts that the page lists at all; report.xlsx has every one. */
const hostsListed = 100;
const clustersShown = 30;
const vmsShown = 4;
const freedShown = 8;

const idleCaption = 'Hosts with idle licensed cores';

function breakEvenTable(entry: BreakEven): Html {
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
          ? breakEvenTable(entry)
          : html`<details class="on-paper">
              <summary>How ${plural(entry.years, 'year')} come about</summary>
              ${breakEvenTable(entry)}
            </details>`
    }`;
}

/** What is licensed today, and at which price the plan and a renewal cost the same. */
export function licenses(assessed: Assessed, names: VmNames): Html {
  const { plan, settings } = assessed;
  const { licenses: today, breakEven, currency } = plan.savings;
  const floor = settings.licenses.coreFloorPerCpu;
  return html`<section id="licences" aria-labelledby="licences-title">
    <h2 id="licences-title">Licences today, and the break-even</h2>
    ${today === null ? html`<p>Unknown: no source lists the hosts with their sockets and cores.</p>` : [licensedCores(today), everyHost(assessed, floor), clusterChart(assessed, floor)]}
    ${freedFirst(assessed, names)}${targetLicenses(assessed)}
    <h3>Break-even</h3>
    <p class="statement">${verdictSentence(plan.savings)}</p>
    <p>
      Not a saving: without a renewal offer and a hardware quote of your own there is no sum to save, only the price at
      which this plan and staying with right-sized VMs cost the same, in present value of what is cash.
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

function hostTable(caption: string, hosts: Licenses['hosts']): Html {
  return table(
    caption,
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
  if (hosts.length <= hostsShown) return hostTable(idleCaption, hosts);
  return html`${hostTable(idleCaption, hosts.slice(0, hostsShown))}
    <details>
      <summary>${plural(hosts.length - hostsShown, 'more host')} with idle licensed cores</summary>
      ${hostTable('More hosts with idle licensed cores', hosts.slice(hostsShown, hostsListed))}
      ${hosts.length > hostsListed ? html`<p>And ${plural(hosts.length - hostsListed, 'host')} more, in report.xlsx.</p>` : null}
    </details>`;
}

/** Licensed cores by cluster: those that are there, and those that are paid for and are not. */
function clusterChart({ estate }: Assessed, floor: number): Html | null {
  const clusters = new Map<string | null, { physical: number; licensed: number; hosts: number }>();
  for (const host of estate.hosts) {
    const license = hostLicense(host, floor);
    if (license === null) continue;
    const sum = clusters.get(host.cluster) ?? { physical: 0, licensed: 0, hosts: 0 };
    clusters.set(host.cluster, {
      physical: sum.physical + license.cores,
      licensed: sum.licensed + license.licensedCores,
      hosts: sum.hosts + 1,
    });
  }
  if (clusters.size === 0) return null;
  const sorted = [...clusters].sort(([a, x], [b, y]) => y.licensed - x.licensed || byCodePoint(a ?? '', b ?? ''));
  const longest = Math.max(...sorted.map(([, { licensed }]) => licensed));
  return html`<h3>By cluster</h3>
    <p class="legend">
      <span class="key physical"></span>physical cores <span class="key idle"></span>licensed and not there
    </p>
    ${table(
      'Licensed and physical cores by cluster',
      [
        { title: 'Cluster' },
        { title: 'Hosts', numeric: true },
        { title: 'Physical', numeric: true },
        { title: 'Licensed', numeric: true },
        { title: 'Cores' },
      ],
      sorted.slice(0, clustersShown).map(([cluster, { physical, licensed, hosts }], index): Slot[] => [
        cluster === null ? 'no cluster told' : name(cluster),
        formatInteger(hosts),
        formatInteger(physical),
        formatInteger(licensed),
        stackedBar(
          `cluster-cores-${index}`,
          `Cores of ${cluster ?? 'hosts without a cluster'}`,
          [
            { label: 'physical', value: physical, colour: 'physical' },
            { label: 'licensed and not there', value: licensed - physical, colour: 'idle' },
          ],
          { total: longest, height: 16, values: false },
        ),
      ]),
    )}
    ${sorted.length > clustersShown ? html`<p>And ${plural(sorted.length - clustersShown, 'cluster')} more.</p>` : null}`;
}

/** Licences that the guests' products need on the target, in the ways in which they may be counted. */
function targetLicenses({ plan }: Assessed): Html | null {
  if (plan.targetLicenses.length === 0) return null;
  return html`<h3>Licences of products on the target</h3>
    <p>
      In no break-even. One way to count applies, and the agreement says which; what is owned already no inventory
      tells.
    </p>
    ${table(
      'Licences of products on the target',
      [
        { title: 'Product' },
        { title: 'VMs', numeric: true },
        { title: 'Counted by' },
        { title: 'Units', numeric: true },
        { title: `A year (${plan.savings.currency})`, numeric: true },
        { title: 'How' },
      ],
      plan.targetLicenses.flatMap(({ product, rule, vms, byNameOnly, unknownVms, counts }) =>
        counts.map(({ metric, units, pricePerYear, explanation }, index): Slot[] => [
          index === 0 ? html`<a href="${fragment({ rule })}">${product}</a>` : html`<small>${product}, or by</small>`,
          [
            formatInteger(vms),
            byNameOnly === 0 ? null : html`<br /><small>${formatInteger(byNameOnly)} by name only</small>`,
            unknownVms === 0 ? null : html`<br /><small>${formatInteger(unknownVms)} of unknown size</small>`,
          ],
          metric,
          formatInteger(units),
          pricePerYear === null ? 'no price set' : formatInteger(pricePerYear),
          explanation,
        ]),
      ),
    )}`;
}

/** The hosts that can be emptied with least to move: licences end when a host is empty and their term ends, both. */
function freedFirst({ plan }: Assessed, names: VmNames): Html | null {
  if (plan.hostRelease.length === 0) return null;
  return html`<h3>Hosts that are freed first</h3>
    <p>Those with least to move. A licence lapses when its host is empty and its term has ended, both.</p>
    ${table(
      'Hosts in the order in which they are freed',
      [
        { title: 'Host' },
        { title: 'Running VMs', numeric: true },
        { title: 'vCPU', numeric: true },
        { title: 'Memory', numeric: true },
        { title: 'Of them retained', numeric: true },
        { title: 'Licensed cores', numeric: true },
        { title: 'Which' },
      ],
      plan.hostRelease
        .slice(0, freedShown)
        .map((host): Slot[] => [
          [name(host.host), host.cluster === null ? null : html`<br /><small>${name(host.cluster)}</small>`],
          formatInteger(host.running),
          formatInteger(host.vcpus),
          formatMiB(host.memoryMiB),
          formatInteger(host.retained),
          formatInteger(host.licensedCores),
          host.vms === null ? '' : vmLinks(names, host.vms, vmsShown),
        ]),
    )}`;
}

/** Every host that can be counted, folded away: the whole sum can be checked. */
function everyHost({ estate }: Assessed, floor: number): Html | null {
  const hosts = estate.hosts.flatMap((host) => hostLicense(host, floor) ?? []);
  if (hosts.length === 0) return null;
  return html`<details>
    <summary>All ${plural(hosts.length, 'host')} in the sum</summary>
    ${hostTable(
      'Licensed cores by host',
      hosts.slice(0, hostsListed).map(({ host, sockets, coresPerSocket, cores, licensedCores: licensed }) => ({
        name: host.name,
        cluster: host.cluster,
        sockets,
        coresPerSocket,
        licensedCores: licensed,
        idleLicensedCores: licensed - cores,
      })),
    )}
    ${hosts.length > hostsListed ? html`<p>And ${plural(hosts.length - hostsListed, 'host')} more, in report.xlsx.</p>` : null}
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
