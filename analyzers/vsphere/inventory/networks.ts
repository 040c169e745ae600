import type { PortGroup, VirtualSwitch } from '../../../src/model/infrastructure.ts';
import type { VimNode } from '../client/node.ts';
import type { ObjectContent } from '../client/retrieve.ts';
import type { NetworkNames } from './devices.ts';
import { type FactPath, propertiesOf } from './fact-paths.ts';
import { displayName } from './tree.ts';

export const distributedSwitchFacts: readonly FactPath[] = [
  ['virtualSwitch.name', 'name'],
  ['virtualSwitch.mtu', 'config', '.maxMtu'],
];
export const distributedSwitchProperties = propertiesOf(distributedSwitchFacts);

export const distributedPortGroupFacts: readonly FactPath[] = [
  ['portGroup.name', 'name'],
  ['portGroup.switch', 'config.distributedVirtualSwitch'],
  ['portGroup.vlan', 'config.defaultPortConfig', '.vlan'],
  ['portGroup.promiscuous', 'config.defaultPortConfig', '.securityPolicy.allowPromiscuous'],
  ['portGroup.macChanges', 'config.defaultPortConfig', '.securityPolicy.macChanges'],
  ['portGroup.forgedTransmits', 'config.defaultPortConfig', '.securityPolicy.forgedTransmits'],
  ['portGroup.uplink', 'config.uplink'],
];
export const distributedPortGroupProperties = propertiesOf(distributedPortGroupFacts, ['key']);

export const networkProperties: readonly string[] = ['name', 'summary'];

interface DistributedSwitch {
  readonly name: string | null;
  readonly mtu: number | null;
  readonly uplinkPortGroups: ReadonlySet<string>;
}

export function readDistributedSwitch(content: ObjectContent): DistributedSwitch & { readonly id: string } {
  const config = content.get('config');
  const name = content.text('name');
  return {
    id: content.object.id,
    name: name === null ? null : displayName(name),
    mtu: config?.count('maxMtu') ?? null,
    uplinkPortGroups: new Set((config?.all('uplinkPortgroup') ?? []).flatMap((group) => group.reference()?.id ?? [])),
  };
}

/** "120", "0-4094,7", "pvlan 100"; null where the port group takes it from elsewhere. */
function vlanOf(vlan: VimNode | undefined): string | null {
  if (vlan?.type === 'VmwareDistributedVirtualSwitchVlanIdSpec') return vlan.text('vlanId');
  if (vlan?.type === 'VmwareDistributedVirtualSwitchPvlanSpec') return `pvlan ${vlan.text('pvlanId') ?? ''}`;
  if (vlan?.type !== 'VmwareDistributedVirtualSwitchTrunkVlanSpec') return null;
  const ranges = vlan.all('vlanId').map((range) => {
    const [first, last] = [range.text('start') ?? '', range.text('end') ?? ''];
    return first === last ? first : `${first}-${last}`;
  });
  return ranges.length === 0 ? null : ranges.join(',');
}

interface DistributedPortGroup {
  readonly id: string;
  readonly key: string | null;
  readonly name: string | null;
  readonly switchId: string | null;
  readonly vlan: string | null;
  readonly promiscuous: boolean | null;
  readonly macChanges: boolean | null;
  readonly forgedTransmits: boolean | null;
  readonly uplink: boolean | null;
}

export function readDistributedPortGroup(content: ObjectContent): DistributedPortGroup {
  const port = content.get('config.defaultPortConfig');
  const name = content.text('name');
  // The policy moved with vSphere 6.7; both are told.
  const security = port?.at('securityPolicy');
  return {
    id: content.object.id,
    key: content.text('key'),
    name: name === null ? null : displayName(name),
    switchId: content.reference('config.distributedVirtualSwitch')?.id ?? null,
    vlan: vlanOf(port?.at('vlan')),
    promiscuous: security?.flag('allowPromiscuous.value') ?? port?.flag('macManagementPolicy.allowPromiscuous') ?? null,
    macChanges: security?.flag('macChanges.value') ?? port?.flag('macManagementPolicy.macChanges') ?? null,
    forgedTransmits:
      security?.flag('forgedTransmits.value') ?? port?.flag('macManagementPolicy.forgedTransmits') ?? null,
    uplink: content.flag('config.uplink'),
  };
}

/** The networks of a vCenter, to be found from a NIC's backing. */
export class Networks implements NetworkNames {
  readonly #switches = new Map<string, DistributedSwitch>();
  readonly #portGroups: readonly DistributedPortGroup[];
  readonly #byKey = new Map<string, DistributedPortGroup>();
  readonly #opaque = new Map<string, string>();
  readonly #standard = new Map<string, string | null>();

  constructor(
    switches: readonly (DistributedSwitch & { readonly id: string })[],
    portGroups: readonly DistributedPortGroup[],
  ) {
    for (const item of switches) this.#switches.set(item.id, item);
    this.#portGroups = portGroups;
    for (const group of portGroups) this.#byKey.set(group.key ?? group.id, group);
  }

  /** A network of NSX, by its id there. */
  addOpaque(content: ObjectContent): void {
    const id = content.get('summary')?.text('opaqueNetworkId') ?? null;
    const name = content.text('name');
    if (id !== null && name !== null) this.#opaque.set(id, displayName(name));
  }

  /** The standard port groups of a host. */
  addStandard(portGroups: readonly PortGroup[]): void {
    for (const { host, name, switch: of } of portGroups) this.#standard.set(`${host}\n${name}`, of);
  }

  /** Name of a distributed port group by its key, which VMkernel NICs name too. */
  portGroupName(key: string): string | null {
    return this.#byKey.get(key)?.name ?? null;
  }

  of(backing: VimNode, host: string | null): { network: string | null; switch: string | null } {
    const key = backing.text('port.portgroupKey');
    if (key !== null) {
      const group = this.#byKey.get(key);
      return { network: group?.name ?? null, switch: this.#switchName(group) };
    }
    const opaqueId = backing.text('opaqueNetworkId');
    if (opaqueId !== null) return { network: this.#opaque.get(opaqueId) ?? null, switch: null };
    const name = backing.text('deviceName');
    return { network: name, switch: this.#standard.get(`${host}\n${name}`) ?? null };
  }

  /** Records of the distributed switches and port groups. */
  records(source: number, vCenterUuid: string | null): { switches: VirtualSwitch[]; portGroups: PortGroup[] } {
    const record = { source, row: null, vCenterUuid, host: null, kind: 'distributed' } as const;
    const uplinks = new Set([...this.#switches.values()].flatMap((item) => [...item.uplinkPortGroups]));
    return {
      switches: [...this.#switches.values()].map(({ name, mtu }) => ({ ...record, name, mtu })),
      portGroups: this.#portGroups.map((group) => ({
        ...record,
        name: group.name,
        switch: this.#switchName(group),
        vlan: group.vlan,
        promiscuous: group.promiscuous,
        macChanges: group.macChanges,
        forgedTransmits: group.forgedTransmits,
        uplink: group.uplink ?? uplinks.has(group.id),
      })),
    };
  }

  #switchName(group: DistributedPortGroup | undefined): string | null {
    return this.#switches.get(group?.switchId ?? '')?.name ?? null;
  }
}
