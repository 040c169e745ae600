import { formatInteger } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { Evidence } from '../../../src/model/finding.ts';
import { watchList } from '../facets.ts';
import { fragment } from '../fragment.ts';
import { latencyRisks, latencyRules } from '../latency.ts';
import { html, name, table, type Html, type Slot } from '../template.ts';
import { facetLink, vmLink, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';

const vmsShown = 40;
const figuresShown = 2;

/** "vCPU!J12 (Ready) 7.2" */
const figure = ({ path, value }: Evidence): Html =>
  html`<code>${path}</code> ${value === null ? 'empty' : name(String(value))}`;

/** Workloads that may answer more slowly on shared nodes than today, or want more than was measured of them. */
export function performance({ plan }: Assessed, names: VmNames): Html {
  const atRisk = plan.decisions.flatMap((decision) => {
    const findings = latencyRisks(decision);
    return findings.length === 0 ? [] : [{ decision, findings }];
  });
  atRisk.sort((a, b) => b.findings.length - a.findings.length);
  const byRule = new Map<string, number>();
  for (const { findings } of atRisk) {
    for (const rule of new Set(findings.map((finding) => finding.rule))) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  }
  const unchecked = new Set(
    plan.decisions.flatMap(({ findings }) =>
      findings.filter(({ rule, severity }) => severity === 'unknown' && latencyRules.has(rule)).map(({ rule }) => rule),
    ),
  );
  const sizedBy = (method: string): number =>
    plan.decisions.filter(({ sizing }) => sizing?.cpuBasis.method === method).length;
  const momentary = sizedBy('momentary');
  const percentile = sizedBy('percentile');
  const title = (rule: string): string => plan.rules[rule]?.title ?? rule;
  return html`<section id="performance" aria-labelledby="performance-title">
    <h2 id="performance-title">Performance and latency at risk</h2>
    <p>
      ${[
        percentile === 0
          ? ''
          : `CPU requests of ${plural(percentile, 'VM')} come from percentiles of what vCenter keeps; each states its interval, and averages of two hours are raised, because they hide peaks. `,
        momentary === 0
          ? 'No CPU request comes from a momentary figure.'
          : `CPU requests of ${plural(momentary, 'VM')} come from one moment, with a factor and a floor: at its peak each of them may wait.`,
      ].join('')}
      The workloads below show signs of their own.
    </p>
    ${
      atRisk.length === 0
        ? html`<p>No VM that moves shows one, as far as the sources tell.</p>`
        : html`<p>
              ${facetLink({ kind: 'Watch list', name: watchList.latency }, plural(atRisk.length, 'VM'))} that move:
              ${[...byRule]
                .sort(([, a], [, b]) => b - a)
                .map(([rule, vms], index) => [
                  index === 0 ? '' : ', ',
                  html`<a href="${fragment({ rule })}">${title(rule)}</a> ${formatInteger(vms)}`,
                ])}.
            </p>
            ${table(
              'Workloads whose latency is at risk',
              [{ title: 'VM' }, { title: 'Application' }, { title: 'Becomes' }, { title: 'Why' }, { title: 'Seen in' }],
              atRisk
                .slice(0, vmsShown)
                .map(({ decision, findings }): Slot[] => [
                  vmLink(names, decision.vm),
                  name(decision.application),
                  decision.disposition,
                  findings.map(({ rule }, index) => [index === 0 ? '' : html`<br />`, title(rule)]),
                  findings
                    .flatMap(({ evidence }) => evidence.slice(0, figuresShown))
                    .map((evidence, index) => [index === 0 ? '' : html`<br />`, figure(evidence)]),
                ]),
            )}
            ${atRisk.length > vmsShown ? html`<p>And ${plural(atRisk.length - vmsShown, 'VM')} more, in the VM table.</p>` : null}`
    }
    ${
      unchecked.size === 0
        ? null
        : html`<p>
            Not checked on some VMs, because facts were missing:
            ${[...unchecked].sort().map((rule, index) => [index === 0 ? '' : ', ', html`<a href="${fragment({ severity: 'unknown', rule })}">${title(rule)}</a>`])}.
          </p>`
    }
  </section> `;
}
