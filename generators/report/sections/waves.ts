import { formatInteger, formatMiB, unknownText } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Wave } from '../../../src/model/waves.ts';
import { bullets, html, name, table, type Html, type Slot } from '../template.ts';
import { vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';

const wavesShown = 60;
const applicationsShown = 4;
const bridgesShown = 40;
const groupsShown = 20;

const hours = (value: number | null): string => (value === null ? unknownText : `${formatInteger(Math.ceil(value))} h`);

function applicationsOf({ applications, kind }: Wave): Slot {
  if (kind === 'clean-up') return 'VMs that are switched off';
  if (kind === 'platform') return "the old platform's own VMs";
  const shown = applications
    .slice(0, applicationsShown)
    .flatMap((each, index): Slot[] => [
      index === 0 ? '' : ', ',
      name(each.name),
      each.vms < each.ofVms ? ` (${each.vms} of ${each.ofVms})` : '',
    ]);
  const more = applications.length - applicationsShown;
  return more > 0 ? [...shown, ` and ${more} more`] : shown;
}

function calendar({ waves: all }: Assessed['plan']['waves']): Html {
  return html`${table(
    'Waves in the order in which they run',
    [
      { title: 'Wave' },
      { title: 'From', numeric: true },
      { title: 'To', numeric: true },
      { title: 'What moves' },
      { title: 'VMs', numeric: true },
      { title: 'Person-days', numeric: true },
      { title: 'Data', numeric: true },
      { title: 'First pass', numeric: true },
      { title: 'Standstill', numeric: true },
      { title: 'Bridges', numeric: true },
      { title: 'Hosts empty', numeric: true },
      { title: 'Nodes', numeric: true },
      { title: 'of them new', numeric: true },
    ],
    all
      .slice(0, wavesShown)
      .map((wave): Slot[] => [
        wave.name,
        wave.start ?? unknownText,
        wave.end ?? unknownText,
        applicationsOf(wave),
        formatInteger(wave.vms.length),
        formatInteger(Math.ceil(wave.effortDays)),
        wave.dataMiB === null ? (wave.firstPassHours === null ? '–' : unknownText) : formatMiB(wave.dataMiB),
        wave.kind === 'clean-up' || wave.kind === 'platform' ? '–' : hours(wave.firstPassHours),
        wave.kind === 'clean-up' || wave.kind === 'platform' ? '–' : hours(wave.downtimeHours),
        formatInteger(wave.bridges.length),
        formatInteger(wave.hosts.reduce((sum, { emptied }) => sum + emptied, 0)),
        formatInteger(wave.nodesNeeded),
        formatInteger(wave.nodesNew),
      ]),
  )}${all.length > wavesShown ? html`<p>And ${plural(all.length - wavesShown, 'wave')} more, in assessment.json.</p>` : null}`;
}

function bridges(plan: Assessed['plan']['waves'], names: VmNames): Html | null {
  const all = plan.waves.flatMap((wave) => wave.bridges.map((bridge) => ({ wave, bridge })));
  if (all.length === 0) return null;
  return html`${table(
    'Connections that cross between old and new',
    [{ title: 'From wave' }, { title: 'Until' }, { title: 'Asks' }, { title: 'Answers' }, { title: 'Service' }],
    all
      .slice(0, bridgesShown)
      .map(({ wave, bridge }): Slot[] => [
        wave.name,
        bridge.until ?? 'stays',
        vmLinks(names, [bridge.from], 1),
        vmLinks(names, [bridge.to], 1),
        `${bridge.service ?? unknownText}${bridge.port === null ? '' : ` ${bridge.port}`}`,
      ]),
  )}${all.length > bridgesShown ? html`<p>And ${plural(all.length - bridgesShown, 'bridge')} more, in assessment.json.</p>` : null}`;
}

/** What looking inside has shown: who depends on whom, and in which order applications start. */
function dependencies({ plan }: Assessed, names: VmNames): Html {
  const { edges, groups, window, unseenVms } = plan.dependencies;
  if (window === null) {
    return html`<p>
      Nobody has looked inside a guest, so that no connection between VMs is known: the order rests on applications,
      clusters and risk alone, and what crosses between waves must be found first (devirt collect guest).
    </p>`;
  }
  const [from, to] = [window.from ?? unknownText, window.to ?? unknownText];
  return html`<h3>Who depends on whom</h3>
    <p>
      ${plural(edges.filter(({ infrastructure }) => !infrastructure).length, 'connection')} between applications, seen
      from ${from} to ${to}, each guest between ${formatInteger(window.fewest)} and ${formatInteger(window.most)} times;
      ${plural(unseenVms, 'running VM')} nobody has looked into. What runs once a month or a year may be missing.
    </p>
    ${
      groups.length === 0
        ? null
        : table(
            'Applications that hang together, and the order in which they start',
            [{ title: 'Called after' }, { title: 'Start order' }],
            groups
              .slice(0, groupsShown)
              .map((group): Slot[] => [
                name(group.name),
                group.startOrder.flatMap((step, index): Slot[] => [
                  index === 0 ? '' : ' → ',
                  step.flatMap(({ vm, application }, place): Slot[] => [
                    place === 0 ? '' : ', ',
                    name(application),
                    ' on ',
                    vmLinks(names, [vm], 1),
                  ]),
                ]),
              ]),
          )
    }`;
}

/** The order in which the estate moves, what it needs, and what it rests on. */
export function waves(assessed: Assessed, names: VmNames): Html {
  const { waves: plan } = assessed.plan;
  const facts = [
    ...(plan.end === null ? [] : [`The last wave ends on ${plan.end}.`]),
    ...(plan.renewal === null
      ? [
          'The end of the contract with VMware is not set (migration.contractEnd): whether the waves end before it is unknown.',
        ]
      : [plan.renewal.explanation]),
    `At most ${plural(plan.newNodesAtPeak, 'node')} must be bought before hosts become free.`,
    `${plural(plan.stay.length, 'VM')} stay${plan.stay.length === 1 ? 's' : ''} and ${plan.stay.length === 1 ? 'is' : 'are'} in no wave.`,
  ];
  return html`<section id="waves" aria-labelledby="waves-title">
    <h2 id="waves-title">Waves</h2>
    ${plan.waves.length === 0 ? html`<p>Nothing moves.</p>` : calendar(plan)} ${bullets('What it comes to', facts)}
    ${bridges(plan, names)} ${dependencies(assessed, names)} ${bullets('What the calendar rests on', plan.assumptions)}
  </section> `;
}
