import { beforeExport, dateSerial } from './dates.ts';
import { plantedLicenceKeys } from './licences.ts';
import type { WorkbookSheet } from './native-workbook.ts';
import { sum } from './sum.ts';
import { sheet, type LayeredRow, type SharedValues } from './tables.ts';
import type { DemoCluster, DemoHost, DemoVCenter } from './vcenter.ts';

/** Custom attribute that Nordhafen Logistik keeps on its hosts. */
const hostAttributes = ['Rack'];

/** Memory that ESXi itself takes on a host, and CPU that it uses. */
const esxiMemoryMiB = 6144;
const esxiCpuPercent = 2;

const nicsPerHost = 4;
const hbasPerHost = 3;
const switchPorts = 5632;

interface Subject {
  readonly host: DemoHost;
  readonly cluster: DemoCluster;
  /** Position in its cluster. */
  readonly index: number;
  readonly shared: SharedValues;
}

function* subjects(vCenter: DemoVCenter): Generator<Subject> {
  for (const cluster of vCenter.clusters) {
    for (const [index, host] of cluster.hosts.entries()) {
      yield {
        host,
        cluster,
        index,
        shared: {
          Host: host.name,
          Datacenter: vCenter.datacenter,
          Cluster: cluster.spec.name,
          Rack: `${vCenter.site.code.toUpperCase()}-R${1 + (index >> 1)}`,
          'VI SDK Server': vCenter.server,
          'VI SDK UUID': vCenter.uuid,
        },
      };
    }
  }
}

/** MAC of a physical adapter of a host. */
function macOf(host: DemoHost, adapter: number): string {
  const digits = host.uuid.slice(-8);
  return `b4:7a:f1:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 5)}${adapter.toString(16)}`;
}

function* hostRows(vCenter: DemoVCenter): Generator<LayeredRow<'vHost'>> {
  for (const { host, shared } of subjects(vCenter)) {
    const { model } = host;
    const running = host.vms.filter((vm) => vm.poweredOn);
    const cores = model.cpuSockets * model.coresPerSocket;
    const vcpus = sum(running, (vm) => vm.spec.cpus);
    const cpuMHz = sum(running, (vm) => vm.usage.cpuMHz);
    const consumedMiB = sum(running, (vm) => vm.usage.consumedMiB + vm.usage.consumedOverheadMiB);
    const [year, month, day] = model.biosDate;
    yield [
      {
        'Config status': 'green',
        'in Maintenance Mode': 'False',
        'in Quarantine Mode': 'False',
        'CPU Model': model.cpuModel,
        Speed: model.cpuMHz,
        'HT Available': 'True',
        'HT Active': 'True',
        '# CPU': model.cpuSockets,
        'Cores per CPU': model.coresPerSocket,
        '# Cores': cores,
        'CPU usage %': Math.floor((cpuMHz * 100) / (cores * model.cpuMHz)) + esxiCpuPercent,
        '# Memory': model.memoryMiB,
        'Memory Tiering Type': 'noTiering',
        'Memory usage %': Math.floor(((consumedMiB + esxiMemoryMiB) * 100) / model.memoryMiB),
        Console: 0,
        '# NICs': nicsPerHost,
        '# HBAs': hbasPerHost,
        '# VMs total': host.vms.length,
        '# VMs': running.length,
        'VMs per Core': running.length / cores,
        '# vCPUs': vcpus,
        'vCPUs per Core': vcpus / cores,
        vRAM: sum(running, (vm) => vm.memoryMiB),
        'VM Used memory': sum(running, (vm) => vm.usage.activeMiB),
        'VM Memory Swapped': sum(running, (vm) => vm.usage.swappedMiB),
        'VM Memory Ballooned': sum(running, (vm) => vm.usage.balloonedMiB),
        'VMotion support': 'True',
        'Storage VMotion support': 'True',
        'Max EVC': model.maxEvc,
        'Assigned License(s)': plantedLicenceKeys.vSphere,
        'ATS Heartbeat': '1',
        'ATS Locking': '1',
        'Current CPU power man. policy': 'Balanced',
        'Supported CPU power man.': 'ACPI P-states, ACPI C-states',
        'Host Power Policy': 'dynamic',
        'ESX Version': vCenter.site.release.esxi,
        'Boot time': beforeExport(host.bootDaysAgo, 4321),
        'DNS Servers': '10.20.1.10, 10.20.1.11',
        DHCP: 'False',
        Domain: 'nordhafen.example',
        'Domain List': 'nordhafen.example',
        'DNS Search Order': 'nordhafen.example',
        'NTP Server(s)': 'ntp-ham-01.nordhafen.example, ntp-ham-02.nordhafen.example',
        'NTPD running': 'True',
        'Time Zone': 'UTC',
        'Time Zone Name': 'UTC',
        'GMT Offset': '0',
        Vendor: model.vendor,
        Model: model.model,
        'Serial number': host.serial,
        'Service tag': host.serial,
        'OEM specific string': 'none',
        'BIOS Vendor': model.biosVendor,
        'BIOS Version': model.biosVersion,
        'BIOS Date': dateSerial(year, month, day),
        'Certificate Issuer': `O=${vCenter.server},C=US,DC=local,DC=vsphere,CN=CA`,
        'Certificate Start Date': beforeExport(host.bootDaysAgo + 200),
        'Certificate Expiry Date': beforeExport(host.bootDaysAgo + 200 - 5 * 365),
        'Certificate Status': 'good',
        'Certificate Subject': `CN=${host.name}`,
        'Object ID': host.moRef,
        UUID: host.uuid,
      },
      shared,
    ];
  }
}

