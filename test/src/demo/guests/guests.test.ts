import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGuest } from '../../../../analyzers/guest/bundle/read-guest.ts';
import { readSources } from '../../../../src/commands/read-sources.ts';
import { Terminal } from '../../../../src/commands/terminal.ts';
import { demoGuests, demoSources } from '../../../../src/demo/estate.ts';
import { nativeWorkbook } from '../../../../src/demo/native-workbook.ts';
import type { Estate } from '../../../../src/model/estate.ts';
import type { Guest } from '../../../../src/model/guest.ts';
import { matchGuests } from '../../../../src/model/match-guests.ts';

const bundles = demoGuests();
const folder = mkdtempSync(join(tmpdir(), 'devirt-'));
let estate: Estate;
let paths: string[];

beforeAll(async () => {
  mkdirSync(join(folder, 'guests'));
  paths = bundles.map(({ fileName, content }) => {
    const path = join(folder, 'guests', fileName);
    writeFileSync(path, Buffer.concat(content));
    return path;
  });
  const [hamburg] = demoSources();
  if (hamburg === undefined) throw new Error('no export');
  const chunks: Uint8Array[] = [];
  for await (const chunk of nativeWorkbook(hamburg.sheets)) chunks.push(chunk);
  const workbook = join(folder, hamburg.fileName);
  writeFileSync(workbook, Buffer.concat(chunks));
  const read = await readSources(
    [workbook, join(folder, 'guests')],
    new Terminal({ quiet: true }),
    new AbortController().signal,
  );
  expect(read.failed).toEqual([]);
  estate = read.estate;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function guestOf(hostName: string): Guest {
  const found = estate.guests.find(({ identity }) => identity.hostName === hostName);
  if (found === undefined) throw new Error(`no guest ${hostName}`);
  return found;
}

describe('bundles of the demo guests', () => {
  it('are the same bytes each time', () => {
    expect(demoGuests()).toEqual(bundles);
  });

  it('are read whole, without a warning', async () => {
    for (const path of paths) {
      const { guest, warnings } = await readGuest(path);
      expect(warnings, path).toEqual([]);
      expect(guest.gaps, path).toEqual([]);
      expect(guest.memoryUsedMiB, path).toBeGreaterThan(0);
    }
  });

  it('hold no value where a password stands', () => {
    const values = paths.flatMap((path) =>
      [
        ...gunzipSync(readFileSync(path))
          .toString('latin1')
          .matchAll(/(?:password"?\s*=\s*"?|requirepass )(\S+?)["'\n/]/g),
      ].map(([, value]) => value),
    );
    expect(values.length).toBeGreaterThan(8);
    expect(new Set(values)).toEqual(new Set(['<redacted>']));
  });

  it('are tied to the VMs of their names, one in the other byte order, one by its MAC address', () => {
    const names = new Map(estate.vms.map(({ id, name }) => [id, name]));
    const matches = matchGuests(estate.guests, estate.vms).map(({ vm, by, explanation }, index) => {
      const hostName = estate.guests[index]?.identity.hostName;
      expect(names.get(vm ?? ''), `${hostName}: ${explanation}`).toBe(hostName);
      return { hostName, by, explanation };
    });
    expect(matches).toHaveLength(bundles.length);
    expect(matches.filter(({ by }) => by !== 'bios-uuid').map(({ hostName, by }) => [hostName, by])).toEqual([
      ['shop-batch-01', 'mac-address'],
    ]);
    expect(
      matches.filter(({ explanation }) => explanation.includes('other byte order')).map(({ hostName }) => hostName),
    ).toEqual(['shop-cache-01']);
  });

  it('agree with the export in system, kernel, firmware, processors, memory and addresses', () => {
    for (const vm of estate.vms) {
      const guest = estate.guests.find(({ identity }) => identity.hostName === vm.name);
      if (guest === undefined) continue;
      const detailed = vm.guestDetailedData ?? '';
      expect(detailed).toContain(`prettyName='${guest.system.prettyName}'`);
      expect(detailed).toContain(`kernelVersion='${guest.system.kernel}'`);
      expect(guest.system.firmware).toBe(vm.firmware);
      expect(guest.cpus).toBe(vm.cpus);
      expect(guest.memoryMiB).toBeLessThanOrEqual(vm.memoryMiB ?? 0);
      expect(guest.memoryMiB).toBeGreaterThan((vm.memoryMiB ?? 0) * 0.9);
      expect(guest.memoryUsedMiB).toBeLessThan(guest.memoryMiB ?? 0);
      expect(guest.interfaces?.flatMap(({ addresses }) => addresses)).toEqual(
        vm.nics.flatMap(({ ipv4Addresses }) => ipv4Addresses),
      );
    }
  });

  it('hold the applications of a shop', () => {
    const applications = estate.guests
      .flatMap(({ identity, applications: all }) => all.map(({ application }) => `${identity.hostName} ${application}`))
      .sort();
    expect(applications).toEqual([
      'shop-app-01 tomcat',
      'shop-app-02 tomcat',
      'shop-app-03 tomcat',
      'shop-batch-01 cron-job',
      'shop-batch-01 cron-job',
      'shop-batch-01 cron-job',
      'shop-cache-01 redis',
      'shop-media-01 nginx',
      'shop-pgsql-01 postgresql',
      'shop-pgsql-02 postgresql',
      'shop-web-01 nginx',
      'shop-web-02 nginx',
    ]);
    expect(guestOf('shop-media-01').host.foreignModules).toEqual(['spl', 'zfs']);
  });

  it('tell of each connection between two of them at both ends', () => {
    const seen = (guest: Guest, direction: 'in' | 'out'): string[] =>
      (guest.connections ?? [])
        .filter((connection) => connection.direction === direction)
        .map(({ localAddress, localPort, peerAddress, peerPort }) =>
          direction === 'out'
            ? `${localAddress}:${localPort} ${peerAddress}:${peerPort}`
            : `${peerAddress}:${peerPort} ${localAddress}:${localPort}`,
        );
    const addresses = new Set(
      estate.guests.flatMap(({ interfaces }) => (interfaces ?? []).flatMap((each) => each.addresses)),
    );
    const within = (ends: string): boolean => ends.split(' ').every((end) => addresses.has(end.replace(/:\d+$/, '')));
    const asked = estate.guests.flatMap((guest) => seen(guest, 'out')).filter(within);
    const answered = estate.guests.flatMap((guest) => seen(guest, 'in')).filter(within);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.sort()).toEqual(answered.sort());
  });
});
