import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { displayName } from '../../../analyzers/vsphere/inventory/tree.ts';
import type { Estate } from '../../../src/model/estate.ts';
import { describePeer } from '../../support/peers.ts';
import { describeShared, requireShared } from '../../support/shared.ts';
import { collectFrom, startVcsim, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

/** VMs that are compared property by property, spread over all. */
const sampleSize = 40;

const lines = (output: string): string[] => output.split('\n').filter((line) => line !== '');

const find = async (vcsim: Vcsim, type: string, ...options: string[]): Promise<string[]> =>
  lines(await vcsim.govc('find', ...options, '/', '-type', type));

/** Names of all objects of a type, by their ids, as govc tells them. */
async function namesOf(vcsim: Vcsim, type: string): Promise<ReadonlyMap<string, string>> {
  const [paths, references] = await Promise.all([find(vcsim, type), find(vcsim, type, '-i')]);
  expect(references).toHaveLength(paths.length);
  return new Map(
    references.map((reference, index) => [
      reference.slice(reference.indexOf(':') + 1),
      displayName(paths[index]?.split('/').at(-1) ?? ''),
    ]),
  );
}

interface Reference {
  readonly value: string;
}

interface GovcDevice {
  readonly key: number;
  readonly capacityInBytes?: number;
  readonly macAddress?: string;
  readonly backing?: {
    readonly fileName?: string;
    readonly datastore?: Reference;
    readonly deviceName?: string;
    readonly port?: { readonly portgroupKey?: string };
  };
}

interface GovcVm {
  readonly self: Reference;
  readonly name: string;
  readonly config: {
    readonly uuid: string;
    readonly instanceUuid: string;
    readonly template: boolean;
    readonly hardware: { readonly numCPU: number; readonly memoryMB: number; readonly device: readonly GovcDevice[] };
  };
  readonly runtime: { readonly powerState: string; readonly host: Reference };
}

async function sampled(vcsim: Vcsim): Promise<readonly GovcVm[]> {
  const paths = await find(vcsim, 'm');
  const step = Math.max(1, Math.floor(paths.length / sampleSize));
  const sample = paths.filter((_, index) => index % step === 0);
  const output = await vcsim.govc('vm.info', '-json', ...sample);
  const { virtualMachines } = JSON.parse(output) as { virtualMachines: readonly GovcVm[] };
  expect(virtualMachines).toHaveLength(sample.length);
  return virtualMachines;
}

const datastoreOf = (path: string | null): string | null => /^\[(.*?)\]/.exec(path ?? '')?.[1] ?? null;

/** Counts of every kind, and the sample's properties, as govc and as we tell them. */
async function expectAgreement(vcsim: Vcsim, estate: Estate): Promise<void> {
  const counted = [
    ['m', estate.vms],
    ['h', estate.hosts],
    ['ClusterComputeResource', estate.clusters],
    ['s', estate.datastores],
    ['p', estate.resourcePools],
    ['DistributedVirtualPortgroup', estate.portGroups.filter(({ kind }) => kind === 'distributed')],
  ] as const;
  for (const [type, records] of counted) {
    const theirs = (await find(vcsim, type)).length;
    expect([type, records.length]).toEqual([type, theirs]);
  }
  const [hosts, datastores, networks] = await Promise.all(['h', 's', 'n'].map((type) => namesOf(vcsim, type)));
  const byMoRef = new Map(estate.vms.map((vm) => [vm.moRef, vm]));
  for (const theirs of await sampled(vcsim)) {
    const ours = byMoRef.get(theirs.self.value);
    const { device } = theirs.config.hardware;
    expect({
      name: ours?.name,
      uuid: ours?.biosUuid,
      instanceUuid: ours?.instanceUuid,
      template: ours?.template,
      powerState: ours?.powerState,
      cpus: ours?.cpus,
      memoryMiB: ours?.memoryMiB,
      host: ours?.host,
      disks: ours?.disks.map((disk) => [Number(disk.key), disk.capacityMiB, disk.path, datastoreOf(disk.path)]),
      nics: ours?.nics.map((nic) => [nic.macAddress, nic.network]),
    }).toEqual({
      name: displayName(theirs.name),
      uuid: theirs.config.uuid,
      instanceUuid: theirs.config.instanceUuid,
      template: theirs.config.template,
      powerState: theirs.runtime.powerState,
      cpus: theirs.config.hardware.numCPU,
      memoryMiB: theirs.config.hardware.memoryMB,
      host: hosts?.get(theirs.runtime.host.value),
      disks: device
        .filter(({ capacityInBytes }) => capacityInBytes !== undefined)
        .map(({ key, capacityInBytes, backing }) => [
          key,
          Math.ceil((capacityInBytes ?? 0) / 1024 ** 2),
          backing?.fileName,
          datastores?.get(backing?.datastore?.value ?? ''),
        ]),
      nics: device
        .filter(({ macAddress }) => macAddress !== undefined)
        .map(({ macAddress, backing }) => [
          macAddress,
          backing?.deviceName ?? networks?.get(backing?.port?.portgroupKey ?? ''),
        ]),
    });
  }
}

describePeer('vcsim', vcsimHint)('what govc tells is what we tell', () => {
  const models: readonly (readonly [title: string, vms: number, args: readonly string[]])[] = [
    ['the default model', 4, []],
    [
      '500 VMs in clusters, pools and vApps',
      500,
      ['-vms', '71', '-clusters', '2', '-pools', '1', '-apps', '1', '-standalone-hosts', '3'],
    ],
    ['a lone ESXi host', 25, ['-esx', '-vms', '25']],
  ];
  it.each(models)(
    'of %s',
    async (_title, vms, args) => {
      const vcsim = await startVcsim(...args);
      const estate = await collectFrom(vcsim);
      expect(Math.abs(estate.vms.length - vms)).toBeLessThan(10);
      await expectAgreement(vcsim, estate);
      // The simulator takes its time to make 500 VMs, and govc to list them.
    },
    240_000,
  );

  describeShared('shared data', () => {
    describe('of a saved vCenter 8.0.1', () => {
      const folder = mkdtempSync(join(tmpdir(), 'devirt-vcenter-'));
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      it('too', async () => {
        execFileSync('tar', ['-xzf', requireShared('data', 'vsphere', 'vcenter-8.0.1-govc-save.tar.gz'), '-C', folder]);
        const [saved = ''] = readdirSync(folder);
        const vcsim = await startVcsim('-load', join(folder, saved));
        const estate = await collectFrom(vcsim);
        expect(estate.vms).toHaveLength(7);
        await expectAgreement(vcsim, estate);
      });
    });
  });
});
