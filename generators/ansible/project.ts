import type { GeneratedFile } from '../../src/lib/output/generated-file.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import { type GuestVm, inventoryCsv, type InventoryRow, inventoryRows } from './inventory.ts';
import { ansibleConfiguration, playbook } from './playbook.ts';

export interface AnsibleProject {
  readonly files: readonly GeneratedFile[];
  /** Hosts in the inventory. */
  readonly hosts: number;
  readonly rows: readonly InventoryRow[];
}

/**
 * The inventory. Values of variables are templates to Ansible, and names of hosts are patterns: so it holds DNS labels
 * and addresses alone, and a VM's own name stands in vms.csv.
 */
function inventory(rows: readonly InventoryRow[]): string {
  const hosts = Object.fromEntries(
    rows.flatMap(({ host, address }) => (host === null ? [] : [[host, { ansible_host: address }]])),
  );
  return toYaml(
    [{ all: { children: { guests: { hosts } } } }],
    rows.length === 0
      ? 'Name your guests below hosts:, as "web01: {ansible_host: 10.0.0.1}", or give devirt an export.'
      : 'Linux guests that are powered on; vms.csv says which VM each is, and which are left out and why.',
  );
}

const readme = (hosts: number, leftOut: number): string => `# Collecting guests with Ansible

This project runs devirt's collect.sh on each guest of \`inventory.yaml\` and brings the bundles to \`bundles/\`. It holds
${hosts} guests; ${leftOut} VMs are left out, and \`vms.csv\` says why. In this folder:

    ansible-playbook collect.yaml -u USER -K          # -K asks for sudo's password once
    devirt assess EXPORT --guests bundles

- Host keys are checked. Fill known_hosts by a way that you trust before you begin: each unknown host fails.
- \`--private-key FILE\` or an agent gives the key. Add \`-k\` only where there are passwords instead of keys, and take
  \`BatchMode=yes\` out of ansible.cfg then.
- 50 guests at once: \`--forks 200\` for more, where this machine has the memory (about 50 MB each).
- No sudo there: \`-e devirt_become=false\`. The bundle then says what it lacks.
- \`-e devirt_verify_files=true\` also compares installed files with their packages: minutes a guest.
- Guests that failed are listed in \`collect.retry\`: \`ansible-playbook collect.yaml --limit @collect.retry\`.
- Guests need no Python. Where Ansible's own \`fetch\` does not run, the bundle comes through \`raw\`.
- Each run adds bundles, and devirt merges those of one guest: run it at several hours of the day, and at a month's end.
- Nothing is left on a guest. Read \`collect.sh\` before you run it: it only reads, and redacts credentials before it writes.
- What you change here stays: devirt leaves a changed file alone and lays the new version beside it as FILE.new.
`;

/** An Ansible project that collects the Linux guests among the VMs with collect.sh, whose text is `script`. */
export function ansibleProject(guests: readonly GuestVm[], script: string): AnsibleProject {
  const rows = inventoryRows(guests);
  const hosts = rows.filter(({ host }) => host !== null).length;
  const files: GeneratedFile[] = [
    { path: 'README.md', content: readme(hosts, rows.length - hosts) },
    // Makes the folder, and keeps what is inside guests out of a repository.
    { path: 'bundles/.gitignore', content: '*\n' },
    { path: 'ansible.cfg', content: ansibleConfiguration },
    { path: 'collect.sh', content: script },
    { path: 'collect.yaml', content: playbook },
    { path: 'inventory.yaml', content: inventory(rows) },
  ];
  if (rows.length > 0) files.push({ path: 'vms.csv', content: inventoryCsv(rows) });
  return { files, hosts, rows };
}
