import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import { isEstateFile, readEstate, writeEstate } from '../../../analyzers/saved-estate/estate-file.ts';
import {
  blankCluster,
  blankDatastore,
  blankDisk,
  blankEstate,
  blankHost,
  blankResourcePool,
  blankVm,
} from '../../../src/model/blank-records.ts';
import type { Estate, Vm } from '../../../src/model/estate.ts';

const hostileNames = ['../../etc/passwd', '<script>', 'a\nb', '\u2028 \u202e 🐘', '"}\n{"vm":{}}', '__proto__'];

const vms = (count: number): Vm[] =>
  Array.from({ length: count }, (_, index) => ({
    ...blankVm(0, hostileNames[index % hostileNames.length] ?? ''),
    id: `vm-${index}`,
    origin: { vInfo: index + 2 },
    customAttributes: { Owner: 'a "quoted" owner', ['constructor']: 'b' },
    disks: [{ ...blankDisk(index + 2), path: '[ds] a/a.vmdk', capacityMiB: index }],
  }));

const estate = (count = 50): Estate => ({
  ...blankEstate(),
  sources: [
    {
      kind: 'rvtools',
      name: 'export.xlsx',
      version: '4.7.1.4',
      vCenterUuid: null,
      server: null,
      exportedAt: '2025-09-30T12:00:00',
      facts: { 'vm.name': [{ sheet: 'vInfo', column: 'A', header: 'VM' }] },
      warnings: [{ place: 'vInfo', message: 'something', lacking: true }],
    },
  ],
  clusters: [blankCluster(0, 2, 'CL1')],
  hosts: [blankHost(0, 2, 'esx1'), blankHost(0, 3, 'esx2')],
  datastores: [blankDatastore(0, 2, 'ds')],
  resourcePools: [blankResourcePool(0, 2)],
  portGroups: [
    {
      source: 0,
      row: 2,
      vCenterUuid: null,
      kind: 'distributed',
      host: null,
      name: 'VLAN-100',
      switch: 'DSwitch',
      vlan: '100',
      promiscuous: false,
      macChanges: false,
      forgedTransmits: false,
      uplink: false,
    },
  ],
  vms: vms(count),
});

async function bytesOf(of: Estate): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeEstate(of)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devirt-estate-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'estate.ndjson.gz');
  await writeFile(path, bytes);
  return path;
}

const linesOf = async (of: Estate): Promise<string[]> =>
  gunzipSync(await bytesOf(of))
    .toString()
    .trimEnd()
    .split('\n');
const packed = (lines: readonly string[]): Buffer => gzipSync(`${lines.join('\n')}\n`);

async function refusal(bytes: Uint8Array, limits?: Parameters<typeof readEstate>[1]): Promise<string> {
  const path = await fileOf(bytes);
  const error: unknown = await readEstate(path, limits).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DevirtError);
  if (!(error instanceof DevirtError)) return '';
  expect(error.exitCode).toBe(exitCode.noSource);
  expect(error.message).toContain(path);
  return error.message.replace(path, 'FILE');
}

