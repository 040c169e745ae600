import { describe, expect, it } from 'vitest';
import { blankCluster, blankDisk, blankEstate, blankHost, blankVm } from '../../../src/model/blank-records.ts';
import { type Estate, estateSchema, type Source, type Vm } from '../../../src/model/estate.ts';
import { mergeEstates } from '../../../src/model/merge-estates.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';

const vCenterUuid = '11111111-2222-3333-4444-555555555555';

function aSource(kind: Source['kind'], name: string, exportedAt: string, facts: readonly string[]): Source {
  const sheet = kind === 'rvtools' ? 'vInfo' : 'VirtualMachine';
  const column = kind === 'rvtools' ? 'A' : '';
  return {
    kind,
    name,
    version: null,
    vCenterUuid,
    server: 'vc.example.org',
    exportedAt,
    facts: Object.fromEntries(facts.map((fact) => [fact, [{ sheet, column, header: fact }]])),
    warnings: [],
  };
}

const aVm = (moRef: string, changes: Partial<Vm>): Vm => ({
  ...blankVm(0, changes.name ?? moRef),
  id: `${vCenterUuid}:${moRef}`,
  vCenterUuid,
  moRef,
  template: false,
  powerState: 'poweredOn',
  cpus: 2,
  memoryMiB: 4096,
  ...changes,
});

const disks = (...sizes: readonly number[]) => sizes.map((capacityMiB) => ({ ...blankDisk(2), capacityMiB }));

/** As a workbook: no cluster's rules, no running applications, no history. */
const workbook = (exportedAt = '2026-11-01T08:00:00'): Estate => ({
  ...blankEstate(),
  sources: [
    aSource('rvtools', 'rvtools.xlsx', exportedAt, [
      'vm.cpus',
      'vm.memoryMiB',
      'vm.guestDetailedData',
      'vm.clusterRules',
      'disk.capacityMiB',
    ]),
  ],
  clusters: [{ ...blankCluster(0, 2, 'C1'), vCenterUuid, haFailoverLevel: 1 }],
  hosts: [{ ...blankHost(0, 2, 'esx01.example.org'), vCenterUuid, cores: 32, model: 'Server X' }],
  vms: [
    aVm('vm-1', {
      name: 'web',
      origin: { vInfo: 2 },
      host: 'esx01.example.org',
      guestDetailedData: 'Debian 12',
      disks: disks(10_240),
      clusterRules: 'Anti Affinity',
    }),
    aVm('vm-2', { name: 'old-name', origin: { vInfo: 3 }, powerState: 'poweredOn' }),
    aVm('vm-3', { name: 'went', origin: { vInfo: 4 } }),
  ],
});

const snapshot = (exportedAt = '2026-11-20T08:00:00'): Estate => ({
  ...blankEstate(),
  sources: [
    aSource('vsphere', 'vc.example.org', exportedAt, [
      'vm.cpus',
      'vm.memoryMiB',
      'vm.runningApplications',
      'vm.clusterRules',
      'cluster.rules',
      'disk.capacityMiB',
    ]),
  ],
  clusters: [
    {
      ...blankCluster(0, null, 'C1'),
      vCenterUuid,
      moRef: 'domain-c8',
      rules: [
        {
          name: 'apart',
          kind: 'antiAffinity',
          enabled: true,
          mandatory: true,
          vms: [`${vCenterUuid}:vm-1`],
          hosts: [],
          away: false,
        },
      ],
    },
  ],
  hosts: [{ ...blankHost(0, null, 'esx01.example.org'), vCenterUuid, moRef: 'host-1', cores: 48 }],
  vms: [
    aVm('vm-1', {
      name: 'web',
      cpus: 4,
      memoryMiB: 8192,
      host: 'esx02.example.org',
      disks: disks(10_240, 20_480),
      runningApplications: [{ name: 'nginx', version: null }],
    }),
    aVm('vm-2', { name: 'new-name', powerState: 'poweredOff' }),
    aVm('vm-4', { name: 'came' }),
  ],
});

