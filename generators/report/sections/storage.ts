import { formatInteger, formatMiB, unknownText } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { SoftwareDefined, StorageClassPlan } from '../../../src/model/storage-plan.ts';
import { watchList } from '../facets.ts';
import { bullets, html, name, table, type Html, type Slot } from '../template.ts';
import { facetLink } from '../vm-links.ts';
import { formatCpus, plural } from '../words.ts';

/** Datastores named beside a class; a class of an estate with local disks may have hundreds. */
const datastoresShown = 12;
const reasonsShown = 20;

/** Yes, no, or unknown, which is neither. */
const known = (value: boolean | null, yes: string, no: string): string =>
  value === null ? unknownText : value ? yes : no;

function datastores(names: readonly string[]): Slot {
  const more = names.length - datastoresShown;
  return [
    names
      .slice(0, datastoresShown)
      .map((datastore, index) => [
        index === 0 ? '' : ', ',
        facetLink({ kind: 'Datastore', name: datastore }, name(datastore)),
      ]),
    more > 0 ? ` and ${formatInteger(more)} more` : null,
  ];
}

function classTable(classes: readonly StorageClassPlan[]): Html {
  return table(
    'Storage classes',
    [
      { title: 'Class' },
      { title: 'Array and driver' },
      { title: 'Datastores today' },
      { title: 'Outlives VMware' },
      { title: 'Live migration' },
      { title: 'Capacity', numeric: true },
      { title: 'Needed', numeric: true },
      { title: 'VMs', numeric: true },
    ],
    classes.map((planned): Slot[] => [
      [name(planned.name), planned.chosen ? null : html` <span class="chip">proposal</span>`],
      [
        planned.arrays.map((array, index) => [index === 0 ? '' : ', ', name(array)]),
        planned.arrays.length > 0 ? html`<br />` : null,
        planned.driver ?? 'driver unknown',
        planned.provisioner === null ? null : html` <code>${planned.provisioner}</code>`,
      ],
      datastores(planned.datastores),
      known(planned.remains, 'yes', 'no: it vanishes'),
      known(planned.liveMigration, 'possible', 'impossible'),
      formatMiB(planned.capacityMiB),
      formatMiB(planned.demandMiB),
      formatInteger(planned.vms),
    ]),
  );
}

function notes(classes: readonly StorageClassPlan[]): Html | null {
  const noted = classes.filter(({ notes: texts }) => texts.length > 0);
  if (noted.length === 0) return null;
  return html`<details class="on-paper">
    <summary>What to know of each class, and where it is from</summary>
    <dl class="limits">
      ${noted.map(
        (planned) =>
          html`<div>
            <dt>${name(planned.name)}</dt>
            <dd>
              ${planned.notes.join(' ')}${planned.sources.length === 0 ? '' : ` Sources: ${planned.sources.join('; ')}.`}
            </dd>
          </div>`,
      )}
    </dl>
  </details> `;
}

function softwareDefined(cost: SoftwareDefined | null, classes: readonly StorageClassPlan[]): Html {
  const vanishing = classes.filter(({ remains }) => remains === false).flatMap(({ datastores: names }) => names);
  const gone =
    vanishing.length === 0
      ? html`<p>No datastore is known to go with VMware.</p>`
      : html`<p>${plural(vanishing.length, 'datastore')}: ${datastores(vanishing)}.</p>`;
  if (cost === null) return gone;
  return html`${gone}
    <p class="statement">
      In its place the nodes would carry ${formatMiB(cost.usableMiB)} usable as ${formatMiB(cost.rawMiB)} raw:
      ${plural(cost.replicas, 'copy', 'copies')}, filled to ${cost.fillPercent} %. That is ${plural(cost.osds, 'drive')}
      of ${formatMiB(cost.driveMiB)}, ${formatCpus(cost.cpuMilli)} and ${formatMiB(cost.memoryMiB)} memory,
      <strong>in no node count of this report</strong>. ${cost.explanation}
    </p>`;
}

/** Disks of rehosted VMs that get no claim, by reason. */
function leftOut({ plan }: Assessed): Html | null {
  const reasons = new Map<string, number>();
  for (const decision of plan.decisions) {
    for (const disk of decision.storage?.disks ?? []) {
      if (disk.leftOut !== null) reasons.set(disk.leftOut, (reasons.get(disk.leftOut) ?? 0) + 1);
    }
  }
  if (reasons.size === 0) return null;
  return html`<h3>Disks that are not carried over</h3>
    <ul>
      ${[...reasons]
        .sort(([, a], [, b]) => b - a)
        .slice(0, reasonsShown)
        .map(([reason, count]) => html`<li>${plural(count, 'disk')}: ${name(reason)}</li>`)}
    </ul>`;
}

/** Datastores today, the classes and drivers that take their place, and what that costs. */
export function storage(assessed: Assessed): Html {
  const { classes, demand, softwareDefined: cost, localDisks, unknown } = assessed.plan.storage;
  const fixed = assessed.plan.decisions.filter((one) => one.storage?.liveMigration === 'impossible').length;
  return html`<section id="storage" aria-labelledby="storage-title">
    <h2 id="storage-title">Storage</h2>
    <p>
      <strong>${formatMiB(demand.totalMiB)}</strong> to be provided: ${formatMiB(demand.rehostMiB)} for VMs,
      ${formatMiB(demand.containerizeMiB)} for containers.
      ${demand.rawDeviceMiB === 0 ? null : `${formatMiB(demand.rawDeviceMiB)} in raw devices have no claim.`}
      ${demand.unknownVms === 0 ? null : `In no sum: ${plural(demand.unknownVms, 'VM')} whose storage no source tells.`}
      ${fixed === 0 ? null : [facetLink({ kind: 'Watch list', name: watchList.noLiveMigration }, plural(fixed, 'VM')), ' could not migrate live.']}
    </p>
    ${
      classes.length === 0
        ? html`<p>No class: no datastore holds a disk of a VM that moves.</p>`
        : html`<p>
              A proposal follows the kind of the datastore and is no object of a cluster; devirt.yaml names the class
              that counts.
            </p>
            ${classTable(classes)}${notes(classes)}`
    }
    <h3>What vanishes with VMware</h3>
    ${softwareDefined(cost, classes)}${leftOut(assessed)}
    <h3>Disks in hosts that are used again</h3>
    <p>
      ${formatInteger(localDisks.hostsWith)} with, ${formatInteger(localDisks.hostsWithout)} without,
      ${formatInteger(localDisks.hostsUnknown)} unknown. ${localDisks.explanation}
    </p>
    ${bullets('Unknown', unknown)}
  </section> `;
}