describe('estate.ndjson.gz', () => {
  it('gives back what was written', async () => {
    for (const count of [0, 1, 50, 700]) {
      const path = await fileOf(await bytesOf(estate(count)));
      expect(await readEstate(path)).toEqual(estate(count));
      expect(await isEstateFile(path)).toBe(true);
    }
    expect(await readEstate(await fileOf(await bytesOf(blankEstate())))).toEqual(blankEstate());
  });

  it('is a header and a record a line', async () => {
    const [header, first, ...others] = await linesOf(estate(3));
    expect(JSON.parse(header ?? '')).toEqual({
      apiVersion: 'devirt.dev/v1alpha1',
      kind: 'Estate',
      counts: {
        sources: 1,
        clusters: 1,
        hosts: 2,
        datastores: 1,
        resourcePools: 1,
        hostAdapters: 0,
        physicalNics: 0,
        virtualSwitches: 0,
        portGroups: 1,
        vmkernelNics: 0,
        storageDevices: 0,
        healthMessages: 0,
        vCenters: 0,
        editions: 0,
        guests: 0,
        kubernetesClusters: 0,
        kubernetesNodes: 0,
        kubernetesPods: 0,
        kubernetesNamespaces: 0,
        persistentVolumes: 0,
        persistentVolumeClaims: 0,
        vms: 3,
      },
    });
    expect(Object.keys(JSON.parse(first ?? '') as object)).toEqual(['source']);
    expect(others.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      'cluster',
      'host',
      'host',
      'datastore',
      'resourcePool',
      'portGroup',
      'vm',
      'vm',
      'vm',
    ]);
  });

  it('has the same bytes each time, and on every system', async () => {
    const bytes = await bytesOf(estate());
    expect(await bytesOf(estate())).toEqual(bytes);
    // RFC 1952: no name, no time, system unknown.
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, bytes[8], 255]);
  });

  it('is told from other files by its content', async () => {
    expect(await isEstateFile(folder)).toBe(false);
    expect(await isEstateFile(join(folder, 'none'))).toBe(false);
    for (const bytes of [
      Buffer.from(''),
      Buffer.from('{"apiVersion"'),
      gzipSync('hello'),
      gzipSync('{"kind":"Estate"}'),
    ]) {
      expect(await isEstateFile(await fileOf(bytes))).toBe(false);
    }
    const bytes = await bytesOf(estate(700));
    // Cut short, or of another version, it is one still: reading it says what is wrong.
    expect(await isEstateFile(await fileOf(bytes.subarray(0, 3000)))).toBe(true);
    expect(await isEstateFile(await fileOf(gzipSync('{"apiVersion":"devirt.dev/v9","kind":"Estate"}\n')))).toBe(true);
  });

  it('is refused where it was cut at any place', async () => {
    const bytes = await bytesOf(estate(20));
    for (let length = 1; length < bytes.length; length += 17) {
      expect(await refusal(bytes.subarray(0, length))).toMatch(/FILE.*(?:cut short|damaged|empty)/);
    }
    expect(await refusal(Buffer.alloc(0))).toMatch(/empty|cut short/);
  });

  it('is refused where records are missing, or more than stated', async () => {
    const lines = await linesOf(estate(3));
    expect(await refusal(packed(lines.slice(0, -1)))).toBe('FILE: 2 of 3 vms: the file is cut short');
    expect(await refusal(packed([...lines, lines.at(-1) ?? '']))).toBe(
      'FILE, line 12: more vms than the 3 that its first line states',
    );
    expect(await refusal(gzipSync(lines.join('\n')))).toBe('FILE, line 11: the file is cut short');
  });

  it('is refused where something follows it', async () => {
    const bytes = await bytesOf(estate(3));
    for (const tail of [Buffer.from('garbage'), Buffer.alloc(12), Buffer.from([0x1f]), bytes]) {
      expect(await refusal(Buffer.concat([bytes, tail])), JSON.stringify(tail.subarray(0, 8))).toMatch(
        /damaged|follows the end|cut short|no record/,
      );
    }
  });

  it('is refused with the line that is not as the model has it', async () => {
    const lines = await linesOf(estate(3));
    const replaced = (index: number, line: string): Buffer => packed(lines.with(index, line));
    expect(await refusal(replaced(3, '{"host":'))).toBe('FILE, line 4: not JSON: the file is damaged');
    expect(await refusal(replaced(3, ''))).toBe('FILE, line 4: not JSON: the file is damaged');
    expect(await refusal(replaced(3, '[]'))).toBe('FILE, line 4: no record of an estate');
    expect(await refusal(replaced(3, '{"pod":{}}'))).toBe('FILE, line 4: no record of an estate');
    expect(await refusal(replaced(3, '{"host":{},"vm":{}}'))).toBe('FILE, line 4: no record of an estate');
    expect(await refusal(replaced(3, '{"__proto__":{}}'))).toBe('FILE, line 4: no record of an estate');
    const vm = lines.at(-1) ?? '';
    expect(await refusal(replaced(10, vm.replace('"cpus":null', '"cpus":-1')))).toMatch(/^FILE, line 11: cpus: /);
    expect(await refusal(replaced(10, vm.replace('"cpus":null', '"cpus":null,"password":"x"')))).toMatch(
      /^FILE, line 11: /,
    );
    expect(await refusal(replaced(10, vm.replace('"source":0', '"source":7')))).toBe(
      'FILE: vms of a source that is not in the file',
    );
    expect(await refusal(gzipSync(Buffer.from([0x7b, 0xff, 0xfe, 0x0a])))).toMatch(/not UTF-8/);
  });

  it('is refused where another version wrote it', async () => {
    const lines = await linesOf(estate(1));
    const other = lines.with(0, (lines[0] ?? '').replace('v1alpha1', 'v2'));
    expect(await refusal(packed(other))).toBe(
      'FILE: written by another version of devirt ("devirt.dev/v2"; this one reads devirt.dev/v1alpha1)',
    );
  });

  it('is refused where it unpacks to more than it may', async () => {
    const bytes = await bytesOf(estate(700));
    expect(await refusal(bytes, { lineLength: 1e6, unpackedBytes: 100_000 })).toMatch(
      /unpacks to more than 100000 bytes/,
    );
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    expect(await refusal(bomb, { lineLength: 1_000_000, unpackedBytes: 1e9 })).toBe(
      'FILE, line 1: longer than 1000000 characters',
    );
  });

  it('names a file that cannot be read', async () => {
    const missing = join(folder, 'missing.ndjson.gz');
    await expect(readEstate(missing)).rejects.toThrow(`${missing}: cannot be read (ENOENT)`);
  });
});
