import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applications } from '../../../../analyzers/guest/apps/index.ts';
import { EvidenceIndex } from '../../../../analyzers/guest/recognition/evidence-index.ts';
import { GuestView } from '../../../../analyzers/guest/recognition/guest-view.ts';
import { recogniseApplications } from '../../../../analyzers/guest/recognition/recognise-applications.ts';
import { divideIntoServices } from '../../../../analyzers/guest/recognition/services.ts';
import { blankGuest } from '../../../../src/model/blank-guest.ts';
import { guestSchema } from '../../../../src/model/guest.ts';
import { fixtureGuest, fullGuest } from '../apps/app-fixture.ts';

const nginx = {
  packages: ['nginx 1.22.1-9'],
  units: [{ name: 'nginx.service', type: 'forking', start: '/usr/sbin/nginx', mainPid: 400 }],
  processes: [
    {
      pid: 400,
      parentPid: 1,
      uid: 0,
      user: 'root',
      executable: '/usr/sbin/nginx',
      command: ['nginx: master process nginx'],
      unit: 'nginx.service',
    },
  ],
  listeners: ['tcp 0.0.0.0:80 400'],
};
const found = (given: object): string[] =>
  recogniseApplications(fullGuest(given)).applications.map(
    ({ application, instance }) => `${instance}: ${application}`,
  );

describe('what is seen by halves', () => {
  it('says nothing of a guest of which nothing is known', () => {
    const { applications: none, overhead } = recogniseApplications(blankGuest('x'));
    expect(none).toEqual([]);
    expect(overhead).toBeNull();
  });

  it('needs unit and package where executables were not readable', () => {
    const unreadable = nginx.processes.map((process) => ({ ...process, executable: null, name: 'nginx' }));
    expect(found({ ...nginx, asRoot: false, processes: unreadable, listeners: ['tcp 0.0.0.0:80 -'] })).toEqual([
      'nginx: nginx',
    ]);
    expect(found({ ...nginx, packages: [], processes: unreadable })).toEqual(['nginx: service']);
  });

  it('takes the ports of nobody for its own only where it usually has them', () => {
    const unreadable = nginx.processes.map((process) => ({ ...process, executable: null }));
    const guest = fullGuest({ ...nginx, processes: unreadable, listeners: ['tcp 0.0.0.0:80 -', 'tcp 0.0.0.0:5432 -'] });
    const [application] = recogniseApplications(guest).applications;
    expect(application?.endpoints.map(({ port }) => port)).toEqual([80]);
    expect(application?.evidence).toContain('port 80 is open; whose it is was not readable');
  });

  it('names an enabled unit of a mounted root, which does not run, with the ports of its configuration', () => {
    const guest = fullGuest({
      way: 'root',
      packages: nginx.packages,
      units: [{ ...nginx.units[0], active: null, subState: null }],
      processes: null,
      listeners: null,
      configuration: { '/etc/nginx/nginx.conf': ['server { listen 8080; }'] },
    });
    const [application] = recogniseApplications(guest).applications;
    expect(application).toMatchObject({ application: 'nginx', running: false, endpoints: [{ port: 8080 }] });
  });

  it('does not name what is installed and disabled', () => {
    expect(found({ ...nginx, units: [{ ...nginx.units[0], enabled: false, active: false }], processes: [] })).toEqual(
      [],
    );
  });
});

