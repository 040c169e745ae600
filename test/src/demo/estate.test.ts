import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { demoSources, plantedSecrets, type DemoOptions, type DemoSource } from '../../../src/demo/estate.ts';
import { nativeWorkbook, type Cell } from '../../../src/demo/native-workbook.ts';
import { rvtoolsColumns } from '../../../src/lib/rvtools-columns.ts';
import { scratchFolder } from '../../support/devirt.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';
import { describeShared, projectRoot, requireShared } from '../../support/shared.ts';

type Row = Readonly<Record<string, Cell>>;
type Tables = Readonly<Record<string, readonly Row[]>>;

/** Attributes that the company keeps; RVTools itself has no such columns. */
const customAttributes = ['Application', 'Owner', 'Criticality', 'Rack'];

function tables(source: DemoSource): Tables {
  const found: Record<string, Row[]> = {};
  for (const { name, rows } of source.sheets) {
    const [header = [], ...body] = [...rows];
    found[name] = body.map((cells) =>
      Object.fromEntries(header.map((column, i) => [String(column), cells[i] ?? null])),
    );
  }
  return found;
}

function sheet(found: Tables, name: string): readonly Row[] {
  const rows = found[name];
  if (rows === undefined) throw new Error(`no sheet ${name}`);
  return rows;
}

function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`${column} holds ${String(value)}`);
  return value;
}

function total(rows: Iterable<Row>, column: string): number {
  let sum = 0;
  for (const row of rows) sum += number(row, column);
  return sum;
}

function groupBy<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const found = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(key);
    if (group === undefined) found.set(key, [row]);
    else group.push(row);
  }
  return found;
}

function groups(rows: readonly Row[], column: string): ReadonlyMap<Cell, readonly Row[]> {
  return groupBy(rows, (row) => row[column] ?? null);
}

/** Hashes of all workbooks, made by a process of its own in this environment. */
function hashesUnder(env: Record<string, string>, script: string): string {
  return execFileSync(process.execPath, [script], { env: { ...process.env, ...env }, encoding: 'utf8' });
}

function digest(rows: Iterable<readonly Cell[]>): string {
  return createHash('sha256')
    .update(JSON.stringify([...rows]))
    .digest('hex');
}

const poweredOn = (row: Row): boolean => row['Powerstate'] === 'poweredOn';
const isVm = (row: Row): boolean => row['Template'] === 'False';

/** The files on datastores that a VM's disks are: raw devices are none. */
function diskFiles(rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => row['Raw'] === 'False');
}

function datastoreOf(path: Cell | undefined): string {
  return /^\[(?<name>[^\]]*)\]/.exec(String(path))?.groups?.['name'] ?? '';
}

const variants: readonly [string, DemoOptions][] = [
  ['the company', {}],
  ['another seed', { seed: 7 }],
  ['1,000 VMs', { vms: 1000 }],
];

