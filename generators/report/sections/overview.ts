import { byCodePoint } from '../../../src/lib/order.ts';
import { dispositionSchema, type NodePlan } from '../../../src/model/plan.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { stackedBar } from '../charts.ts';
import { dispositionKey } from '../disposition-key.ts';
import { formatInteger, formatMiB, unknownText } from '../../../src/lib/units.ts';
import { counted, plural } from '../words.ts';
import { fragment } from '../fragment.ts';
import { breakEvenSentence } from '../break-even.ts';
import { nodeCounts, nodeGap } from '../node-figures.ts';
import type { Tallies } from '../tallies.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { candidateNeeds, confidenceMeaning, dimensionName, dispositionMeaning } from '../words.ts';

/** How many operating systems the chart names; the others are summed. */
const familiesShown = 10;

const dateTime = (text: string | null): string => text?.replace('T', ' ') ?? unknownText;

/** Sources with their dates, and how near the evidence came. */
export function sources({ estate, version }: Assessed, tallies: Tallies): Html {
  const rows = estate.sources.map((source): Slot[] => [
    name(source.name),
    [source.kind, source.version === null ? null : ` ${source.version}`],
    source.server === null ? unknownText : name(source.server),
    dateTime(source.exportedAt),
    source.warnings.length === 0 ? 'none' : html`<a href="#unknown">${source.warnings.length}</a>`,
  ]);
  return html`<section id="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">Sources and evidence</h2>
    <p>Made by devirt ${version}; the dates of the exports decide what is past its end.</p>
    ${table(
      'Sources',
      ['Source', 'Kind', 'Server', 'Exported at', 'Warnings'].map((title) => ({ title })),
      rows,
    )}
    <h3>How near the evidence came</h3>
    <ul>
      ${[...tallies.confidences].map(
        ([confidence, decisions]) =>
          html`<li>
            <strong>${plural(decisions, 'decision')}</strong> from <em>${confidence}</em>:
            ${confidenceMeaning[confidence]}
          </li>`,
      )}
    </ul>
  </section> `;
}

/** What the reader has before them, in a few lines. */
export function lead({ estate, plan }: Assessed): Html {
  return html`<p class="lead">
    As of <strong>${plan.asOf ?? 'an unknown date'}</strong>, from
    <a href="#sources">${plural(estate.sources.length, 'source')}</a>: what each of
    ${plural(plan.totals.vms, 'virtual machine')} and ${plural(plan.totals.templates, 'template')} should become on
    bare-metal Kubernetes, how many nodes that takes, how many cores are licensed today, and what the evidence does not
    show: each figure with its source or named as an assumption.
  </p> `;
}

function tile(title: string, figure: Slot, details: readonly Slot[]): Html {
  return html`<div class="tile">
    <h2>${title}</h2>
    <p class="figure">${figure}</p>
    ${details.map((detail) => html`<p>${detail}</p>`)}
  </div> `;
}

/** How much of the gap is the scheduler's, which spreads pods, and not the packing's. */
function spreading({ scheduler, workers }: NodePlan): string {
  const more = scheduler === null ? 0 : workers - scheduler.packedWorkers;
  return more === 0 ? '' : `, ${formatInteger(more)} of it because the scheduler spreads pods`;
}

/** The figures that a reader takes away. */
export function tiles({ plan }: Assessed): Html {
  const { totals, nodes, savings } = plan;
  const counts = nodeCounts(nodes);
  const { licenses } = savings;
  const [breakEven] = savings.breakEven;
  return html`<div class="tiles">
    ${tile('Virtual machines', formatInteger(totals.vms), [
      `${formatInteger(totals.poweredOn)} powered on; ${plural(totals.templates, 'template')} besides`,
      `${counted(totals.hosts, 'host')}, ${counted(totals.clusters, 'cluster')}, ${formatMiB(totals.physicalMemoryMiB)} physical memory`,
    ])}${tile('Nodes needed', formatInteger(nodes.total), [
      `${plural(nodes.workers, 'worker')}, ${formatInteger(counts.spare)} spare, ${formatInteger(counts.controlPlane)} control plane`,
      `No packing needs fewer than ${plural(nodes.lowerBound, 'worker')} (gap ${nodeGap(nodes)}${spreading(nodes)}); ${nodes.bindingDimension === null ? 'what fills them first is unknown' : `${dimensionName[nodes.bindingDimension]} fills them first`}`,
    ])}${tile(
      'Licensed cores today',
      licenses === null ? unknownText : formatInteger(licenses.licensedCores),
      licenses === null
        ? ['No source lists the hosts with their sockets and cores.']
        : [
            `${formatInteger(licenses.idleLicensedCores)} of them idle: paid for under the minimum of ${licenses.coreFloorPerCpu} cores a CPU`,
            licenses.unknownHosts.length === 0
              ? 'Every host that the sources list is counted'
              : `${plural(licenses.unknownHosts.length, 'host')} of unknown size in no sum`,
          ],
    )}${tile(
      'Break-even',
      breakEven === undefined || breakEven.pricePerCoreYear === null
        ? unknownText
        : html`${savings.currency} ${formatInteger(breakEven.pricePerCoreYear)} <small>a core and year</small>`,
      breakEven === undefined
        ? ['The inputs that it needs are unknown.']
        : [breakEvenSentence(breakEven, savings.currency), 'No saving is claimed.'],
    )}
  </div> `;
}

