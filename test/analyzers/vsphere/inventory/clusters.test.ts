import { describe, expect, it } from 'vitest';
import { readCluster, type ReadCluster } from '../../../../analyzers/vsphere/inventory/clusters.ts';
import { InventoryTree } from '../../../../analyzers/vsphere/inventory/tree.ts';
import { objectContent } from './read-object.ts';

const cluster = { type: 'ClusterComputeResource', id: 'domain-c8' };

function read(configuration: string): ReadCluster {
  const tree = new InventoryTree();
  tree.add(cluster, 'Production', null);
  for (const index of [1, 2]) tree.add({ type: 'HostSystem', id: `host-${index}` }, `esx${index}`, cluster);
  const content = objectContent(cluster, { configurationEx: ['ClusterConfigInfoEx', configuration] });
  return readCluster(content, 0, null, tree);
}

const das = (policy: string, isOn = true): string =>
  `<dasConfig><enabled>${isOn}</enabled><admissionControlEnabled>true</admissionControlEnabled>${policy}` +
  '<defaultVmSettings><restartPriority>medium</restartPriority><isolationResponse>shutdown</isolationResponse></defaultVmSettings></dasConfig>';
const key = (vm: string): string => `<key type="VirtualMachine">${vm}</key>`;

describe('HA admission control', () => {
  it('keeps hosts free for a number of failures, a share of the cluster, or hosts by name', () => {
    const policies = [
      '<admissionControlPolicy xsi:type="ClusterFailoverLevelAdmissionControlPolicy"><failoverLevel>2</failoverLevel></admissionControlPolicy>',
      '<admissionControlPolicy xsi:type="ClusterFailoverResourcesAdmissionControlPolicy"><cpuFailoverResourcesPercent>25</cpuFailoverResourcesPercent><memoryFailoverResourcesPercent>30</memoryFailoverResourcesPercent></admissionControlPolicy>',
      '<admissionControlPolicy xsi:type="ClusterFailoverHostAdmissionControlPolicy"><failoverHosts type="HostSystem">host-2</failoverHosts></admissionControlPolicy>',
      '<admissionControlPolicy xsi:type="ClusterQuantumAdmissionControlPolicy"/>',
      '',
    ];
    expect(
      policies.map((policy) => {
        const of = read(das(policy)).cluster;
        return [
          of.admissionControlPolicy,
          of.haFailoverLevel,
          of.admissionControlCpuPercent,
          of.admissionControlMemoryPercent,
          of.admissionControlFailoverHosts,
        ];
      }),
    ).toEqual([
      ['FailoverLevel', 2, null, null, []],
      ['FailoverResources', null, 25, 30, []],
      ['FailoverHost', null, null, null, ['esx2']],
      ['Quantum', null, null, null, []],
      [null, null, null, null, []],
    ]);
  });
});

describe('a VM in a cluster', () => {
  const overrides =
    `<dasVmConfig>${key('vm-1')}<dasSettings><restartPriority>highest</restartPriority><isolationResponse>powerOff</isolationResponse></dasSettings></dasVmConfig>` +
    `<dasVmConfig>${key('vm-2')}<dasSettings><restartPriority>clusterRestartPriority</restartPriority><isolationResponse>clusterIsolationResponse</isolationResponse></dasSettings></dasVmConfig>` +
    `<dasVmConfig>${key('vm-3')}<restartPriority>low</restartPriority></dasVmConfig>` +
    `<drsVmConfig>${key('vm-1')}<enabled>false</enabled><behavior>manual</behavior></drsVmConfig>` +
    `<drsVmConfig>${key('vm-2')}<enabled>true</enabled><behavior>partiallyAutomated</behavior></drsVmConfig>`;

  it('has its own settings of HA and DRS, else those of the cluster', () => {
    const { availability } = read(das('') + overrides);
    expect(availability('vm-1')).toEqual({
      haRestartPriority: 'highest',
      haIsolationResponse: 'powerOff',
      drsOverride: 'disabled',
    });
    const asTheCluster = { haRestartPriority: 'medium', haIsolationResponse: 'shutdown' };
    expect(availability('vm-2')).toEqual({ ...asTheCluster, drsOverride: 'partiallyAutomated' });
    expect(availability('vm-3')).toMatchObject({ haRestartPriority: 'low', haIsolationResponse: 'shutdown' });
    expect(availability('vm-4')).toEqual({ ...asTheCluster, drsOverride: null });
  });

  it('is not restarted without HA, whatever is set', () => {
    expect(read(das('', false) + overrides).availability('vm-1')).toEqual({
      haRestartPriority: null,
      haIsolationResponse: null,
      drsOverride: 'disabled',
    });
  });
});