describe.each(variants)('%s ties out', (_, options) => {
  const workbooks = demoSources(options).map(tables);
  const books = workbooks.map((book) => ({ book, server: sheet(book, 'vMetaData')[0]?.['Server'] }));

  it('in VMs, hosts and clusters', () => {
    const vms = workbooks.flatMap((book) => sheet(book, 'vInfo').filter(isVm));
    expect(vms).toHaveLength(options.vms ?? 260);
    if (options.vms === undefined) {
      expect(workbooks.flatMap((book) => sheet(book, 'vHost'))).toHaveLength(14);
      expect(workbooks.flatMap((book) => sheet(book, 'vCluster'))).toHaveLength(3);
    }
  });

  it.each(books)('vHost with vInfo, vCPU and vMemory in $server', ({ book }) => {
    const byHost = groups(sheet(book, 'vInfo'), 'Host');
    const cpuById = new Map(sheet(book, 'vCPU').map((row) => [row['VM ID'], row]));
    const memoryById = new Map(sheet(book, 'vMemory').map((row) => [row['VM ID'], row]));
    for (const host of sheet(book, 'vHost')) {
      const all = byHost.get(host['Host'] ?? null) ?? [];
      const running = all.filter(poweredOn);
      const cpu = running.map((row) => cpuById.get(row['VM ID']) ?? {});
      const memory = running.map((row) => memoryById.get(row['VM ID']) ?? {});
      expect(host).toMatchObject({
        '# VMs total': all.length,
        '# VMs': running.length,
        '# vCPUs': total(running, 'CPUs'),
        vRAM: total(running, 'Memory'),
        'VM Used memory': total(running, 'Active Memory'),
        'VM Memory Ballooned': total(memory, 'Ballooned'),
        'VM Memory Swapped': total(memory, 'Swapped'),
        '# Cores': number(host, '# CPU') * number(host, 'Cores per CPU'),
        'VMs per Core': running.length / number(host, '# Cores'),
      });
      const capacityMHz = number(host, '# Cores') * number(host, 'Speed');
      expect(total(cpu, 'Overall')).toBeLessThan(capacityMHz * 0.9);
      expect(total(memory, 'Consumed') + total(memory, 'Consumed Overhead')).toBeLessThan(number(host, '# Memory'));
      expect(host['CPU usage %']).toBe(Math.floor((total(cpu, 'Overall') * 100) / capacityMHz) + 2);
    }
  });

  it.each(books)('vCluster, vRP and vLicense with vHost in $server', ({ book }) => {
    const hosts = groups(sheet(book, 'vHost'), 'Cluster');
    const vms = groups(sheet(book, 'vInfo').filter(poweredOn), 'Cluster');
    const pools = groups(sheet(book, 'vRP'), 'Resource Pool path');
    for (const cluster of sheet(book, 'vCluster')) {
      const own = hosts.get(cluster['Name'] ?? null) ?? [];
      expect(cluster).toMatchObject({
        NumHosts: own.length,
        NumCpuCores: total(own, '# Cores'),
        NumCpuThreads: 2 * total(own, '# Cores'),
        TotalMemory: total(own, '# Memory'),
        TotalCpu: own.reduce((sum, host) => sum + number(host, '# Cores') * number(host, 'Speed'), 0),
      });
      const inCluster = [...pools].filter(([path]) => String(path).split('/')[2] === cluster['Name']);
      const running = vms.get(cluster['Name'] ?? null) ?? [];
      expect(
        total(
          inCluster.flatMap(([, rows]) => rows),
          '# VMs',
        ),
      ).toBe(running.length);
      expect(
        total(
          inCluster.flatMap(([, rows]) => rows),
          '# vCPUs',
        ),
      ).toBe(total(running, 'CPUs'));
    }
    const licensed = sheet(book, 'vHost').reduce(
      (sum, host) => sum + number(host, '# CPU') * Math.max(16, number(host, 'Cores per CPU')),
      0,
    );
    expect(sheet(book, 'vLicense').find((row) => row['Name'] === 'vSphere 8 Enterprise Plus')?.['Used']).toBe(licensed);
  });

  it.each(books)('disks, NICs and partitions with vInfo in $server', ({ book }) => {
    const disks = groups(sheet(book, 'vDisk'), 'VM ID');
    const nics = groups(sheet(book, 'vNetwork'), 'VM ID');
    const partitions = groups(sheet(book, 'vPartition'), 'VM ID');
    const tools = new Map(sheet(book, 'vTools').map((row) => [row['VM ID'], row['Tools']]));
    for (const vm of sheet(book, 'vInfo')) {
      const own = disks.get(vm['VM ID'] ?? null) ?? [];
      expect(vm).toMatchObject({
        Disks: own.length,
        'Total disk capacity MiB': total(own, 'Capacity MiB'),
        NICs: (nics.get(vm['VM ID'] ?? null) ?? []).length,
      });
      expect(number(vm, 'In Use MiB')).toBeLessThanOrEqual(number(vm, 'Provisioned MiB'));
      expect(number(vm, 'Unshared MiB')).toBeLessThanOrEqual(number(vm, 'In Use MiB'));
      const seen = partitions.get(vm['VM ID'] ?? null) ?? [];
      if (seen.length > 0) {
        expect(vm['Powerstate']).toBe('poweredOn');
        expect(tools.get(vm['VM ID'] ?? null)).toMatch(/^tools(Ok|Old)$/);
        expect(total(seen, 'Capacity MiB')).toBeLessThanOrEqual(total(own, 'Capacity MiB'));
      }
      for (const row of seen) expect(number(row, 'Consumed MiB') + number(row, 'Free MiB')).toBe(row['Capacity MiB']);
    }
    const lacking = sheet(book, 'vInfo').filter(
      (vm) => poweredOn(vm) && vm['Guest state'] === 'running' && !partitions.has(vm['VM ID'] ?? null),
    );
    expect(lacking.length).toBeLessThan(sheet(book, 'vInfo').length * 0.06);
  });

  it.each(books)('vDatastore with vInfo and vDisk in $server', ({ book }) => {
    const vmsOf = groupBy(sheet(book, 'vInfo'), (row) => datastoreOf(row['Path']));
    const sharedOf = groupBy(
      diskFiles(sheet(book, 'vDisk')).filter((row) => row['Sharing mode'] === 'sharingMultiWriter'),
      (row) => datastoreOf(row['Path']),
    );
    const hostNames = new Set(sheet(book, 'vHost').map((row) => row['Host']));
    for (const datastore of sheet(book, 'vDatastore')) {
      const vms = vmsOf.get(String(datastore['Name'])) ?? [];
      const shared = new Map(
        (sharedOf.get(String(datastore['Name'])) ?? []).map((row) => [row['Path'], number(row, 'Capacity MiB')]),
      );
      const sharedMiB = [...shared.values()].reduce((sum, size) => sum + size, 0);
      expect(datastore).toMatchObject({
        '# VMs total': vms.length,
        '# VMs': vms.filter(poweredOn).length,
        'Free MiB': number(datastore, 'Capacity MiB') - number(datastore, 'In Use MiB'),
        '# Hosts': String(datastore['Hosts']).split(', ').length,
      });
      expect(number(datastore, 'Free MiB')).toBeGreaterThan(0);
      if (vms.length > 0) expect(datastore['In Use MiB']).toBe(total(vms, 'Unshared MiB') + sharedMiB);
      for (const host of String(datastore['Hosts']).split(', ')) expect(hostNames).toContain(host);
    }
    const names = new Set(sheet(book, 'vDatastore').map((row) => row['Name']));
    for (const name of vmsOf.keys()) expect(names).toContain(name);
    for (const row of sheet(book, 'vDisk')) expect(names).toContain(datastoreOf(row['Path']));
  });

  it.each(books)('adapters, switches and paths with vHost in $server', ({ book }) => {
    const rowsOf = (name: string, host: Row): number =>
      sheet(book, name).filter((row) => row['Host'] === host['Host']).length;
    for (const host of sheet(book, 'vHost').slice(0, 20)) {
      expect(rowsOf('vNIC', host)).toBe(host['# NICs']);
      expect(rowsOf('vHBA', host)).toBe(host['# HBAs']);
      expect(rowsOf('vSC_VMK', host)).toBe(2);
      const datastores = sheet(book, 'vDatastore').filter(
        (row) =>
          row['MHA'] === 'True' &&
          row['Type'] === 'VMFS' &&
          String(row['Hosts']).split(', ').includes(String(host['Host'])),
      );
      expect(rowsOf('vMultiPath', host)).toBe(datastores.length);
    }
    const switches = new Set([...sheet(book, 'vSwitch'), ...sheet(book, 'dvSwitch')].map((row) => row['Switch']));
    const networks = new Set([
      ...sheet(book, 'vPort').map((row) => row['Port Group']),
      ...sheet(book, 'dvPort').map((row) => row['Port']),
    ]);
    for (const row of sheet(book, 'vNetwork')) {
      expect(switches).toContain(row['Switch']);
      expect(networks).toContain(row['Network']);
    }
  });

  it('in identities: unique in a vCenter, and moRefs that collide between them', () => {
    for (const book of workbooks) {
      for (const column of ['VM ID', 'VM UUID', 'Path']) {
        const values = sheet(book, 'vInfo').map((row) => row[column]);
        expect(new Set(values).size).toBe(values.length);
      }
      const macs = sheet(book, 'vNetwork').map((row) => row['Mac Address']);
      expect(new Set(macs).size).toBe(macs.length);
      const addresses = sheet(book, 'vNetwork')
        .map((row) => row['IPv4 Address'])
        .filter((address) => address !== null);
      expect(new Set(addresses).size).toBe(addresses.length);
    }
    const [first = [], second = []] = workbooks.map((book) => sheet(book, 'vInfo').map((row) => row['VM ID']));
    expect(second.some((id) => first.includes(id))).toBe(true);
  });
});

