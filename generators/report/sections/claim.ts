import type { Assessed } from '../../../src/model/assessed.ts';
import type { OverheadStep } from '../../../src/model/plan.ts';
import { gauge } from '../charts.ts';
import { formatPercent } from '../../../src/lib/units.ts';
import { html, table, type Html, type Slot } from '../template.ts';

/** A share that is there but rounds to nothing is not printed as 0. */
const figure = (value: number): string =>
  value > 0 && value < leastPercent ? `< ${formatPercent(leastPercent)}` : formatPercent(value);

/** The least share that one decimal shows. */
const leastPercent = 0.1;

/** A figure over a bar whose full width is the claim, so that the eye compares them. */
function share(id: string, what: string, value: number | null, claimPercent: number): Slot {
  return value === null
    ? 'not measured'
    : [figure(value), gauge(id, `${what}, of the claimed ${claimPercent} percent`, value, claimPercent)];
}

function ladder(id: string, caption: string, steps: readonly OverheadStep[], claimPercent: number): Html {
  if (steps.length === 0) return html`<p>Nothing measured, nothing assumed.</p>`;
  return table(
    caption,
    [{ title: 'Step' }, { title: 'CPU' }, { title: 'Memory' }, { title: 'Basis' }],
    steps.map((step, index): Slot[] => [
      step.step,
      share(`${id}-cpu-${index}`, `CPU for ${step.step}`, step.cpuPercent, claimPercent),
      share(`${id}-memory-${index}`, `Memory for ${step.step}`, step.memoryPercent, claimPercent),
      step.basis,
    ]),
  );
}

/** The claim under test beside what this estate shows; the claim itself is never a finding. */
export function claim({ plan }: Assessed): Html {
  const { claimPercent, today, target, netPercent } = plan.overhead;
  const open = [...today, ...target].filter((step) => step.cpuPercent === null || step.memoryPercent === null).length;
  return html`<section id="claim" aria-labelledby="claim-title">
    <h2 id="claim-title">The ${claimPercent} percent claim, and what was measured</h2>
    <blockquote>
      <p>With virtual machines, ${claimPercent} percent of the infrastructure supports VMware and what it demands.</p>
      <footer>
        A vendor's claim (T. Barton, BetaNews, April 2019), put to the test here. It is not a result of this report.
      </footer>
    </blockquote>
    <p>
      In percent of today's physical capacity; the basis says what is measured and what assumed. The full width of a bar
      is the claimed ${claimPercent} percent. Steps can overlap and are not added up.
    </p>
    <h3>Today: what VMware and the guests take</h3>
    ${ladder('today', 'Overhead today', today, claimPercent)}
    <h3>On bare metal: what Kubernetes and KubeVirt will take</h3>
    ${ladder('target', 'Overhead on the target', target, claimPercent)}
    <p class="statement">
      ${
        netPercent === null
          ? `The net difference cannot be stated: ${open} of ${today.length + target.length} steps are not fully measured.`
          : `Net difference of both ladders: ${formatPercent(netPercent)}.`
      }
    </p>
  </section> `;
}
