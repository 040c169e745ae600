import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readGuest } from '../../../analyzers/guest/bundle/read-guest.ts';
import { guestSchema, type Guest } from '../../../src/model/guest.ts';
import { bootedGuests, describeGuests, guestNames, run, type GuestName } from '../../support/guests.ts';
import { projectRoot } from '../../support/shared.ts';
import { collectScript, temporaryFolder } from './fake-root.ts';

interface Planted {
  readonly id: string;
  readonly value: readonly string[];
}

const planted = JSON.parse(
  readFileSync(join(projectRoot, 'test/peers/guests/planted-secrets.json'), 'utf8'),
) as Planted[];
const script = readFileSync(collectScript, 'utf8');

describeGuests('collect.sh on booted guests', () => {
  const guests = bootedGuests();

  const collected = async (
    name: GuestName,
    user: 'root' | 'viewer',
  ): Promise<{ bundle: Buffer; stderr: string; guest: Guest }> => {
    const { status, stdout, stderr } = await run(guests[name], 'sh -s -- --out -', { user, input: script });
    expect([name, status]).toEqual([name, 0]);
    const path = join(temporaryFolder(), 'a.tar.gz');
    writeFileSync(path, stdout);
    const { guest, warnings } = await readGuest(path);
    expect(warnings).toEqual([]);
    return { bundle: stdout, stderr, guest: guestSchema.parse(guest) };
  };

  it.each(guestNames)('%s: a small bundle, without any planted secret', { timeout: 900_000 }, async (name) => {
    const { bundle, stderr, guest } = await collected(name, 'root');
    expect(stderr).toContain('CPU time');
    expect(bundle.length).toBeLessThan(10 * 1024 * 1024);
    const texts = { bundle: gunzipSync(bundle).toString('latin1'), guest: JSON.stringify(guest), messages: stderr };
    const leaks = planted.flatMap(({ id, value }) =>
      Object.entries(texts).flatMap(([where, text]) => (text.includes(value.join('')) ? [`${id} in ${where}`] : [])),
    );
    expect(leaks).toEqual([]);

    expect(guest.identity.hostName).toBe(name);
    expect(guest.identity.manufacturer).toBe('VMware, Inc.');
    expect(guest.identity.serialNumber).toMatch(/^VMware-/);
    expect(guest.system).toMatchObject({ id: 'debian', versionId: '12', init: 'systemd' });
    expect(guest.units?.find((unit) => unit.name === 'ssh.service')).toMatchObject({
      active: true,
      subState: 'running',
    });
    expect(guest.listeners).toContainEqual(expect.objectContaining({ protocol: 'tcp', port: 22, processName: 'sshd' }));
    expect(guest.processes?.find(({ unit }) => unit === 'ssh.service')).toMatchObject({ name: 'sshd', user: 'root' });
    expect(guest.interfaces?.some(({ macAddress }) => macAddress?.startsWith('00:50:56:8a:10:') === true)).toBe(true);
  });

  it('a user without rights: less, and it says so', { timeout: 900_000 }, async () => {
    const { guest } = await collected('web01', 'viewer');
    expect(guest.asRoot).toBe(false);
    expect(guest.gaps).toContainEqual({ what: 'root', reason: expect.stringContaining('not run as root') });
    expect(guest.listeners).toContainEqual(expect.objectContaining({ port: 22, pid: null }));
  });
});
