import { branchApplication } from './branches.ts';
import { hamburgApplications } from './hamburg.ts';
import { hostModels, type HostModel } from './hardware.ts';
import { rotterdamApplications } from './rotterdam.ts';
import { sum } from './sum.ts';
import { expand, type VmSpec } from './vm-spec.ts';

/** A release of vCenter and of ESXi under it, as they tell it themselves. */
export interface VSphereRelease {
  readonly version: string;
  readonly apiVersion: string;
  readonly vCenterBuild: string;
  readonly patchLevel: string;
  readonly esxi: string;
}

export interface ClusterSpec {
  readonly name: string;
  readonly hosts: readonly HostModel[];
  /** VMs are on a distributed switch, or on a standard one that each host has. */
  readonly switch: 'distributed' | 'standard';
  /** Resource pools below the cluster's root. */
  readonly pools: readonly string[];
  readonly admissionControl: boolean;
}

/** A site of Nordhafen Logistik with its own vCenter. */
export interface Site {
  readonly name: string;
  readonly code: string;
  readonly release: VSphereRelease;
  readonly clusters: readonly ClusterSpec[];
  readonly vms: readonly VmSpec[];
}

const vSphere8: VSphereRelease = {
  version: '8.0.3',
  apiVersion: '8.0.3.0',
  vCenterBuild: '24674346',
  patchLevel: '00500',
  esxi: 'VMware ESXi 8.0.3 build-24784735',
};

/** Out of general support since 2025-10-02. */
const vSphere7: VSphereRelease = {
  version: '7.0.3',
  apiVersion: '7.0.3.0',
  vCenterBuild: '24201990',
  patchLevel: '02100',
  esxi: 'VMware ESXi 7.0.3 build-23794027',
};

/** VMs of the two sites that are written by hand, templates left out. */
export const companyVms = 260;

/** A vCenter is not made larger than about this: real ones rarely are, and RVTools exports one at a time. */
const vmsPerVCenter = 10_000;

/** VMs that share a cluster where an estate is filled up. */
const vmsPerCluster = 320;

/** Share of a host's memory that VMs may be configured with, and vCPUs a core, when hosts are counted for a cluster. */
const memoryPercent = 80;
const vcpusPerCore = 4;

/** Sites and the three letters that begin the names of their machines. */
const ports = [
  { name: 'Hamburg', code: 'ham' },
  { name: 'Rotterdam', code: 'rtm' },
  { name: 'Antwerpen', code: 'anr' },
  { name: 'Danzig', code: 'gdn' },
  { name: 'Oslo', code: 'osl' },
  { name: 'Le Havre', code: 'leh' },
  { name: 'Triest', code: 'trs' },
  { name: 'Riga', code: 'rix' },
  { name: 'Bilbao', code: 'bio' },
  { name: 'Duisburg', code: 'dui' },
] as const;

function hostsFor(vms: readonly VmSpec[], model: HostModel): number {
  const running = vms.filter(({ power }) => power === 'poweredOn');
  const memoryMiB = sum(running, (vm) => vm.memoryGiB * 1024);
  const vcpus = sum(running, (vm) => vm.cpus);
  const byMemory = Math.ceil((memoryMiB * 100) / (model.memoryMiB * memoryPercent));
  const byCpu = Math.ceil(vcpus / (model.cpuSockets * model.coresPerSocket * vcpusPerCore));
  return Math.max(2, byMemory, byCpu) + 1;
}

/** `count` ordinary VMs in clusters of their own. */
function filling(code: string, count: number): { clusters: ClusterSpec[]; vms: VmSpec[] } {
  const clusters: ClusterSpec[] = [];
  const all: VmSpec[] = [];
  let application = 0;
  while (all.length < count) {
    const name = `${code.toUpperCase()}-BIZ-${String(clusters.length + 1).padStart(2, '0')}`;
    const wanted = Math.min(vmsPerCluster, count - all.length);
    const vms: VmSpec[] = [];
    while (vms.length < wanted) vms.push(...expand([branchApplication(code, application++, name)]));
    vms.length = wanted;
    const model = hostModels.dl380;
    const hosts = Array.from({ length: hostsFor(vms, model) }, () => model);
    clusters.push({ name, hosts, switch: 'distributed', pools: [], admissionControl: true });
    all.push(...vms);
  }
  return { clusters, vms: all };
}

const { dl380, dl560, r640, sr630 } = hostModels;

const hamburg: Omit<Site, 'name' | 'code'> = {
  release: vSphere8,
  clusters: [
    {
      name: 'HAM-PROD',
      hosts: [dl380, dl380, dl380, dl380, dl380, dl560],
      switch: 'distributed',
      pools: ['Datenbanken', 'Terminalserver'],
      admissionControl: true,
    },
    { name: 'HAM-TEST', hosts: [r640, r640, r640, r640], switch: 'distributed', pools: [], admissionControl: false },
  ],
  vms: [...expand(hamburgApplications)],
};

const rotterdam: Omit<Site, 'name' | 'code'> = {
  release: vSphere7,
  clusters: [
    { name: 'RTM-EDGE', hosts: [sr630, sr630, sr630, sr630], switch: 'standard', pools: [], admissionControl: true },
  ],
  vms: [...expand(rotterdamApplications)],
};

const emptySite: Omit<Site, 'name' | 'code'> = { release: vSphere8, clusters: [], vms: [] };

/** Names and codes of the sites that share `vms` VMs; when the ports run out, a second site is opened in each. */
export function siteNames(vms: number): readonly { readonly name: string; readonly code: string }[] {
  const count = Math.max(2, Math.ceil(vms / vmsPerVCenter));
  const rounds = Array.from({ length: Math.ceil(count / ports.length) }, (_, i) => (i === 0 ? '' : String(i + 1)));
  return rounds
    .flatMap((suffix) => ports.map(({ name, code }) => ({ name: `${name}${suffix}`, code: `${code}${suffix}` })))
    .slice(0, count);
}

/**
 * The site of this index in an estate of `vms` VMs without templates, of which there are at least `companyVms`:
 * what exceeds the company is spread evenly over the sites.
 */
export function siteOf(index: number, vms: number): Site {
  const sites = siteNames(vms);
  const site = sites[index];
  if (site === undefined) throw new RangeError(`no site ${index}`);
  const base = [hamburg, rotterdam][index] ?? emptySite;
  const extra = vms - companyVms;
  const share = Math.floor(extra / sites.length) + (index < extra % sites.length ? 1 : 0);
  const more = filling(site.code, share);
  return { ...base, ...site, clusters: [...base.clusters, ...more.clusters], vms: [...base.vms, ...more.vms] };
}
