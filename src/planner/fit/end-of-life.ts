import type { Hit } from './rule.ts';
import { runtimeDates } from './runtime-end-of-life.ts';

/** Until when the maker of an operating system or a runtime mends its faults. Dates are the last day, YYYY-MM-DD. */
export interface Lifecycle {
  readonly product: string;
  readonly version: string;
  /** End of the support that comes with the product: of the security team where there is no seller. */
  readonly standardEnds: string;
  /** End of the longest support that the maker offers beyond that, sold or given; null where none is known to us. */
  readonly extendedEnds: string | null;
  /** Name of that extended support; null where there is none. */
  readonly extension: string | null;
  /** The page of the maker, or the list kept by the distribution, that the dates stand on. */
  readonly source: string;
}

/** When the table was written, YYYY-MM: dates that were moved later are not in it. */
export const lifecyclesWritten = '2026-11';

/** Stands for all versions of a product that ended as a whole. */
export const everyVersion = '*';

export type Dates = readonly [version: string, standardEnds: string, extendedEnds?: string];

/** A product with the page that its dates stand on, and the name of its extended support. */
export type DatedProduct = readonly [
  product: string,
  source: string,
  extension: string | null,
  dates: readonly Dates[],
];

function lifecycles(...[product, source, extension, dates]: DatedProduct): Lifecycle[] {
  return dates.map(([version, standardEnds, extendedEnds]) => ({
    product,
    version,
    standardEnds,
    extendedEnds: extendedEnds ?? null,
    extension: extendedEnds === undefined ? null : extension,
    source,
  }));
}

const redHat = 'Red Hat: Red Hat Enterprise Linux Life Cycle';
const microsoft = 'Microsoft: Product and Services Lifecycle Information';
const suse = 'SUSE: Product Support Lifecycle';

/**
 * Only dates that we are sure of; what is not here has no date, and the rule says so. Where a maker states a month, its
 * last day stands here.
 */
