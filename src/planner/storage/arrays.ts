import type { StorageClassPlan } from '../../model/storage-plan.ts';

/** What a CSI driver can do for a kind of array. */
export interface ArrayDriver {
  /** Name for a StorageClass: a proposal. */
  readonly className: string;
  /** The array family. */
  readonly family: string;
  /** The driver's project; null where there is none. */
  readonly driver: string | null;
  readonly provisioner: string | null;
  /** How several nodes can write to one volume; null where that was not found. */
  readonly readWriteMany: 'block' | null;
  readonly media: StorageClassPlan['media'];
  /** Licence, and what to know before relying on it. */
  readonly notes: readonly string[];
  /** Pages on which the entry rests. */
  readonly sources: readonly string[];
}

interface ArrayEntry {
  /** SCSI INQUIRY vendor and product, trimmed, as regular expressions on the whole of the vendor and the start of the product. */
  readonly vendor: RegExp;
  readonly model: RegExp;
  readonly driver: ArrayDriver;
}

/**
 * Vendors and products are those of the hardware table of multipath-tools (libmultipath/hwtable.c); access modes those of
 * KubeVirt's containerized-data-importer (pkg/storagecapabilities), which the vendor's page confirms where one is named.
 */
const capabilities = 'containerized-data-importer: pkg/storagecapabilities';

const dellNote = 'Dell Container Storage Modules, Apache-2.0.';
const hpeNote = 'HPE CSI Driver, Apache-2.0.';

const ontapSan: ArrayDriver = {
  className: 'netapp-ontap-san',
  family: 'NetApp ONTAP',
  driver: 'NetApp Trident',
  provisioner: 'csi.trident.netapp.io',
  readWriteMany: 'block',
  media: null,
  notes: ['Trident, Apache-2.0. Backend ontap-san: iSCSI and Fibre Channel; ReadWriteMany in volumeMode Block alone.'],
  sources: ['docs.netapp.com: ONTAP SAN driver overview', capabilities],
};

const hpeBlock = (className: string, family: string): ArrayDriver => ({
  className,
  family,
  driver: 'HPE CSI Driver for Kubernetes',
  provisioner: 'csi.hpe.com',
  readWriteMany: 'block',
  media: null,
  notes: [hpeNote],
  sources: [
    'scod.hpedev.io: HPE CSI Driver, PVC access modes',
    'scod.hpedev.io: Container Storage Providers',
    capabilities,
  ],
});

const dell = (
  className: string,
  family: string,
  driver: string,
  provisioner: string,
  media: ArrayDriver['media'],
  ...notes: string[]
): ArrayDriver => ({
  className,
  family,
  driver,
  provisioner,
  readWriteMany: 'block',
  media,
  notes: [dellNote, ...notes],
  sources: ['dell.github.io/csm-docs: CSI drivers', capabilities],
});

/** A family for which we know no driver: the array stays, and its volumes have to come some other way. */
const without = (className: string, family: string, note: string): ArrayDriver => ({
  className,
  family,
  driver: null,
  provisioner: null,
  readWriteMany: null,
  media: null,
  notes: [note],
  sources: [],
});

const ibmBlock = (className: string, family: string): ArrayDriver => ({
  className,
  family,
  driver: 'IBM block storage CSI driver',
  provisioner: 'block.csi.ibm.com',
  readWriteMany: 'block',
  media: null,
  notes: ['Apache-2.0.'],
  sources: ['ibm.com/docs: IBM block storage CSI driver', capabilities],
});

