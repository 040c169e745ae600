import { describe, expect, test } from 'vitest';
import type { FitDecision } from '../../../../src/planner/fit/decide.ts';
import { decideEstate } from '../../../../src/planner/fit/decide-estate.ts';
import { aFitContext, type VmGiven } from './fit-estate.ts';

const photon = 'VMware Photon OS (64-bit)';
const oldPhoton = 'Other 3.x or later Linux (64-bit)';
const ubuntu = 'Ubuntu Linux (64-bit)';

function decided(vm: VmGiven): FitDecision {
  const [decision] = decideEstate(
    aFitContext({ vms: [{ powerState: 'poweredOn', template: false, ...vm }] }),
  ).decisions;
  if (decision === undefined) throw new Error('one VM, one decision');
  return decision;
}

function detailOf(decision: FitDecision, rule: string): string {
  return decision.findings.find((finding) => finding.rule === rule)?.detail ?? '';
}

describe("VMware's own, for certain", () => {
  test.each<[string, VmGiven]>([
    ['vCLS by its size', { name: 'vCLS (1)', cpus: 1, memoryMiB: 128, guestFullNameConfig: oldPhoton }],
    ['vCLS by its folder', { name: 'vCLS-4c4c4544-0042', folder: '/DC/vm/vCLS', guestFullNameConfig: oldPhoton }],
    [
      'vCLS by its note',
      {
        name: 'vCLS-1',
        annotation: 'vSphere Cluster Service VM is deployed from an OVA with a minimal installed profile of PhotonOS.',
      },
    ],
    [
      'vCenter by its note, under another name',
      { name: 'mgmt-07', annotation: 'VMware vCenter Server Appliance', guestFullNameTools: oldPhoton },
    ],
    ['vCenter 8 small by its size', { name: 'vcsa01', cpus: 4, memoryMiB: 21_504, guestFullNameTools: photon }],
    ['NSX Manager medium', { name: 'nsx-manager-01', cpus: 6, memoryMiB: 24_576, guestFullNameTools: ubuntu }],
    ['an agent of ESX Agent Manager', { name: 'anything', managedBy: 'com.vmware.vim.eam' }],
  ])('%s', (_what, vm) => {
    expect(decided(vm)).toMatchObject({
      disposition: 'replace',
      decidedBy: { by: 'platform', rule: 'platform.vmware-appliance' },
    });
  });
});

describe("VMware's own, by the name only", () => {
  test.each<[string, VmGiven]>([
    ['vCenter of an ordinary size', { name: 'vcsa01', cpus: 2, memoryMiB: 16_384, guestFullNameTools: photon }],
    [
      'vCenter 6.7 small, a size that any VM may have',
      { name: 'vcenter', cpus: 4, memoryMiB: 16_384, guestFullNameTools: photon },
    ],
    [
      'vCLS of a size that it never has',
      { name: 'vCLS-4c4c4544-0042', cpus: 4, memoryMiB: 65_536, guestFullNameTools: photon },
    ],
    [
      'NSX of a size that it never has',
      { name: 'nsx-manager-01', cpus: 16, memoryMiB: 2048, guestFullNameTools: photon },
    ],
    ['the right size, but no guest known', { name: 'vcsa01', cpus: 4, memoryMiB: 21_504 }],
  ])('%s', (_what, vm) => {
    const decision = decided(vm);
    expect(decision).toMatchObject({ disposition: 'rehost', candidate: 'replace', decidedBy: { by: 'default' } });
    expect(detailOf(decision, 'platform.vmware-appliance')).toContain('by its name only');
  });
});

