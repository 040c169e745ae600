import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import type { Rule } from '../rule.ts';

/** A proxy reads the disks of VMs through vSphere; without vSphere it has nothing to read. */
const proxies: readonly NameSign[] = [
  {
    product: 'a Veeam proxy',
    words: [
      ['veeam', 'proxy'],
      ['veeam', 'prx'],
      ['vbr', 'proxy'],
    ],
  },
  {
    product: 'a Commvault proxy',
    words: [
      ['commvault', 'proxy'],
      ['commvault', 'vsa'],
      ['cv', 'vsa'],
    ],
  },
  {
    product: 'a backup proxy',
    words: [
      ['backup', 'proxy'],
      ['bkp', 'proxy'],
      ['vadp', 'proxy'],
    ],
  },
  {
    product: 'a Zerto replication appliance',
    words: [
      ['zerto', 'vra'],
      ['z', 'vra'],
    ],
  },
];

const servers: readonly NameSign[] = [
  { product: 'Veeam', words: ['veeam', 'vbr'] },
  { product: 'Commvault', words: ['commvault', 'commserve', 'commcell'] },
  { product: 'Rubrik', words: ['rubrik'] },
  { product: 'Cohesity', words: ['cohesity'] },
  { product: 'Dell Avamar, NetWorker or PowerProtect', words: ['avamar', 'networker', 'ppdm', 'ddve', 'datadomain'] },
  { product: 'NetBackup', words: ['netbackup', 'nbu'] },
  { product: 'IBM Storage Protect', words: ['spectrumprotect', 'tsm'] },
  {
    product: 'a backup server',
    words: ['nakivo', 'zerto', 'unitrends', 'arcserve', 'acronis', 'altaro', 'bareos', 'bacula'],
  },
];

const findProxy = nameFinder(proxies);
const findServer = nameFinder(servers);

export const rule: Rule = {
  id: 'platform.backup',
  text: {
    title: 'Backup of the platform',
    why: 'The VM looks like a part of the backup of VMs, which works through vSphere. On the target the function remains, but a proxy that reads VMware disks has nothing left to read.',
    remedy:
      'Choose the backup for the target first (a product for Kubernetes and KubeVirt volumes), and keep the old server until the last backup that must be kept has expired.',
  },
  needs: ['vm.name'],
  check(subject) {
    const proxy = findProxy(subject.words);
    const match = proxy ?? findServer(subject.words);
    if (match === null) return null;
    const evidence = [subject.evidence('vm.name')];
    const detail = byNameOnly(match.sign.product, match);
    return proxy !== null && proxy.doubts.length === 0
      ? { severity: 'note', evidence, detail, candidate: 'replace' }
      : { severity: 'note', evidence, detail };
  },
};
