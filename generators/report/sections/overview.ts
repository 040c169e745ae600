import { byCodePoint } from '../../../src/lib/order.ts';
import { dispositionSchema, type Disposition } from '../../../src/model/plan.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Vm } from '../../../src/model/estate.ts';
import { stackedBar } from '../charts.ts';
import { formatInteger, formatMiB, formatPercent, unknownText } from '../../../src/lib/units.ts';
import { plural } from '../words.ts';
import { fragment } from '../fragment.ts';
import { guestFamily, guestName } from '../guest-family.ts';
import { breakEvenSentence } from '../break-even.ts';
import { nodeCounts, nodeGap } from '../node-figures.ts';
import type { Tallies } from '../tallies.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { candidateNeeds, confidenceMeaning, dimensionName, dispositionMeaning } from '../words.ts';

/** How many operating systems the chart names; the others are summed. */
const familiesShown = 10;

const dateTime = (text: string | null): string => text?.replace('T', ' ') ?? unknownText;

/** Sources with their dates, and how near the evidence came. */
export function sources({ estate, plan, version }: Assessed, tallies: Tallies): Html {
  const rows = estate.sources.map((source): Slot[] => [
    name(source.name),
    [source.kind, source.version === null ? null : ` ${source.version}`],
    source.server === null ? unknownText : name(source.server),
    dateTime(source.exportedAt),
    source.warnings.length === 0 ? 'none' : html`<a href="#unknown">${source.warnings.length}</a>`,
  ]);
  return html`<section id="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">Sources and evidence</h2>
    <p>As of <strong>${plan.asOf ?? 'an unknown date'}</strong>; made by devirt ${version}.</p>
    ${table(
      'Sources',
      ['Source', 'Kind', 'Server', 'Exported at', 'Warnings'].map((title) => ({ title })),
      rows,
    )}
    <div class="columns">
      <div>
        <h3>Confidence</h3>
        <ul>
          ${[...tallies.confidences].map(
            ([confidence, decisions]) =>
              html`<li>
                <strong>${plural(decisions, 'decision')}</strong> from <em>${confidence}</em>:
                ${confidenceMeaning[confidence]}
              </li>`,
          )}
        </ul>
      </div>
      <div>
        <h3>Coverage</h3>
        ${coverage(estate.vms)}
      </div>
    </div>
  </section> `;
}

function coverageLine(what: string, of: readonly Vm[], known: (vm: Vm) => boolean): Slot[] {
  const found = of.filter(known).length;
  const share = of.length === 0 ? null : (found / of.length) * 100;
  return [
    what,
    `${formatInteger(found)} of ${formatInteger(of.length)}`,
    share === null ? '–' : formatPercent(Math.floor(share), 0),
  ];
}

/** For how many VMs the sources bring what sizing and rules live on. */
function coverage(vms: readonly Vm[]): Html {
  const all = vms.filter((vm) => vm.template !== true);
  const running = all.filter((vm) => vm.powerState === 'poweredOn');
  return table(
    'What the sources bring',
    [{ title: 'Fact' }, { title: 'VMs', numeric: true }, { title: 'Share', numeric: true }],
    [
      coverageLine('Power state', all, (vm) => vm.powerState !== null),
      coverageLine('Guest system as configured', all, (vm) => vm.guestFullNameConfig !== null),
      coverageLine('Guest system as VMware Tools see it', all, (vm) => vm.guestFullNameTools !== null),
      coverageLine('CPU in use, of powered-on VMs', running, (vm) => vm.cpuUsageMHz !== null),
      coverageLine('Memory consumed, of powered-on VMs', running, (vm) => vm.memoryConsumedMiB !== null),
      coverageLine('Disks', all, (vm) => vm.disks.length > 0),
      coverageLine('File systems, of powered-on VMs', running, (vm) => vm.partitions.length > 0),
      coverageLine('Network adapters', all, (vm) => vm.nics.length > 0),
    ],
  );
}

/** What the reader has before them, in one sentence. */
export function lead({ plan }: Assessed): Html {
  return html`<p class="lead">
    What each of ${plural(plan.totals.vms, 'virtual machine')} and ${plural(plan.totals.templates, 'template')} should
    become on bare-metal Kubernetes, how many nodes that takes, how many cores are licensed today, and what the evidence
    does not show: each figure with its source or named as an assumption.
  </p> `;
}

function tile(title: string, figure: Slot, details: readonly Slot[]): Html {
  return html`<div class="tile">
    <h2>${title}</h2>
    <p class="figure">${figure}</p>
    ${details.map((detail) => html`<p>${detail}</p>`)}
  </div> `;
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
      `${formatInteger(totals.hosts)} hosts, ${formatInteger(totals.clusters)} clusters, ${formatMiB(totals.physicalMemoryMiB)} physical memory`,
    ])}${tile('Nodes needed', formatInteger(nodes.total), [
      `${formatInteger(nodes.workers)} workers, ${formatInteger(counts.spare)} spare, ${formatInteger(counts.controlPlane)} control plane`,
      `No packing needs fewer than ${plural(nodes.lowerBound, 'worker')} (gap ${nodeGap(nodes)}); ${nodes.bindingDimension === null ? 'what fills them first is unknown' : `${dimensionName[nodes.bindingDimension]} fills them first`}`,
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

/** A disposition's colour and its word, for those who cannot tell colours apart. */
function dispositionKey(word: Disposition): Html {
  return html`<span class="disposition"><span class="key ${word}"></span>${word}</span>`;
}

/** The base case, and apart from it what further evidence could change. */
export function dispositions({ estate, plan }: Assessed, tallies: Tallies): Html {
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
    ${guests(estate.vms, plan.decisions)}
  </section> `;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** The most frequent guest systems, each cut by what its VMs become. */
function guests(vms: Assessed['estate']['vms'], decisions: Assessed['plan']['decisions']): Html {
  const families = new Map<string, Map<string, number>>();
  for (const [index, vm] of vms.entries()) {
    const disposition = decisions[index]?.disposition;
    if (disposition === undefined) continue;
    const family = guestFamily(guestName(vm));
    const counts = families.get(family) ?? new Map<string, number>();
    counts.set(disposition, (counts.get(disposition) ?? 0) + 1);
    families.set(family, counts);
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
