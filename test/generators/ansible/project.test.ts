import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isGuestBundle } from '../../../analyzers/guest/bundle/bundle.ts';
import { addressOf, type GuestVm, inventoryRows } from '../../../generators/ansible/inventory.ts';
import { ansibleProject } from '../../../generators/ansible/project.ts';
import type { Vm } from '../../../src/model/estate.ts';
import { aVm } from '../../src/planner/small-estate.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';
import { projectRoot } from '../../support/shared.ts';
import { describeSshd, sshLab, startSshd } from '../../support/sshd.ts';

const linux = (name: string, facts: Partial<Vm> = {}): GuestVm => ({
  vm: aVm(name, { powerState: 'poweredOn', ipAddress: null, hostName: null, ...facts }),
  osFamily: 'linux',
});

/** Text of a file of the project. */
function textOf(project: ReturnType<typeof ansibleProject>, path: string): string {
  const content = project.files.find((file) => file.path === path)?.content;
  if (typeof content !== 'string') throw new Error(`no text ${path}`);
  return content;
}

const inventoryOf = (guests: readonly GuestVm[]): unknown => {
  const value: unknown = parse(textOf(ansibleProject(guests, ''), 'inventory.yaml'));
  return value;
};

const safeInventory = z.strictObject({
  all: z.strictObject({
    children: z.strictObject({
      guests: z.strictObject({
        hosts: z.record(
          z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
          z.strictObject({ ansible_host: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:-]*$/) }),
        ),
      }),
    }),
  }),
});

describe('the inventory', () => {
  it('holds the Linux guests that are on, by address, and says why others are left out', () => {
    const guests: GuestVm[] = [
      linux('web', { ipAddress: '10.0.0.1' }),
      linux('off', { ipAddress: '10.0.0.2', powerState: 'poweredOff' }),
      linux('unclear', { ipAddress: '10.0.0.3', powerState: null }),
      linux('gold', { ipAddress: '10.0.0.4', template: true }),
      linux('srm', { ipAddress: '10.0.0.5', srmPlaceholder: true }),
      linux('named', { hostName: 'named.example' }),
      linux('lost'),
      linux('web copy', { ipAddress: '10.0.0.1' }),
      { ...linux('ad', { ipAddress: '10.0.0.6' }), osFamily: 'windows' },
      { ...linux('what', { ipAddress: '10.0.0.7' }), osFamily: 'unknown' },
    ];
    expect(inventoryOf(guests)).toEqual({
      all: {
        children: {
          guests: { hosts: { named: { ansible_host: 'named.example' }, web: { ansible_host: '10.0.0.1' } } },
        },
      },
    });
    expect(inventoryRows(guests).map(({ vm, reason }) => [vm.name, reason])).toEqual([
      ['ad', 'not Linux'],
      ['gold', 'a template'],
      ['lost', 'no address and no name is known'],
      ['named', null],
      ['off', 'not powered on'],
      ['srm', 'a placeholder of Site Recovery Manager'],
      ['unclear', 'whether it is on is unknown'],
      ['web', null],
      ['web copy', 'another VM has the same address'],
      ['what', 'its operating system is unknown'],
    ]);
  });

  it('gives no VM a name that means something else to Ansible', () => {
    const rows = inventoryRows(
      ['localhost', 'all', 'guests', 'Ungrouped'].map((name, index) =>
        linux(name, { ipAddress: `10.0.0.${index + 1}` }),
      ),
    );
    for (const { host, vm } of rows) expect(host).toMatch(new RegExp(`^${vm.name.toLowerCase()}-[0-9a-f]{8}$`));
  });

  it('takes no address that only the guest itself reaches', () => {
    for (const address of ['127.0.0.1', '169.254.1.1', 'fe80::1', '::1', '0.0.0.0', '10.0.0.999', '{{ x }}', '-oX']) {
      expect(addressOf(linux('a', { ipAddress: address }).vm)).toBeNull();
    }
    expect(addressOf(linux('a', { ipAddress: '2001:db8::1' }).vm)).toBe('2001:db8::1');
    expect(addressOf(linux('a', { hostName: 'localhost.localdomain' }).vm)).toBeNull();
  });

  it('lets nothing that a guest or a VM is called become a template, a pattern or a key', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), { maxLength: 4 }),
        (names) => {
          const hostile = names.flatMap(([name, host], index) => [
            linux(`${name}${index}`, { hostName: host }),
            linux(`{{ lookup('pipe', 'id') }}${name}${index}`, { hostName: `h${index}.example`, ipAddress: host }),
          ]);
          expect(() => safeInventory.parse(inventoryOf(hostile))).not.toThrow();
        },
      ),
    );
  });

  it('names the VMs in a table that no spreadsheet takes for formulas', () => {
    const csv = textOf(ansibleProject([linux('=cmd|"x"', { ipAddress: '10.0.0.1' })], ''), 'vms.csv');
    expect(csv.split('\r\n')[1]).toMatch(/^"cmd-x-[0-9a-f]{8}","10\.0\.0\.1","'=cmd\|""x""",/);
  });

  it('is there to be filled where no VM is known', () => {
    const project = ansibleProject([], '#!/bin/sh\n');
    expect(textOf(project, 'inventory.yaml')).toContain('# Name your guests');
    expect(project.files.map(({ path }) => path)).not.toContain('vms.csv');
  });
});

