import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readGuest } from '../../../analyzers/guest/bundle/read-guest.ts';
import { recogniseApplications } from '../../../analyzers/guest/recognition/recognise-applications.ts';
import { guestSchema, type Guest } from '../../../src/model/guest.ts';
import {
  bootedGuests,
  describeGuests,
  guestNames,
  plantedSecrets,
  run,
  text,
  type GuestName,
} from '../../support/guests.ts';
import { collectScript, temporaryFolder } from './fake-root.ts';

const script = readFileSync(collectScript, 'utf8');

describeGuests('collect.sh on booted guests', () => {
  const guests = bootedGuests();

  const collected = async (
    name: GuestName,
    user: 'root' | 'viewer',
    options = '',
  ): Promise<{ bundle: Buffer; stderr: string; guest: Guest }> => {
    const { status, stdout, stderr } = await run(guests[name], `sh -s -- --out - ${options}`, { user, input: script });
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
    const recognised = recogniseApplications(guest);
    const texts = {
      bundle: gunzipSync(bundle).toString('latin1'),
      guest: JSON.stringify(recognised),
      messages: stderr,
    };
    // Of all guests: a secret of one may stand in another's files too.
    const leaks = plantedSecrets().flatMap(({ id, value }) =>
      Object.entries(texts).flatMap(([where, content]) => (content.includes(value) ? [`${id} in ${where}`] : [])),
    );
    expect(leaks).toEqual([]);
    // CPU time of the shell and its commands, as the script prints it.
    console.log(name, `${(bundle.length / 1024).toFixed(0)} KiB,`, stderr.trim().replaceAll('\n', ' '));

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

  it('the second pass names changed files of packages, and the packages', { timeout: 1_800_000 }, async () => {
    const path = '/usr/share/doc/nginx/copyright';
    const before = await text(guests.web01, `cat ${path}`);
    await run(guests.web01, `echo changed >>${path}`);
    try {
      const { guest } = await collected('web01', 'root', '--verify-files');
      expect(guest.changedFiles).toContainEqual({ path, package: 'nginx', configuration: false, missing: false });
    } finally {
      await run(guests.web01, `cat >${path}`, { input: before });
    }
  });
});
