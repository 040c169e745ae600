import { formatInteger } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Finding, Severity } from '../../../src/model/finding.ts';
import { stackedBar } from '../charts.ts';
import { watchList } from '../facets.ts';
import { fragment } from '../fragment.ts';
import { obstructionMeaning, obstructions, type Obstruction } from '../obstructions.ts';
import { severities } from '../tallies.ts';
import { dotted, html, name, table, unbroken, type Html, type Slot } from '../template.ts';
import { facetFragment, vmLinks, type VmNames } from '../vm-links.ts';
import { plural, severityMeaning } from '../words.ts';
import { health } from './platform.ts';

/** Names of VMs beside a reason or a rule. */
const namesShown = 6;
/** Reasons that the page prints; each VM's own stand in its row. */
const reasonsShown = 40;

/** Addresses that select the VMs of each kind; null where no filter does. */
const listOf: Readonly<Record<Obstruction['what'], string | null>> = {
  'stays on VMware': fragment({ disposition: 'retain' }),
  'fits on no node': facetFragment({ kind: 'Watch list', name: watchList.unplaced }),
  'has no known size': null,
  'no network left': facetFragment({ kind: 'Watch list', name: watchList.noNetwork }),
  'not by forklift': facetFragment({ kind: 'Watch list', name: watchList.byHand }),
};

function everyOne(what: Obstruction['what']): Slot {
  const all = listOf[what];
  return all === null ? what : html`<a href="${all}">${what}</a>`;
}

function stops(assessed: Assessed, names: VmNames): Html {
  const found = obstructions(assessed);
  if (found.length === 0) return html`<p>Nothing: every VM of the plan has a node, a network and a way to move.</p>`;
  const kinds = new Set(found.map(({ what }) => what));
  return html`<dl class="terms">
      ${[...kinds].map(
        (what) =>
          html`<div>
            <dt>${everyOne(what)}</dt>
            <dd>${obstructionMeaning[what]}</dd>
          </div>`,
      )}
    </dl>
    ${table(
      'What stops the move, by reason',
      [{ title: 'What' }, { title: 'VMs', numeric: true }, { title: 'Why' }, { title: 'Which' }],
      found
        .slice(0, reasonsShown)
        .map(({ what, reason, vms }): Slot[] => [
          unbroken(what),
          formatInteger(vms.length),
          name(reason),
          vmLinks(names, vms, namesShown, listOf[what]),
        ]),
    )}
    ${
      found.length > reasonsShown
        ? html`<p>
            And ${plural(found.length - reasonsShown, 'reason')} more, in the rows of the VMs and in report.xlsx.
          </p>`
        : null
    }`;
}

/** The gravest finding of a VM that is neither waived nor a check that could not be made. */
function gravest(findings: readonly Finding[]): Severity | null {
  let least = severities.length;
  for (const { severity, waived } of findings) {
    const rank = severities.indexOf(severity);
    if (severity !== 'unknown' && waived === undefined && rank < least) least = rank;
  }
  return severities[least] ?? null;
}

function bySeverity({ plan }: Assessed): Html {
  const counts = new Map<Severity | null, number>();
  for (const { findings } of plan.decisions) {
    const severity = gravest(findings);
    counts.set(severity, (counts.get(severity) ?? 0) + 1);
  }
  const segments = [
    ...severities
      .filter((severity) => severity !== 'unknown')
      .map((severity) => ({
        label: severity,
        value: counts.get(severity) ?? 0,
        colour: `gravest-${severity}`,
        meaning: `: ${severityMeaning[severity]}`,
      })),
    { label: 'no finding', value: counts.get(null) ?? 0, colour: 'gravest-none', meaning: '' },
  ];
  return html`${stackedBar('severity-chart', 'VMs by their gravest finding', segments, {
      total: plan.decisions.length,
      height: 26,
      values: true,
    })}
    <ul class="severities">
      ${segments.map(
        ({ label, value, colour, meaning }) =>
          html`<li><span class="key ${colour}"></span><strong>${formatInteger(value)}</strong> ${label}${meaning}</li>`,
      )}
    </ul>`;
}

interface Grave {
  readonly severity: Severity;
  readonly rule: string;
  readonly vms: string[];
}

/** Blockers and obstacles with the VMs behind them. */
function graveFindings({ plan }: Assessed, names: VmNames): Html {
  const found = new Map<string, Grave>();
  for (const { vm, findings } of plan.decisions) {
    for (const { rule, severity, waived } of findings) {
      if ((severity !== 'blocker' && severity !== 'obstacle') || waived !== undefined) continue;
      const key = `${severity} ${rule}`;
      const entry = found.get(key) ?? { severity, rule, vms: [] };
      found.set(key, entry);
      if (entry.vms.at(-1) !== vm) entry.vms.push(vm);
    }
  }
  const sorted = [...found.values()].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.vms.length - a.vms.length,
  );
  if (sorted.length === 0) return html`<p>No blocker and no obstacle.</p>`;
  return table(
    'Blockers and obstacles, with the VMs behind them',
    [{ title: 'Finding' }, { title: 'VMs', numeric: true }, { title: 'Which' }, { title: 'Remedy' }],
    sorted.map(({ severity, rule, vms }): Slot[] => [
      [
        html`<span class="chip severity-${severity}">${severity}</span> ${plan.rules[rule]?.title ?? rule} `,
        dotted(rule),
      ],
      html`<a href="${fragment({ severity, rule })}">${formatInteger(vms.length)}</a>`,
      vmLinks(names, vms, namesShown, fragment({ severity, rule })),
      plan.rules[rule]?.remedy ?? '',
    ]),
  );
}

/** What stands in the way: VMs that do not move, and the gravest findings with the VMs behind them. */
export function risks(assessed: Assessed, names: VmNames): Html {
  return html`<section id="risks" aria-labelledby="risks-title">
    <h2 id="risks-title">Risks</h2>
    <h3>What stops the move</h3>
    ${stops(assessed, names)}
    <h3>VMs and templates by their gravest finding</h3>
    ${bySeverity(assessed)}
    <h3>Blockers and obstacles</h3>
    <p>A blocker forbids a container, not the move: such a VM goes on as a VM unless it is listed above.</p>
    ${graveFindings(assessed, names)}${health(assessed.plan.platform.health)}
  </section> `;
}