interface AnsibleRun {
  readonly code: number;
  readonly output: string;
}

function ansible(folder: string, ...args: string[]): Promise<AnsibleRun> {
  const command = peerCommand('ansible-playbook') ?? 'ansible-playbook';
  const env = { ...process.env, HOME: folder, ANSIBLE_HOME: join(folder, '.ansible'), LC_ALL: 'C.UTF-8' };
  return new Promise((resolve) => {
    execFile(command, ['collect.yaml', ...args], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        output: stdout + stderr,
      }),
    );
  });
}

describePeer('ansible-playbook', 'test/peers/install installs ansible-core')('with ansible-playbook', () => {
  describeSshd('and sshd', () => {
    it('collects guests with Python and without, lists those that fail, and leaves nothing behind', async () => {
      const folder = scratchFolder();
      const lab = sshLab(folder);
      const root = join(folder, 'root');
      mkdirSync(join(root, 'etc'), { recursive: true });
      writeFileSync(join(root, 'etc', 'hostname'), 'tiny\n');
      const port = await startSshd(lab, 'exec sh -c "$SSH_ORIGINAL_COMMAND"');
      lab.configure(`Host down.test\n  Port 9\nHost *\n  Port ${port}`);
      // It reads a small root; everything else of it is as it is.
      const script = readFileSync(join(projectRoot, 'analyzers', 'guest', 'collect.sh'), 'utf8');
      const small = script.replace(/\nmain "\$@"(?=[^\n]*\n$)/, `\nmain "$@" --root ${root}`);
      expect(small).not.toBe(script);
      const project = ansibleProject(
        ['new', 'old', 'down'].map((name) => linux(name, { hostName: `${name}.test` })),
        small,
      );
      const at = join(folder, 'project');
      for (const { path, content } of project.files) {
        mkdirSync(dirname(join(at, path)), { recursive: true });
        if (typeof content === 'string') writeFileSync(join(at, path), content);
      }
      mkdirSync(join(at, 'host_vars'));
      writeFileSync(join(at, 'host_vars', 'old.yaml'), 'ansible_python_interpreter: /no/such/python\n');
      const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
      writeFileSync(join(at, 'host_vars', 'new.yaml'), `ansible_python_interpreter: ${python}`);
      const run = await ansible(at, '--ssh-common-args', `-F ${join(folder, 'ssh_config')}`);
      expect(run.output).toMatch(/down +: ok=0 +changed=0 +unreachable=1/);
      expect(run.output).toMatch(/old +: .* failed=0 .* rescued=1/);
      expect(run.output).toMatch(/new +: .* failed=0 .* rescued=0/);
      const bundles = readdirSync(join(at, 'bundles'))
        .filter((name) => !name.startsWith('.'))
        .toSorted();
      expect(bundles, run.output).toEqual([
        expect.stringMatching(/^new-\d{8}T\d{6}Z\.tar\.gz$/),
        expect.stringMatching(/^old-\d{8}T\d{6}Z\.tar\.gz$/),
      ]);
      for (const name of bundles) expect(await isGuestBundle(join(at, 'bundles', name))).toBe(true);
      expect(readFileSync(join(at, 'collect.retry'), 'utf8')).toBe('down\n');
      expect(readdirSync('/tmp').filter((name) => /^devirt\.\w{8}$/.test(name))).toEqual([]);
    }, 300_000);
  });
});