function* hbaRows(vCenter: DemoVCenter): Generator<LayeredRow<'vHBA'>> {
  for (const { host, shared } of subjects(vCenter)) {
    yield [
      {
        Device: 'vmhba0',
        Type: 'Block SCSI',
        Status: 'unknown',
        Bus: '0',
        Pci: '0000:00:17.0',
        Driver: 'vmw_ahci',
        Model: 'Lewisburg SATA AHCI Controller',
      },
      shared,
    ];
    for (const port of [0, 1]) {
      yield [
        {
          Device: `vmhba${port + 1}`,
          Type: 'Fibre Channel',
          Status: 'online',
          Bus: '59',
          Pci: `0000:3b:00.${port}`,
          Driver: 'lpfc',
          Model: 'Emulex LightPulse LPe32000 PCIe Fibre Channel Adapter',
          WWN: `20:00:00:10:9b:${host.uuid.slice(0, 2)}:${host.uuid.slice(2, 4)}:0${port} 10:00:00:10:9b:${host.uuid.slice(0, 2)}:${host.uuid.slice(2, 4)}:0${port}`,
        },
        shared,
      ];
    }
  }
}

function* nicRows(vCenter: DemoVCenter): Generator<LayeredRow<'vNIC'>> {
  for (const { host, cluster, shared } of subjects(vCenter)) {
    for (let adapter = 0; adapter < nicsPerHost; adapter++) {
      const forVms = adapter >= 2;
      const distributed = forVms && cluster.spec.switch === 'distributed';
      yield [
        {
          'Network Device': `vmnic${adapter}`,
          Driver: 'i40en',
          Speed: forVms ? 25_000 : 10_000,
          Duplex: 'True',
          MAC: macOf(host, adapter),
          Switch: forVms ? cluster.switchName : 'vSwitch0',
          'Uplink port': distributed ? `Uplink ${adapter - 1}` : null,
          PCI: `0000:${forVms ? '5e' : '18'}:00.${adapter % 2}`,
          WakeOn: 'False',
        },
        shared,
      ];
    }
  }
}

/** Switches of a host itself: one for management, and one for VMs where the cluster has no distributed switch. */
function standardSwitches(cluster: DemoCluster): { name: string; portGroups: readonly string[] }[] {
  const management = { name: 'vSwitch0', portGroups: ['Management Network', 'vMotion'] };
  return cluster.spec.switch === 'distributed'
    ? [management]
    : [management, { name: cluster.switchName, portGroups: cluster.networks }];
}

const switchPolicy = {
  'Promiscuous Mode': 'False',
  'Mac Changes': 'False',
  'Forged Transmits': 'False',
  'Traffic Shaping': 'False',
  Width: 0,
  Peak: 0,
  Burst: 0,
  Policy: 'loadbalance_srcid',
  'Reverse Policy': 'True',
  'Notify Switch': 'True',
  'Rolling Order': 'False',
  Offload: 'True',
  TSO: 'True',
  'Zero Copy Xmit': 'True',
} as const;

