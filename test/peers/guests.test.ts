import { describe, expect, it } from 'vitest';
import { decoys, expectedAgents, expectedEdges, expectedServices } from '../support/expected-services.ts';
import { bootedGuests, describeGuests, forward, guestNames, plantedSecrets, run, text } from '../support/guests.ts';

/** Of a request through the shop's front door. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

describe('the secrets planted in guests', () => {
  it('are of thirty kinds and more, each with a value of its own that can be searched for', () => {
    const secrets = plantedSecrets();
    expect(new Set(secrets.map((secret) => secret.kind)).size).toBeGreaterThanOrEqual(30);
    expect(new Set(secrets.map((secret) => secret.id)).size).toBe(secrets.length);
    expect(secrets.filter((secret) => secret.value.length < 12)).toEqual([]);
  });
});

describeGuests('booted guests', () => {
  const guests = bootedGuests();

  it.each(guestNames)('%s looks like a VM of vSphere', async (name) => {
    const guest = guests[name];
    const seen = await text(
      guest,
      'hostname; systemd-detect-virt; cd /sys/class/dmi/id; cat sys_vendor product_uuid product_serial; cat /sys/class/net/eth1/address; cat /proc/1/comm',
    );
    const [host, hypervisor, vendor, uuid, serial, mac, init] = seen.trim().split('\n');
    expect({ host, hypervisor, vendor, uuid, mac, init }).toEqual({
      host: name,
      hypervisor: 'vmware',
      vendor: 'VMware, Inc.',
      uuid: guest.uuid,
      mac: guest.mac,
      init: 'systemd',
    });
    expect(serial?.replace(/^VMware-|[ -]/g, '')).toBe(guest.uuid.replaceAll('-', ''));
  });

  it.each(guestNames)('%s runs its services, and no other server', async (name) => {
    const guest = guests[name];
    const services = expectedServices.filter((service) => service.guest === name);
    const agents = expectedAgents.filter((agent) => agent.guest === name);
    const listing = await text(guest, "ss -ltunpH | awk '{ print $1, $5, $7 }'");
    // "tcp 0.0.0.0:80 users:(("nginx",…" to "tcp 80" or "tcp 127.0.0.1:6082".
    const listeners = listing
      .trim()
      .split('\n')
      .map((line) => ({
        listener: line.replace(/^(\w+) (\S+) .*/, '$1 $2').replace(/ (0\.0\.0\.0|\[::\]|\*):/, ' '),
        process: /"([^"]+)"/.exec(line)?.[1] ?? '',
      }));
    const seen = new Set(listeners.map(({ listener }) => listener));
    expect([...services, ...agents].flatMap((one) => one.listens).filter((one) => !seen.has(one))).toEqual([]);
    for (const service of services) {
      const state = await text(guest, `systemctl show --property=ActiveState,SubState --value ${service.unit}`);
      expect(`${service.unit} ${state.trim().split('\n').join(' ')}`).toBe(`${service.unit} active running`);
      const users = await text(
        guest,
        `ps -o user:20= $(cat /sys/fs/cgroup/system.slice/${service.unit.includes('@') ? `system-*.slice/${service.unit}` : service.unit}/cgroup.procs | sed 's/^/-p /')`,
      );
      expect(
        users.split('\n').map((user) => user.trim()),
        service.unit,
      ).toContain(service.user);
      for (const path of [...service.data, ...service.configuration]) {
        expect((await run(guest, `test -e ${path}`)).status, `${name} ${path}`).toBe(0);
      }
    }
    for (const decoy of decoys.filter((one) => one.guest === name)) {
      expect((await text(guest, `systemctl is-active ${decoy.unit}`)).trim()).toBe('active');
    }
    // Known ports of servers that this guest does not run, although their packages are there.
    const elsewhere = expectedServices.filter((one) => one.guest !== name).flatMap((one) => one.listens);
    const expected = new Set([...services, ...agents].flatMap((one) => one.listens));
    const holder = name === 'cms01' ? ['tcp 5432'] : [];
    expect(elsewhere.filter((one) => seen.has(one) && !expected.has(one) && !holder.includes(one))).toEqual([]);
  });

  it('hold the planted secrets where the list says', async () => {
    for (const name of guestNames) {
      const secrets = plantedSecrets().filter((secret) => secret.guest === name);
      const script = secrets.map((secret) => `grep -qF -- '${secret.value}' '${secret.place}' || echo '${secret.id}'`);
      expect(await text(guests[name], script.join('\n')), name).toBe('');
    }
  });

  it('answer through three tiers, and remember', async () => {
    const port = await forward(guests.web01, 80);
    const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
      return { status: response.status, body: await response.text() };
    };
    expect((await ask('/')).body).toContain('<h1>Shop</h1>');
    expect(await ask('/opening.php')).toEqual({ status: 200, body: 'open from 8 to 18\n' });

    // haproxy, nginx, Tomcat, PostgreSQL.
    const before = await ask('/orders/');
    expect(before.status).toBe(200);
    expect(before.body).toContain('1 lamp\n2 chair\n3 desk\n');
    expect(await ask('/orders/?item=shelf', { method: 'POST' })).toEqual({ status: 201, body: 'added\n' });
    const count = Number(/^orders: (\d+)/.exec(before.body)?.[1]);
    expect((await ask('/orders/')).body).toContain(`orders: ${count + 1}\n`);
    await text(guests.db01, `su postgres -c "psql -qd orders -c \\"DELETE FROM orders WHERE item = 'shelf'\\""`);
    expect((await ask('/orders/')).body).toContain(`orders: ${count}\n`);

    // haproxy, nginx, Node.js, Redis.
    const asked = async (): Promise<number> =>
      (JSON.parse((await ask('/prices/stool')).body) as { asked: number }).asked;
    const first = await asked();
    expect(await asked()).toBe(first + 1);

    // haproxy, nginx, gunicorn, PostgreSQL.
    const stock = async (change: number): Promise<unknown> =>
      JSON.parse((await ask(`/inventory/lamp?change=${change}`, { method: 'POST' })).body);
    expect(await stock(-1)).toEqual({ sku: 'lamp', stock: 39 });
    expect(await stock(1)).toEqual({ sku: 'lamp', stock: 40 });
  });

  it('serve WordPress from MariaDB on another guest', async () => {
    const page = await text(
      guests.infra01,
      'curl --silent --max-time 50 --header "Host: blog.corp.example" --write-out "%{http_code}" http://web01/',
    );
    expect(page).toContain('Shop blog');
    expect(page).toMatch(/200$/);
  });

  it('answer for the other applications', async () => {
    const page = (url: string): Promise<string> => text(guests.infra01, `curl --silent --fail --max-time 50 ${url}`);
    expect(await page('http://localhost:9191/')).toMatch(/^all is well\nasked: \d+\n$/);
    expect(await page('http://localhost:8090/ledger')).toMatch(/^balance: -?\d+\n$/);
    expect(await page('http://localhost:8000/')).toContain('Canteen');
    expect(await page('http://app01:9292/')).toMatch(/^returns: \d+\n$/);
    expect(await page('http://localhost:9090/-/ready')).toContain('Ready');
    expect(await page('http://cms01:6081/wp-includes/css/buttons.min.css')).toContain('.wp-core-ui');
    // A name that only the name server knows: it is in no hosts file.
    expect(await text(guests.db01, 'getent hosts shop.corp.example')).toContain('10.20.0.11');
  });

  it('talk to each other all the time, on connections that stay open', async () => {
    const addresses = new Map(guestNames.map((name) => [guests[name].address, name]));
    const seen = new Set<string>();
    for (const name of guestNames) {
      const lines = await text(
        guests[name],
        "ss -tnH state established state time-wait | awk '{ print $(NF-1), $NF }'",
      );
      for (const line of lines.split('\n')) {
        const [, ownPort, address, port] = /:(\d+) (?:\[::ffff:)?([\d.]+)\]?:(\d+)$/.exec(line) ?? [];
        const peer = addresses.get(address ?? '');
        // Which of both listens is not said: each is tried.
        if (peer !== undefined) seen.add(`${peer} to ${name} ${ownPort}`).add(`${name} to ${peer} ${port}`);
      }
    }
    const expected = expectedEdges.map((edge) => `${edge.from} to ${edge.to} ${edge.port}`);
    expect(expected.filter((edge) => !seen.has(edge))).toEqual([]);
  });
});
