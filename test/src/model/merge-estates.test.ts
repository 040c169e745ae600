import { describe, expect, it } from 'vitest';
import {
  blankCluster,
  blankDatastore,
  blankEdition,
  blankEstate,
  blankHealthMessage,
  blankHost,
  blankResourcePool,
  blankVm,
} from '../../../src/model/blank-records.ts';
import { type Estate, type Source, type Vm, estateSchema } from '../../../src/model/estate.ts';
import { mergeEstates } from '../../../src/model/merge-estates.ts';

function source(name: string, exportedAt: string | null, vCenterUuid: string | null = 'vc-a'): Source {
  return { kind: 'rvtools', name, version: null, vCenterUuid, server: null, exportedAt, facts: {}, warnings: [] };
}

/** An export of VMs by id, each named after its id and with so many vCPUs. */
function exported(from: Source, vms: Readonly<Record<string, number>>, rest: Partial<Estate> = {}): Estate {
  return {
    ...blankEstate(),
    sources: [from],
    vms: Object.entries(vms).map(([id, cpus]) => ({ ...blankVm(0, `name of ${id}`), id, cpus })),
    ...rest,
  };
}

const cpus = (estate: Estate) => Object.fromEntries(estate.vms.map((vm) => [vm.id, vm.cpus]));
const messages = (estate: Estate) => estate.sources.map(({ warnings }) => warnings.map(({ message }) => message));

const hostOf = (name: string, moRef: string | null, cores: number, vCenterUuid: string | null = 'vc-a') => ({
  ...blankHost(0, 2, name),
  vCenterUuid,
  moRef,
  cores,
});

const stores = (of: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...blankDatastore(0, index + 2, 'datastore1'),
    vCenterUuid: 'vc-a',
    capacityMiB: of,
  }));

const rest = (reservation: number): Partial<Estate> => ({
  clusters: [{ ...blankCluster(0, 2, 'CL1'), vCenterUuid: 'vc-a', cores: reservation }],
  resourcePools: ['/DC/CL1/Resources', '/DC/CL2/Resources'].map((path) => ({
    ...blankResourcePool(0, 2),
    vCenterUuid: 'vc-a',
    name: 'Resources',
    path,
    cpuReservationMHz: reservation,
  })),
});

const nic = (host: string, device: string, speedMbps: number) => ({
  source: 0,
  row: 2,
  vCenterUuid: 'vc-a',
  host,
  device,
  driver: null,
  speedMbps,
  linkUp: null,
  switch: null,
});

const atDate = (date: string, changes: readonly Partial<Vm>[]): Estate => ({
  ...exported(source(`${date}.xlsx`, `${date}T00:00:00`), {}),
  vms: changes.map((vm, index) => ({
    ...blankVm(0, `vm${index}`),
    id: `vc-a:vm-${index}`,
    vCenterUuid: 'vc-a',
    ...vm,
  })),
});

const inVCenter = (vCenterUuid: string): Estate => ({
  ...exported(source(`${vCenterUuid}.xlsx`, '2025-05-01T00:00:00', vCenterUuid), {}),
  vms: ['5001', '5002'].map((instanceUuid) => ({
    ...blankVm(0, `app-${instanceUuid}`),
    id: `${vCenterUuid}:${instanceUuid}`,
    vCenterUuid,
    instanceUuid: vCenterUuid === 'vc-b' && instanceUuid === '5002' ? null : instanceUuid,
  })),
});