function* switchRows(vCenter: DemoVCenter): Generator<LayeredRow<'vSwitch'>> {
  for (const { host, cluster, shared } of subjects(vCenter)) {
    for (const { name, portGroups } of standardSwitches(cluster)) {
      const nics = sum(host.vms, (vm) => (vm.poweredOn ? vm.nics.length : 0));
      const used = name === 'vSwitch0' ? portGroups.length : nics;
      yield [
        { ...switchPolicy, Switch: name, '# Ports': switchPorts, 'Free Ports': switchPorts - used, MTU: 1500 },
        shared,
      ];
    }
  }
}

function* portRows(vCenter: DemoVCenter): Generator<LayeredRow<'vPort'>> {
  for (const { cluster, shared } of subjects(vCenter)) {
    for (const { name, portGroups } of standardSwitches(cluster)) {
      for (const [index, portGroup] of portGroups.entries()) {
        yield [{ ...switchPolicy, 'Port Group': portGroup, Switch: name, VLAN: String(10 + index) }, shared];
      }
    }
  }
}

function* vmkernelRows(vCenter: DemoVCenter): Generator<LayeredRow<'vSC_VMK'>> {
  for (const { host, shared } of subjects(vCenter)) {
    const adapters = [
      { device: 'vmk0', portGroup: 'Management Network', address: host.managementAddress, mtu: 1500 },
      { device: 'vmk1', portGroup: 'vMotion', address: host.vMotionAddress, mtu: 9000 },
    ];
    for (const [index, { device, portGroup, address, mtu }] of adapters.entries()) {
      yield [
        {
          'Port Group': portGroup,
          Device: device,
          'Mac Address': macOf(host, 8 + index),
          DHCP: 'False',
          'IP Address': address,
          'Subnet mask': '255.255.255.0',
          Gateway: `${host.managementAddress.slice(0, host.managementAddress.lastIndexOf('.'))}.1`,
          MTU: mtu,
        },
        shared,
      ];
    }
  }
}

function* multipathRows(vCenter: DemoVCenter): Generator<LayeredRow<'vMultiPath'>> {
  for (const { cluster, shared } of subjects(vCenter)) {
    for (const [lun, datastore] of cluster.datastores.entries()) {
      const path = (adapter: number, target: number): string => `vmhba${adapter}:C0:T${target}:L${lun}`;
      yield [
        {
          Datastore: datastore.name,
          Disk: datastore.device,
          'Display name': `NETAPP Fibre Channel Disk (${datastore.device})`,
          Policy: 'VMW_PSP_RR',
          'Oper. State': 'ok',
          'Path 1': path(1, 0),
          'Path 1 state': 'active',
          'Path 2': path(1, 1),
          'Path 2 state': 'active',
          'Path 3': path(2, 0),
          'Path 3 state': 'active',
          'Path 4': path(2, 1),
          'Path 4 state': 'active',
          vStorage: 'vStorageSupported',
          'Queue depth': '64',
          // SCSI pads vendor and model with blanks.
          Vendor: 'NETAPP  ',
          Model: 'LUN C-Mode      ',
          Revision: '9131',
          Level: '5',
          'Serial #': datastore.device.slice(-12),
          UUID: `02000${lun}0000${datastore.device.slice(4)}4c554e20432d`,
          'Object ID': `key-vim.host.ScsiDisk-02000${lun}0000${datastore.device.slice(4)}`,
        },
        shared,
      ];
    }
  }
}

/** Sheets of hosts and what is in them, by name; `vCenter` is asked for when a sheet is written. */
export function hostSheets(
  vCenter: () => DemoVCenter,
): Readonly<Record<'vHost' | 'vHBA' | 'vNIC' | 'vSwitch' | 'vPort' | 'vSC_VMK' | 'vMultiPath', WorkbookSheet>> {
  return {
    vHost: sheet('vHost', hostAttributes, () => hostRows(vCenter())),
    vHBA: sheet('vHBA', [], () => hbaRows(vCenter())),
    vNIC: sheet('vNIC', [], () => nicRows(vCenter())),
    vSwitch: sheet('vSwitch', [], () => switchRows(vCenter())),
    vPort: sheet('vPort', [], () => portRows(vCenter())),
    vSC_VMK: sheet('vSC_VMK', [], () => vmkernelRows(vCenter())),
    vMultiPath: sheet('vMultiPath', [], () => multipathRows(vCenter())),
  };
}
