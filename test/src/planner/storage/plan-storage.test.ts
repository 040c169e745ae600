import { describe, expect, it } from 'vitest';
import { blankDatastore, blankDisk } from '../../../../src/model/blank-records.ts';
import type { Datastore, Disk, Estate, Vm } from '../../../../src/model/estate.ts';
import type { StorageDevice } from '../../../../src/model/infrastructure.ts';
import type { Disposition } from '../../../../src/model/plan.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { storagePlanSchema, vmStorageSchema } from '../../../../src/model/storage-plan.ts';
import { planStorage, type PlannedStorage } from '../../../../src/planner/storage/plan-storage.ts';
import { softwareDefined } from '../../../../src/planner/storage/software-defined.ts';
import { aHost, anEstate, aVm } from '../small-estate.ts';

const store = (name: string, type: string | null, changes: Partial<Datastore> = {}): Datastore => ({
  ...blankDatastore(0, 2, name),
  type,
  capacityMiB: 1_000_000,
  inUseMiB: 400_000,
  ...changes,
});
const device = (datastore: string, vendor: string, model: string, host = 'esx01.example.org'): StorageDevice => ({
  source: 0,
  row: 2,
  vCenterUuid: null,
  host,
  datastore,
  device: `naa.${datastore}`,
  displayName: null,
  policy: null,
  vendor,
  model,
  pathCount: null,
});
const disk = (datastore: string, capacityMiB: number | null, changes: Partial<Disk> = {}): Disk => ({
  ...blankDisk(null),
  path: `[${datastore}] vm/${capacityMiB}-${changes.label ?? ''}.vmdk`,
  capacityMiB,
  ...changes,
});

const infrastructure: Partial<Estate> = {
  datastores: [
    store('netapp 1', 'VMFS'),
    store('netapp 2', 'VMFS', { inUseMiB: null }),
    store('nfs-1', 'NFS41'),
    store('vsanDatastore', 'vsan'),
    store('local-esx01', 'VMFS'),
    store('odd', 'VMFS'),
    store('vvol', 'VVOL'),
  ],
  storageDevices: [
    device('netapp 1', 'NETAPP  ', 'LUN C-Mode      '),
    device('netapp 2', 'NETAPP', 'LUN C-Mode', 'esx02.example.org'),
    device('local-esx01', 'DELL', 'PERC H740P'),
    device('odd', 'ACME', 'Array'),
  ],
};

function plan(vms: readonly Vm[], disposition: Disposition, settings: unknown = {}): PlannedStorage {
  const hosts = [aHost('esx01.example.org'), aHost('esx02.example.org'), aHost('esx03.example.org')];
  return planStorage(
    anEstate(vms, hosts, infrastructure),
    vms.map((vm) => ({ disposition, workloads: [], claims: vm.disks.map((_, i) => `${vm.name}-disk-${i + 1}`) })),
    4,
    settingsSchema.parse(settings),
  );
}

