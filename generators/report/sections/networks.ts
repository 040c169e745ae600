import { formatInteger, unknownText } from '../../../src/lib/units.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { NetworkAttachment, NicDecision } from '../../../src/model/network-plan.ts';
import type { Disposition } from '../../../src/model/plan.ts';
import { watchList } from '../facets.ts';
import { bullets, html, name, table, type Html, type Slot } from '../template.ts';
import { facetFragment, facetLink, vmLinks, type VmNames } from '../vm-links.ts';
import { plural } from '../words.ts';

const attachmentsShown = 60;
const changesShown = 40;
const namesShown = 8;

function attachments(list: readonly NetworkAttachment[]): Html {
  if (list.length === 0) return html`<p>No port group goes along as a network of its own.</p>`;
  const shown = list.slice(0, attachmentsShown);
  return html`${table(
    'Port groups that VMs keep',
    [
      { title: 'Port group' },
      { title: 'VLAN', numeric: true },
      { title: 'Switch' },
      { title: 'NetworkAttachmentDefinition' },
      { title: 'Bridge on the nodes' },
      { title: 'Rehosted VMs', numeric: true },
    ],
    shown.map(({ portGroup, vlan, switch: of, name: attachment, bridge, vms }): Slot[] => [
      facetLink({ kind: 'Port group', name: portGroup }, name(portGroup)),
      vlan === 0 ? 'untagged' : formatInteger(vlan),
      of === null ? 'several' : name(of),
      attachment,
      name(bridge),
      formatInteger(vms),
    ]),
  )}${list.length > attachmentsShown ? html`<p>And ${plural(list.length - attachmentsShown, 'port group')} more, in report.xlsx.</p>` : null}`;
}

interface Change {
  readonly disposition: Disposition;
  readonly nic: NicDecision;
  readonly vms: string[];
}

/** NICs that change their network, those that do so alike together. */
function changedNics({ decisions }: Assessed['plan']): Change[] {
  const found = new Map<string, Change>();
  for (const { vm, disposition, network } of decisions) {
    if (network?.changes !== true) continue;
    for (const nic of network.nics) {
      if (nic.addressKept) continue;
      const key = [disposition, nic.portGroup ?? '', nic.to, nic.attachment ?? '', nic.reason].join('\n');
      const change = found.get(key) ?? { disposition, nic, vms: [] };
      found.set(key, change);
      if (change.vms.at(-1) !== vm) change.vms.push(vm);
    }
  }
  return [...found.values()].sort((a, b) => b.vms.length - a.vms.length);
}

/** Which VMs change network, and how. */
function changes({ plan }: Assessed, names: VmNames): Html {
  const all = changedNics(plan);
  if (all.length === 0) return html`<p>No VM whose NICs are known changes its network.</p>`;
  const vms = plan.decisions.filter(({ network }) => network?.changes === true).length;
  const list = facetFragment({ kind: 'Watch list', name: watchList.network });
  return html`<p><a href="${list}">${plural(vms, 'VM')}</a> would lose an address that others may know.</p>
    ${table(
      'VMs that change their network',
      [
        { title: 'Port group today' },
        { title: 'Becomes' },
        { title: 'Goes to' },
        { title: 'VMs', numeric: true },
        { title: 'Which' },
        { title: 'Why' },
      ],
      all
        .slice(0, changesShown)
        .map(({ disposition, nic, vms: changed }): Slot[] => [
          nic.portGroup === null ? unknownText : name(nic.portGroup),
          disposition,
          nic.to === 'none' ? 'nothing' : nic.to === 'pod' ? 'pod network' : (nic.attachment ?? 'attachment'),
          formatInteger(changed.length),
          vmLinks(names, changed, namesShown, list),
          nic.reason,
        ]),
    )}
    ${all.length > changesShown ? html`<p>And ${plural(all.length - changesShown, 'kind')} of change more, in report.xlsx and in the rows of the VMs.</p>` : null}`;
}

function withoutNetwork(ids: readonly string[], names: VmNames): Html | null {
  if (ids.length === 0) return null;
  return html`<h3>With nothing left to be put on</h3>
    <p>${vmLinks(names, ids, namesShown, facetFragment({ kind: 'Watch list', name: watchList.noNetwork }))}.</p>`;
}

/** Port groups and VLANs today, what takes their place, and which VMs notice. */
export function networks(assessed: Assessed, names: VmNames): Html {
  const { network, decisions } = assessed.plan;
  const untold = decisions.filter((decision) => decision.network !== null && decision.network.changes === null).length;
  const { atMost, explanation } = network.loadBalancersNeeded;
  return html`<section id="networks" aria-labelledby="networks-title">
    <h2 id="networks-title">Networks</h2>
    ${attachments(network.attachments)}
    <h3>VMs that change their network</h3>
    ${untold === 0 ? null : html`<p>Of ${plural(untold, 'VM')} no source lists the NICs: whether they change is unknown.</p>`}
    ${changes(assessed, names)}${withoutNetwork(network.withoutNetworkVms, names)}
    <h3>Addresses</h3>
    <ul>
      <li>
        <strong
          >Load balancers: at most
          ${formatInteger(atMost)}${untold === 0 ? '' : `, without the ${plural(untold, 'VM')} whose NICs are unknown`}.</strong
        >
        ${explanation}
      </li>
      <li>
        <strong>Addresses known of ${plural(network.fixedAddresses.vms, 'VM')}.</strong>
        ${network.fixedAddresses.explanation}
      </li>
    </ul>
    ${bullets('Taken for granted', network.assumptions)}${bullets('Unknown', network.unknown)}
  </section> `;
}
