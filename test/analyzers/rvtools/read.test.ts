import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeRvtools, readRvtools } from '../../../analyzers/rvtools/read.ts';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import { redactAttribute, redactSecrets } from '../../../src/lib/redact.ts';
import type { Cell } from '../../../src/lib/tables/table.ts';
import { type Estate, estateSchema } from '../../../src/model/estate.ts';
import { vmEvidence } from '../../../src/model/evidence.ts';
import { tablesOf } from './tables.ts';

type Sheets = Readonly<Record<string, readonly (readonly Cell[])[]>>;
type File = Parameters<typeof tablesOf>[1];

const read = (sheets: Sheets, file?: File): Promise<Estate> => readRvtools(tablesOf(sheets, file), { sourceIndex: 0 });
const refusal = async (sheets: Sheets): Promise<unknown> => read(sheets).catch((error: unknown) => error);
const messages = (estate: Estate): string[] =>
  (estate.sources[0]?.warnings ?? []).map(({ place, message }) => `${place}: ${message}`);

const vInfo = ['VM', 'Powerstate', 'Template', 'CPUs', 'Memory', 'Cluster', 'Host', 'VM ID', 'VI SDK UUID'];
const row = (name: Cell, id: number, memory: Cell = 1024): Cell[] => [
  name,
  'poweredOn',
  'False',
  1,
  memory,
  'CL1',
  'esx1',
  `vm-${id}`,
  'aaaa',
];

const dated = async (cell: Cell, createdAt: string | null, extra: Sheets = {}): Promise<string | null> => {
  const metadata = [
    ['RVTools major version', 'RVTools version', 'xlsx creation datetime'],
    ['4.7', '4.7.1.4', cell],
  ];
  const sheets = { vInfo: [vInfo, row('app01', 1)], vMetaData: metadata, ...extra };
  return (await read(sheets, { createdAt })).sources[0]?.exportedAt ?? null;
};

const version = async (major: Cell, minor: Cell) => {
  const estate = await read({
    vInfo: [vInfo, row('app01', 1)],
    vMetaData: [
      ['RVTools major version', 'RVTools version', 'Server'],
      [major, minor, 'vc1'],
    ],
  });
  return { version: estate.sources[0]?.version, server: estate.sources[0]?.server };
};

describe('looksLikeRvtools', () => {
  it('knows sheets by any of their names', () => {
    for (const name of ['vInfo', 'tabvInfo', 'RVTools_tabvInfo', 'VINFO', 'tabvInfo-3.9', 'vInfo (2)', ' vHost ']) {
      expect(looksLikeRvtools([name]), name).toBe(true);
    }
    for (const name of ['Sheet1', 'vInformation', 'info', 'vinfo2', 'my vInfo', '']) {
      expect(looksLikeRvtools([name]), name).toBe(false);
    }
  });
});

describe('a file without VMs', () => {
  it('is refused with what is wrong and what to do', async () => {
    const cases: [Sheets, RegExp][] = [
      [{}, /no sheet vInfo/],
      [
        {
          vHost: [
            ['Host', '# CPU'],
            ['esx1', 2],
          ],
        },
        /no sheet vInfo/,
      ],
      [{ vInfo: [] }, /no VM in sheet vInfo \(not read: it has no header row\)/],
      [
        {
          vInfo: [
            ['a', 'b'],
            ['c', 'd'],
          ],
        },
        /it has no header row/,
      ],
      [
        {
          vInfo: [
            ['Powerstate', 'Template', 'CPUs'],
            ['poweredOn', 'False', 1],
          ],
        },
        /it has no column "VM"/,
      ],
      [{ vInfo: [vInfo] }, /no VM in sheet vInfo/],
      [{ vInfo: [vInfo, [null, null], [' ', '']] }, /no VM in sheet vInfo/],
    ];
    for (const [sheets, message] of cases) {
      const error = await refusal(sheets);
      expect(error).toBeInstanceOf(DevirtError);
      expect(error).toMatchObject({ exitCode: exitCode.noSource, message: expect.stringMatching(message) });
      expect(error).toMatchObject({ message: expect.stringContaining('/exports/export.xlsx') });
    }
  });
});

