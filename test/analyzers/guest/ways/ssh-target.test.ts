import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collectorCommand,
  parseSshTarget,
  readHostsFile,
  sshArguments,
} from '../../../../analyzers/guest/ways/ssh-target.ts';

const none = { user: null, port: null, identity: null };

describe('the name of a guest', () => {
  it.each([
    ['web01', null, 'web01', null],
    ['web01.example:2222', null, 'web01.example', 2222],
    ['ada@10.0.0.1', 'ada', '10.0.0.1', null],
    [String.raw`CORP\ada@web01`, String.raw`CORP\ada`, 'web01', null],
    ['ada@corp.example@web01:22', 'ada@corp.example', 'web01', 22],
    ['2001:db8::1', null, '2001:db8::1', null],
    ['[2001:db8::1]:2222', null, '2001:db8::1', 2222],
    ['fe80::1%eth0', null, 'fe80::1%eth0', null],
    ['büro_1', null, 'büro_1', null],
  ])('%s is read', (label, user, host, port) => {
    expect(parseSshTarget(label)).toEqual({ label, user, host, port });
  });

  it.each([
    '',
    '-oProxyCommand=id',
    '@web01',
    '-l@web01',
    'ada@-web01',
    'web01:',
    'web01:0',
    'web01:65536',
    'web01:22:22',
    '[web01',
    '[]:22',
    'web 01',
    'web01\n',
    'web$(id)',
    'web`id`',
    "web'",
    'web;id',
    'web|id',
    'web/../x',
    '%h',
    'ssh://web01',
    'a\\@web01',
    'web\u202e01',
    'a'.repeat(254),
  ])('%j is refused', (label) => {
    expect(parseSshTarget(label)).toBeNull();
  });

  it('is never an option, and holds nothing of a shell, whatever was given', () => {
    const pieces = fc.constantFrom(
      '-',
      'o',
      '@',
      ':',
      '[',
      ']',
      '%',
      '$',
      '(',
      ' ',
      "'",
      '\\',
      '.',
      '1',
      'ä',
      '\n',
      ';',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: pieces })), (text) => {
        const target = parseSshTarget(text);
        if (target === null) return;
        expect(target.host).toMatch(/^[\p{L}\p{N}_:][\p{L}\p{N}._:%-]*$/u);
        if (target.user !== null) expect(target.user).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._@+\\-]*$/u);
        expect(sshArguments(target, none, 'x').slice(-3)).toEqual(['--', target.host, 'x']);
      }),
    );
  });
});

describe('the arguments of ssh', () => {
  const target = { label: 'x', user: 'bob', host: 'web01', port: 2222 };

  it('ask no question, lend no agent, and end before the host', () => {
    const args = sshArguments(
      target,
      { user: 'ada', port: 22, identity: '/k' },
      collectorCommand({ sudo: true, verifyFiles: true }),
    );
    expect(args).toEqual(expect.arrayContaining(['BatchMode=yes', 'ForwardAgent=no', 'IdentitiesOnly=yes']));
    expect(args.slice(-9)).toEqual([
      '-i',
      '/k',
      '-l',
      'bob',
      '-p',
      '2222',
      '--',
      'web01',
      'sudo -n sh -s -- --out - --verify-files',
    ]);
  });

  it('leave to the configuration of ssh what nobody gave, and its host keys always', () => {
    const args = sshArguments(
      { ...target, user: null, port: null },
      none,
      collectorCommand({ sudo: false, verifyFiles: false }),
    );
    expect(args.filter((arg) => ['-i', '-l', '-p'].includes(arg) || /HostKey|KnownHosts|Identit/.test(arg))).toEqual(
      [],
    );
    expect(args.at(-1)).toBe('sh -s -- --out -');
  });
});

it('a file of hosts has one a line, with comments', () => {
  expect(readHostsFile('web01\r\n\n  # all of it\n db01 # part\n')).toEqual(['web01', 'db01']);
});