/** The first that matches counts. */
const entries: readonly ArrayEntry[] = [
  {
    vendor: /^NETAPP$/,
    model: /^INF-01-00/,
    driver: without('netapp-e-series', 'NetApp E-Series', 'Current Trident has no backend for the E-Series.'),
  },
  { vendor: /^NETAPP$/, model: /^LUN/, driver: ontapSan },
  {
    vendor: /^SolidFir$/,
    model: /^SSD SAN/,
    driver: {
      className: 'netapp-solidfire-san',
      family: 'NetApp SolidFire, Element',
      driver: 'NetApp Trident',
      provisioner: 'csi.trident.netapp.io',
      readWriteMany: null,
      media: 'flash',
      notes: ['Trident, Apache-2.0. Backend solidfire-san.'],
      sources: ['docs.netapp.com: Element backend of Trident'],
    },
  },
  {
    vendor: /^PURE$/,
    model: /^FlashArray/,
    driver: {
      className: 'pure-flasharray',
      family: 'Pure Storage FlashArray',
      driver: 'Portworx by Pure Storage',
      provisioner: 'pxd.portworx.com',
      readWriteMany: 'block',
      media: 'flash',
      notes: ['Needs a Portworx licence; FlashArray volumes are the backend pure_block.'],
      sources: ['docs.portworx.com: FlashArray Direct Access', capabilities],
    },
  },
  {
    vendor: /^EMC$/,
    model: /^(?:SYMMETRIX|PowerMax)/,
    driver: dell(
      'dell-powermax',
      'Dell PowerMax, VMAX',
      'CSI PowerMax',
      'csi-powermax.dellemc.com',
      null,
      'Older VMAX models are not supported by it.',
    ),
  },
  {
    vendor: /^DGC$/,
    model: /^(?:RAID|DISK|VRAID)/,
    driver: dell(
      'dell-unity',
      'Dell Unity or VNX',
      'CSI Unity XT',
      'csi-unity.dellemc.com',
      null,
      'Unity and the older VNX and CLARiiON report the same vendor and model; the driver is for Unity alone.',
    ),
  },
  {
    vendor: /^DellEMC$/,
    model: /^PowerStore/,
    driver: dell('dell-powerstore', 'Dell PowerStore', 'CSI PowerStore', 'csi-powerstore.dellemc.com', 'flash'),
  },
  {
    vendor: /^DellEMC$/,
    model: /^ME/,
    driver: without(
      'dell-powervault-me',
      'Dell PowerVault ME',
      'Not one of the arrays of Dell Container Storage Modules.',
    ),
  },
  {
    vendor: /^DELL$/,
    model: /^MD3/,
    driver: without(
      'dell-powervault-md',
      'Dell PowerVault MD',
      'Not one of the arrays of Dell Container Storage Modules.',
    ),
  },
  {
    vendor: /^COMPELNT$/,
    model: /^Compellent/,
    driver: without('dell-sc', 'Dell SC, Compellent', 'Not one of the arrays of Dell Container Storage Modules.'),
  },
  {
    vendor: /^XtremIO$/,
    model: /^XtremApp/,
    driver: without('dell-xtremio', 'Dell XtremIO', 'Not one of the arrays of Dell Container Storage Modules.'),
  },
  {
    vendor: /^EMC$/,
    model: /^Invista/,
    driver: without(
      'dell-vplex',
      'Dell VPLEX',
      'A virtualizing layer: the arrays behind it have drivers of their own.',
    ),
  },
  { vendor: /^3PARdata$/, model: /^VV/, driver: hpeBlock('hpe-3par', 'HPE 3PAR, Primera, Alletra 9000') },
  { vendor: /^Nimble$/, model: /^Server/, driver: hpeBlock('hpe-nimble', 'HPE Nimble, Alletra 5000 and 6000') },
  {
    vendor: /^HPE?$/,
    model: /^(?:MSA|P2000)/,
    driver: without('hpe-msa', 'HPE MSA', 'Not one of the Container Storage Providers of the HPE CSI Driver.'),
  },
  {
    vendor: /^(?:HITACHI|HPE?)$/,
    model: /^OPEN-/,
    driver: {
      className: 'hitachi-vsp',
      family: 'Hitachi VSP (also sold as HPE XP)',
      driver: 'Hitachi Storage Plug-in for Containers',
      provisioner: 'hspc.csi.hitachi.com',
      readWriteMany: 'block',
      media: null,
      notes: ['Proprietary, with Hitachi support. For arrays sold as HPE XP ask HPE.'],
      sources: ['docs.hitachivantara.com: Storage Plug-in for Containers', capabilities],
    },
  },
  {
    vendor: /^IBM$/,
    model: /^2145/,
    driver: ibmBlock('ibm-flashsystem', 'IBM FlashSystem, Storwize, SAN Volume Controller'),
  },
  { vendor: /^IBM$/, model: /^2107900/, driver: ibmBlock('ibm-ds8000', 'IBM DS8000') },
  {
    vendor: /^HUAWEI$/,
    model: /^XSG1/,
    driver: {
      className: 'huawei-oceanstor',
      family: 'Huawei OceanStor',
      driver: 'Huawei CSI',
      provisioner: 'csi.huawei.com',
      readWriteMany: 'block',
      media: null,
      notes: ['Apache-2.0.'],
      sources: ['github.com/Huawei/eSDK_K8S_Plugin', capabilities],
    },
  },
  {
    vendor: /^NFINIDAT$/,
    model: /^InfiniBox/,
    driver: {
      className: 'infinidat-infinibox',
      family: 'Infinidat InfiniBox',
      driver: 'InfiniBox CSI driver',
      provisioner: 'infinibox-csi-driver',
      readWriteMany: 'block',
      media: null,
      notes: ['Apache-2.0. iSCSI and Fibre Channel.'],
      sources: ['github.com/Infinidat/infinibox-csi-driver', capabilities],
    },
  },
  {
    vendor: /^LIO-ORG$/,
    model: /^/,
    driver: without('lio-target', 'Linux target (LIO)', 'Any product may stand behind it: ask what serves the LUNs.'),
  },
  {
    vendor: /^DataCore$/,
    model: /^/,
    driver: without(
      'datacore',
      'DataCore SANsymphony',
      'DataCore has a driver of its own, which was not looked at here.',
    ),
  },
  {
    vendor: /^FUJITSU$/,
    model: /^ETERNUS/,
    driver: without(
      'fujitsu-eternus',
      'Fujitsu ETERNUS',
      'Fujitsu has a driver of its own, which was not looked at here.',
    ),
  },
];

