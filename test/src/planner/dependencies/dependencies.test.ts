import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blankEstate, blankVm } from '../../../../src/model/blank-records.ts';
import type { Vm } from '../../../../src/model/estate.ts';
import { dependenciesOf } from '../../../../src/planner/dependencies/dependencies.ts';
import { stronglyConnected } from '../../../../src/planner/dependencies/groups.ts';
import { aGuest, type GuestGiven } from '../../../support/a-guest.ts';

type Insides = Readonly<Record<string, GuestGiven & { readonly address: string }>>;

/** An estate of VMs that somebody looked into, by name. */
function dependencies(insides: Insides, others: readonly Partial<Vm>[] = []): ReturnType<typeof dependenciesOf> {
  const vms = [
    ...Object.keys(insides).map((name): Vm => ({ ...blankVm(0, name), id: name, powerState: 'poweredOn' })),
    ...others.map((each): Vm => ({ ...blankVm(0, each.name ?? 'other'), powerState: 'poweredOn', ...each })),
  ];
  return dependenciesOf({ ...blankEstate(), vms }, (vm) => {
    const inside = insides[vm.id];
    if (inside === undefined) return null;
    const { address, ...given } = inside;
    return aGuest({
      identity: { hostName: vm.name },
      interfaces: [{ name: 'eth0', macAddress: null, addresses: [address] }],
      ...given,
    });
  });
}

function app(instance: string, pid: number, port: number, changes: object = {}): object {
  return {
    application: instance,
    instance,
    pids: [pid],
    endpoints: [{ protocol: 'tcp', address: null, port }],
    ...changes,
  };
}

function out(pid: number, peerAddress: string, peerPort: number, changes: object = {}): object {
  return {
    protocol: 'tcp',
    localAddress: '10.0.0.1',
    localPort: 40_000,
    peerAddress,
    peerPort,
    direction: 'out',
    pid,
    processName: 'app',
    observations: 3,
    ...changes,
  };
}

const shop: Insides = {
  web: {
    address: '10.0.0.1',
    applications: [
      app('nginx', 10, 80, { peers: [{ protocol: 'http', host: 'app.example', port: 8080, place: 'n:3' }] }),
    ],
    connections: [out(10, '::ffff:10.0.0.2', 8080)],
    host: { hosts: [{ address: '10.0.0.2', names: ['app.example'] }] },
  },
  app: {
    address: '10.0.0.2',
    applications: [app('tomcat', 20, 8080)],
    connections: [
      out(20, '10.0.0.3', 5432),
      { ...out(20, '10.0.0.1', 41_000), direction: 'in', localPort: 8080 },
      { ...out(20, '192.0.2.9', 50_000), direction: 'in', localPort: 8080 },
    ],
  },
  db: {
    address: '10.0.0.3',
    applications: [app('postgresql', 30, 5432), app('mariadb', 31, 3306)],
    connections: [{ ...out(31, '10.0.0.4', 50_000), direction: 'in', localPort: 3306 }],
  },
};

describe('a shop of three tiers', () => {
  const found = dependencies(shop, [{ id: 'cms', name: 'cms', ipAddress: '10.0.0.4' }]);

  test('has each edge once, with both ways in which it was seen', () => {
    const told = found.edges.map(
      ({ from, to, port, service, seenBy }) =>
        `${from.vm ?? from.address}/${from.application ?? '?'} -> ${to.vm ?? to.address}/${to.application ?? '?'} ${service ?? ''}:${port ?? ''} ${seenBy.join('+')}`,
    );
    expect(told).toEqual([
      '192.0.2.9/? -> app/tomcat tomcat:8080 connection',
      'app/tomcat -> db/postgresql postgresql:5432 connection',
      'cms/? -> db/mariadb mysql:3306 connection',
      'web/nginx -> app/tomcat http:8080 configuration+connection',
    ]);
  });

  test('is one application that starts from the database', () => {
    expect(found.groups).toEqual([
      {
        name: 'web',
        members: [
          { vm: 'app', application: 'tomcat' },
          { vm: 'db', application: 'postgresql' },
          { vm: 'web', application: 'nginx' },
        ],
        startOrder: [
          [{ vm: 'db', application: 'postgresql' }],
          [{ vm: 'app', application: 'tomcat' }],
          [{ vm: 'web', application: 'nginx' }],
        ],
        cycles: [],
      },
    ]);
  });

  test('says how much looking stands behind it', () => {
    expect(found.window).toEqual({ from: null, to: null, fewest: 1, most: 1 });
    expect(found.unseenVms).toBe(1);
  });
});

