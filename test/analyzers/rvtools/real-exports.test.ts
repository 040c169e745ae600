import { execFileSync } from 'node:child_process';
import { createWriteStream, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { looksLikeRvtools, readRvtools } from '../../../analyzers/rvtools/read.ts';
import { demoSources, plantedSecrets } from '../../../src/demo/estate.ts';
import { nativeWorkbook } from '../../../src/demo/native-workbook.ts';
import { DevirtError } from '../../../src/lib/errors.ts';
import { openTables } from '../../../src/lib/tables/open.ts';
import { type Estate, type Vm, estateSchema } from '../../../src/model/estate.ts';
import { estateTotals } from '../../../src/model/estate-totals.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';
import { describeShared, projectRoot, requireShared, sharedPath } from '../../support/shared.ts';

async function read(name: string): Promise<Estate> {
  const file = await openTables(requireShared('data', 'rvtools', name));
  try {
    expect(looksLikeRvtools(file.sheets.map((sheet) => sheet.name))).toBe(true);
    return await readRvtools(file, { sourceIndex: 0 });
  } finally {
    await file.close();
  }
}

function sum<T>(items: readonly T[], figure: (item: T) => number | null): number {
  let total = 0;
  for (const item of items) total += figure(item) ?? 0;
  return total;
}

const disks = (estate: Estate) => estate.vms.flatMap((vm) => vm.disks);
const partitions = (estate: Estate) => estate.vms.flatMap((vm) => vm.partitions);
const warnings = (estate: Estate): string[] =>
  estate.sources.flatMap((source) => source.warnings.map(({ place, message }) => `${place}: ${message}`));

const folder = sharedPath('data', 'rvtools');
const exports =
  folder === null
    ? []
    : readdirSync(folder)
        .filter((name) => /\.(xlsx|csv)$/.test(name))
        .sort();

/** What one count by openpyxl gives; see test/peers/count-rvtools.py. */
interface Counts {
  readonly totals: Readonly<Record<string, number | null>>;
  readonly rows: Readonly<Record<string, number | null>>;
  readonly sums: Readonly<Record<string, number | null>>;
}

/** The records of an estate by the sheet whose rows they were. */
function recordsBySheet(estate: Estate): Readonly<Record<string, number>> {
  const { virtualSwitches, portGroups, vms } = estate;
  const devices = vms.flatMap((vm) => vm.removables);
  return {
    vDisk: disks(estate).length,
    vPartition: partitions(estate).length,
    vNetwork: sum(vms, (vm) => vm.nics.length),
    vSnapshot: sum(vms, (vm) => vm.snapshots.length),
    vCD: devices.filter(({ kind }) => kind === 'cdrom').length,
    vFloppy: devices.filter(({ kind }) => kind === 'floppy').length,
    vUSB: devices.filter(({ kind }) => kind === 'usb').length,
    vSource: estate.vCenters.length,
    vRP: estate.resourcePools.length,
    vCluster: estate.clusters.length,
    vHost: estate.hosts.length,
    vHBA: estate.hostAdapters.length,
    vNIC: estate.physicalNics.length,
    vSwitch: virtualSwitches.filter(({ kind }) => kind === 'standard').length,
    dvSwitch: virtualSwitches.filter(({ kind }) => kind === 'distributed').length,
    vPort: portGroups.filter(({ kind }) => kind === 'standard').length,
    dvPort: portGroups.filter(({ kind }) => kind === 'distributed').length,
    vSC_VMK: estate.vmkernelNics.length,
    vDatastore: estate.datastores.length,
    vMultiPath: estate.storageDevices.length,
    vLicense: estate.editions.length,
    vHealth: estate.healthMessages.length,
  };
}

function countsOf(path: string): Counts {
  const script = join(projectRoot, 'test', 'peers', 'count-rvtools.py');
  const output = execFileSync(peerCommand('openpyxl') ?? 'python3', [script, path]);
  return JSON.parse(output.toString()) as Counts; // Our own script's.
}

/** Rows of each sheet; a sheet that the file does not have has none. */
const rowsOf = (counts: Counts): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts.rows).map(([sheet, rows]) => [sheet, rows ?? 0]));

const openpyxl = describePeer('openpyxl', 'python3 -m pip install openpyxl==3.1.5');

openpyxl('the exports of the demo', () => {
  it('have a record for every row of every sheet', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'devirt-demo-'));
    try {
      for (const { fileName, sheets } of demoSources()) {
        const path = join(scratch, fileName);
        await pipeline(nativeWorkbook(sheets), createWriteStream(path));
        const file = await openTables(path);
        const estate = await readRvtools(file, { sourceIndex: 0 });
        await file.close();
        const counts = countsOf(path);
        expect(recordsBySheet(estate), fileName).toEqual(rowsOf(counts));
        for (const sheet of ['vHBA', 'vNIC', 'vPort', 'vMultiPath', 'vLicense', 'vSource']) {
          expect(counts.rows[sheet], `${fileName} ${sheet}`).toBeGreaterThan(0);
        }
        expect(warnings(estate)).toEqual([]);
        for (const secret of plantedSecrets) expect(JSON.stringify(estate)).not.toContain(secret);
      }
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});

