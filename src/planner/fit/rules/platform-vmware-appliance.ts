import type { Vm } from '../../../model/estate.ts';
import type { Evidence } from '../../../model/finding.ts';
import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule, Subject } from '../rule.ts';

/** CPUs and memory of a size in which the maker delivers an appliance. */
type Size = readonly [cpus: number, memoryMiB: number];

interface Appliance extends NameSign {
  /** The notes that the maker's template leaves on the VM, matched from their beginning. */
  readonly annotation?: RegExp;
  /** Sizes that few other VMs have. Ordinary ones (4 CPUs and 16 GiB) prove nothing and are left out. */
  readonly sizes?: readonly Size[];
  /** Guest systems that the appliance is built on; another one speaks against it. */
  readonly guests: readonly string[];
  /** Folder that vCenter itself makes for these VMs. */
  readonly folder?: string;
}

/** vSphere calls the Photon OS of older appliances "Other 3.x or later Linux": a Linux without a product. */
const photonGuests = ['photon', 'linux', 'sles'];

/**
 * VMware's own. Sizes: vCenter Server Appliance 6.5 to 8.0 by the hardware requirements of its installation guides;
 * vCLS by "Monitoring vSphere Cluster Services" (1 vCPU, 128 MB); NSX Manager by its installation guide.
 */
const appliances: readonly Appliance[] = [
  {
    product: 'vSphere Cluster Services (vCLS)',
    words: ['vcls'],
    annotation: /^vsphere cluster services? vm\b/i,
    sizes: [[1, 128]],
    guests: [...photonGuests, 'vmware-crx'],
    folder: 'vcls',
  },
  {
    product: 'vCenter Server',
    words: ['vcenter', 'vcsa', 'vcenterserver', 'vcentersrv', ['platform', 'services', 'controller']],
    annotation: /^vmware (?:vcenter server appliance|platform services controller)\b/i,
    sizes: [
      [2, 10_240],
      [8, 24_576],
      [24, 49_152],
      [2, 12_288],
      [4, 19_456],
      [8, 28_672],
      [16, 37_888],
      [24, 57_344],
      [2, 14_336],
      [4, 21_504],
      [8, 30_720],
      [16, 39_936],
      [24, 59_392],
    ],
    guests: photonGuests,
  },
  {
    product: 'NSX',
    words: ['nsx', 'nsxt', 'nsxv', 'nsxmgr', 'nsxmanager', 'nsxedge'],
    annotation: /^(?:vmware )?nsx(?:-t|-v)? (?:data center )?(?:manager|edge|controller|unified appliance)\b/i,
    sizes: [
      [6, 24_576],
      [12, 49_152],
    ],
    guests: [...photonGuests, 'ubuntu'],
  },
  {
    product: 'Aria or vRealize',
    // prettier-ignore
    words: [
      'vrops', 'vrealize', 'vrli', 'vrni', 'vrslcm', 'loginsight',
      ['aria', 'operations'], ['aria', 'automation'], ['aria', 'logs'], ['aria', 'networks'], ['aria', 'ops'], ['aria', 'lifecycle'],
    ],
    annotation: /^(?:vmware )?(?:vrealize|aria|vcenter operations|vcenter log insight) /i,
    guests: photonGuests,
  },
  {
    product: 'Site Recovery Manager or vSphere Replication',
    words: [
      ['vmware', 'srm'],
      ['srm', 'appliance'],
      'siterecovery',
      ['site', 'recovery'],
      ['vsphere', 'replication'],
      'vrms',
    ],
    annotation: /^(?:vmware )?(?:site recovery manager|vsphere replication|live site recovery)\b/i,
    guests: photonGuests,
  },
  {
    product: 'HCX',
    words: ['hcx', 'hcxmgr', 'hcxmanager'],
    annotation: /^(?:vmware )?hcx\b/i,
    guests: photonGuests,
  },
  {
    product: 'SDDC Manager',
    words: ['sddcmanager', 'cloudbuilder', ['sddc', 'manager'], ['sddc', 'mgr'], ['cloud', 'builder']],
    annotation: /^(?:vmware )?(?:sddc manager|cloud builder|cloud foundation)\b/i,
    guests: photonGuests,
  },
  {
    product: 'Cloud Director',
    words: ['vcloud', 'vclouddirector', ['cloud', 'director']],
    annotation: /^(?:vmware )?(?:vcloud|cloud) director\b/i,
    guests: photonGuests,
  },
  {
    product: 'Tanzu Supervisor',
    words: ['supervisorcontrolplanevm'],
    guests: photonGuests,
  },
  {
    product: 'Horizon',
    words: [['horizon', 'connection'], ['horizon', 'view'], ['horizon', 'cs'], 'uag', ['access', 'gateway', 'unified']],
    annotation: /^(?:vmware )?(?:horizon|unified access gateway)\b/i,
    guests: [...photonGuests, 'windows-server'],
  },
  {
    product: 'vSAN witness',
    words: [['vsan', 'witness'], 'vsanwitness', ['vmware', 'witness']],
    annotation: /^vmware (?:virtual san|vsan) witness\b/i,
    guests: ['esxi'],
  },
  {
    product: 'Skyline Collector or Usage Meter',
    words: [['skyline', 'collector'], 'skylinecollector', 'usagemeter', ['usage', 'meter']],
    annotation: /^(?:vmware )?(?:skyline|vcloud usage meter)\b/i,
    guests: photonGuests,
  },
];

