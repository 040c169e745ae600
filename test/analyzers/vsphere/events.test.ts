import { beforeAll, expect, it } from 'vitest';
import type { Estate, Vm } from '../../../src/model/estate.ts';
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts';
import { describePeer } from '../../support/peers.ts';
import { collectFrom, openSession, startVcsim, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

const withHistory = { history: true } as const;

/** An answer of ReadNextEvents as a vCenter gives it. */
const pageOf = (events: readonly string[]): string =>
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><ReadNextEventsResponse xmlns="urn:vim25">' +
  `${events.join('')}</ReadNextEventsResponse></soapenv:Body></soapenv:Envelope>`;

let nextKey = 1;
const event = (type: string, time: string, moRef: string, more = ''): string =>
  `<returnval xsi:type="${type}"><key>${nextKey++}</key><chainId>1</chainId><createdTime>${time}</createdTime>` +
  `<userName>VSPHERE.LOCAL\\ops</userName><vm><name>a%2fb</name><vm type="VirtualMachine">${moRef}</vm></vm>` +
  `<fullFormattedMessage>password: PLANTED-message</fullFormattedMessage>${more}</returnval>`;

/** A server that has these events, in pages, beside one older event of another kind. */
function withEvents(proxy: FaultProxy, pages: readonly (readonly string[])[]): void {
  let isTyped = false;
  let page = 0;
  const seen = proxy.fault;
  proxy.fault = (request) => {
    const other = seen(request);
    if (other !== null) return other;
    if (request.method === 'CreateCollectorForEvents') {
      isTyped = request.body.includes('<eventTypeId>');
      page = 0;
    }
    if (request.method !== 'ReadNextEvents') return null;
    const answer = isTyped ? (pages[page++] ?? []) : [event('UserLoginSessionEvent', '2026-01-31T23:00:00.5Z', '')];
    return { kind: 'rewrite', rewrite: () => pageOf(answer) };
  };
}

describePeer('vcsim', vcsimHint)('events', () => {
  let vcsim: Vcsim;
  let moRefs: readonly string[];
  const named = (estate: Estate, name: string): Vm => {
    const vm = estate.vms.find((candidate) => candidate.name === name);
    if (vm === undefined) throw new Error(`no VM ${name}`);
    return vm;
  };

  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '3', '-hosts', '2');
    moRefs = (await collectFrom(vcsim)).vms.map(({ moRef }) => moRef ?? '');
  });

  it('are counted by VM, as far back as the server keeps them', async () => {
    const session = await openSession(vcsim);
    const before = (await session.currentTime())?.slice(0, 19) ?? '';
    await vcsim.govc('vm.power', '-off', 'DC0_H0_VM0');
    await vcsim.govc('vm.power', '-on', 'DC0_H0_VM0');
    await vcsim.govc('vm.power', '-off', 'DC0_H0_VM0');
    await vcsim.govc('vm.power', '-suspend', 'DC0_H0_VM1');
    await vcsim.govc('vm.migrate', '-host', '/DC0/host/DC0_C0/DC0_C0_H1', 'DC0_C0_RP0_VM1');
    await session.close();

    const estate = await collectFrom(vcsim, withHistory);
    const off = named(estate, 'DC0_H0_VM0').events;
    expect(off).toMatchObject({ powerOffs: 2, migrations: 0, haRestarts: 0, lastSuspend: null });
    expect((off?.lastPowerOff ?? '') >= before && (off?.lastPowerOff ?? '') >= (off?.lastPowerOn ?? 'z')).toBe(true);
    expect(named(estate, 'DC0_H0_VM1').events).toMatchObject({ powerOffs: 0, lastSuspend: expect.any(String) });
    expect(named(estate, 'DC0_C0_RP0_VM1').events).toMatchObject({ migrations: 1, drsMigrations: 0, powerOffs: 0 });
    const none = named(estate, 'DC0_C0_RP0_VM2').events;
    expect(none).toMatchObject({ powerOffs: 0, migrations: 0, haRestarts: 0, lastPowerOff: null });
    expect(new Set(estate.vms.map((vm) => vm.events?.from)).size).toBe(1);
    expect((none?.from ?? 'z') <= before).toBe(true);
    expect(estate.sources[0]?.facts['vm.events']).toEqual([
      { sheet: 'VirtualMachine', column: '', header: 'EventManager.ReadNextEvents' },
    ]);
  });

  it('are not asked for where the past is not wanted', async () => {
    const estate = await collectFrom(vcsim);
    expect(estate.vms.every(({ events }) => events === null)).toBe(true);
    expect(estate.sources[0]?.facts['vm.events']).toBeUndefined();
  });

  it('are those of a lone host too', async () => {
    const esxi = await startVcsim('-esx', '-vms', '1');
    await esxi.govc('vm.power', '-off', '*');
    const estate = await collectFrom(esxi, withHistory);
    expect(estate.vms.map(({ events }) => events?.powerOffs)).toEqual([1]);
  });

  it('come in pages, whose texts are not asked for, and their collectors are destroyed', async () => {
    const proxy = await startFaultProxy(vcsim);
    const bodies: string[] = [];
    proxy.fault = ({ method, body }) => {
      if (/Collector|ReadNextEvents/.test(method)) bodies.push(body);
      return null;
    };
    const [moRef = '', other = ''] = moRefs;
    const restarted = '<eventTypeId>com.vmware.vc.ha.VmRestartedByHAEvent</eventTypeId>';
    withEvents(proxy, [
      [
        event('VmPoweredOffEvent', '2026-03-02T07:00:00.123456Z', moRef),
        event('DrsVmMigratedEvent', '2026-03-02T08:00:00Z', moRef),
        event('VmMigratedEvent', '2026-03-02T09:00:00Z', moRef),
        event('VmFailedMigrateEvent', '2026-03-02T10:00:00Z', moRef),
        event('VmUpgradedByAnEventOfTomorrow', '2026-03-02T10:00:00Z', moRef),
        event('VmMigratedEvent', '2026-03-03T00:00:00Z', 'vm-gone'),
      ],
      [
        event('VmRestartedOnAlternateHostEvent', '2026-03-04T00:00:00Z', other),
        event('EventEx', '2026-03-04T00:00:01Z', other, restarted),
        // Of a federated inventory: the VM stands beside.
        `<returnval xsi:type="EventEx"><key>${nextKey++}</key><createdTime>2026-03-05T00:00:00Z</createdTime>${restarted}<objectId>${other}</objectId><objectType>VirtualMachine</objectType></returnval>`,
      ],
    ]);
    const estate = await collectFrom(proxy, withHistory);
    const eventsOf = (id: string): Vm['events'] => estate.vms.find((vm) => vm.moRef === id)?.events ?? null;
    expect(eventsOf(moRef)).toEqual({
      from: '2026-01-31T23:00:00',
      lastPowerOff: '2026-03-02T07:00:00',
      lastPowerOn: null,
      lastSuspend: null,
      powerOffs: 1,
      migrations: 2,
      drsMigrations: 1,
      failedMigrations: 1,
      haRestarts: 0,
    });
    // Two restarts, of which one was told twice.
    expect(eventsOf(other)).toMatchObject({ haRestarts: 2, lastPowerOn: '2026-03-05T00:00:00' });
    expect(JSON.stringify(estate)).not.toContain('PLANTED');
    for (const body of bodies.filter((text) => text.includes('<CreateCollectorForEvents')))
      expect(body).toMatch(
        /<filter><time><endTime>[^<]+<\/endTime><\/time><disableFullMessage>true<\/disableFullMessage>/,
      );
    const created = proxy.methods.filter((method) => method === 'CreateCollectorForEvents');
    expect(proxy.methods.filter((method) => method === 'DestroyCollector')).toHaveLength(created.length);
  });

  it('are counted once where a connection or session is lost in the middle', async () => {
    const [moRef = ''] = moRefs;
    const pages = [
      [event('VmPoweredOffEvent', '2026-03-02T07:00:00Z', moRef)],
      [event('VmPoweredOffEvent', '2026-03-03T07:00:00Z', moRef)],
    ];
    const failures = [
      { kind: 'truncate' },
      { kind: 'cut' },
      { kind: 'fault', type: 'NotAuthenticated', text: '' },
      { kind: 'fault', type: 'ManagedObjectNotFound', text: 'このオブジェクトはすでに削除されたか' },
    ] as const;
    for (const failure of failures) {
      const proxy = await startFaultProxy(vcsim);
      proxy.fault = ({ method, index }) => (method === 'ReadNextEvents' && index === 2 ? failure : null);
      withEvents(proxy, pages);
      const estate = await collectFrom(proxy, withHistory);
      expect([failure, estate.vms.find((vm) => vm.moRef === moRef)?.events?.powerOffs]).toEqual([failure, 2]);
      expect(estate.sources[0]?.warnings).toEqual([]);
    }
  });

  it('that the server does not give or keeps repeating are unknown, and the rest is not lost', async () => {
    const page = [event('VmPoweredOffEvent', '2026-03-02T07:00:00Z', moRefs[0] ?? '')];
    const ways: readonly ((proxy: FaultProxy) => void)[] = [
      (proxy) => {
        proxy.fault = ({ method }) =>
          method === 'CreateCollectorForEvents'
            ? { kind: 'fault', type: 'NoPermission', text: 'Zugriff verweigert' }
            : null;
      },
      (proxy) =>
        withEvents(
          proxy,
          Array.from({ length: 20 }, () => page),
        ),
      (proxy) => {
        proxy.fault = ({ method }) =>
          method === 'ReadNextEvents' ? { kind: 'rewrite', rewrite: () => pageOf([]) } : null;
      },
    ];
    const messages: unknown[] = [];
    for (const way of ways) {
      const proxy = await startFaultProxy(vcsim);
      way(proxy);
      const { sources, vms } = await collectFrom(proxy, withHistory);
      expect(vms.every(({ events, performance }) => events === null && performance !== null)).toBe(true);
      expect(sources[0]?.facts['vm.events']).toBeUndefined();
      messages.push(...(sources[0]?.warnings ?? []));
    }
    const unknown = 'power-offs, migrations and restarts by HA are unknown';
    expect(messages).toEqual([
      { place: 'events', message: `the server does not give its events (NoPermission): ${unknown}`, lacking: true },
      { place: 'events', message: `127.0.0.1 repeats a page: ${unknown}`, lacking: true },
      { place: 'events', message: `the server keeps no event: ${unknown}`, lacking: true },
    ]);
  });
});
