import { formatInteger, unknownText } from '../../../src/lib/units.ts';
import type { Platform } from '../../../src/model/platform.ts';
import { html, name, table, unbroken, type Html, type Slot } from '../template.ts';
import { plural } from '../words.ts';

/** Lines of a table; a platform has few vCenters, releases and editions. */
const linesShown = 30;

const orUnknown = (text: string | null): Slot => (text === null ? unknownText : name(text));

/** "in 34 days", "12 days ago"; unknown without a date. */
function left(days: number | null): string {
  if (days === null) return unknownText;
  return days < 0 ? `${plural(-days, 'day')} ago` : `in ${plural(days, 'day')}`;
}

function releases({ vCenters, hosts }: Platform): Html | null {
  const rows = [
    ...vCenters.map((one) => ({ ...one, what: ['vCenter ', orUnknown(one.name)] as Slot })),
    ...hosts.map((one) => ({ ...one, what: ['ESXi on ', plural(one.hosts, 'host')] as Slot })),
  ];
  if (rows.length === 0) return null;
  return table(
    'Releases of vSphere and the end of their general support',
    [{ title: 'What' }, { title: 'Release' }, { title: 'Support ends' }, { title: 'That is' }],
    rows
      .slice(0, linesShown)
      .map(({ what, version, supportEnds, daysLeft }): Slot[] => [
        what,
        orUnknown(version),
        supportEnds === null ? unknownText : unbroken(supportEnds),
        left(daysLeft),
      ]),
  );
}

function editions(list: Platform['editions']): Html | null {
  if (list.length === 0) return null;
  return table(
    'Licences of vSphere by edition',
    [
      { title: 'Edition' },
      { title: 'Unit' },
      { title: 'Owned', numeric: true },
      { title: 'Used', numeric: true },
      { title: 'Expires' },
      { title: 'That is' },
    ],
    list
      .slice(0, linesShown)
      .map(({ name: edition, costUnit, total, used, expires, daysLeft }): Slot[] => [
        orUnknown(edition),
        orUnknown(costUnit),
        total === -1 ? 'unlimited' : formatInteger(total),
        formatInteger(used),
        orUnknown(expires),
        expires === 'never' || expires === 'expired' ? '–' : left(daysLeft),
      ]),
  );
}

/** How long vSphere itself is supported and licensed; null where no source tells of it. */
export function platformLife(platform: Platform): Html | null {
  const parts = [releases(platform), editions(platform.editions)].filter((part) => part !== null);
  return parts.length === 0
    ? null
    : html`<h3>vSphere itself</h3>
        ${parts}`;
}

/** What RVTools complains about, by its own kinds. */
export function health(list: Platform['health']): Html | null {
  if (list.length === 0) return null;
  return html`<h3>What the platform complains about today</h3>
    ${table(
      'Health messages by kind',
      [{ title: 'Kind' }, { title: 'Messages', numeric: true }, { title: 'For example' }],
      list
        .slice(0, linesShown)
        .map(({ kind, count, examples }): Slot[] => [
          name(kind),
          formatInteger(count),
          examples
            .slice(0, 2)
            .map(({ object, message }, index) => [
              index === 0 ? '' : html`<br />`,
              object === null ? null : [name(object), ': '],
              orUnknown(message),
            ]),
        ]),
    )}`;
}
