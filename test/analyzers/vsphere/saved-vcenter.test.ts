import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Estate } from '../../../src/model/estate.ts';
import { describePeer } from '../../support/peers.ts';
import { describeShared, requireShared } from '../../support/shared.ts';
import { collectFrom, startVcsim, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

/** Properties that govc and we read of each VM of the saved vCenter, and how ours are called. */
const compared = [
  ['name', 'name'],
  ['config.uuid', 'biosUuid'],
  ['config.instanceUuid', 'instanceUuid'],
  ['config.template', 'template'],
  ['config.guestFullName', 'guestFullNameConfig'],
  ['config.firmware', 'firmware'],
  ['config.annotation', 'annotation'],
  ['config.hardware.numCPU', 'cpus'],
  ['config.hardware.numCoresPerSocket', 'coresPerSocket'],
  ['config.hardware.memoryMB', 'memoryMiB'],
  ['config.cpuAllocation.reservation', 'cpuReservationMHz'],
  ['config.memoryAllocation.reservation', 'memoryReservationMiB'],
  ['config.memoryAllocation.limit', 'memoryLimitMiB'],
  ['config.changeTrackingEnabled', 'cbt'],
  ['config.cpuHotAddEnabled', 'cpuHotAdd'],
  ['config.flags.diskUuidEnabled', 'diskEnableUuid'],
  ['config.files.vmPathName', 'vmxPath'],
  ['runtime.powerState', 'powerState'],
  ['runtime.connectionState', 'connectionState'],
  ['guest.hostName', 'hostName'],
  ['guest.ipAddress', 'ipAddress'],
  ['guest.toolsStatus', 'toolsStatus'],
  ['guest.guestState', 'guestState'],
  ['summary.quickStats.overallCpuUsage', 'cpuUsageMHz'],
  ['summary.quickStats.hostMemoryUsage', 'memoryConsumedMiB'],
  ['summary.quickStats.guestMemoryUsage', 'memoryActiveMiB'],
  ['summary.config.numVirtualDisks', 'diskCount'],
  ['summary.config.numEthernetCards', 'nicCount'],
] as const;

describeShared('shared data', () => {
  describePeer('vcsim', vcsimHint)('a saved vCenter 8.0.1', () => {
    const folder = mkdtempSync(join(tmpdir(), 'devirt-vcenter-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    let vcsim: Vcsim;
    let estate: Estate;

    beforeAll(async () => {
      execFileSync('tar', ['-xzf', requireShared('data', 'vsphere', 'vcenter-8.0.1-govc-save.tar.gz'), '-C', folder]);
      const [saved = ''] = readdirSync(folder);
      vcsim = await startVcsim('-load', join(folder, saved));
      estate = await collectFrom(vcsim);
    });

    it('agrees with govc property by property', async () => {
      expect(estate.vms).toHaveLength(7);
      for (const vm of estate.vms) {
        const output = await vcsim.govc(
          'object.collect',
          '-json',
          `VirtualMachine:${vm.moRef}`,
          ...compared.map(([path]) => path),
        );
        const properties = JSON.parse(output) as readonly { readonly name: string; readonly val: unknown }[];
        const theirs = new Map(properties.map(({ name, val }) => [name, plain(val)]));
        for (const [path, field] of compared) {
          // govc shows what is not set as 0, false or ''.
          const expected = theirs.get(path) ?? null;
          const ours = vm[field];
          expect([path, ours ?? zeroOf(expected)]).toEqual([path, expected]);
        }
      }
    });

    it('has its snapshots, disks, networks, rules and applications', () => {
      expect(
        estate.vms.map(({ name, disks, nics, snapshots, runningApplications }) => ({
          name,
          diskMiB: disks.reduce((sum, disk) => sum + (disk.capacityMiB ?? 0), 0),
          networks: [...new Set(nics.map((nic) => nic.network))],
          snapshots: snapshots.map((snapshot) => [snapshot.name, snapshot.createdAt, snapshot.sizeMiB]),
          applications: runningApplications === null ? null : runningApplications.length > 0,
        })),
      ).toMatchSnapshot();
      expect(estate.clusters).toMatchSnapshot();
    });

    it('has a host with its switches, adapters and devices', () => {
      expect(estate.hosts).toMatchSnapshot();
      expect(estate.physicalNics).toHaveLength(1);
      expect(estate.hostAdapters).toHaveLength(9);
      expect(estate.storageDevices).toHaveLength(9);
      expect(estate.portGroups.filter(({ uplink }) => uplink === true)).toHaveLength(1);
      expect(estate.portGroups.map(({ vlan }) => vlan)).not.toContain(null);
    });

    it('has nothing that it should not have', () => {
      expect(estate.sources[0]?.warnings).toEqual([]);
      // The saved inventory holds a licence key of five groups of five.
      expect(JSON.stringify(estate)).not.toMatch(/\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}\b/);
    });
  });
});

/** govc wraps values of some types. */
function plain(value: unknown): unknown {
  const entry = Object.entries(typeof value === 'object' && value !== null ? value : {}).find(
    ([key]) => key === '_value',
  );
  return entry === undefined ? value : entry[1];
}

function zeroOf(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  return typeof value === 'string' ? '' : null;
}