describeShared('real exports', () => {
  openpyxl('as openpyxl counts them', () => {
    for (const name of exports) {
      it(name, async () => {
        const counts = countsOf(requireShared('data', 'rvtools', name));
        const estate = await read(name);

        expect(estateTotals(estate)).toEqual(counts.totals);
        // The rows of the torture file are not of the VMs that they name.
        if (name.includes('torture')) return;
        expect(recordsBySheet(estate)).toEqual(rowsOf(counts));
        const sums: Readonly<Record<string, number>> = {
          diskCapacityMiB: sum(disks(estate), (disk) => disk.capacityMiB),
          partitionConsumedMiB: sum(partitions(estate), (partition) => partition.consumedMiB),
          cpuUsageMHz: sum(estate.vms, (vm) => vm.cpuUsageMHz),
          memoryConsumedMiB: sum(estate.vms, (vm) => vm.memoryConsumedMiB),
        };
        for (const [figure, value] of Object.entries(counts.sums)) expect(sums[figure], figure).toBe(value ?? 0);
      });
    }
  });

  it('are estates as the model has them, with an id for every VM', async () => {
    expect(exports.length).toBeGreaterThanOrEqual(7);
    for (const name of exports) {
      const estate = await read(name);
      expect(estateSchema.safeParse(estate).error, name).toBeUndefined();
      expect(new Set(estate.vms.map((vm) => vm.id)).size, name).toBe(estate.vms.length);
      // Every fact points at a column of a sheet that the file has, and every value stands where a fact says.
      for (const vm of estate.vms) {
        for (const fact of ['powerState', 'cpus', 'memoryMiB', 'host', 'annotation'] as const) {
          if (vm[fact] !== null) expect(estate.sources[0]?.facts[`vm.${fact}`], `${name} ${fact}`).toBeDefined();
        }
      }
    }
  });

  it('give the stated totals of the native synthetic workbook', async () => {
    const { default: stated } = await import(
      requireShared('data', 'rvtools', 'rvtools-4.7.1-native-synthetic-60vm.totals.json'),
      { with: { type: 'json' } }
    );
    const estate = await read('rvtools-4.7.1-native-synthetic-60vm.xlsx');
    expect(estateTotals(estate)).toEqual(stated);
    const [source] = estate.sources;
    expect(source).toMatchObject({
      version: '4.7.1.4',
      server: 'vcsa01.corp.invalid',
      vCenterUuid: 'edafa5bf-f01b-0203-ad8c-87bbfb691afc',
      exportedAt: '2025-09-30T12:00:00',
    });
    // The cluster's memory is the sum of its hosts', whatever the unit that the workbook has it in.
    for (const cluster of estate.clusters) {
      const hosts = estate.hosts.filter((host) => host.cluster === cluster.name);
      expect(cluster.memoryMiB).toBe(sum(hosts, (host) => host.memoryMiB));
    }
    // Its sums tie out, and nothing is missing.
    expect(source?.warnings.filter((warning) => warning.lacking)).toEqual([]);
    // Custom attributes are called Owner, Cost centre and (blank throughout) Name, and shadow nothing.
    expect(new Set(estate.vms.flatMap((vm) => Object.keys(vm.customAttributes)))).toEqual(
      new Set(['Owner', 'Cost centre']),
    );
    expect(source?.facts['vm.customAttributes']?.map(({ header }) => header)).toEqual(
      expect.arrayContaining(['Owner', 'Cost centre', 'Name']),
    );
    expect(estate.vms.filter((vm) => vm.disks.some((disk) => disk.raw === true)).length).toBeGreaterThan(0);
  });

  it('never give away a licence key', async () => {
    for (const name of exports) expect(JSON.stringify(await read(name)), name).not.toMatch(/PLANT-|LICEN-SE-KEY/);
  });

  it('give what the answers of the workshop file state', async () => {
    const file = await openTables(requireShared('data', 'rvtools', 'rvtools-3.x-workshop-805vm-answers.xlsx'));
    const summary = file.sheets.find((sheet) => sheet.name === 'Summary');
    const answers: (readonly [string, number, number, number, number, number, number])[] = [];
    for await (const { number, cells } of summary?.rows() ?? []) {
      if (number === 1) continue;
      const [cluster, vms, vcpus, cores, , memoryGiB, consumedTiB, storageTiB] = cells;
      answers.push([
        String(cluster),
        Number(vms),
        Number(vcpus),
        Number(cores),
        Number(memoryGiB),
        Number(consumedTiB),
        Number(storageTiB),
      ]);
    }
    await file.close();
    expect(answers.map(([cluster]) => cluster)).toEqual(['Cluster1', 'DMZ', 'Mgmt']);

    const estate = await read('rvtools-3.x-workshop-805vm.xlsx');
    for (const [cluster, vms, vcpus, cores, memoryGiB, consumedTiB, storageTiB] of answers) {
      const members: Vm[] = estate.vms.filter((vm) => vm.cluster === cluster && vm.template === false);
      const hosts = estate.hosts.filter((host) => host.cluster === cluster);
      const memory = sum(members, (vm) => vm.memoryMiB);
      const consumed = sum(
        members.flatMap((vm) => vm.partitions),
        (partition) => partition.consumedMiB,
      );
      expect(members.length).toBe(vms);
      expect(sum(members, (vm) => vm.cpus)).toBe(vcpus);
      // "Sized with N-1 hosts for total pCores", whose hosts are all alike.
      expect(sum(hosts, (host) => host.cores) - (hosts[0]?.cores ?? 0)).toBe(cores);
      expect(memory / 1024).toBe(memoryGiB);
      expect(consumed / 2 ** 20).toBeCloseTo(consumedTiB, 9);
      // Total storage is what is consumed and a swap file of each VM's memory.
      expect((consumed + memory) / 2 ** 20).toBeCloseTo(storageTiB, 9);
    }
  });

  it('say of the lab that VM rows were cut', async () => {
    const estate = await read('rvtools-3.10-lab-27vm.xlsx');
    expect(warnings(estate)).toEqual([expect.stringMatching(/^vHost: states 30 powered-on VMs, and 26 are listed/)]);
    expect(estate.sources[0]?.exportedAt).toBe('2018-04-04T17:25:31');
    // 3.10 writes enumerations as numbers, and one column holds addresses of both families.
    expect(new Set(estate.vms.map((vm) => vm.latencySensitivity))).toEqual(new Set(['normal']));
    expect(new Set(disks(estate).map((disk) => disk.controllerSharing))).toEqual(new Set(['noSharing']));
    expect(estate.clusters[0]?.drsBehaviour).toBe('fullyAutomated');
    const [nic] = estate.vms.find((vm) => vm.name === 'SQLSvrTeam-1')?.nics ?? [];
    expect(nic?.ipv4Addresses).toEqual(['169.254.49.205']);
    expect(nic?.ipv6Addresses).toEqual(['fe80::5025:2620:3c7c:31cd']);
    expect(estate.vms.every((vm) => vm.biosUuid !== null && vm.instanceUuid === null)).toBe(true);
  });

  it('join the sheets of the export whose names and header were edited by hand', async () => {
    const estate = await read('rvtools-3.x-131vm.xlsx');
    expect(warnings(estate).filter((warning) => warning.startsWith('vPartition'))).toEqual([
      expect.stringContaining('the first header is "NEXT Data Center"'),
      expect.stringContaining('name their VM otherwise'),
    ]);
    expect(warnings(estate).some((warning) => warning.startsWith('vHost'))).toBe(false);
  });

  it('take nothing from sheets that do not join', async () => {
    const estate = await read('rvtools-4.x-torture-9vm.xlsx');
    expect(estate.vms.map((vm) => vm.name)).toEqual(Array.from({ length: 9 }, (_, index) => `vm-${index + 1}`));
    expect(partitions(estate)).toEqual([]);
    expect(estate.sources[0]?.facts['partition.capacityMiB']).toBeUndefined();
    // A disk is its VM's by VM ID, though the row has another's name.
    const owner = estate.vms.find((vm) => vm.moRef === 'vm-105889');
    expect(owner?.name).toBe('vm-3');
    expect(owner?.disks.map((disk) => disk.row)).toEqual([3]);
    // vInfo's row of vm-9 was cut; vCPU tells what it can.
    expect(estate.vms.find((vm) => vm.name === 'vm-9')).toMatchObject({ cpus: 18, memoryMiB: null });
  });

  it('read the quoted thousands of the CSV format, and its attributes', async () => {
    const estate = await read('RVTools_tabvInfo-3.9.csv');
    expect(estate.vms.map((vm) => vm.memoryMiB)).toEqual([16384, 16384, 4096, 4096]);
    expect(estate.vms.find((vm) => vm.name === 'srv-dc03')?.customAttributes).toEqual({
      NB_LAST_BACKUP: 'Sat Jan 20 05:26:53 2018\n,bkup01,VMWare_ESX_50_FlashBackup',
    });
    expect(estate.sources[0]?.exportedAt).toBeNull();
  });

  it('refuse the binary format with what to do', async () => {
    const path = requireShared('data', 'rvtools', 'rvtools-3.6-155vm.xls');
    const error: unknown = await openTables(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DevirtError);
    expect(error).toMatchObject({ remedy: expect.stringMatching(/re-save it as \.xlsx/) });
  });
});