/** The base case, and apart from it what further evidence could change. */
export function dispositions({ plan }: Assessed, tallies: Tallies): Html {
  const segments = [...tallies.dispositions].map(([word, value]) => ({ label: word, value, colour: word }));
  return html`<section id="dispositions" aria-labelledby="dispositions-title">
    <h2 id="dispositions-title">What the VMs become</h2>
    <p>
      The base case, over ${plural(plan.totals.vms, 'VM')} and ${plural(tallies.templates, 'template')}. Nodes and costs
      count this one.
    </p>
    ${stackedBar('disposition-chart', 'VMs by disposition', segments, { total: tallies.decisions, height: 34, values: true })}
    ${table(
      'VMs by disposition',
      [{ title: 'Disposition' }, { title: 'VMs', numeric: true }, { title: 'Meaning' }],
      [...tallies.dispositions].map(([word, value]): Slot[] => [
        dispositionKey(word),
        value === 0 ? '0' : html`<a href="${fragment({ disposition: word })}">${formatInteger(value)}</a>`,
        dispositionMeaning[word],
      ]),
    )}
    <h3>What further evidence could change</h3>
    ${
      tallies.candidates.length === 0
        ? html`<p>No VM has a candidate beside its base case.</p>`
        : html`<p>In none of the figures of this report.</p>
            ${table(
              'Candidates',
              [
                { title: 'Counted as' },
                { title: 'Could become' },
                { title: 'VMs', numeric: true },
                { title: 'Waits for' },
              ],
              tallies.candidates.map(({ from, to, vms }): Slot[] => [
                dispositionKey(from),
                dispositionKey(to),
                html`<a href="${fragment({ disposition: from, candidate: to })}">${formatInteger(vms)}</a>`,
                candidateNeeds[to],
              ]),
            )}`
    }
    <h3>Guest operating systems</h3>
    ${guests(plan)}
  </section> `;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** The most frequent guest systems, each cut by what its VMs become. */
function guests({ operatingSystems, decisions }: Assessed['plan']): Html {
  const dispositionOf = new Map(decisions.map(({ vm, disposition }) => [vm, disposition]));
  const families = new Map<string, Map<string, number>>();
  for (const { product, vms } of operatingSystems) {
    const counts = families.get(product) ?? new Map<string, number>();
    families.set(product, counts);
    for (const vm of vms) {
      const disposition = dispositionOf.get(vm);
      if (disposition !== undefined) counts.set(disposition, (counts.get(disposition) ?? 0) + 1);
    }
  }
  const sorted = [...families].sort(([a, x], [b, y]) => sum(y) - sum(x) || byCodePoint(a, b));
  const rest = new Map<string, number>();
  for (const [, counts] of sorted.slice(familiesShown)) {
    for (const [word, value] of counts) rest.set(word, (rest.get(word) ?? 0) + value);
  }
  const shown = sorted.slice(0, familiesShown);
  if (rest.size > 0) shown.push([`${formatInteger(sorted.length - familiesShown)} others`, rest]);
  const longest = Math.max(0, ...shown.map(([, counts]) => sum(counts)));
  return table(
    'VMs and templates by guest operating system and disposition',
    [{ title: 'Guest' }, { title: 'VMs', numeric: true }, { title: 'By disposition' }],
    shown.map(([family, counts], index): Slot[] => [
      name(family),
      formatInteger(sum(counts)),
      stackedBar(
        `guest-chart-${index}`,
        `${family} by disposition`,
        dispositionSchema.options.map((word) => ({ label: word, value: counts.get(word) ?? 0, colour: word })),
        { total: longest, height: 16, values: false },
      ),
    ]),
  );
}