describe('what the company has for rules to find', () => {
  const [hamburg = {}, rotterdam = {}] = demoSources().map(tables);
  const both = (name: string): readonly Row[] => [...sheet(hamburg, name), ...sheet(rotterdam, name)];
  const allText = JSON.stringify([hamburg, rotterdam]);

  it('each planted secret, so that a test may look for it in the output', () => {
    expect(plantedSecrets.length).toBeGreaterThanOrEqual(3);
    for (const secret of plantedSecrets) expect(allText).toContain(secret);
    expect(both('vInfo').filter((row) => String(row['Annotation']).includes('Passwort:'))).toHaveLength(1);
    expect(new Set(both('vLicense').map((row) => row['Key'])).size).toBe(plantedSecrets.length - 1);
    for (const host of both('vHost')) expect(plantedSecrets).toContain(host['Assigned License(s)']);
  });

  it('names that break careless programs', () => {
    const names = both('vInfo').map((row) => String(row['VM']));
    expect(names).toEqual(
      expect.arrayContaining([
        "=cmd|' /C calc'!A0",
        '<script>alert(1)</script>',
        '../../etc/passwd',
        '4711',
        'build_x0041_agent',
      ]),
    );
    expect(names.some((name) => /\p{Emoji_Presentation}/u.test(name))).toBe(true);
    expect(names.some((name) => name.includes('\u202e'))).toBe(true);
    // vSphere allows 80 characters.
    expect(Math.max(...names.map((name) => name.length))).toBe(80);
    for (const row of both('vInfo')) expect(String(row['Path'])).toMatch(/^\[[\w-]+\] [\w -]+\/[\w -]+\.vmx$/);
  });

  const vmWith: readonly [string, string, (row: Row) => boolean][] = [
    ['Fault Tolerance', 'vInfo', (row) => row['FT State'] === 'running'],
    ['an SRM placeholder', 'vInfo', (row) => row['SRM Placeholder'] === 'True'],
    ['a template', 'vInfo', (row) => row['Template'] === 'True'],
    ['a suspended VM', 'vInfo', (row) => row['Powerstate'] === 'suspended' && typeof row['Suspend time'] === 'number'],
    ['a powered-off VM', 'vInfo', (row) => row['Powerstate'] === 'poweredOff' && isVm(row)],
    ['an orphaned VM', 'vInfo', (row) => row['Connection state'] === 'orphaned'],
    ['a VM that needs consolidation', 'vInfo', (row) => row['Consolidation Needed'] === 'True'],
    ['a latency-sensitive VM', 'vInfo', (row) => row['Latency Sensitivity'] === 'high'],
    ['a VM above 1 TiB', 'vInfo', (row) => number(row, 'Memory') > 1_048_576],
    ['an unknown creation date', 'vInfo', (row) => number(row, 'Creation date') < 25_570],
    [
      'a physical raw device on a shared bus',
      'vDisk',
      (row) => row['Raw Comp. Mode'] === 'physicalMode' && row['Shared Bus'] === 'physicalSharing',
    ],
    ['a virtual raw device', 'vDisk', (row) => row['Raw Comp. Mode'] === 'virtualMode'],
    ['a multi-writer disk', 'vDisk', (row) => row['Sharing mode'] === 'sharingMultiWriter'],
    ['an independent disk', 'vDisk', (row) => row['Raw'] === 'False' && row['Disk Mode'] === 'independent_persistent'],
    ['a thick disk', 'vDisk', (row) => row['Thin'] === 'False'],
    ['a dongle', 'vUSB', (row) => row['Connected'] === 'True'],
    ['a connected CD', 'vCD', (row) => row['Connected'] === 'True'],
    ['an old snapshot', 'vSnapshot', (row) => number(row, 'Date / time') < 46_346 - 365],
    ['a memory limit that bites', 'vMemory', (row) => number(row, 'Limit') > 0 && number(row, 'Ballooned') > 0],
    ['a VM that waits for CPU', 'vInfo', (row) => row['Overall Cpu Readiness'] === '9%'],
    ['a MAC address set by hand', 'vNetwork', (row) => row['Type'] === 'manual'],
    ['old VMware Tools', 'vTools', (row) => row['Tools'] === 'toolsOld'],
    ['no VMware Tools', 'vTools', (row) => row['Tools'] === 'toolsNotInstalled'],
    ['the sentinel of a Tools version', 'vTools', (row) => row['Tools Version'] === 2_147_483_647],
    ['a CPU of fewer than 16 cores', 'vHost', (row) => number(row, 'Cores per CPU') < 16],
    ['a running VM without any load', 'vCPU', (row) => poweredOn(row) && row['Overall'] === 0],
  ];
  it.each(vmWith)('%s', (_title, name, holds) => {
    expect(both(name).some(holds)).toBe(true);
  });

  it('disk files that two VMs open', () => {
    const byPath = groups(both('vDisk'), 'Path');
    const shared = [...byPath].filter(([, rows]) => rows.length > 1);
    expect(shared.map(([path]) => String(path).replace(/^.*\//, ''))).toEqual(
      expect.arrayContaining(['fs-ham-daten.vmdk', 'fs-ham-quorum.vmdk', 'wms-mq-shared.vmdk']),
    );
    for (const [, rows] of shared) expect(new Set(rows.map((row) => row['Cluster'])).size).toBe(1);
  });

  it('idle VMs, whose figures a rule sees', () => {
    const cpu = both('vCPU').filter((row) => poweredOn(row) && number(row, 'Overall') * 100 < number(row, 'Max'));
    expect(cpu.length).toBeGreaterThan(8);
    expect(cpu.length).toBeLessThan(40);
  });

  it('one name in two folders, and in two vCenters', () => {
    const agents = sheet(hamburg, 'vCPU').filter((row) => row['VM'] === 'jenkins-agent');
    expect(new Set(agents.map((row) => row['Folder'])).size).toBe(2);
    const names = new Set(sheet(hamburg, 'vInfo').map((row) => row['VM']));
    expect(sheet(rotterdam, 'vInfo').filter((row) => names.has(row['VM'] ?? null)).length).toBeGreaterThan(3);
  });

  it('one export with the files of its VMs and one without', () => {
    expect(sheet(hamburg, 'vFileInfo').length).toBeGreaterThan(600);
    expect(sheet(rotterdam, 'vFileInfo')).toMatchObject([{ 'File Name': null, 'VI SDK Server': null }]);
  });
});

describe('the same options', () => {
  it('give the same bytes in any time zone and locale; another seed gives others', () => {
    const folder = scratchFolder();
    const script = join(folder, 'hash.mjs');
    buildSync({
      stdin: {
        contents: `
          import { createHash } from 'node:crypto';
          import { demoSources } from './src/demo/estate.ts';
          import { nativeWorkbook } from './src/demo/native-workbook.ts';
          for (const { fileName, sheets } of demoSources({ seed: Number(process.env.SEED) })) {
            const hash = createHash('sha256');
            for await (const piece of nativeWorkbook(sheets)) hash.update(piece);
            console.log(fileName, hash.digest('hex'));
          }`,
        resolveDir: projectRoot,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      // yazl is CommonJS and asks for Node's own modules.
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      outfile: script,
    });
    const one = hashesUnder({ SEED: '1', TZ: 'UTC', LANG: 'C' }, script);
    expect(
      one
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['rvtools-nordhafen-hamburg.xlsx', 'rvtools-nordhafen-rotterdam.xlsx']);
    expect(
      hashesUnder({ SEED: '1', TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }, script),
    ).toBe(one);
    expect(hashesUnder({ SEED: '1', TZ: 'America/St_Johns', LANG: 'ar_EG.UTF-8' }, script)).toBe(one);
    const other = hashesUnder({ SEED: '2', TZ: 'UTC', LANG: 'C' }, script).split(/\s/);
    expect(one.split(/\s/).filter((word) => other.includes(word))).not.toContainEqual(
      expect.stringMatching(/^[0-9a-f]{64}$/),
    );
  });

  it('need not be read in order', () => {
    const inOrder = demoSources().map(({ sheets }) => sheets.map(({ rows }) => digest(rows)));
    const sources = demoSources();
    const backwards = sources.toReversed().map(({ sheets }) =>
      sheets
        .toReversed()
        .map(({ rows }) => digest(rows))
        .toReversed(),
    );
    expect(backwards.toReversed()).toEqual(inOrder);
  });

  it.each([0, 259, 260.5, Number.NaN])('refuse %s VMs, which are fewer than the company has or no count', (vms) => {
    expect(() => demoSources({ vms })).toThrow(RangeError);
  });
});

describeShared('against what real exports of 4.7.1 hold', () => {
  const books = demoSources({ vms: 400 });

  it('has their sheets and columns, in their order', () => {
    const headers: unknown = JSON.parse(readFileSync(requireShared('data', 'rvtools', 'headers-4.7.1.json'), 'utf8'));
    expect(rvtoolsColumns).toEqual(headers);
    for (const { sheets } of books) {
      expect(sheets.map(({ name }) => name)).toEqual(Object.keys(rvtoolsColumns));
      const columns = Object.fromEntries(
        sheets.map(({ name, rows }) => {
          const [header = []] = rows;
          return [name, header.filter((column) => !customAttributes.includes(String(column)))];
        }),
      );
      expect(columns).toEqual(headers);
    }
  });

  it('has their types of cells', () => {
    // Blank in the exports seen, because nobody had asked RVTools to list files.
    const known = new Set(rvtoolsColumns.vFileInfo.map((column) => `vFileInfo!${column}`));
    const seen = new Map<string, string>();
    for (const line of readFileSync(requireShared('data', 'rvtools', 'columns-4.7.1.tsv'), 'utf8')
      .split('\n')
      .slice(1)) {
      const [name, column, types] = line.split('\t');
      if (types !== undefined && types !== '') seen.set(`${name}!${column}`, types);
    }
    const odd = new Set<string>();
    for (const source of books) {
      for (const [name, rows] of Object.entries(tables(source))) {
        for (const row of rows) {
          for (const [column, value] of Object.entries(row)) {
            const key = `${name}!${column}`;
            const types = seen.get(key);
            const type = value === null ? 'blank' : typeof value;
            if (types !== undefined && !known.has(key) && !types.includes(type))
              odd.add(`${key}: ${type}, seen ${types}`);
          }
        }
      }
    }
    expect([...odd]).toEqual([]);
  });
});

describePeer('openpyxl', 'test/peers/install')('openpyxl counts the same', () => {
  it('rows of every sheet and sums of the main figures', async () => {
    const [source] = demoSources();
    if (source === undefined) throw new Error('no source');
    const path = join(scratchFolder(), source.fileName);
    await pipeline(nativeWorkbook(source.sheets), createWriteStream(path));
    const script = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
answer = {}
for ws in book.worksheets:
    rows = list(ws.iter_rows(values_only=True))
    sums = {}
    for i, name in enumerate(rows[0]):
        if name in ("CPUs", "Memory", "Provisioned MiB", "In Use MiB", "Capacity MiB", "# vCPUs", "vRAM", "# Cores"):
            sums[name] = sum(r[i] for r in rows[1:])
    answer[ws.title] = [len(rows) - 1, sums]
print(json.dumps(answer))`;
    const python = peerCommand('openpyxl') ?? 'python3';
    const counted: unknown = JSON.parse(
      execFileSync(python, ['-W', 'error', '-c', script, path], { encoding: 'utf8' }),
    );
    const figures = ['CPUs', 'Memory', 'Provisioned MiB', 'In Use MiB', 'Capacity MiB', '# vCPUs', 'vRAM', '# Cores'];
    const expected = Object.entries(tables(source)).map(([name, rows]) => {
      const present = figures.filter((figure) =>
        rvtoolsColumns[name as keyof typeof rvtoolsColumns].some((column) => column === figure),
      );
      return [name, [rows.length, Object.fromEntries(present.map((figure) => [figure, total(rows, figure)]))]];
    });
    expect(counted).toEqual(Object.fromEntries(expected));
  });
});
