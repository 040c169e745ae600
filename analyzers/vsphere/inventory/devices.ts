import { blankDisk, blankNic, blankRemovable } from '../../../src/model/blank-records.ts';
import type { Disk, Nic, PciDevice, Removable } from '../../../src/model/estate.ts';
import type { VimNode } from '../client/node.ts';

/** Finds what a NIC is connected to. */
export interface NetworkNames {
  /** `backing` is the NIC's; `host` the name of the VM's host, whose standard switches these are. */
  of(backing: VimNode, host: string | null): { readonly network: string | null; readonly switch: string | null };
}

export interface Devices {
  readonly disks: Disk[];
  readonly nics: Nic[];
  readonly removables: Removable[];
  readonly pciDevices: PciDevice[];
}

/** A vim25 type without its "Virtual": VirtualVmxnet3 -> "Vmxnet3". */
const shortType = (device: VimNode): string | null => device.type?.replace(/^Virtual/, '') ?? null;

const lowerCase = (text: string | null): string | null => text?.toLowerCase() ?? null;

/** The devices of a VM, in the order in which vSphere lists them. `guestNics` is guest.net. */
export function readDevices(
  devices: readonly VimNode[],
  guestNics: readonly VimNode[],
  networks: NetworkNames,
  host: string | null,
): Devices {
  const byKey = new Map(devices.map((device) => [device.text('key'), device]));
  const found: Devices = { disks: [], nics: [], removables: [], pciDevices: [] };
  for (const device of devices) {
    const type = device.type ?? '';
    // Newer kinds of disks and cards are known by what they have.
    if (device.at('capacityInKB') !== undefined) {
      found.disks.push(readDisk(device, byKey.get(device.text('controllerKey'))));
    } else if (device.at('macAddress') !== undefined || device.at('addressType') !== undefined) {
      found.nics.push(readNic(device, guestNics, networks, host));
    } else if (type === 'VirtualCdrom') found.removables.push(readRemovable(device, 'cdrom'));
    else if (type === 'VirtualFloppy') found.removables.push(readRemovable(device, 'floppy'));
    else if (type === 'VirtualUSB') found.removables.push(readRemovable(device, 'usb'));
    else if (type === 'VirtualPCIPassthrough') found.pciDevices.push(readPciDevice(device));
  }
  return found;
}

function readDisk(device: VimNode, controller: VimNode | undefined): Disk {
  const backing = device.at('backing');
  const kibibytes = device.count('capacityInKB');
  return {
    ...blankDisk(null),
    label: device.text('deviceInfo.label'),
    key: device.text('key'),
    uuid: lowerCase(backing?.text('uuid') ?? null),
    path: backing?.text('fileName') ?? null,
    capacityMiB: device.bytesAsMiB('capacityInBytes') ?? (kibibytes === null ? null : Math.ceil(kibibytes / 1024)),
    thin: backing?.flag('thinProvisioned') ?? null,
    eagerlyScrub: backing?.flag('eagerlyScrub') ?? null,
    mode: backing?.text('diskMode') ?? null,
    // A raw device mapping, or a device of a lone host without one.
    raw: backing?.type === undefined || backing.type === null ? null : backing.type.includes('RawDisk'),
    rawLunId: backing?.text('lunUuid') ?? null,
    rawCompatibility: backing?.text('compatibilityMode') ?? null,
    sharingMode: backing?.text('sharing') ?? null,
    controllerSharing: controller?.text('sharedBus') ?? null,
    controller: controller === undefined ? null : shortType(controller),
    unitNumber: device.count('unitNumber'),
    writeThrough: backing?.flag('writeThrough') ?? null,
  };
}

function readNic(device: VimNode, guestNics: readonly VimNode[], networks: NetworkNames, host: string | null): Nic {
  const backing = device.at('backing');
  const key = device.text('key');
  const addresses = guestNics
    .filter((nic) => key !== null && nic.text('deviceConfigId') === key)
    .flatMap((nic) => nic.all('ipAddress').flatMap((address) => address.text() ?? []));
  return {
    ...blankNic(null),
    label: device.text('deviceInfo.label'),
    adapter: shortType(device),
    ...(backing === undefined ? {} : networks.of(backing, host)),
    connected: device.flag('connectable.connected'),
    startsConnected: device.flag('connectable.startConnected'),
    macAddress: lowerCase(device.text('macAddress')),
    macType: device.text('addressType'),
    ipv4Addresses: addresses.filter((address) => !address.includes(':')),
    ipv6Addresses: addresses.filter((address) => address.includes(':')),
    directPathIo: device.flag('uptCompatibilityEnabled'),
  };
}

function readRemovable(device: VimNode, kind: Removable['kind']): Removable {
  return {
    ...blankRemovable(null, kind),
    label: device.text('deviceInfo.label'),
    deviceType: device.text('deviceInfo.summary'),
    connected: device.flag('connectable.connected'),
    startsConnected: device.flag('connectable.startConnected'),
  };
}

function readPciDevice(device: VimNode): PciDevice {
  const backing = device.at('backing');
  return {
    row: null,
    label: device.text('deviceInfo.label'),
    backing: backing?.type?.replace(/^VirtualPCIPassthrough|BackingInfo$/g, '') ?? null,
    device: backing?.text('vgpu') ?? backing?.text('id') ?? backing?.text('customLabel') ?? null,
  };
}