describe('decoys', () => {
  const unit = { name: 'x.service', start: '/x', mainPid: 400 };
  const process = { pid: 400, parentPid: 1, uid: 9, user: 'x', unit: 'x.service' };
  it.each([
    ['a copy of another program under the name', { executable: '/usr/local/bin/nginx', command: ['nginx'] }, []],
    ['a name in argv alone', { executable: '/usr/bin/sleep', command: ['nginx: master process', 'infinity'] }, []],
    ['a name in comm alone', { executable: '/usr/bin/sleep', name: 'nginx', command: ['sleep', '9'] }, []],
    ['a script with the name', { executable: '/usr/bin/dash', command: ['/bin/sh', '/usr/sbin/nginx'] }, []],
    [
      'another program on the port',
      { executable: '/usr/bin/nc.openbsd', command: ['nc', '-lk', '80'] },
      ['tcp 0.0.0.0:80 400'],
    ],
    ['its path without its package', { executable: '/usr/sbin/nginx', command: ['nginx'] }, []],
  ])('%s is no nginx', (_, shown, listeners) => {
    const packages = shown.executable === '/usr/sbin/nginx' ? [] : nginx.packages;
    expect(found({ packages, units: [unit], processes: [{ ...process, ...shown }], listeners })).toEqual([
      'x: service',
    ]);
  });

  it('knows a server that was built by hand by its port beside its name', () => {
    const shown = { ...process, executable: '/opt/web/nginx', command: ['nginx'] };
    expect(found({ packages: [], units: [unit], processes: [shown], listeners: ['tcp 0.0.0.0:80 400'] })).toEqual([
      'x: nginx',
    ]);
  });
});

describe('the operating system', () => {
  it('counts logins, agents and threads of the kernel, and not what listens below a login', () => {
    const guest = fullGuest({
      units: [{ name: 'zabbix-agent2.service' }, { name: 'ssh.service' }],
      processes: [
        {
          pid: 1,
          parentPid: 0,
          executable: '/usr/lib/systemd/systemd',
          unit: 'init.scope',
          cpuSeconds: 1,
          proportionalMiB: 2,
        },
        { pid: 2, parentPid: 0, name: 'kthreadd', cpuSeconds: 0.5 },
        {
          pid: 50,
          parentPid: 1,
          executable: '/usr/sbin/zabbix_agent2',
          unit: 'zabbix-agent2.service',
          cpuSeconds: 2,
          residentMiB: 8,
        },
        {
          pid: 60,
          parentPid: 1,
          executable: '/usr/bin/bash',
          command: ['-bash'],
          unit: 'session-1.scope',
          cpuSeconds: 0.25,
          proportionalMiB: 1,
        },
        {
          pid: 61,
          parentPid: 60,
          executable: '/srv/tool/tool',
          command: ['/srv/tool/tool'],
          unit: 'session-1.scope',
          cpuSeconds: 7,
          proportionalMiB: 30,
        },
      ],
      listeners: ['tcp 0.0.0.0:10050 50', 'tcp 0.0.0.0:7000 61'],
    });
    const recognised = recogniseApplications(guest);
    expect(recognised.overhead).toEqual({ cpuSeconds: 3.75, memoryMiB: 11, pids: 4 });
    expect(recognised.applications.map(({ instance, pids, cpuSeconds }) => [instance, pids, cpuSeconds])).toEqual([
      ['tool', [61], 7],
    ]);
  });

  it('splits what a supervisor watches', () => {
    const guest = {
      packages: ['python3 3.11.2-1', 'supervisor 4.2.5-1'],
      units: [{ name: 'supervisor.service', mainPid: 400, start: '/usr/bin/supervisord' }],
      processes: [
        {
          pid: 400,
          parentPid: 1,
          executable: '/usr/bin/python3.11',
          command: '/usr/bin/python3 /usr/bin/supervisord -n',
          unit: 'supervisor.service',
        },
        {
          pid: 401,
          parentPid: 400,
          executable: '/usr/bin/python3.11',
          command: '/srv/a/venv/bin/python3 /srv/a/venv/bin/gunicorn a:a',
          unit: 'supervisor.service',
        },
        {
          pid: 402,
          parentPid: 401,
          executable: '/usr/bin/python3.11',
          command: '/srv/a/venv/bin/python3 /srv/a/venv/bin/gunicorn a:a',
          unit: 'supervisor.service',
        },
        {
          pid: 403,
          parentPid: 400,
          executable: '/usr/bin/node',
          command: '/usr/bin/node /srv/b/b.js',
          unit: 'supervisor.service',
        },
      ],
      listeners: ['tcp 127.0.0.1:8000 401', 'tcp 0.0.0.0:3000 403'],
    };
    expect(found(guest)).toEqual(['b: node-js', 'gunicorn: gunicorn']);
  });
});

