import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isGuestBundle, readBundle } from '../../../../analyzers/guest/bundle/bundle.ts';
import { defaultBundleLimits } from '../../../../analyzers/guest/bundle/limits.ts';
import { mergeGuests } from '../../../../analyzers/guest/bundle/merge-guests.ts';
import { readGuest } from '../../../../analyzers/guest/bundle/read-guest.ts';
import { guestSchema } from '../../../../src/model/guest.ts';

const folder = mkdtempSync(join(tmpdir(), 'devirt-bundles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

interface Entry {
  readonly name: string;
  readonly contents?: string | Buffer;
  readonly type?: string;
  /** Where it is not that of the contents. */
  readonly size?: number;
}

function tarEntry({ name, contents = '', type = '0', size }: Entry): Buffer {
  const body = Buffer.isBuffer(contents) ? contents : Buffer.from(contents);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${(size ?? body.length).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

const manifest: Entry = {
  name: 'manifest',
  contents: 'format\tdevirt-guest\t1\nstarted\t2026-11-24T10:00:00Z\nway\tscript\nasRoot\ttrue\nhostName\tweb01\n',
};
const end: Entry = { name: 'manifest-end', contents: 'command\tunits\t0\t0.10\nfinished\t2026-11-24T10:00:09Z\n' };

function write(bytes: Buffer): string {
  const path = join(folder, `${count++}.tar.gz`);
  writeFileSync(path, bytes);
  return path;
}
const bundle = (...entries: Entry[]): string =>
  write(gzipSync(Buffer.concat([...[manifest, ...entries].map(tarEntry), Buffer.alloc(1024)])));

async function read(path: string): Promise<{ guest: ReturnType<typeof guestSchema.parse>; messages: string[] }> {
  const { guest, warnings } = await readGuest(path);
  return { guest: guestSchema.parse(guest), messages: warnings.map(({ message }) => message.replace(/^\S+: /, '')) };
}

describe('bundles', () => {
  it('are known by their content', async () => {
    expect(await isGuestBundle(bundle(end))).toBe(true);
    expect(await isGuestBundle(write(Buffer.from('PK\u0003\u0004')))).toBe(false);
    expect(await isGuestBundle(write(Buffer.alloc(0)))).toBe(false);
    expect(await isGuestBundle(write(gzipSync('manifest')))).toBe(false);
    expect(await isGuestBundle(write(gzipSync(tarEntry({ name: 'other', contents: 'format\tdevirt-guest\t1' }))))).toBe(
      false,
    );
    await expect(isGuestBundle(join(folder, 'missing'))).rejects.toThrow('ENOENT');
  });

  it.each<readonly [string, Entry, string]>([
    ['a step upwards', { name: 'files/../../etc/x', contents: 'a' }, 'the name of an entry is not safe'],
    ['an absolute name', { name: '/etc/x', contents: 'a' }, 'the name of an entry is not safe'],
    ['control characters', { name: 'files/etc/\u001b[31m', contents: 'a' }, 'the name of an entry is not safe'],
    ['bytes that are no UTF-8', { name: 'files/etc/\ufffd', contents: 'a' }, 'the name of an entry is not safe'],
    ['a symbolic link', { name: 'files/etc/x', type: '2' }, 'an entry is no regular file'],
    ['a hard link', { name: 'files/etc/x', type: '1' }, 'an entry is no regular file'],
    ['a device', { name: 'files/dev/sda', type: '4' }, 'an entry is no regular file'],
    ['a sparse file of GNU', { name: 'files/etc/x', type: 'S' }, 'an entry is no regular file'],
    ['an extended header', { name: 'x', type: 'x', contents: '20 path=/etc/shadow\n' }, 'an entry is no regular file'],
    ['a repeated name', manifest, 'manifest is in it twice'],
  ])('pass over %s', async (_, entry, message) => {
    const { guest, messages } = await read(bundle(entry, { name: 'files/etc/hosts', contents: '10.0.0.1 a\n' }, end));
    expect(messages).toEqual([message]);
    expect(guest.configuration?.map(({ path }) => path)).toEqual(['/etc/hosts']);
    expect(guest.host.hosts).toEqual([{ address: '10.0.0.1', names: ['a'] }]);
  });

  it('end at a file of ten gigabytes that is announced', async () => {
    const path = bundle({ name: 'units', contents: 'x', size: 8 * 1024 ** 3 - 1 });
    const { guest, messages } = await read(path);
    expect(messages).toContain('units is larger than an entry may be');
    expect(messages).toContain('it breaks off');
    expect(guest.identity.hostName).toBe('web01');
  });

  it('end at a bomb', async () => {
    const path = bundle({ name: 'units', contents: Buffer.alloc(12 * 1024 ** 2) }, end);
    const { guest, messages } = await read(path);
    expect(messages).toContain('it unpacks to more than a bundle may hold');
    expect(guest.identity.hostName).toBe('web01');
    expect(guest.units).toBeNull();
    const { faults } = await readBundle(bundle(end), { ...defaultBundleLimits, unpackedBytes: 1024 });
    expect(faults).toEqual(['it unpacks to more than a bundle may hold']);
  });

  it('give what they hold wherever they are cut', async () => {
    const whole = gzipSync(
      Buffer.concat(
        [
          manifest,
          { name: 'net/tcp', contents: 'sl\n' },
          { name: 'files/etc/hosts', contents: '10.0.0.1 a\n' },
          end,
        ].map(tarEntry),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        const { guest, messages } = await read(write(whole.subarray(0, length)));
        expect(messages.length).toBeGreaterThan(0);
        expect(guest.processes).toBeNull();
      }),
      { numRuns: 40 },
    );
  });

  it('survive any text in any part', async () => {
    const names = [
      'units',
      'processes',
      'process-files',
      'process-links',
      'net/tcp',
      'net/unix',
      'proc/mounts',
      'proc/stat',
      'df',
      'lsblk',
      'packages/dpkg',
      'packages/python',
      'secrets',
      'trees',
      'certificates',
      'logins',
      'sysv',
      'files/etc/passwd',
      'files/etc/crontab',
      'files/etc/systemd/system/a.service',
      'files/var/lib/docker/containers/0123456789abcdef/config.v2.json',
    ];
    const words = fc.constantFrom(
      'process 1',
      'arg x',
      'env A=b',
      'Id=a.service',
      '\n',
      '\n\n',
      'ExecStart={ path=/a ; argv[]=/a b ; ignore_errors=no ; ',
      '__proto__',
      '=',
      '\t',
      ':',
      '\\',
      '"',
      '-1',
      '99999999999999999999',
      '/proc/1/fd/:',
      '{',
      '[',
      '0A',
      '[Service]',
      'ExecStart=',
      'constructor',
      '\u0000',
      '\ud83d\ude00',
      '%i',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...names), fc.array(words, { maxLength: 30 })), { maxLength: 8 }),
        async (parts) => {
          const entries = new Map(parts.map(([name, some]) => [name, some.join('')]));
          await read(bundle(...[...entries].map(([name, contents]) => ({ name, contents })), end));
        },
      ),
      { numRuns: 120 },
    );
  });

  it('redact again what a collector let through', async () => {
    const { guest } = await read(
      bundle(
        { name: 'files/etc/app.conf', contents: 'port = 1\npassword = PLANTED-aaa\n' },
        { name: 'files/etc/shadow', contents: 'root:PLANTED-bbb:1\n' },
        {
          name: 'processes',
          contents:
            'process 7\nName app\narg app\narg --password\narg PLANTED-ccc\nenvironment 7\nenv DB_PASSWORD=PLANTED-ddd\n',
        },
        {
          name: 'units',
          contents:
            'Id=app.service\nLoadState=loaded\nEnvironment=TOKEN=PLANTED-eee\nExecStart={ path=/a ; argv[]=/a --token=PLANTED-fff ; ignore_errors=no ; x }\n',
        },
        { name: 'files/etc/crontab', contents: '1 2 * * * root mysql -pPLANTED-ggg\n' },
        end,
      ),
    );
    expect(JSON.stringify(guest)).not.toContain('PLANTED');
    expect(guest.secrets).toEqual([
      { kind: 'password', place: '/etc/app.conf:2', key: 'password' },
      { kind: 'password', place: '/etc/crontab:1', key: 'option' },
      { kind: 'password-hash', place: '/etc/shadow', key: null },
      { kind: 'password', place: 'process 7 argument 3', key: '--password' },
      { kind: 'password', place: 'process 7 environment DB_PASSWORD', key: 'DB_PASSWORD' },
      { kind: 'token', place: 'unit app.service Environment=TOKEN', key: 'TOKEN' },
      { kind: 'token', place: 'unit app.service ExecStart', key: '--token' },
    ]);
  });

  it('of several runs add up', async () => {
    const run = (day: number, peer: string): string =>
      write(
        gzipSync(
          Buffer.concat(
            [
              {
                name: 'manifest',
                contents: `format\tdevirt-guest\t1\nstarted\t2026-11-${day}T10:00:00Z\nmachineId\t0123456789abcdef0123456789abcdef\narchitecture\tx86_64\n`,
              },
              {
                name: 'net/tcp',
                contents: `sl\n 0: 0100000A:1F90 ${peer}:1538 01 00000000:00000000 00:00000000 00000000 0 0 1 1\n`,
              },
              { name: 'files/etc/hostname', contents: `day${day}\n` },
              end,
            ].map(tarEntry),
          ),
        ),
      );
    const runs = [];
    for (const [day, peer] of [
      [22, '0200000A'],
      [23, '0300000A'],
      [24, '0200000A'],
    ] as const)
      runs.push((await readGuest(run(day, peer))).guest);
    const merged = guestSchema.parse(mergeGuests(runs.toReversed()));
    expect(merged.observations).toBe(3);
    expect(merged.observedFrom).toBe('2026-11-22T10:00:00Z');
    expect(
      merged.connections?.map(({ peerAddress, peerPort, direction, observations }) => [
        peerAddress,
        peerPort,
        direction,
        observations,
      ]),
    ).toEqual([
      ['10.0.0.2', 5432, 'out', 2],
      ['10.0.0.3', 5432, 'out', 1],
    ]);
    expect(mergeGuests(runs)).toEqual(merged);
  });
});