const byId = (estate: Estate) =>
  Object.fromEntries(
    estate.vms
      .map(({ source, ...vm }): [string, unknown] => [vm.id, { ...vm, of: estate.sources[source]?.name }])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
const web = (estate: Estate) => estate.vms.find(({ moRef }) => moRef === 'vm-1');
const driftOf = (estate: Estate) => estate.sources.flatMap((source) => source.drift ?? []);

describe('an export and a snapshot of one vCenter', () => {
  it('are one estate, fact by fact: the newer counts, and what only one knows is kept', () => {
    const merged = mergeEstates([workbook(), snapshot()]);
    expect(web(merged)).toMatchObject({
      cpus: 4,
      memoryMiB: 8192,
      guestDetailedData: 'Debian 12',
      runningApplications: [{ name: 'nginx', version: null }],
      // The snapshot brings rules, and this VM is in none of its record: an answer, not a gap.
      clusterRules: null,
    });
    expect(merged.clusters).toMatchObject([{ haFailoverLevel: 1, moRef: 'domain-c8', rules: [{ name: 'apart' }] }]);
    expect(merged.hosts).toMatchObject([{ cores: 48, model: 'Server X' }]);
    expect(estateSchema.parse(merged)).toEqual(merged);
  });

  it('keep what the snapshot alone knows where the export is the newer', () => {
    const merged = mergeEstates([snapshot('2026-10-01T08:00:00'), workbook()]);
    expect(web(merged)).toMatchObject({ cpus: 2, runningApplications: [{ name: 'nginx', version: null }] });
    expect(merged.clusters).toMatchObject([{ rules: [{ name: 'apart' }] }]);
  });

  it('name the source and place of a fact that was kept', () => {
    const merged = mergeEstates([workbook(), snapshot()]);
    expect(web(merged)?.filled).toEqual({
      'vm.guestDetailedData': {
        source: 'rvtools.xlsx',
        place: { sheet: 'vInfo', column: 'A', header: 'vm.guestDetailedData' },
        row: 2,
      },
    });
    const plan = makePlan(merged, defaultSettings());
    const paths = plan.decisions.flatMap(({ findings }) => findings.flatMap(({ evidence }) => evidence));
    expect(paths.filter(({ path }) => path.startsWith('vInfo!')).every(({ source }) => source === 'rvtools.xlsx')).toBe(
      true,
    );
  });

  it('do not depend on the order in which they are given', () => {
    const [one, other] = [mergeEstates([workbook(), snapshot()]), mergeEstates([snapshot(), workbook()])];
    expect(byId(other)).toEqual(byId(one));
    expect(driftOf(other)).toEqual(driftOf(one));
  });

  it('list their drift with both dates', () => {
    const id = (moRef: string) => `${vCenterUuid}:${moRef}`;
    expect(driftOf(mergeEstates([workbook(), snapshot()]))).toEqual([
      {
        earlier: { source: 'rvtools.xlsx', exportedAt: '2026-11-01T08:00:00' },
        later: { source: 'vc.example.org', exportedAt: '2026-11-20T08:00:00' },
        came: [{ id: id('vm-4'), name: 'came' }],
        went: [{ id: id('vm-3'), name: 'went' }],
        changed: [
          {
            id: id('vm-2'),
            name: 'new-name',
            changes: [
              { property: 'name', was: 'old-name', is: 'new-name' },
              { property: 'powerState', was: 'poweredOn', is: 'poweredOff' },
            ],
          },
          {
            id: id('vm-1'),
            name: 'web',
            changes: [
              { property: 'vCPUs', was: 2, is: 4 },
              { property: 'memoryMiB', was: 4096, is: 8192 },
              { property: 'host', was: 'esx01.example.org', is: 'esx02.example.org' },
              { property: 'disks', was: '1 disk, 10240 MiB', is: '2 disks, 30720 MiB' },
            ],
          },
        ],
      },
    ]);
  });

  it('have none where they are of two vCenters, or share no VM', () => {
    const other = snapshot();
    expect(driftOf(mergeEstates([workbook(), { ...other, vms: other.vms.slice(2) }]))).toEqual([]);
    expect(driftOf(mergeEstates([workbook()]))).toEqual([]);
  });
});