const table: readonly Lifecycle[] = [
  ...lifecycles('rhel', redHat, 'Extended Life Cycle Support', [
    ['5', '2017-03-31', '2020-11-30'],
    ['6', '2020-11-30'],
    ['7', '2024-06-30', '2028-06-30'],
    ['8', '2029-05-31', '2032-05-31'],
    ['9', '2032-05-31', '2035-05-31'],
    ['10', '2035-05-31'],
  ]),
  ...lifecycles('centos', 'CentOS: About/Product', null, [
    ['5', '2017-03-31'],
    ['6', '2020-11-30'],
    ['7', '2024-06-30'],
    ['8', '2021-12-31'],
  ]),
  ...lifecycles('centos-stream', 'CentOS: CentOS Stream', null, [
    ['8', '2024-05-31'],
    ['9', '2027-05-31'],
  ]),
  ...lifecycles('rocky', 'Rocky Linux: Release and Version Guide', null, [
    ['8', '2029-05-31'],
    ['9', '2032-05-31'],
    ['10', '2035-05-31'],
  ]),
  ...lifecycles('almalinux', 'AlmaLinux: Release Notes', null, [
    ['8', '2029-03-01'],
    ['9', '2032-05-31'],
    ['10', '2035-05-31'],
  ]),
  ...lifecycles('oracle-linux', 'Oracle: Lifetime Support Policy, Oracle Linux', 'Extended Support', [
    ['6', '2021-03-31', '2024-12-31'],
    ['7', '2024-12-31', '2028-06-30'],
    ['8', '2029-07-31', '2032-07-31'],
    ['9', '2032-06-30', '2035-06-30'],
  ]),
  ...lifecycles('sles', suse, 'Long Term Service Pack Support', [
    ['11', '2019-03-31', '2022-03-31'],
    ['12', '2024-10-31', '2027-10-31'],
    ['12.1', '2017-05-31', '2020-05-31'],
    ['12.2', '2018-03-31', '2021-03-31'],
    ['12.3', '2019-06-30', '2022-06-30'],
    ['12.4', '2020-06-30', '2023-06-30'],
    ['12.5', '2024-10-31', '2027-10-31'],
    ['15.1', '2021-01-31', '2024-01-31'],
    ['15.2', '2021-12-31', '2024-12-31'],
    ['15.3', '2022-12-31', '2025-12-31'],
    ['15.4', '2023-12-31', '2026-12-31'],
    ['15.5', '2024-12-31', '2027-12-31'],
    ['15.6', '2025-12-31', '2028-12-31'],
  ]),
  ...lifecycles('debian', 'Debian: distro-info-data 0.58+deb12u7', 'Long Term Support', [
    ['7', '2016-04-25', '2018-05-31'],
    ['8', '2018-06-17', '2020-06-30'],
    ['9', '2020-07-18', '2022-06-30'],
    ['10', '2022-09-10', '2024-06-30'],
    ['11', '2024-08-14', '2026-08-31'],
    ['12', '2026-07-11', '2028-06-30'],
    ['13', '2028-08-09', '2030-06-30'],
  ]),
  ...lifecycles('ubuntu', 'Ubuntu: distro-info-data 0.58+deb12u7', 'Expanded Security Maintenance', [
    ['12.04', '2017-04-28', '2019-04-26'],
    ['14.04', '2019-04-25', '2024-04-25'],
    ['16.04', '2021-04-30', '2026-04-23'],
    ['18.04', '2023-05-31', '2028-04-26'],
    ['20.04', '2025-05-29', '2030-04-23'],
    ['22.04', '2027-06-01', '2032-04-21'],
    ['24.04', '2029-05-31', '2034-04-25'],
    ['26.04', '2031-05-29', '2036-04-23'],
  ]),
  // For Microsoft the end of extended support counts as standard: security updates are included until then.
  ...lifecycles('windows-server', microsoft, 'Extended Security Updates', [
    ['2003', '2015-07-14'],
    ['2008', '2020-01-14', '2023-01-10'],
    ['2008-r2', '2020-01-14', '2023-01-10'],
    // vSphere gives 2012 and 2012 R2 one name; their dates are the same.
    ['2012', '2023-10-10', '2026-10-13'],
    ['2012-r2', '2023-10-10', '2026-10-13'],
    ['2016', '2027-01-12'],
    ['2019', '2029-01-09'],
    ['2022', '2031-10-14'],
    ['2025', '2034-10-10'],
  ]),
  ...lifecycles('windows', microsoft, 'Extended Security Updates', [
    ['xp', '2014-04-08'],
    ['vista', '2017-04-11'],
    ['7', '2020-01-14', '2023-01-10'],
    // vSphere gives 8 and 8.1 one name: the later date, of 8.1, stands here.
    ['8', '2023-01-10'],
    // LTSC editions of Windows 10 differ. Windows 11 ends by feature update, which vSphere does not tell.
    ['10', '2025-10-14', '2028-10-10'],
  ]),
  ...lifecycles('photon', 'VMware: Photon OS release announcements', null, [
    ['1', '2022-02-28'],
    ['2', '2022-12-31'],
  ]),
  ...lifecycles('freebsd', 'FreeBSD: Supported and Unsupported FreeBSD Releases', null, [
    ['10', '2018-10-31'],
    ['11', '2021-09-30'],
    ['12', '2023-12-31'],
    ['13', '2026-04-30'],
    ['14', '2028-11-30'],
    ['15', '2029-12-31'],
  ]),
  // vCenter Server and ESXi of a release alike; Technical Guidance after it brings no fixes.
  ...lifecycles('vsphere', 'Broadcom: Product Lifecycle, end of general support', null, [
    ['6.5', '2022-10-15'],
    ['6.7', '2022-10-15'],
    ['7.0', '2025-10-02'],
    ['8.0', '2027-10-11'],
  ]),
  ...lifecycles('amazon-linux', 'AWS: Amazon Linux 2 FAQs', null, [['2', '2026-06-30']]),
  ...lifecycles('coreos-container-linux', 'CoreOS: End-of-life announcement for CoreOS Container Linux', null, [
    [everyVersion, '2020-05-26'],
  ]),
  ...runtimeDates.flatMap((product) => lifecycles(...product)),
];

const byRelease = new Map(table.map((entry) => [`${entry.product} ${entry.version}`, entry]));

/** Every release in the table. */
export function allLifecycles(): readonly Lifecycle[] {
  return table;
}

/**
 * When support of a release ends. A version that is finer than the table's ("8.10", "7.9") falls under the coarser one
 * ("8", "7"). Null where the table has no date.
 */
export function lifecycleOf(product: string, version: string | null): Lifecycle | null {
  let wanted = version ?? '';
  while (wanted !== '') {
    const found = byRelease.get(`${product} ${wanted}`);
    if (found !== undefined) return found;
    wanted = wanted.slice(0, Math.max(0, wanted.lastIndexOf('.')));
  }
  return byRelease.get(`${product} ${everyVersion}`) ?? null;
}

/** The same day a year later, as text; 29 February gives a day that does not exist, which compares correctly. */
function yearAfter(date: string): string {
  return `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
}

/** How grave an end of support is on a day; null where standard support lasts for another year. */
export function severityOn(asOf: string, { standardEnds, extendedEnds }: Lifecycle): Hit['severity'] | null {
  if (standardEnds >= yearAfter(asOf)) return null;
  if (standardEnds >= asOf) return 'note';
  return extendedEnds !== null && extendedEnds >= asOf ? 'work' : 'obstacle';
}