describe('readRvtools', () => {
  it('lists the VMs of other sheets where vInfo has none', async () => {
    const estate = await read({
      vInfo: [
        ['Powerstate', 'Template'],
        ['poweredOn', 'False'],
      ],
      vCPU: [
        ['VM', 'CPUs', 'VM ID'],
        ['app01', 2, 'vm-1'],
        ['app02', 4, 'vm-2'],
      ],
    });
    expect(estate.vms.map((vm) => [vm.name, vm.cpus])).toEqual([
      ['app01', 2],
      ['app02', 4],
    ]);
    expect(messages(estate)).toContain('vInfo: not read: it has no column "VM"');
  });

  it('caps what it says of one column, and counts the rest', async () => {
    const rows = Array.from({ length: 317 }, (_, index) => row(`vm${index}`, index, 'much'));
    const estate = await read({ vInfo: [vInfo, ...rows] });
    const ofCells = messages(estate).filter((message) => message.startsWith('vInfo'));
    expect(ofCells.slice(0, 6)).toEqual([
      ...[2, 3, 4, 5, 6].map((number) => `vInfo!E${number}: Memory: "much" is no number; taken as unknown`),
      'vInfo: … and 312 more like these',
    ]);
    expect(estate.vms.every((vm) => vm.memoryMiB === null)).toBe(true);
  });

  it('takes an absent column as unknown, and says so once', async () => {
    const estate = await read({
      vInfo: [
        ['VM', 'Powerstate'],
        ['app01', 'poweredOn'],
      ],
    });
    expect(estate.vms[0]).toMatchObject({ template: null, cpus: null, memoryMiB: null, provisionedMiB: null });
    expect(Object.keys(estate.sources[0]?.facts ?? {})).toEqual(['vm.name', 'vm.powerState']);
    expect(messages(estate).filter((message) => message.startsWith('vInfo'))).toEqual([
      'vInfo: does not tell all; unknown: templates, vCPUs, memory, provisioned storage, storage in use, operating systems as configured, hosts of VMs, clusters of VMs',
    ]);
  });

  it('points evidence at the sheet that told', async () => {
    const estate = await read({
      vInfo: [
        [...vInfo, 'Folder'],
        [...row('app01', 1), null],
      ],
      vCPU: [
        ['VM', 'Folder', 'VM ID', 'VI SDK UUID'],
        ['other', '/DC', 'vm-9', 'aaaa'],
        ['app01', '/DC/prod', 'vm-1', 'aaaa'],
      ],
    });
    const [source] = estate.sources;
    const [vm] = estate.vms;
    if (source === undefined || vm === undefined) throw new Error('nothing was read');
    expect(vm.folder).toBe('/DC/prod');
    expect(vmEvidence(source, vm, 'vm.folder', vm.folder).path).toBe('vCPU!B3 (Folder)');
    expect(vmEvidence(source, vm, 'vm.cpus', vm.cpus).path).toBe('vInfo!D2 (CPUs)');
  });

  it('redacts what people write, and reads no licence', async () => {
    const annotation = 'built by ops, password: hunter2';
    const estate = await read({
      vInfo: [
        ['VM', 'Powerstate', 'Annotation', 'Notes', 'Admin password', 'Datacenter', 'Cluster', 'Host'],
        ['app01', 'poweredOn', annotation, annotation, 'Sommer2024', 'DC1', 'CL1', 'esx1'],
      ],
      vHost: [
        ['Host', 'Assigned License(s)', 'Key'],
        ['esx1', 'PLANT-ED-KEY', 'PLANT-ED-KEY'],
      ],
      vLicense: [
        ['Name', 'Key'],
        ['vSphere', 'PLANT-ED-KEY'],
      ],
    });
    expect(estate.vms[0]?.annotation).toBe(redactSecrets(annotation));
    expect(estate.vms[0]?.customAttributes).toEqual({
      Notes: redactAttribute('Notes', annotation),
      'Admin password': redactAttribute('Admin password', 'Sommer2024'),
    });
    expect(JSON.stringify(estate)).not.toMatch(/hunter2|Sommer2024/);
    expect(JSON.stringify(estate)).not.toContain('PLANT');
  });

  it('dates an export by vMetaData, else by the file', async () => {
    expect(await dated(45930.5, null)).toBe('2025-09-30T12:00:00');
    expect(await dated('4/4/2018 5:25:31 PM', null)).toBe('2018-04-04T17:25:31');
    expect(await dated('4/5/2018 5:25:31 PM', '2018-05-04T17:25:31Z')).toBe('2018-05-04T17:25:31');
    expect(await dated('4/5/2018 5:25:31 PM', '2018-04-05T23:00:00Z')).toBe('2018-04-05T17:25:31');
    // The file was saved again later: neither reading is confirmed.
    expect(await dated('4/5/2018 5:25:31 PM', '2019-01-01T00:00:00Z')).toBe('2019-01-01T00:00:00');
    expect(await dated('4/5/2018 5:25:31 PM', null)).toBeNull();
    const boots = {
      vHost: [
        ['Host', 'Boot time'],
        ['esx1', '31/03/2018 10:00:00'],
      ],
    };
    expect(await dated('4/5/2018 5:25:31 PM', null, boots)).toBe('2018-05-04T17:25:31');
    expect(await dated(null, '2018-04-05T23:00:00.000Z')).toBe('2018-04-05T23:00:00');
    expect(await dated('no date', null)).toBeNull();
  });

  it('says so where vMetaData holds no date of an export, the epoch included', async () => {
    for (const cell of ['1 octobre 2025', 0, 1e308, true, 25569.04, '1970/01/01 00:00:00']) {
      const sheets = { vInfo: [vInfo, row('app01', 1)], vMetaData: [['xlsx creation datetime'], [cell]] };
      const [source] = (await read(sheets, { createdAt: '2025-10-02T08:00:00Z' })).sources;
      expect(source?.exportedAt, String(cell)).toBe('2025-10-02T08:00:00');
      expect(source?.warnings, String(cell)).toContainEqual({
        place: 'vMetaData',
        message: expect.stringContaining('is not the date of an export; the date of the file itself is taken'),
        lacking: false,
      });
    }
  });

  it('knows the version that a spreadsheet took for a date', async () => {
    expect(await version(4.7, 45926.17)).toEqual({ version: '4.7', server: 'vc1' });
    expect(await version(4.7, '4.7.1.4')).toEqual({ version: '4.7.1.4', server: 'vc1' });
    expect(await version('0.1.0', '0.1.0')).toEqual({ version: '0.1.0', server: 'vc1' });
  });

  it('reads figures that a spreadsheet made of separators as unknown', async () => {
    const estate = await read({
      vInfo: [vInfo, row('a', 1, 1.024), row('b', 2, 16384), row('c', 3, 2048.0000000001), row('d', 4, 12345.6)],
    });
    expect(estate.vms.map((vm) => vm.memoryMiB)).toEqual([null, 16384, 2048, 12346]);
  });

  it('reads the readiness that RVTools writes as text, and what a spreadsheet makes of it', async () => {
    const rows = ['1%', '15%', 0.03, 0, 1, 7, '', 'n/a'].map((cell, index) => [...row(`vm${index}`, index), cell]);
    const estate = await read({ vInfo: [[...vInfo, 'Overall Cpu Readiness'], ...rows] });
    expect(estate.vms.map((vm) => vm.cpuReadyPercent)).toEqual([1, 15, 3, 0, null, 7, null, null]);
  });

  it('reads true and false in the languages in which Excel saves CSV', async () => {
    const words = ['Wahr', 'FALSCH', 'VRAI', 'faux', 'VERDADERO', 'Falso', 'ИСТИНА', 'ЛОЖЬ', 'Onwaar', 'maybe'];
    const rows = words.map((word, index) => row(word, index).with(2, word));
    const estate = await read({ vInfo: [vInfo, ...rows] });
    expect(estate.vms.map((vm) => vm.template)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
      true,
      false,
      false,
      null,
    ]);
  });

  it('takes 0 vCPUs, memory or cores for not seen, and totals stay exact however absurd the cells', async () => {
    const header = [...vInfo, 'Provisioned MiB'];
    const estate = await read({
      vInfo: [header, [...row('a', 1, 0).with(3, 0), 2 ** 40], [...row('b', 2), 2 ** 35]],
      vHost: [
        ['Host', '# CPU', 'Cores per CPU', '# Cores', '# Memory'],
        ['esx1', 0, 0, 0, 0],
        ['esx2', 2 ** 31, 2 ** 31, 2 ** 31, 1e308],
        ['esx3', 2, 32, 64, 2 ** 40],
      ],
    });
    expect(estate.vms.map((vm) => [vm.cpus, vm.memoryMiB, vm.provisionedMiB])).toEqual([
      [null, null, null],
      [1, 1024, 2 ** 35],
    ]);
    expect(estate.hosts.map((host) => [host.cpuSockets, host.cores, host.memoryMiB])).toEqual([
      [null, null, null],
      [null, null, null],
      [2, 64, 2 ** 20],
    ]);
    expect(messages(estate)).toContain('vInfo!D2: CPUs: 0 is no real figure here; taken as unknown');
    expect(messages(estate).filter((message) => message.includes('converted'))).toHaveLength(1);
  });

  it('keeps a VM that is listed twice once', async () => {
    const estate = await read({ vInfo: [vInfo, row('app01', 1), row('app02', 2), row('app01', 1)] });
    expect(estate.vms.map((vm) => vm.name)).toEqual(['app01', 'app02']);
    expect(messages(estate)).toContain('vInfo: 1 row (4) left out: their VM has a row above');
  });

  it('tells clones that share their UUID apart', async () => {
    const header = ['VM', 'Powerstate', 'Host', 'VM UUID'];
    const estate = await read({
      vInfo: [
        header,
        ['a', 'poweredOn', 'esx1', '4233AAAA'],
        ['b', 'poweredOn', 'esx1', '4233aaaa'],
        ['c', 'poweredOn', 'esx1', '4233bbbb'],
      ],
    });
    const [a, b, c] = estate.vms.map((vm) => vm.id);
    expect(new Set([a, b, c]).size).toBe(3);
    expect(c).toBe('4233bbbb');
    expect(a).toMatch(/^[0-9a-f]{32}$/);
  });

  it('names each source by its file alone, and numbers records as told', async () => {
    const estate = await readRvtools(tablesOf({ vInfo: [vInfo, row('a', 1)] }, { path: '/secret/place/may.xlsx' }), {
      sourceIndex: 3,
    });
    expect(estate.sources[0]?.name).toBe('may.xlsx');
    expect(estate.vms[0]?.source).toBe(3);
    expect(JSON.stringify(estate)).not.toContain('secret');
  });

  it('reports progress', async () => {
    const seen: [string, number][] = [];
    const rows = Array.from({ length: 2500 }, (_, index) => row(`vm${index}`, index));
    await readRvtools(tablesOf({ vInfo: [vInfo, ...rows] }), {
      sourceIndex: 0,
      onProgress: (sheet, count) => seen.push([sheet, count]),
    });
    expect(seen).toEqual([
      ['vInfo', 1000],
      ['vInfo', 2000],
      ['vInfo', 2500],
    ]);
  });

  it('reads the first of two sheets of one name, and says so', async () => {
    const estate = await read({
      'vInfo (2)': [vInfo, row('copy', 9)],
      vInfo: [vInfo, row('app01', 1)],
    });
    expect(estate.vms.map((vm) => vm.name)).toEqual(['app01']);
    expect(messages(estate)).toContain('vInfo (2): not read: vInfo is the same sheet of an export');
  });

  it('gives an estate or a clear error, whatever cells a file holds', async () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ maxLength: 12 }),
      fc.constantFrom<Cell>(
        'VM',
        'app01',
        'True',
        'poweredOn',
        '1.024',
        '1,5',
        '-1',
        '03/04/2025',
        45930.5,
        'esx1',
        'vm-1',
      ),
    );
    const header = fc.shuffledSubarray(
      [
        'VM',
        'VM',
        'Powerstate',
        'Template',
        'CPUs',
        'Memory',
        'Annotation',
        'Datacenter',
        'Host',
        'VM ID',
        'PowerOn',
        '__proto__',
        '',
      ],
      { minLength: 1 },
    );
    const sheet = fc
      .tuple(header, fc.array(fc.array(cell, { maxLength: 14 }), { maxLength: 8 }))
      .map(([first, rows]) => [first, ...rows]);
    const names = fc.constantFrom('vInfo', 'vCPU', 'vDisk', 'vHost', 'vSnapshot', 'vMetaData');
    let estates = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, sheet, { maxKeys: 4 }), async (sheets) => {
        const estate = await refusal(sheets);
        if (estate instanceof DevirtError) return;
        estates++;
        expect(estateSchema.safeParse(estate).error).toBeUndefined();
        expect(await refusal(sheets)).toEqual(estate);
      }),
      { numRuns: 150 },
    );
    // The property must not hold for want of estates.
    expect(estates).toBeGreaterThan(20);
  });
});