const findAppliance = nameFinder(appliances);

/** ESX Agent Manager deploys agents of the hypervisor (vCLS, NSX, makers of security software), which go with it. */
const agentManager = 'com.vmware.vim.eam';

/** What the guest system is, in the terms of `Appliance.guests`; null where it is not known. */
function guestKind(subject: Subject): string | null {
  const { family, product } = subject.guestOs;
  return product ?? (family === 'unknown' || family === 'other' ? null : family);
}

function fitsGuest(subject: Subject, appliance: Appliance): boolean {
  const kind = guestKind(subject);
  return kind === null || appliance.guests.includes(kind);
}

function inFolder(vm: Vm, folder: string): boolean {
  return vm.folder?.toLowerCase().split('/').at(-1) === folder;
}

/** Evidence beyond the name: what the maker or vCenter itself left on the VM, or a size that only it has. */
function corroboration(subject: Subject, appliance: Appliance): readonly Evidence[] {
  const { vm } = subject;
  const noted = vm.annotation === null ? undefined : appliance.annotation?.exec(vm.annotation.trim())?.[0];
  if (noted !== undefined) return [subject.evidence('vm.annotation', noted)];
  if (appliance.folder !== undefined && inFolder(vm, appliance.folder)) return [subject.evidence('vm.folder')];
  const isKnownSize = appliance.sizes?.some(([cpus, memoryMiB]) => cpus === vm.cpus && memoryMiB === vm.memoryMiB);
  if (isKnownSize === true && guestKind(subject) !== null) {
    const guest = subject.guestOs.signs.map((sign) => subject.evidence(sign.fact));
    return [subject.evidence('vm.cpus'), subject.evidence('vm.memoryMiB'), ...guest];
  }
  return [];
}

const gone = 'it goes with the platform that it serves.';

export const rule: Rule = {
  id: 'platform.vmware-appliance',
  text: {
    title: "VMware's own",
    why: 'This VM serves the VMware platform: it manages, connects or watches it. Without the platform it has no function, and the target has its own means.',
    remedy:
      'Leave it out of the migration and switch it off last. Where only the name says so, confirm it: a note of the maker, a known size or config.managedBy makes it certain, an override decides it.',
  },
  needs: ['vm.name'],
  check(subject) {
    const { vm } = subject;
    const byName = findAppliance(subject.words);
    if (vm.managedBy === agentManager) {
      return {
        severity: 'note',
        evidence: [subject.evidence('vm.managedBy')],
        detail: 'Deployed by ESX Agent Manager.',
        vote: { by: 'platform', disposition: 'replace', reason: `An agent of the hypervisor: ${gone}` },
      };
    }
    // A maker's note is proof without the name, because VMs are renamed; a size or a folder is not.
    const byNote = appliances.find(
      (appliance) => appliance.annotation?.test(vm.annotation?.trim() ?? '') === true && fitsGuest(subject, appliance),
    );
    const appliance = byNote ?? (byName?.doubts.length === 0 ? byName.sign : undefined);
    if (appliance !== undefined && fitsGuest(subject, appliance)) {
      const proof = corroboration(subject, appliance);
      if (proof.length > 0) {
        return {
          severity: 'note',
          evidence: [subject.evidence('vm.name'), ...proof],
          detail: `Recognised as ${appliance.product}.`,
          vote: { by: 'platform', disposition: 'replace', reason: `${appliance.product}: ${gone}` },
        };
      }
    }
    if (byName === null) return null;
    const { product } = byName.sign;
    const evidence = [subject.evidence('vm.name')];
    if (byName.doubts.length > 0) return { severity: 'note', evidence, detail: byNameOnly(product, byName) };
    if (!fitsGuest(subject, byName.sign)) {
      return {
        severity: 'note',
        evidence: [...evidence, ...subject.guestOs.signs.map((sign) => subject.evidence(sign.fact))],
        detail: `The name speaks of ${product}, but the guest system is not one that it is delivered with.`,
      };
    }
    return { severity: 'note', evidence, detail: byNameOnly(product, byName), candidate: 'replace' };
  },
};
