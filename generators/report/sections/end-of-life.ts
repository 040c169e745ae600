import { byCodePoint } from '../../../src/lib/order.ts';
import { formatInteger } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { OperatingSystem } from '../../../src/model/operating-systems.ts';
import { dateLine, dateScale, lifeLine, type DateScale } from '../charts.ts';
import { fragment } from '../fragment.ts';
import { html, name, table, unbroken, type Html, type Slot } from '../template.ts';
import { facetFragment, facetLink, vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';
import { platformLife } from './platform.ts';

type Dated = OperatingSystem & { readonly standardEnds: string };

/** Releases in the chart and the list; estates rarely run more. */
const releasesShown = 60;
const namesShown = 8;

const isDated = (system: OperatingSystem): system is Dated => system.standardEnds !== null;

const byEnd = (a: Dated, b: Dated): number =>
  byCodePoint(a.standardEnds, b.standardEnds) || byCodePoint(a.name, b.name);

function extended({ extendedEnds, extension }: OperatingSystem): string {
  return extendedEnds === null ? 'none known' : `${extendedEnds} (${extension ?? 'extended support'})`;
}

const releaseLink = ({ name: release }: OperatingSystem): Html =>
  facetLink({ kind: 'Operating system', name: release }, name(release));

function timeline(systems: readonly Dated[], asOf: string | null, scale: DateScale): Html {
  return table(
    'Ends of support by release, on one scale of years',
    [
      { title: 'Release' },
      { title: 'VMs', numeric: true },
      { title: 'Support ends' },
      { title: dateLine('support-years', 'Years', scale) },
    ],
    systems.map((system, index): Slot[] => [
      releaseLink(system),
      formatInteger(system.vms.length),
      unbroken(system.standardEnds),
      lifeLine(`support-${index}`, system, asOf, scale),
    ]),
  );
}

function past(systems: readonly Dated[], names: VmNames): Html {
  if (systems.length === 0) return html`<p>No release that is recognised is past the end of its support.</p>`;
  return table(
    'Releases past the end of their support',
    [
      { title: 'Release' },
      { title: 'Ended' },
      { title: 'Extended until' },
      { title: 'VMs', numeric: true },
      { title: 'Which' },
      { title: 'Source' },
    ],
    systems.map((system): Slot[] => [
      releaseLink(system),
      unbroken(system.standardEnds),
      extended(system),
      formatInteger(system.vms.length),
      vmLinks(names, system.vms, namesShown, facetFragment({ kind: 'Operating system', name: system.name })),
      system.source ?? '',
    ]),
  );
}

/** Which operating systems are past their end and when, and when the others will be. */
export function endOfLife({ plan }: Assessed, names: VmNames): Html {
  const { asOf, operatingSystems: systems } = plan;
  const dated = systems.filter(isDated).sort(byEnd);
  const ended = asOf === null ? [] : dated.filter(({ standardEnds }) => standardEnds < asOf);
  const undated = systems.filter((system) => !isDated(system));
  const count = (some: readonly OperatingSystem[]): number => some.reduce((sum, { vms }) => sum + vms.length, 0);
  const scale = dateScale(
    dated.flatMap(({ standardEnds, extendedEnds }) => [standardEnds, extendedEnds ?? standardEnds]),
    asOf,
  );
  const rule = fragment({ rule: 'os.end-of-life' });
  return html`<section id="end-of-life" aria-labelledby="end-of-life-title">
    <h2 id="end-of-life-title">End of life</h2>
    <p>
      ${
        asOf === null
          ? 'The date of the assessment is unknown: set asOf in devirt.yaml to have these dates judged.'
          : html`<strong>${plural(count(ended), 'VM')}</strong>, templates included, on
              ${plural(ended.length, 'release')} past the end of standard support as of ${asOf}. Of
              ${plural(count(undated), 'VM')} no release with a date is known. What the rule found, VM by VM:
              <a href="${rule}">os.end-of-life</a>.`
      }
    </p>
    <h3>Past their end</h3>
    ${past(ended.slice(0, releasesShown), names)}
    ${
      dated.length === 0 || scale === null
        ? null
        : html`<h3>All releases with a date</h3>
            <p>
              The dark bar is standard support, the light one extended support that is sold or given beyond it; the line
              across is ${asOf === null ? 'missing, because the date is unknown' : asOf}.
            </p>
            ${timeline(dated.slice(0, releasesShown), asOf, scale)}`
    }
    ${
      undated.length === 0
        ? null
        : html`<h3>Without a date</h3>
            <p>
              ${undated.map((system, index) => [index === 0 ? '' : ', ', releaseLink(system), ` (${formatInteger(system.vms.length)})`])}:
              the release is not told, or the table has no date for it. VMware Tools in the guest tell the release.
            </p>`
    }
    ${platformLife(plan.platform)}
  </section> `;
}
