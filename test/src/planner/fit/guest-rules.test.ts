import { expect, it } from 'vitest';
import type { GuestGiven } from '../../../support/a-guest.ts';
import { aGuest } from '../../../support/a-guest.ts';
import { decide, type FitDecision } from '../../../../src/planner/fit/decide.ts';
import { hitAt, placesShown, withoutXmlComments } from '../../../../src/planner/fit/inside.ts';
import { isBlockDevice, isOtherDevice, couldBeState } from '../../../../src/planner/fit/open-files.ts';
import { javaVersion, runtimesInUse } from '../../../../src/planner/fit/runtimes-in-use.ts';
import { aFitContext, type EstateGiven } from './fit-estate.ts';

const linux = { powerState: 'poweredOn', guestFullNameConfig: 'Debian GNU/Linux 12 (64-bit)' } as const;

function decideWith(guest: GuestGiven, guestIs: EstateGiven['guestIs'] = 'first'): FitDecision {
  const context = aFitContext({ vms: [linux], guest, guestIs });
  const [vm] = context.estate.vms;
  if (vm === undefined) throw new Error('there is a VM');
  return decide(vm, context);
}

const found = ({ findings }: FitDecision, rule: string): FitDecision['findings'][number] | undefined =>
  findings.find((finding) => finding.rule === rule);

const nginx = { application: 'nginx', instance: 'nginx', title: 'nginx', running: true, command: ['nginx'], pids: [7] };

it('asks nothing about applications that the guest does not have, whatever could not be seen', () => {
  const { findings } = decideWith({ applications: [nginx], configuration: null, processes: null, packages: null });
  const rules = findings.map(({ rule }) => rule);
  expect(rules.filter((rule) => /^(?:tomcat|apache|jboss|wordpress|websphere|iis)\./u.test(rule))).toEqual([]);
  expect(rules).toContain('guest.addresses-in-configuration');
});

it('says of a Windows guest nothing that is about Linux', () => {
  const { findings } = decideWith({ system: { family: 'windows' }, fileSystems: null, listeners: null, units: null });
  expect(findings.filter(({ rule }) => rule.startsWith('guest.'))).toEqual([]);
});

it('takes containers away where a module comes from elsewhere, and not where it is an agent’s', () => {
  const seen = { applications: [nginx], processes: [{ pid: 7, name: 'nginx' }] };
  const voided = decideWith({ ...seen, host: { foreignModules: ['dahdi'] } });
  expect(voided.disposition).toBe('rehost');
  expect(voided.candidate).toBeNull();
  const agent = decideWith({ ...seen, host: { foreignModules: ['vmhgfs', 'falcon_lsm_serviceable'] } });
  expect(agent.disposition).toBe('containerize');
  expect(found(agent, 'guest.foreign-modules')?.severity).toBe('note');
});

it('does not take silence for an answer where open files could not be seen', () => {
  const seen = { applications: [nginx], processes: [{ pid: 7, name: 'nginx' }] };
  const asUser = decideWith({ ...seen, asRoot: false });
  for (const rule of ['guest.block-device-open', 'guest.device-files', 'guest.state-elsewhere']) {
    expect(found(asUser, rule)?.severity, rule).toBe('unknown');
    expect(found(decideWith(seen), rule), rule).toBeUndefined();
  }
});

it('does not call a Tomcat broken whose file may not be read', () => {
  const tomcat = { applications: [{ ...nginx, application: 'tomcat' }] };
  expect(found(decideWith({ ...tomcat, asRoot: false }), 'tomcat.server-xml')?.severity).toBe('unknown');
  expect(found(decideWith(tomcat), 'tomcat.server-xml')?.severity).toBe('obstacle');
});

it('names a VM that nobody looked into once: as unseen, or as doubtful', () => {
  const unseen = decideWith({}, 'none');
  expect(found(unseen, 'guest.no-data')?.severity).toBe('unknown');
  expect(found(unseen, 'guest.match-doubtful')).toBeUndefined();
  const doubtful = decideWith({}, 'doubtful');
  expect(found(doubtful, 'guest.no-data')).toBeUndefined();
  expect(found(doubtful, 'guest.match-doubtful')?.severity).toBe('unknown');
});

it('says nothing of the inside where no guest was collected at all', () => {
  const context = aFitContext({ vms: [linux] });
  const [vm] = context.estate.vms;
  if (vm === undefined) throw new Error('there is a VM');
  expect(decide(vm, context).findings.filter(({ rule }) => rule.startsWith('guest.'))).toEqual([]);
});

it.each([
  ['linux-image-6.1.0-18-amd64', '6.1.76-1', 'dpkg', '6.1.0-18-amd64'],
  ['linux-image-unsigned-5.15.0-105-generic', '5.15.0-105.115', 'dpkg', '5.15.0-105-generic'],
  ['kernel-core', '5.14.0-427.13.1.el9_4', 'rpm', '5.14.0-427.13.1.el9_4.x86_64'],
  ['kernel-uek-core', '5.15.0-206.153.7.el9uek', 'rpm', '5.15.0-206.153.7.el9uek.x86_64'],
  ['kernel-default', '5.14.21-150500.55.59.1', 'rpm', '5.14.21-150500.55.59-default'],
])('knows the kernel of %s as the distribution’s', (name, version, manager, kernel) => {
  const packages = [{ name, version, manager, manual: null, location: null }];
  expect(found(decideWith({ packages, system: { kernel } }), 'guest.custom-kernel')).toBeUndefined();
  const other = decideWith({ packages, system: { kernel: '4.4.302-custom' } });
  expect(found(other, 'guest.custom-kernel')?.severity).toBe('obstacle');
});

