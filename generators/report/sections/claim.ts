import type { Assessed } from '../../../src/model/assessed.ts';
import type { Layer, Overhead, OverheadStep } from '../../../src/model/overhead.ts';
import { gauge } from '../charts.ts';
import { formatInteger, formatMiB, formatPercent } from '../../../src/lib/units.ts';
import type { Vm } from '../../../src/model/estate.ts';
import { fragment } from '../fragment.ts';
import { vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';
import { isOpen, shareUnknown } from '../overhead-share.ts';
import { html, table, type Html, type Slot } from '../template.ts';

/** A share that is there but rounds to nothing is not printed as 0. */
const figure = (value: number): string =>
  value > 0 && value < leastPercent ? `< ${formatPercent(leastPercent)}` : formatPercent(value);

/** Rule that recognises appliances of VMware's own. */
const applianceRule = 'platform.vmware-appliance';
const appliancesShown = 10;

/** The least share that one decimal shows. */
const leastPercent = 0.1;

/** A figure over a bar whose full width is the claim, so that the eye compares them. */
function share(id: string, what: string, step: OverheadStep, of: 'cpu' | 'memory', claimPercent: number): Slot {
  const value = of === 'cpu' ? step.cpuPercent : step.memoryPercent;
  return value === null
    ? shareUnknown(step, of)
    : [figure(value), gauge(id, `${what}, of the claimed ${claimPercent} percent`, value, claimPercent)];
}

function ladder(
  id: string,
  caption: string,
  steps: readonly OverheadStep[],
  sum: Overhead['sums']['net'],
  claimPercent: number,
): Html {
  if (steps.length === 0) return html`<p>Nothing measured, nothing assumed.</p>`;
  const rowOf = (step: OverheadStep, index: number): Slot[] => [
    step.apart === true ? html`<em>Apart, in no sum:</em> ${step.step}` : step.step,
    share(`${id}-cpu-${index}`, `CPU for ${step.step}`, step, 'cpu', claimPercent),
    share(`${id}-memory-${index}`, `Memory for ${step.step}`, step, 'memory', claimPercent),
    step.basis,
  ];
  const together: OverheadStep = {
    step: 'Together',
    cpuPercent: sum.cpuPercent,
    memoryPercent: sum.memoryPercent,
    basis: sum.complete ? 'the steps above, without those apart' : 'at least: steps that are not measured are missing',
  };
  return table(
    caption,
    [{ title: 'Step' }, { title: 'CPU' }, { title: 'Memory' }, { title: 'Basis' }],
    [...steps.map(rowOf), rowOf(together, steps.length)],
  );
}

/** What does the same work one above the other. */
function layers(all: readonly Layer[]): Html {
  return table(
    'Layers that lie one above the other',
    [{ title: 'Of' }, { title: 'Today' }, { title: 'On bare metal' }],
    all.map(({ of, today, target }): Slot[] => [of, today.join('; '), target.join('; ')]),
  );
}

/** VMware's own appliances by name, with what they are configured for. */
function appliances({ estate, plan }: Assessed, names: VmNames): Html | null {
  const vms = estate.vms.filter((_, index) => plan.decisions[index]?.decidedBy.rule === applianceRule);
  if (vms.length === 0) return null;
  const sum = (of: (vm: Vm) => number | null): number | null => {
    const known = vms.flatMap((vm) => of(vm) ?? []);
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
  };
  const ids = vms.map(({ id }) => id);
  return html`<p>
    VMware’s own appliances are ${plural(vms.length, 'VM')} with ${formatInteger(sum((vm) => vm.cpus))} vCPUs,
    ${formatMiB(sum((vm) => vm.memoryMiB))} memory and ${formatMiB(sum((vm) => vm.inUseMiB))} storage in use, as far as
    their figures are told: ${vmLinks(names, ids, appliancesShown, fragment({ rule: applianceRule }))}.
  </p>`;
}

/** The claim under test beside what this estate shows; the claim itself is never a finding. */
export function claim(assessed: Assessed, names: VmNames): Html {
  const { plan } = assessed;
  const { claimPercent, today, target, sums } = plan.overhead;
  const open = [...today, ...target].filter((step) => isOpen(step, 'cpu') || isOpen(step, 'memory')).length;
  const { net } = sums;
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
      is the claimed ${claimPercent} percent. What either side needs or could save alike stands apart.
    </p>
    <h3>Today: what VMware and the guests take</h3>
    ${ladder('today', 'Overhead today', today, sums.today, claimPercent)}${appliances(assessed, names)}
    <h3>On bare metal: what Kubernetes and KubeVirt will take</h3>
    ${ladder('target', 'Overhead on the target', target, sums.target, claimPercent)}
    <h3>Layers</h3>
    ${layers(plan.overhead.layers)}
    <p class="statement">
      ${
        net.cpuPercent === null || net.memoryPercent === null
          ? `The net difference cannot be stated: ${open} of ${today.length + target.length} steps are not fully measured.`
          : `Net difference of both ladders: ${net.complete ? '' : 'at least '}${formatPercent(net.cpuPercent)} of CPU and ${formatPercent(net.memoryPercent)} of memory${open === 0 ? '' : `, with ${open} steps that are not fully measured`}. It holds as far as the bases do: what is assumed is no measurement.`
      }
    </p>
  </section> `;
}