test('an address that two VMs have is nobody, and so is a name', () => {
  const asker: Insides = {
    web: { address: '10.0.0.1', applications: [app('nginx', 10, 80)], connections: [out(10, '10.9.9.9', 5432)] },
  };
  const { edges } = dependencies(asker, [
    { id: 'a', name: 'a', ipAddress: '10.9.9.9' },
    { id: 'b', name: 'b', ipAddress: '10.9.9.9' },
  ]);
  expect(edges).toMatchObject([{ to: { vm: null, address: '10.9.9.9' } }]);
});

test('a socket is answered by the application that listens on it', () => {
  const socket = '/run/php/php8.2-fpm.sock';
  const { edges, groups } = dependencies({
    web: {
      address: '10.0.0.1',
      applications: [
        app('nginx', 10, 80, { peers: [{ protocol: 'fastcgi', host: socket, port: null, place: 'n:3' }] }),
        { application: 'php-fpm', instance: 'php-fpm', pids: [11], sockets: [socket] },
      ],
    },
  });
  expect(edges).toMatchObject([{ to: { vm: 'web', application: 'php-fpm', address: 'web' }, service: 'fastcgi' }]);
  expect(groups).toHaveLength(1);
});

test('name servers, monitoring and processes of the system tie no application together', () => {
  const insides: Insides = {
    mon: {
      address: '10.0.0.9',
      applications: [app('prometheus', 90, 9090, { role: 'monitoring' })],
      connections: [out(90, '10.0.0.1', 80), out(90, '10.0.0.2', 8080)],
    },
    web: { address: '10.0.0.1', applications: [app('nginx', 10, 80)], connections: [out(77, '10.0.0.2', 8080)] },
    app: { address: '10.0.0.2', applications: [app('tomcat', 20, 8080)] },
  };
  const { edges, groups } = dependencies(insides);
  expect(edges.map(({ infrastructure }) => infrastructure)).toEqual([true, true, true]);
  expect(groups).toEqual([]);
});

test('applications that wait for each other share a step and are named', () => {
  const insides: Insides = {
    a: { address: '10.0.0.1', applications: [app('one', 10, 81)], connections: [out(10, '10.0.0.2', 82)] },
    b: { address: '10.0.0.2', applications: [app('two', 20, 82)], connections: [out(20, '10.0.0.1', 81)] },
  };
  const [group] = dependencies(insides).groups;
  expect(group?.cycles).toEqual([
    [
      { vm: 'a', application: 'one' },
      { vm: 'b', application: 'two' },
    ],
  ]);
  expect(group?.startOrder).toHaveLength(1);
});

test('strongly connected parts: every node once, mutual reach within, and none before what it asks', () => {
  const edge = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 }));
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 30 }), (edges) => {
      const nodes = Array.from({ length: 10 }, (_, index) => String(index));
      const next = (node: string): string[] =>
        edges.filter(([from]) => String(from) === node).map(([, to]) => String(to));
      const parts = stronglyConnected(nodes, next);
      expect(parts.flat().sort()).toEqual(nodes);
      const place = new Map(parts.flatMap((part, index) => part.map((node): [string, number] => [node, index])));
      for (const [from, to] of edges) expect(place.get(String(to))).toBeLessThanOrEqual(place.get(String(from)) ?? -1);
      const reach = (start: string): Set<string> => {
        const seen = new Set([start]);
        for (const node of seen) for (const other of next(node)) seen.add(other);
        return seen;
      };
      for (const part of parts) for (const a of part) for (const b of part) expect(reach(a).has(b)).toBe(true);
    }),
  );
});
