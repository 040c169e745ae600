import { guestBundle } from './guests/bundle.ts';
import { callsOf } from './guests/connections.ts';
import { nordshopGuests } from './guests/nordshop.ts';
import { plantedPassword } from './hamburg.ts';
import { hostSheets } from './host-sheets.ts';
import { plantedLicenceKeys } from './licences.ts';
import type { WorkbookSheet } from './native-workbook.ts';
import { companyVms, siteNames, siteOf } from './sites.ts';
import { buildVCenter, type DemoVCenter } from './vcenter.ts';
import { vCenterSheets } from './vcenter-sheets.ts';
import type { DemoVm } from './virtual-machine.ts';
import { fileInfoSheet, vmSheets } from './vm-sheets.ts';

export { demoSettings } from './settings.ts';

/**
 * The demo estate: Nordhafen Logistik, a haulier with an online shop, an ERP and warehouses, which does not exist.
 * Its 260 VMs stand on 14 hosts in 3 clusters of two vCenters, and hold what real estates hold: appliances, databases
 * on raw devices, idle and forgotten machines, names that break careless programs. Somebody looked into ten guests of
 * its shop.
 */

/** What stands in the exports and must appear in nothing that devirt writes, prints or logs. */
export const plantedSecrets: readonly string[] = [plantedPassword, ...Object.values(plantedLicenceKeys)];

/** Day of the exports, for `asOf`. */
export const demoDate = '2026-11-20';

export interface DemoSource {
  readonly fileName: string;
  /** The 27 sheets of an RVTools export, in its order; made while they are read. */
  readonly sheets: readonly WorkbookSheet[];
}

export interface DemoOptions {
  /** Another seed gives other figures; names and kinds of the VMs stay. */
  readonly seed?: number;
  /** VMs without templates: the company's own and, above them, ordinary ones. At least 260, which is the default. */
  readonly vms?: number;
}

/** Remembers the last vCenter only: sheets are written one workbook after the other, and a large estate has many. */
function lastBuilt(build: (index: number) => DemoVCenter): (index: number) => DemoVCenter {
  let last: { readonly index: number; readonly vCenter: DemoVCenter } | undefined;
  return (index) => {
    if (last?.index !== index) last = { index, vCenter: build(index) };
    return last.vCenter;
  };
}

const defaultSeed = 1;

/**
 * The RVTools exports of the demo estate, one a vCenter; write each with `nativeWorkbook`. The same options give the
 * same cells. Throws a RangeError for fewer VMs than the company has.
 */
export function demoSources({ seed = defaultSeed, vms = companyVms }: DemoOptions = {}): DemoSource[] {
  if (!Number.isInteger(vms) || vms < companyVms) throw new RangeError(`the demo estate has ${companyVms} VMs or more`);
  const vCenterAt = lastBuilt((index) => buildVCenter(siteOf(index, vms), index, seed));
  return siteNames(vms).map(({ name }, index) => {
    const vCenter = (): DemoVCenter => vCenterAt(index);
    const host = hostSheets(vCenter);
    const other = vCenterSheets(vCenter);
    return {
      fileName: `rvtools-nordhafen-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.xlsx`,
      sheets: [
        ...vmSheets(vCenter),
        other.vSource,
        other.vRP,
        other.vCluster,
        host.vHost,
        host.vHBA,
        host.vNIC,
        host.vSwitch,
        host.vPort,
        other.dvSwitch,
        other.dvPort,
        host.vSC_VMK,
        other.vDatastore,
        host.vMultiPath,
        other.vLicense,
        fileInfoSheet(vCenter, index === 0),
        other.vHealth,
        other.vMetaData,
      ],
    };
  });
}

/** A bundle of the guests' collector. */
export interface DemoGuest {
  readonly fileName: string;
  readonly content: readonly Buffer[];
}

/** The guests of the shop that somebody looked into, in bundles as collect.sh writes them, for the estate of the default seed. */
export function demoGuests(): DemoGuest[] {
  const { vms } = buildVCenter(siteOf(0, companyVms), 0, defaultSeed);
  const byName = new Map(vms.map((vm) => [vm.spec.name, vm]));
  const vmOf = (name: string): DemoVm => {
    const vm = byName.get(name);
    if (vm === undefined) throw new RangeError(`the demo estate has no VM ${name}`);
    return vm;
  };
  const calls = callsOf(nordshopGuests, vmOf);
  return nordshopGuests.map((guest) => guestBundle(guest, vmOf(guest.vm), calls));
}