describe('planStorage', () => {
  const vms = [
    aVm('a', { disks: [disk('netapp 1', 100), disk('netapp 2', 50), disk('gone', 7)] }),
    aVm('b', { disks: [disk('vsanDatastore', 1000), disk('local-esx01', 500)] }),
    aVm('c', { disks: [disk('nfs-1', 30), disk('odd', 20, { raw: true, rawLunId: 'L1' }), disk('odd', 40)] }),
    aVm('d', { totalDiskCapacityMiB: 60, vmxPath: '[netapp 1] d/d.vmx' }),
    aVm('e'),
  ];
  const planned = plan(vms, 'rehost');
  const byName = new Map(planned.plan.classes.map((item) => [item.name, item]));

  it('is as the model has it', () => {
    expect(storagePlanSchema.parse(planned.plan)).toEqual(planned.plan);
    for (const storage of planned.ofVm) if (storage !== null) expect(vmStorageSchema.parse(storage)).toEqual(storage);
  });

  it('proposes a class by array, protocol or what ends with VMware', () => {
    expect(byName.get('netapp-ontap-san')).toMatchObject({
      kind: 'array',
      provisioner: 'csi.trident.netapp.io',
      arrays: ['NETAPP LUN C-Mode'],
      liveMigration: true,
      remains: true,
      media: null,
      datastores: ['netapp 1', 'netapp 2'],
      capacityMiB: 2_000_000,
      inUseMiB: null,
      vms: 2,
      demandMiB: 210,
    });
    expect(byName.get('ceph-block')).toMatchObject({
      remains: false,
      datastores: ['local-esx01', 'vsanDatastore'],
      demandMiB: 1500,
    });
    expect(byName.get('nfs')).toMatchObject({ accessModes: ['ReadWriteMany'], remains: null, demandMiB: 30 });
    expect(byName.get('unknown-block')).toMatchObject({ provisioner: null, liveMigration: null, demandMiB: 40 });
    expect(byName.get('unknown-vvol')).toMatchObject({ provisioner: null, demandMiB: 0 });
    expect(byName.get('unknown')).toMatchObject({ datastores: [], demandMiB: 7, capacityMiB: null });
  });

  it('accounts for everything that is asked for', () => {
    const { demand, classes } = planned.plan;
    expect(demand).toEqual({ rehostMiB: 1787, containerizeMiB: 0, totalMiB: 1787, rawDeviceMiB: 20, unknownVms: 1 });
    expect(classes.reduce((sum, item) => sum + item.demandMiB, 0)).toBe(demand.totalMiB);
  });

  it('counts what software-defined storage takes of the nodes', () => {
    expect(planned.plan.softwareDefined).toMatchObject({
      usableMiB: 1500,
      rawMiB: 5295,
      osds: 3,
      perWorker: { osds: 1, cpuMilli: 1000, memoryMiB: 5120 },
    });
    expect(softwareDefined(0, 4, settingsSchema.parse({}))).toBeNull();
    const large = softwareDefined(10 * 3_662_109, 4, settingsSchema.parse({ storage: { fillPercent: 100 } }));
    expect(large).toMatchObject({ osds: 30, cpuMilli: 30_000, perWorker: { osds: 8 } });
  });

  it('knows hosts with drives of their own from those that show none and those that show nothing', () => {
    expect(planned.plan.localDisks).toMatchObject({ hostsWith: 1, hostsWithout: 1, hostsUnknown: 1 });
  });

  it('leaves raw and unsized disks out, with the reason, and takes no class that nobody named', () => {
    const storage = planned.ofVm[2];
    expect(storage?.disks.map(({ claim }) => claim)).toEqual(['c-disk-1', null, 'c-disk-3']);
    expect(storage?.disks[1]?.leftOut).toContain('raw device mapping');
    expect(storage?.disks.every(({ storageClass }) => !storageClass.chosen)).toBe(true);
    expect(storage?.liveMigration).toBe('unknown');
    expect(plan([aVm('z', { disks: [disk('nfs-1', null)] })], 'rehost').ofVm[0]?.disks[0]?.leftOut).toContain('size');
  });

  it('uses the classes of devirt.yaml, and says what they mean for live migration', () => {
    const classes = (readWriteMany: boolean | null): unknown => ({
      storage: { classes: [{ datastore: 'NETAPP*', class: 'fast', readWriteMany }] },
    });
    const [vm] = vms;
    if (vm === undefined) throw new Error('there is a VM');
    const two = { ...vm, disks: vm.disks.slice(0, 2) };
    for (const [given, expected] of [
      [true, 'possible'],
      [false, 'impossible'],
      [null, 'unknown'],
    ] as const) {
      const chosen = plan([two], 'rehost', classes(given));
      expect(chosen.ofVm[0]).toMatchObject({
        liveMigration: expected,
        disks: [{ storageClass: { name: 'fast', chosen: true } }, { datastore: 'netapp 2' }],
      });
      expect(chosen.plan.classes.find(({ name }) => name === 'fast')).toMatchObject({
        chosen: true,
        provisioner: null,
        demandMiB: 150,
      });
    }
    expect(plan([vm], 'rehost', classes(true)).ofVm[0]?.liveMigration).toBe('unknown');
  });

  it('leaves a disk that VMs share out of each, and counts it once', () => {
    const shared = disk('netapp 1', 200, { label: 'quorum' });
    const planned2 = plan(
      [aVm('n1', { disks: [disk('netapp 1', 10), shared] }), aVm('n2', { disks: [shared] })],
      'rehost',
    );
    expect(planned2.plan.demand.rehostMiB).toBe(210);
    expect(planned2.ofVm.map((storage) => storage?.disks.at(-1)?.claim)).toEqual([null, null]);
    expect(planned2.ofVm[1]?.disks[0]?.leftOut).toContain('shared between VMs');
  });

  it('puts the claims of containers where their VM is, if that is one class', () => {
    const volumes = [
      { name: 'data', claim: 'x-data', mountPath: null, sizeMiB: 500, usedMiB: null, origin: 'file system /data' },
    ];
    const containers = (vm: Vm): PlannedStorage =>
      planStorage(
        anEstate([vm], [], infrastructure),
        [{ disposition: 'containerize', workloads: [{ name: 'x', volumes }], claims: [] }],
        0,
        settingsSchema.parse({}),
      );
    const one = containers(aVm('x', { disks: [disk('netapp 1', 100), disk('netapp 2', 50)] }));
    expect(one.plan.classes.find(({ name }) => name === 'netapp-ontap-san')?.demandMiB).toBe(500);
    expect(one.ofVm).toEqual([null]);
    const several = containers(aVm('x', { disks: [disk('netapp 1', 100), disk('nfs-1', 50)] }));
    expect(several.plan.classes.find(({ name }) => name === 'unknown')?.demandMiB).toBe(500);
    expect(several.plan.demand.containerizeMiB).toBe(500);
  });
});