describe('mergeEstates', () => {
  it('gives nothing of nothing, and one as it is', () => {
    expect(mergeEstates([])).toEqual(blankEstate());
    const one = exported(source('a.xlsx', null), { x: 1 });
    expect(mergeEstates([one])).toBe(one);
  });

  it('counts sources on, through estates of several sources too', () => {
    const two = mergeEstates([
      exported(source('a.xlsx', '2025-01-01T00:00:00', 'vc-a'), { 'vc-a:vm-1': 1 }),
      exported(source('b.xlsx', '2025-01-01T00:00:00', 'vc-b'), { 'vc-b:vm-1': 2 }),
    ]);
    const three = mergeEstates([exported(source('c.xlsx', null, 'vc-c'), { 'vc-c:vm-1': 3 }), two]);
    expect(three.sources.map(({ name }) => name)).toEqual(['c.xlsx', 'a.xlsx', 'b.xlsx']);
    // MoRefs collide between vCenters, and stay apart.
    expect(three.vms.map((vm) => [vm.id, three.sources[vm.source]?.name])).toEqual([
      ['vc-c:vm-1', 'c.xlsx'],
      ['vc-a:vm-1', 'a.xlsx'],
      ['vc-b:vm-1', 'b.xlsx'],
    ]);
    expect(messages(three)).toEqual([[], [], []]);
    expect(estateSchema.parse(three)).toEqual(three);
  });

  it('lets the later export tell of a VM that two have, and says so', () => {
    const may = exported(source('may.xlsx', '2025-05-01T00:00:00'), { x: 1, y: 1, old: 1 });
    const june = exported(source('june.xlsx', '2025-06-01T00:00:00'), { x: 2, y: 2, recent: 2 });
    for (const [merged, mayFirst] of [
      [mergeEstates([may, june]), true],
      [mergeEstates([june, may]), false],
    ] as const) {
      expect(cpus(merged)).toEqual({ x: 2, y: 2, old: 1, recent: 2 });
      const ofMay = [
        '1 VM is in may.xlsx of 2025-05-01T00:00:00 and not in the later june.xlsx of 2025-06-01T00:00:00 of the same vCenter ("name of old"): counted, but it may be gone by now',
      ];
      const ofJune = [
        '2 VMs are also in may.xlsx of 2025-05-01T00:00:00 ("name of x", "name of y"): what june.xlsx of 2025-06-01T00:00:00 says counts, and what it does not tell is kept',
        '1 VM came since may.xlsx of 2025-05-01T00:00:00 ("name of recent")',
        '2 VMs have other vCPUs or memory than in may.xlsx of 2025-05-01T00:00:00 ("name of x", "name of y")',
      ];
      expect(messages(merged)).toEqual(mayFirst ? [ofMay, ofJune] : [ofJune, ofMay]);
    }
  });

  it('takes an export without a date for the earlier, and the later in the list where none has one', () => {
    const dated = exported(source('dated.xlsx', '2020-01-01T00:00:00'), { x: 1 });
    const undated = exported(source('undated.xlsx', null), { x: 2 });
    expect(cpus(mergeEstates([dated, undated]))).toEqual({ x: 1 });
    expect(cpus(mergeEstates([undated, exported(source('other.xlsx', null), { x: 3 })]))).toEqual({ x: 3 });
  });

  it('changes none of the estates that it is given', () => {
    const may = exported(source('may.xlsx', '2025-05-01T00:00:00'), { x: 1, old: 1 });
    const june = exported(source('june.xlsx', '2025-06-01T00:00:00'), { x: 2 });
    const before = structuredClone([may, june]);
    mergeEstates([may, june]);
    expect([may, june]).toEqual(before);
  });

  it('merges hosts by moRef, and by name where one of two exports has none', () => {
    const may = exported(
      source('may.xlsx', '2025-05-01T00:00:00'),
      {},
      {
        hosts: [hostOf('esx1', 'host-1', 1), hostOf('esx2', null, 1), hostOf('esx3', 'host-3', 1)],
      },
    );
    const june = exported(
      source('june.xlsx', '2025-06-01T00:00:00'),
      {},
      {
        // Renamed; given a moRef by a newer RVTools; and another host of a name that was used again.
        hosts: [hostOf('esx1-new', 'host-1', 2), hostOf('esx2', 'host-2', 2), hostOf('esx3', 'host-33', 2)],
      },
    );
    const other = exported(
      source('other.xlsx', '2025-06-01T00:00:00', 'vc-b'),
      {},
      {
        hosts: [hostOf('esx1', 'host-1', 4, 'vc-b'), hostOf('esx1', null, 5, null)],
      },
    );
    const merged = mergeEstates([may, june, other]);
    expect(merged.hosts.map(({ name, cores }) => [name, cores])).toEqual([
      ['esx1-new', 2],
      ['esx2', 2],
      ['esx3', 1],
      ['esx3', 2],
      ['esx1', 4],
      ['esx1', 5],
    ]);
  });

  it('pairs objects of one name within a vCenter, and keeps those of one export apart', () => {
    const merged = mergeEstates([
      exported(source('may.xlsx', '2025-05-01T00:00:00'), {}, { datastores: stores(1, 3) }),
      exported(source('june.xlsx', '2025-06-01T00:00:00'), {}, { datastores: stores(2, 2) }),
    ]);
    expect(merged.datastores.map(({ capacityMiB }) => capacityMiB)).toEqual([2, 2, 1]);
  });

  it('merges clusters by name and pools by path', () => {
    const merged = mergeEstates([
      exported(source('june.xlsx', '2025-06-01T00:00:00'), {}, rest(2)),
      exported(source('may.xlsx', '2025-05-01T00:00:00'), {}, rest(1)),
    ]);
    expect(merged.clusters.map(({ cores }) => cores)).toEqual([2]);
    expect(merged.resourcePools.map(({ path, cpuReservationMHz }) => [path, cpuReservationMHz])).toEqual([
      ['/DC/CL1/Resources', 2],
      ['/DC/CL2/Resources', 2],
    ]);
  });

  it('merges what stands under the VMs by what tells it apart on its host', () => {
    const merged = mergeEstates([
      exported(
        source('may.xlsx', '2025-05-01T00:00:00'),
        {},
        { physicalNics: [nic('esx1', 'vmnic0', 1000), nic('esx2', 'vmnic0', 1000)] },
      ),
      exported(
        source('june.xlsx', '2025-06-01T00:00:00'),
        {},
        { physicalNics: [nic('esx1', 'vmnic0', 25000), nic('esx1', 'vmnic1', 25000)] },
      ),
    ]);
    expect(merged.physicalNics.map(({ host: of, device, speedMbps }) => [of, device, speedMbps])).toEqual([
      ['esx1', 'vmnic0', 25000],
      ['esx2', 'vmnic0', 1000],
      ['esx1', 'vmnic1', 25000],
    ]);
  });

  it('keeps objects of exports without a vCenter apart by file', () => {
    const hosts = [{ ...blankHost(0, 2, 'esx1'), cores: 8 }];
    const a = exported(source('a.xlsx', null, null), {}, { hosts });
    const b = exported(source('b.xlsx', null, null), {}, { hosts });
    expect(mergeEstates([a, b]).hosts).toHaveLength(2);
    expect(mergeEstates([a, a]).hosts).toHaveLength(1);
  });

  it('says what moved and changed between two dates, a line a kind, and not what one does not tell', () => {
    const merged = mergeEstates([
      atDate('2025-06-01', [
        { cluster: 'CL1', host: 'esx1', powerState: 'poweredOff', cpus: 2 },
        { cluster: 'CL2', host: 'esx9', powerState: 'poweredOn', memoryMiB: 4096 },
        { cluster: null, host: 'esx1', cpus: null },
      ]),
      atDate('2025-05-01', [
        { cluster: 'CL1', host: 'esx2', powerState: 'poweredOn', cpus: 2 },
        { cluster: 'CL1', host: 'esx1', powerState: 'poweredOn', memoryMiB: 2048 },
        { cluster: 'CL1', host: 'esx1', cpus: 2 },
      ]),
    ]);
    const may = '2025-05-01.xlsx of 2025-05-01T00:00:00';
    expect(messages(merged)).toEqual([
      [
        expect.stringMatching(/^3 VMs are also in /),
        `1 VM moved to another cluster since ${may}: "vm1" (CL1 to CL2)`,
        `1 VM moved to another host of the same cluster since ${may}`,
        `1 VM has other vCPUs or memory than in ${may} ("vm1")`,
        `1 VM changed power state since ${may}: "vm0" (poweredOn to poweredOff)`,
      ],
      [],
    ]);
  });

  it('compares three dates each with the one before', () => {
    const april = exported(source('april.xlsx', '2025-04-01T00:00:00'), { x: 1, old: 1 });
    const may = exported(source('may.xlsx', '2025-05-01T00:00:00'), { x: 1 });
    const june = exported(source('june.xlsx', '2025-06-01T00:00:00'), { x: 1, recent: 1 });
    const kinds = messages(mergeEstates([june, april, may])).map((lines) =>
      lines.filter((line) => !line.includes('also in')).map((line) => line.replaceAll(/ of 2025\S+/g, '')),
    );
    expect(kinds).toEqual([
      ['1 VM came since may.xlsx ("name of recent")'],
      [
        '1 VM is in april.xlsx and not in the later may.xlsx of the same vCenter ("name of old"): counted, but it may be gone by now',
      ],
      [],
    ]);
  });

  it('does not take two halves of an estate for two dates', () => {
    const half = exported(source('half.xlsx', '2025-05-01T00:00:00'), { x: 1, y: 1 });
    const other = exported(source('other.xlsx', '2025-05-01T00:00:00'), { z: 1 });
    expect(messages(mergeEstates([half, other]))).toEqual([
      [],
      [
        'other.xlsx of 2025-05-01T00:00:00 and half.xlsx of 2025-05-01T00:00:00 are of the same vCenter and have no VM in common: all of both are counted',
      ],
    ]);
  });

  it('says which VMs stand in two vCenters under one instance UUID', () => {
    const merged = mergeEstates([inVCenter('vc-a'), inVCenter('vc-b')]);
    expect(merged.vms).toHaveLength(4);
    expect(messages(merged)).toEqual([
      [],
      [
        '1 VM has the instance UUID of a VM of another vCenter in vc-a.xlsx of 2025-05-01T00:00:00 ("app-5001"): moved or restored there, and counted twice',
      ],
    ]);
  });

  it('keeps the health messages and licences of the latest export alone, and says which hosts only an earlier one has', () => {
    const facts = Object.fromEntries(
      ['host.name', 'healthMessage.message', 'edition.name'].map((fact) => [
        fact,
        [{ sheet: 'vHost', column: 'A', header: 'Host' }],
      ]),
    );
    const at = (date: string, host: string, message: string): Estate => ({
      ...exported({ ...source(`${date}.xlsx`, `${date}T00:00:00`), facts }, {}),
      hosts: [hostOf(host, host, 8)],
      healthMessages: [{ ...blankHealthMessage(0, 2, message), vCenterUuid: 'vc-a' }],
      editions: [{ ...blankEdition(0, 2, message), vCenterUuid: 'vc-a' }],
    });
    const other = exported(source('other.xlsx', '2025-07-01T00:00:00'), {}, { hosts: [] });
    const merged = mergeEstates([at('2025-05-01', 'esx1', 'old'), at('2025-06-01', 'esx2', 'new'), other]);
    expect(merged.healthMessages.map(({ message }) => message)).toEqual(['new']);
    expect(merged.editions.map(({ name }) => name)).toEqual(['new']);
    expect(messages(merged)).toEqual([
      [
        '1 host is in 2025-05-01.xlsx of 2025-05-01T00:00:00 and not in the later 2025-06-01.xlsx of 2025-06-01T00:00:00 of the same vCenter (esx1): counted with all cores, but it may be gone by now',
      ],
      [],
      [],
    ]);
  });
});
