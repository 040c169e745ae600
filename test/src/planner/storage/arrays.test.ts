import { describe, expect, it } from 'vitest';
import { arrayDriver, isLocalDevice } from '../../../../src/planner/storage/arrays.ts';

describe('arrayDriver', () => {
  it.each([
    ['NETAPP  ', 'LUN C-Mode      ', 'csi.trident.netapp.io'],
    ['NETAPP', 'INF-01-00', null],
    ['IBM', '2145', 'block.csi.ibm.com'],
    ['IBM', '2107900', 'block.csi.ibm.com'],
    ['3PARdata', 'VV', 'csi.hpe.com'],
    ['Nimble', 'Server', 'csi.hpe.com'],
    ['HPE', 'MSA 2060 FC', null],
    ['DGC', 'VRAID', 'csi-unity.dellemc.com'],
    ['EMC', 'SYMMETRIX', 'csi-powermax.dellemc.com'],
    ['DellEMC', 'PowerStore', 'csi-powerstore.dellemc.com'],
    ['COMPELNT', 'Compellent Vol', null],
    ['PURE', 'FlashArray', 'pxd.portworx.com'],
    ['HITACHI', 'OPEN-V', 'hspc.csi.hitachi.com'],
    ['HUAWEI', 'XSG1', 'csi.huawei.com'],
    ['NFINIDAT', 'InfiniBox', 'infinibox-csi-driver'],
    ['LIO-ORG', 'disk0', null],
  ])('%s %s', (vendor, model, provisioner) => {
    const driver = arrayDriver(vendor, model);
    expect(driver?.provisioner).toBe(provisioner);
    expect(driver?.className).toMatch(/^[a-z0-9-]+$/);
    // A driver that is named has a page to check it on.
    if (provisioner !== null) expect(driver?.sources.length).toBeGreaterThan(0);
  });

  it('names no driver for what it does not know', () => {
    expect(arrayDriver('ACME', 'Array 9')).toBeNull();
    expect(arrayDriver(null, null)).toBeNull();
    expect(arrayDriver('NETAPPX', 'LUN')).toBeNull();
  });
});

describe('isLocalDevice', () => {
  it.each([
    ['ATA', 'SAMSUNG MZ7L3960', null],
    ['NVMe', 'Dell Ent NVMe', null],
    ['AVAGO', 'SAS3x48', null],
    ['DELL', 'PERC H740P', null],
    ['HP      ', 'LOGICAL VOLUME  ', null],
    ['HPE', 'LOGICAL VOLUME', null],
    [null, null, 'Local ATA Disk (t10.ATA_____X)'],
  ])('is a drive of the host: %s %s %s', (vendor, model, displayName) => {
    expect(isLocalDevice(vendor, model, displayName)).toBe(true);
  });

  it.each([
    ['HPE', 'MSA 2060 FC', 'HPE Fibre Channel Disk (naa.6)'],
    ['HP', 'OPEN-V', null],
    ['NETAPP', 'LUN C-Mode', null],
    ['DELL', 'MD38xxf', null],
    [null, null, null],
  ])('is not: %s %s %s', (vendor, model, displayName) => {
    expect(isLocalDevice(vendor, model, displayName)).toBe(false);
  });
});