it('finds machines by address in what is deployed, and neither versions, networks, comments nor public addresses', () => {
  const contents = [
    'a=10.1.2.3',
    '# 10.1.2.4',
    'b=10.1.2.3,192.168.7.9:5432',
    'net=10.0.0.0/8 172.32.0.1 10.1.2.300',
    'lib-10.1.2.3.jar v10.1.2.3 10.1.2.3.4 8.8.8.8',
    '  // 10.1.2.6',
    'end 172.16.0.1',
  ].join('\n');
  const file = { path: '/opt/app/a.conf', contents, truncated: false, owner: null, group: null, mode: null };
  const { evidence } = found(decideWith({ configuration: [file] }), 'guest.addresses-in-configuration') ?? {};
  expect(evidence?.map(({ path, value }) => `${path} ${String(value)}`)).toEqual([
    '/opt/app/a.conf:1 10.1.2.3',
    '/opt/app/a.conf:3 192.168.7.9',
    '/opt/app/a.conf:7 172.16.0.1',
  ]);
});

it('takes comments out of XML, whatever they hold, and leaves the lines where they are', () => {
  expect(withoutXmlComments('<a>\n<!-- <b>\n<c> -->\n<d/>')).toBe('<a>\n\n\n<d/>');
  expect(withoutXmlComments('<a><!-- never closed <b>\n<c>')).toBe('<a>\n');
  // Each of them begins inside the first: looking for its end anew would never finish.
  expect(withoutXmlComments('<!--'.repeat(100_000))).toBe('');
});

it('shows so many places, and counts the others', () => {
  const places = Array.from({ length: placesShown + 3 }, (_, index) => ({
    source: 's',
    path: `p${index}`,
    value: null,
  }));
  expect(hitAt('note', [])).toBeNull();
  expect(hitAt('note', places.slice(0, placesShown))).toEqual({
    severity: 'note',
    evidence: places.slice(0, placesShown),
  });
  expect(hitAt('note', places, { detail: 'So it is.' })).toEqual({
    severity: 'note',
    evidence: places.slice(0, placesShown),
    detail: 'So it is. 3 more places.',
  });
});

it.each([
  ['/dev/sda1', true, false],
  ['/dev/mapper/vg-lv', true, false],
  ['/dev/mapper/control', false, false],
  ['/dev/oracleasm/disks/DATA1', true, false],
  ['/dev/drbd0', true, false],
  ['/dev/ttyS0', false, true],
  ['/dev/bus/usb/001/002', false, true],
  ['/dev/net/tun', false, true],
  ['/dev/pts/3', false, false],
  ['/dev/shm/PostgreSQL.1', false, false],
  ['/dev/urandom', false, false],
  ['/srv/dev/sda1', false, false],
])('%s: a disk %s, another device %s', (path, disk, other) => {
  expect([isBlockDevice(path), isOtherDevice(path)]).toEqual([disk, other]);
});

it.each([
  ['/opt/app/state.db', true],
  ['/home/app/queue/1', true],
  ['/opt/app/lib/a.jar', false],
  ['/usr/share/zoneinfo/UTC', false],
  ['/var/log/app/a', false],
  ['/run/app.pid', false],
  ['/tmp/x', false],
  ['socket:[1234]', false],
])('%s could be state: %s', (path, expected) => {
  expect(couldBeState(path)).toBe(expected);
});

it.each([
  ['1.8.0_392', '8'],
  ['17.0.9', '17.0.9'],
  ['11.0.21+9', '11.0.21'],
  ['21-ea', '21'],
])('Java %s is %s', (version, expected) => {
  expect(javaVersion(version)).toBe(expected);
});

it.each([
  ['/opt/jdk-11.0.2/bin/java', [], 'java 11', false],
  ['/usr/lib/jvm/java-1.8.0-openjdk-1.8.0.392/jre/bin/java', [], 'java 8', true],
  [
    '/usr/lib/jvm/temurin-17-jdk-amd64/bin/java',
    [{ home: '/usr/lib/jvm/temurin-17-jdk-amd64', version: '17.0.9', vendor: null }],
    'java 17.0.9',
    false,
  ],
  ['/home/app/.nvm/versions/node/v16.20.2/bin/node', [], 'node 16.20.2', false],
  ['/usr/sbin/php-fpm7.4', [], 'php 7.4', true],
  ['/opt/app/venv/bin/python3.9', [], 'python 3.9', false],
])('%s is %s', (executable, javaRuntimes, expected, ofDistribution) => {
  const guest = aGuest({ applications: [nginx], processes: [{ pid: 7, executable }], javaRuntimes });
  expect(
    runtimesInUse(guest, guest.applications).map((each) => [`${each.product} ${each.version}`, each.ofDistribution]),
  ).toEqual([[expected, ofDistribution]]);
});
