import { beforeAll, describe, expect, it } from 'vitest';
import type { Estate, Vm } from '../../../src/model/estate.ts';
import { vmEvidence } from '../../../src/model/evidence.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { describePeer } from '../../support/peers.ts';
import { collectFrom, openSession, startVcsim, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

/** vSphere writes /, \ and % in names as %2f, %5c and %25. */
const hostileName = `=cmd|' C:\\x %2f /C calc'!A0 <b>&amp;</b> "100%" ../../etc $(id) 漢字 \u202e😀 ]]>`;

/** Objects of a kind, as govc counts them. */
async function count(vcsim: Vcsim, type: string): Promise<number> {
  const output = await vcsim.govc('find', '/', '-type', type);
  return output.split('\n').filter((line) => line !== '').length;
}

/** Without what differs from run to run. */
const withoutTimes = (read: Estate): unknown => ({
  ...read,
  sources: [],
  vms: read.vms.map((vm) => ({ ...vm, bootTime: null })),
});

const byMoRef = (a: { moRef: string | null }, b: { moRef: string | null }): number =>
  (a.moRef ?? '') < (b.moRef ?? '') ? -1 : 1;

describePeer('vcsim', vcsimHint)('a vCenter', () => {
  let vcsim: Vcsim;
  let estate: Estate;
  const vmNamed = (name: string): Vm => {
    const vm = estate.vms.find((candidate) => candidate.name === name);
    if (vm === undefined) throw new Error(`no VM ${name}`);
    return vm;
  };

  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '4', '-clusters', '2', '-hosts', '3', '-pools', '1', '-apps', '1');
    const vm = '/DC0/vm/DC0_C0_RP1_VM0';
    await vcsim.govc('tags.category.create', '-t', 'VirtualMachine', 'Application');
    for (const tag of ['Shop', 'Billing']) await vcsim.govc('tags.create', '-c', 'Application', tag);
    await vcsim.govc('tags.attach', '-c', 'Application', 'Shop', vm);
    await vcsim.govc('tags.attach', '-c', 'Application', 'Billing', vm);
    await vcsim.govc('fields.add', 'Owner');
    await vcsim.govc('fields.add', 'Admin password');
    await vcsim.govc('fields.set', 'Owner', 'Ada & <Grace>', vm);
    await vcsim.govc('fields.set', 'Admin password', 'PLANTED-attribute', vm);
    await vcsim.govc(
      'vm.change',
      '-vm',
      vm,
      '-annotation',
      'Shop frontend\npassword: PLANTED-annotation',
      '-e',
      'numa.nodeAffinity=0',
      '-e',
      'guestinfo.userdata=PLANTED-userdata',
      '-e',
      `guestinfo.appInfo=${JSON.stringify({ version: '1', applications: [{ a: 'nginx', v: '1.22' }, { a: 'kworker/0:1', v: '' }, { a: 'cron' }] })}`,
    );
    await vcsim.govc('snapshot.create', '-vm', vm, '-d', 'before the update', 'first');
    await vcsim.govc('snapshot.create', '-vm', vm, 'second');
    await vcsim.govc(
      'cluster.rule.create',
      '-cluster',
      'DC0_C0',
      '-name',
      'apart',
      '-enable',
      '-anti-affinity',
      'DC0_C0_RP1_VM0',
      'DC0_C0_RP1_VM1',
    );
    await vcsim.govc(
      'cluster.rule.create',
      '-cluster',
      'DC0_C0',
      '-name',
      'off',
      '-enable=false',
      '-affinity',
      'DC0_C0_RP1_VM2',
      'DC0_C0_RP1_VM3',
    );
    const override = ['cluster.override.change', '-cluster', 'DC0_C0', '-vm', 'DC0_C0_RP1_VM1'];
    await vcsim.govc(...override, '-drs-enabled=false', '-ha-restart-priority=high');
    await vcsim.govc(
      'object.rename',
      '/DC0/vm/DC0_C1_RP1_VM0',
      hostileName.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c'),
    );
    estate = await collectFrom(vcsim);
  });

  it('keeps every character of a name', () => {
    expect(estate.vms.map(({ name }) => name)).toContain(hostileName);
  });

  it('has what govc counts', async () => {
    expect(estate.vms).toHaveLength(await count(vcsim, 'm'));
    expect(estate.hosts).toHaveLength(await count(vcsim, 'h'));
    expect(estate.clusters).toHaveLength(await count(vcsim, 'ClusterComputeResource'));
    expect(estate.datastores).toHaveLength(await count(vcsim, 's'));
    expect(estate.resourcePools).toHaveLength(await count(vcsim, 'p'));
    const distributed = estate.portGroups.filter(({ kind }) => kind === 'distributed');
    expect(distributed).toHaveLength(await count(vcsim, 'DistributedVirtualPortgroup'));
  });

  it('agrees with govc property by property', async () => {
    const output = await vcsim.govc('vm.info', '-json', '*');
    const { virtualMachines } = JSON.parse(output) as { virtualMachines: readonly GovcVm[] };
    const expected = virtualMachines.map((vm) => ({
      moRef: vm.self.value,
      name: vm.name.replaceAll('%2f', '/').replaceAll('%5c', '\\').replaceAll('%25', '%'),
      biosUuid: vm.config.uuid,
      instanceUuid: vm.config.instanceUuid,
      cpus: vm.config.hardware.numCPU,
      memoryMiB: vm.config.hardware.memoryMB,
      powerState: vm.runtime.powerState,
      guest: vm.config.guestFullName,
      vmxPath: vm.config.files.vmPathName,
      inUseMiB: Math.ceil(vm.summary.storage.committed / 1024 ** 2),
      disks: vm.config.hardware.device
        .filter((device) => device.capacityInBytes !== undefined)
        .map((device) => [device.key, device.capacityInBytes, device.backing?.fileName]),
      macs: vm.config.hardware.device.flatMap((device) => device.macAddress ?? []),
    }));
    const actual = estate.vms.map((vm) => ({
      moRef: vm.moRef,
      name: vm.name,
      biosUuid: vm.biosUuid,
      instanceUuid: vm.instanceUuid,
      cpus: vm.cpus,
      memoryMiB: vm.memoryMiB,
      powerState: vm.powerState,
      guest: vm.guestFullNameConfig,
      vmxPath: vm.vmxPath,
      inUseMiB: vm.inUseMiB,
      disks: vm.disks.map((disk) => [Number(disk.key), (disk.capacityMiB ?? 0) * 1024 ** 2, disk.path]),
      macs: vm.nics.map((nic) => nic.macAddress),
    }));
    expect(expected.length).toBeGreaterThan(10);
    expect(actual.sort(byMoRef)).toEqual(expected.sort(byMoRef));
  });

  it('places VMs in hosts, clusters, pools, folders and vApps', async () => {
    const vm = vmNamed('DC0_C0_RP1_VM0');
    expect(vm).toMatchObject({
      datacenter: 'DC0',
      cluster: 'DC0_C0',
      folder: '/DC0',
      resourcePool: '/DC0/DC0_C0/Resources/DC0_C0_RP1',
      vApp: null,
    });
    expect(estate.hosts.map((host) => host.name)).toContain(vm.host);
    expect(vmNamed('DC0_C0_APP0_VM0').resourcePool).toBe('/DC0/DC0_C0/Resources/DC0_C0_APP0');
    expect(vmNamed('DC0_H0_VM0').cluster).toBeNull();
  });

  it('has tags, custom attributes, rules and snapshots', () => {
    const vm = vmNamed('DC0_C0_RP1_VM0');
    expect(vm.tags).toEqual(['Application/Billing', 'Application/Shop']);
    expect(vm.customAttributes['Owner']).toBe('Ada & <Grace>');
    expect(vm.clusterRules).toBe('VM-VM anti-affinity');
    expect(vm.clusterRuleNames).toBe('apart');
    expect(vm.snapshots.map(({ name, description }) => [name, description])).toEqual([
      ['first', 'before the update'],
      ['second', null],
    ]);
    const cluster = estate.clusters.find(({ name }) => name === 'DC0_C0');
    expect(cluster?.rules).toEqual([
      expect.objectContaining({
        name: 'apart',
        kind: 'antiAffinity',
        enabled: true,
        vms: [vm.id, vmNamed('DC0_C0_RP1_VM1').id],
      }),
      expect.objectContaining({ name: 'off', kind: 'affinity', enabled: false }),
    ]);
    expect(vmNamed('DC0_C0_RP1_VM2').clusterRules).toBeNull();
    expect(vmNamed('DC0_C0_RP1_VM1').drsOverride).toBe('disabled');
    expect(vm.drsOverride).toBeNull();
  });

  it('reads of extraConfig what is allowed, and no secret', () => {
    const vm = vmNamed('DC0_C0_RP1_VM0');
    expect(vm.numaNodeAffinity).toBe('0');
    expect(vm.runningApplications).toEqual([
      { name: 'nginx', version: '1.22' },
      { name: 'cron', version: null },
    ]);
    expect(vm.annotation).toContain('Shop frontend');
    expect(JSON.stringify(estate)).not.toContain('PLANTED');
  });

  it('points at the property that holds a fact', () => {
    const [source] = estate.sources;
    const vm = vmNamed('DC0_C0_RP1_VM0');
    if (source === undefined) throw new Error('no source');
    expect(vmEvidence(source, vm, 'vm.powerState', vm.powerState).path).toBe(
      `VirtualMachine ${vm.moRef} runtime.powerState`,
    );
  });

  it('is the same in batches and pages of any size', async () => {
    const inPages = await collectFrom(vcsim, { retrieve: { batchSize: 5, pageSize: 1, concurrency: 4 } });
    expect(withoutTimes(inPages)).toEqual(withoutTimes(estate));
  });

  it('reads tags where the server has the REST API of 7.0 U2 and later', async () => {
    const proxy = await startFaultProxy(vcsim);
    // The simulator has the former paths alone, where answers stand in `value` and ids behind "id:".
    proxy.translate = (message) => {
      if (!message.path.startsWith('/api/')) return message;
      const path = message.path
        .replace('/api/', '/rest/com/vmware/')
        .replace('/com/vmware/session', '/com/vmware/cis/session')
        .replace('?action=', '?~action=')
        .replace(/\/(tag|category)\/([^/]+)$/, '/$1/id:$2');
      return { ...message, path, answer: (body) => JSON.stringify((JSON.parse(body) as { value: unknown }).value) };
    };
    const read = await collectFrom(proxy);
    expect(read.vms.find(({ name }) => name === 'DC0_C0_RP1_VM0')?.tags).toEqual([
      'Application/Billing',
      'Application/Shop',
    ]);
    expect(proxy.methods).toContain('/api/cis/tagging/tag-association?action=list-attached-tags-on-objects');
    expect(proxy.methods.filter((method) => method.startsWith('/rest'))).toEqual([]);
  });
});