/** Names that look like something and are not: none may gain more than a note. */
describe('the decoy estate', () => {
  const decoys: readonly VmGiven[] = [
    { name: 'oracle-docs-web' },
    { name: 'vcenterless' },
    { name: 'k8s-training-wiki' },
    { name: 'k8s-worker-docs' },
    { name: 'vcenter-reporting', cpus: 4, memoryMiB: 21_504, guestFullNameTools: oldPhoton },
    { name: 'vcenter-01', guestFullNameTools: 'Microsoft Windows Server 2019 (64-bit)', cpus: 4, memoryMiB: 21_504 },
    { name: 'app', annotation: 'Talks to VMware vCenter Server Appliance vcsa01', guestFullNameTools: ubuntu },
    { name: 'app', annotation: 'VMware vCenter Server Appliance backup target', guestFullNameTools: ubuntu },
    { name: 'celery-tasks-worker-1' },
    { name: 'kubernetes-the-hard-way' },
    { name: 'vclsx-01', cpus: 1, memoryMiB: 128 },
    { name: 'nsxample-web' },
    { name: 'f5refresh-web' },
    { name: 'dc1-web-01' },
    { name: 'sqlite-tools' },
    { name: 'srm-supplier-portal' },
    { name: 'horizon-europe-project' },
    { name: 'web01.k8s.oracle.example.com' },
  ];

  test.each(decoys.map((vm) => [vm.name, vm] as const))('%s is not fooled', (_name, vm) => {
    const decision = decided({ guestFullNameTools: ubuntu, ...vm });
    expect(['default', 'blocker']).toContain(decision.decidedBy.by);
    expect(decision.disposition).toBe('rehost');
    expect(decision.candidate).not.toBe('replace');
    expect(decision.confidence).toBe('inventory');
    const byName = decision.findings.filter(
      ({ rule, severity }) =>
        severity !== 'unknown' && /^(?:platform|workload)\.|^licence\.(?:oracle|sql-server|vendor-support)$/.test(rule),
    );
    for (const finding of byName) {
      expect(finding.severity).toBe('note');
      expect(finding.detail).toMatch(/rather about|guest system is not one/);
    }
  });

  test('says why', () => {
    expect(detailOf(decided({ name: 'oracle-docs-web' }), 'workload.database')).toBe(
      'The name holds "oracle", but also "docs" and "web": rather about an Oracle database than an Oracle database itself.',
    );
  });
});

describe('Kubernetes nodes', () => {
  test.each([
    ['k8s-master-01'],
    ['rke2-node-3'],
    ['prod-ocp-worker2'],
    ['prod-x7k2q-master-0'],
    ['prod-x7k2q-worker-eu1-9fj2k'],
    ['tenant-control-plane-7xk2v'],
    ['tenant-md-0-6b7c9d8f5f-x2x4k'],
  ])('%s is one by its name, and nothing is dissolved', (name) => {
    const decision = decided({ name, guestFullNameTools: ubuntu });
    expect(decision).toMatchObject({ disposition: 'rehost', candidate: 'replace' });
    expect(detailOf(decision, 'platform.kubernetes-node')).toContain('by its name only');
  });

  test('a system that exists to run containers is better evidence, and dissolves nothing either', () => {
    const decision = decided({
      name: 'abc',
      guestFullNameTools: 'Red Hat Enterprise Linux 9 (64-bit)',
      guestDetailedData: "prettyName='Red Hat Enterprise Linux CoreOS 414.92' familyName='Linux'",
      guestFullNameConfig: 'CoreOS Linux (64-bit)',
    });
    expect(decision.disposition).toBe('rehost');
  });

  test('a Windows guest is not taken for one', () => {
    const decision = decided({ name: 'k8s-master-01', guestFullNameTools: 'Microsoft Windows Server 2012 (64-bit)' });
    expect(decision.candidate).toBeNull();
  });
});

describe('appliances of others', () => {
  test('a load balancer may be replaced, a firewall not', () => {
    expect(decided({ name: 'f5-01', guestFullNameTools: ubuntu }).candidate).toBe('replace');
    expect(decided({ name: 'pfsense-01', guestFullNameTools: 'FreeBSD (64-bit)' }).candidate).toBeNull();
  });

  test('the note of the maker counts more than the name', () => {
    const decision = decided({
      name: 'edge-2',
      annotation: 'Palo Alto Networks PAN-OS 10.1',
      guestFullNameTools: ubuntu,
    });
    expect(decision.findings.find(({ rule }) => rule === 'platform.network-appliance')).toMatchObject({
      severity: 'obstacle',
      detail: 'Recognised as Palo Alto Networks by the note of its maker.',
    });
    expect(decision.candidate).toBeNull();
  });
});

test('a domain controller on Linux is doubted', () => {
  expect(detailOf(decided({ name: 'dc01', guestFullNameTools: 'CentOS 7 (64-bit)' }), 'workload.directory')).toContain(
    'not Active Directory',
  );
});