/** Vendors that controllers and drives inside a host report: no other host sees what is on them. */
const localVendor =
  /^(?:ATA|AVAGO|LSI|NVMe|Intel|INTEL|SEAGATE|WDC|HGST|TOSHIBA|SAMSUNG|KIOXIA|Micron|MICRON|Generic|USB)$/;

/** RAID controllers that report the server vendor's name, and the models that tell them from its arrays. */
const localModels: readonly (readonly [vendor: RegExp, model: RegExp])[] = [
  [/^DELL$/, /^(?:PERC|BOSS|IDSDM)/],
  [/^(?:HPE?|COMPAQ)$/, /^LOGICAL VOLUME/],
  [/^(?:IBM|LENOVO|Lenovo)$/, /^(?:ServeRAID|RAID)/],
  [/^(?:FTS|FUJITSU|FJ)$/, /^(?:PRAID|LSI|D\d)/],
  [/^Cisco$/i, /^UCSC-/],
  [/^VMware$/, /^(?:Virtual disk|Block device)/i],
];

/** True where a LUN is a drive or RAID set of the host itself. `displayName` is ESXi's: "Local ATA Disk (…)". */
export function isLocalDevice(vendor: string | null, model: string | null, displayName: string | null): boolean {
  if (displayName?.startsWith('Local ') === true) return true;
  const vendorText = vendor?.trim() ?? '';
  const modelText = model?.trim() ?? '';
  return (
    localVendor.test(vendorText) ||
    localModels.some(([vendorPattern, modelPattern]) => vendorPattern.test(vendorText) && modelPattern.test(modelText))
  );
}

/** The driver for an array by vendor and model as its LUNs report them, padded or not; null where it is in no list. */
export function arrayDriver(vendor: string | null, model: string | null): ArrayDriver | null {
  const vendorText = vendor?.trim() ?? '';
  const modelText = model?.trim() ?? '';
  return entries.find((entry) => entry.vendor.test(vendorText) && entry.model.test(modelText))?.driver ?? null;
}