describePeer('vcsim', vcsimHint)('a lone ESXi host', () => {
  it('has its VMs, without a vCenter and its tags', async () => {
    const vcsim = await startVcsim('-esx', '-vms', '3');
    const estate = await collectFrom(vcsim);
    expect(estate.vms).toHaveLength(3);
    expect(estate.hosts).toHaveLength(1);
    expect(estate.sources).toMatchObject([{ vCenterUuid: null, warnings: [] }]);
    expect(estate.sources[0]?.facts['vm.tags']).toBeUndefined();
    expect(new Set(estate.vms.map((vm) => vm.id)).size).toBe(3);
    expect(estate.vms.every((vm) => vm.id === vm.instanceUuid && vm.vCenterUuid === null)).toBe(true);
  });
});

describePeer('vcsim', vcsimHint)('certificates', () => {
  let vcsim: Vcsim;
  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '1');
  });

  it('are taken by their SHA-1 or SHA-256, as govc prints them', async () => {
    for (const thumbprint of [vcsim.thumbprintSha1, vcsim.thumbprintSha256]) {
      const session = await openSession(vcsim, { trust: { kind: 'thumbprint', thumbprint } });
      await session.close();
    }
  });

  it('are refused before anything is sent, with the thumbprints to pin', async () => {
    const refused = await openSession(vcsim, { trust: { kind: 'authorities', ca: null } }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({
      reason: 'certificate',
      thumbprints: { sha1: vcsim.thumbprintSha1, sha256: vcsim.thumbprintSha256 },
    });
    const other = 'AA:'.repeat(31) + 'AA';
    await expect(openSession(vcsim, { trust: { kind: 'thumbprint', thumbprint: other } })).rejects.toMatchObject({
      reason: 'certificate',
    });
  });

  it('change nothing for the rest of the process', async () => {
    await (await openSession(vcsim)).close();
    expect(process.env['NODE_TLS_REJECT_UNAUTHORIZED']).toBeUndefined();
    await expect(fetch(`https://${vcsim.host}:${vcsim.port}/about`)).rejects.toThrow();
  });

  describe('of another server in its place', () => {
    it('ends the work', async () => {
      const proxy = await startFaultProxy(vcsim);
      const session = await openSession(proxy, { trust: { kind: 'thumbprint', thumbprint: proxy.thumbprintSha256 } });
      await proxy.changeCertificate();
      await expect(session.currentTime()).rejects.toMatchObject({ reason: 'certificate' });
      await session.close();
    });
  });
});

interface GovcVm {
  readonly self: { readonly value: string };
  readonly name: string;
  readonly config: {
    readonly uuid: string;
    readonly instanceUuid: string;
    readonly guestFullName: string;
    readonly files: { readonly vmPathName: string };
    readonly hardware: {
      readonly numCPU: number;
      readonly memoryMB: number;
      readonly device: readonly {
        readonly key: number;
        readonly capacityInBytes?: number;
        readonly macAddress?: string;
        readonly backing?: { readonly fileName?: string };
      }[];
    };
  };
  readonly runtime: { readonly powerState: string };
  readonly summary: { readonly storage: { readonly committed: number } };
}