describe('the index of evidence', () => {
  it('chooses a few candidates, never all', () => {
    const index = new EvidenceIndex(applications);
    for (const { id } of applications) {
      const guest = fixtureGuest(id, 'guest');
      if (guest === null) continue;
      for (const service of divideIntoServices(new GuestView(guest)).services) {
        expect(index.candidates(service).length, `${id}: ${service.name}`).toBeLessThanOrEqual(6);
      }
    }
  });
});

describe('any guest', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '/', 'nginx', '/usr/sbin/nginx', '__proto__', 'constructor', '@', '*', '..'),
  );
  const paths = fc.constantFrom(
    '/usr/sbin/nginx',
    '/usr/bin/java',
    '/usr/bin/python3',
    '/usr/bin/dash',
    '/opt/*/x',
    '/usr/bin/redis-check-rdb',
    null,
  );
  const process = fc.record({
    pid: fc.integer({ min: 1, max: 12 }),
    parentPid: fc.integer({ min: 0, max: 12 }),
    uid: fc.option(fc.integer({ min: 0, max: 3 })),
    name: fc.option(anyText),
    executable: paths,
    command: fc.array(anyText, { maxLength: 5 }),
    unit: fc.option(fc.constantFrom('a.service', 'session-1.scope', 'nginx.service', 'cron.service', 'b@1.service')),
    openFiles: fc.array(anyText, { maxLength: 2 }),
  });
  const unit = fc.record({
    name: fc.constantFrom('a.service', 'nginx.service', 'b@1.service', 't.timer', 'uwsgi.service'),
    enabled: fc.option(fc.boolean()),
    active: fc.option(fc.boolean()),
    triggers: fc.option(anyText),
    mainPid: fc.option(fc.integer({ min: 0, max: 12 })),
    environmentFiles: fc.array(anyText, { maxLength: 2 }),
    workingDirectory: fc.option(anyText),
    start: fc.array(anyText, { maxLength: 4 }),
  });
  const guest = fc.record({
    packages: fc.option(fc.constant(['nginx 1', 'redis-server 5:7'])),
    processes: fc.option(fc.uniqueArray(process, { selector: ({ pid }) => pid, maxLength: 10 })),
    units: fc.option(fc.uniqueArray(unit, { selector: ({ name }) => name })),
    listeners: fc.option(
      fc.array(fc.constantFrom('tcp 0.0.0.0:80 1', 'tcp :::80 3', 'udp 127.0.0.1:53 -', 'unix /run/a.sock 2')),
    ),
    configuration: fc.option(
      fc.record({
        '/etc/nginx/nginx.conf': fc.array(
          fc.oneof(anyText, fc.constant('include /etc/nginx/nginx.conf;'), fc.constant('include /etc/nginx/*;')),
        ),
        '/etc/redis/redis.conf': fc.array(fc.oneof(anyText, fc.constant('include /etc/redis/redis.conf'))),
      }),
    ),
  });

  it('gives valid applications, each process at most once, and the same every time', () => {
    fc.assert(
      fc.property(guest, (given) => {
        const full = fullGuest(given);
        const recognised = recogniseApplications(full);
        guestSchema.parse(recognised);
        expect(recogniseApplications(full)).toEqual(recognised);
        const instances = recognised.applications.map(({ instance }) => instance);
        expect(new Set(instances).size).toBe(instances.length);
        const pids = recognised.applications.flatMap((application) => application.pids);
        expect(new Set(pids).size).toBe(pids.length);
        const counted = pids.length + (recognised.overhead?.pids ?? 0);
        expect(counted).toBe(full.processes?.length ?? 0);
      }),
      { numRuns: 300 },
    );
  });
});
