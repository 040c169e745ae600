import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactAttribute, redactSecrets } from '../../../src/lib/redact.ts';

const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----';
// Put together here, so that no scanner of secrets takes this file for a leak.
const awsKey = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const gitHubToken = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');
const webToken = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N'].join('.');

const redactions: readonly (readonly [text: string, safe: string])[] = [
  ['password: hunter2', 'password: [redacted]'],
  ['Password=hunter2', 'Password=[redacted]'],
  ['PASSWORD := x', 'PASSWORD := [redacted]'],
  ['password => x', 'password => [redacted]'],
  ['password: correct horse battery staple', 'password: [redacted]'],
  ['password: "with, comma", owner: Bob', 'password: [redacted], owner: Bob'],
  ["password: 'it\\'s', owner: Bob", 'password: [redacted], owner: Bob'],
  ['password: ,;=x', 'password: [redacted]'],
  ['pwd=abc owner=Bob', 'pwd=[redacted] owner=Bob'],
  ['pwd: abc (set by Bob)', 'pwd: [redacted] (set by Bob)'],
  ['pw: abc, room 12', 'pw: [redacted], room 12'],
  ['user: admin pass: x1', 'user: admin pass: [redacted]'],
  ['root/pw: toor', 'root/pw: [redacted]'],
  ['pass is hunter', 'pass is [redacted]'],
  ['the password is hunter2. Call Bob', 'the password is [redacted]. Call Bob'],
  ['password is the same as hunter2', 'password is [redacted]'],
  ['password is: hunter', 'password is: [redacted]'],
  ['password for root: hunter2', 'password for root: [redacted]'],
  ['password (root) = hunter2', 'password (root) = [redacted]'],
  ['password for the service is hunter2', 'password for the service is [redacted]'],
  ['password:\nhunter2\nowner: Bob', 'password:\n[redacted]\nowner: Bob'],
  ['password: hunter2\nowner: Bob', 'password: [redacted]\nowner: Bob'],
  ['a\r\npassword: hunter2\r\nb', 'a\r\npassword: [redacted]\r\nb'],
  ['password: hunter2   Room 4', 'password: [redacted]   Room 4'],
  ['password Hunter2!', 'password [redacted]'],
  ['password Hunter2, next', 'password [redacted], next'],
  ['root password hunter', 'root password [redacted]'],
  ['password "let me in" for all', 'password [redacted] for all'],
  ['Kennwort: geheim', 'Kennwort: [redacted]'],
  ['Kennwort Sommer2024', 'Kennwort [redacted]'],
  ['Kennwort geheim', 'Kennwort [redacted]'],
  ['Kennwort lautet geheim', 'Kennwort lautet [redacted]'],
  ['Das Passwort ist geheim', 'Das Passwort ist [redacted]'],
  ['Passwort für root: geheim', 'Passwort für root: [redacted]'],
  ['mot de passe : azerty', 'mot de passe : [redacted]'],
  ['contraseña: abc', 'contraseña: [redacted]'],
  ['hasło: abc', 'hasło: [redacted]'],
  ['пароль: abc', 'пароль: [redacted]'],
  ['密码：abc', '密码：[redacted]'],
  ['rootpassword=x', 'rootpassword=[redacted]'],
  ['password_prod: x', 'password_prod: [redacted]'],
  ['DB_PASS=x', 'DB_PASS=[redacted]'],
  ['dbPass=x', 'dbPass=[redacted]'],
  ['pw abc123', 'pw [redacted]'],
  ['PIN 1234', 'PIN [redacted]'],
  ['api key: abc', 'api key: [redacted]'],
  ['clientSecret=abc&grant=1', 'clientSecret=[redacted]&grant=1'],
  ['token=abc; path=/', 'token=[redacted]; path=/'],
  ['snmp community: public', 'snmp community: [redacted]'],
  ['license key: ABC-1', 'license key: [redacted]'],
  ['credentials: admin/admin', 'credentials: [redacted]'],
  ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: [redacted]'],
  ['login: root / calvin', 'login: root / [redacted]'],
  ['Server=x;Password=abc;Database=y', 'Server=x;Password=[redacted];Database=y'],
  ['{"password":"hunter2","x":1}', '{"password":[redacted],"x":1}'],
  ['<password>hunter2</password>', '<password>[redacted]</password>'],
  ['<add key="password" value="hunter2" />', '<add key="password" value=[redacted] />'],
  ['run --password hunter --user bob', 'run --password [redacted] --user bob'],
  ['https://user:secret@host/path', 'https://[redacted]@host/path'],
  ['ftp://u:p@ss:w@10.0.0.1:21', 'ftp://[redacted]@10.0.0.1:21'],
  ['ftp://u:pa/ss@10.0.0.1:21', 'ftp://[redacted]@10.0.0.1:21'],
  ['postgres://:abc@db', 'postgres://[redacted]@db'],
  ['lic 4F2A1-ABCDE-12345-QWERT-0ABCD ok', 'lic [redacted] ok'],
  ['lic 4f2a1-abcde-12345-qwert-0abcd', 'lic [redacted]'],
  [`key ${awsKey} used`, 'key [redacted] used'],
  [`clone with ${gitHubToken}`, 'clone with [redacted]'],
  [`session ${webToken}.`, 'session [redacted].'],
  ['Bearer 0123456789abcdef0123', 'Bearer [redacted]'],
  ['root:$6$salt$0123456789abcdef/.:19000', 'root:[redacted]:19000'],
  [`before\n${pem}\nafter`, 'before\n[redacted]\nafter'],
  [`cut ${pem.slice(0, 45)}`, 'cut [redacted]'],
]; // prettier-ignore

const harmless = [
  '',
  'Password policy applies',
  'Password reset',
  'passwordless ssh is enabled',
  'passwords are managed in the vault',
  'password is stored in the vault',
  'password is changed every 90 days',
  'password expires 2026-11-24',
  'Kennwort abgelaufen',
  'Passwort geändert am 12.03.2020',
  'bypass road 12',
  'compass: north',
  'passenger: Bob',
  'passive: yes',
  'spin: 3',
  'tokenizer: bert',
  'token ring on vlan 12',
  'secret Santa',
  'secretary: Anna',
  'keyboard: de',
  'primary key: id',
  'community: users of the south',
  'Password:\nOwner: Bob',
  '4211a0b0-1111-2222-3333-444455556666',
  '564d2c1e-0b1a-2c3d-4e5f-001122334455',
  '00:50:56:aa:bb:cc',
  'VMware-42 11 a0 b0 11 11 22 22-33 33 44 44 55 55 66 66',
  'ALPHA-BRAVO-DELTA-HOTEL-ROMEO',
  '4F2A1-ABCDE-12345-QWERT',
  'https://host.example.org:8443/ui?mail=a@example.org',
  'ssh://git@example.org/repo',
  'mail bob@example.org: room 12',
  'price $5$ or $1$',
  'login: bob',
  '-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----',
  '[datastore1] web-01/web-01.vmx',
  'CPU hot plug: yes, memory: 4096',
];

describe('redactSecrets', () => {
  test.each(redactions)('%j becomes %j', (text, safe) => {
    expect(redactSecrets(text)).toBe(safe);
  });

  // prettier-ignore
  test.each([
    'pass word', 'Passwörter', 'passwd', 'passphrase', 'pass-code', 'psw', 'pswd', 'pin', 'secret', 'creds', 'credential', 'Zugangsdaten',
    'access key', 'secret_key', 'private-key', 'account key', 'encryption key', 'product key', 'Lizenzschlüssel', 'lizenzkey',
    'shared access signature', 'SharedAccessKey', 'community string', 'mdp', 'contrasena', 'wachtwoord', 'senha', 'lösenord',
    'adgangskode', 'salasana', 'haslo', 'heslo', 'パスワード', 'Kennwörter', 'svc pass', 'wifi-pw', 'api_key_id', 'token2',
  ])('knows %s', (keyword) => {
    expect(redactSecrets(`${keyword}: hunter`)).toBe(`${keyword}: [redacted]`);
  });

  test.each(harmless)('leaves %j', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  // prettier-ignore
  const pieces = fc.constantFrom(
    'password', 'pwd', 'Kennwort', 'pass', 'token', ' ', ': ', '=', ' is ', '\n', 'hunter2', 'abc', ',', '; ', '"', "'", '(', ')',
    '[redacted]', 'http://', 'u:p@h', '--', '/', '<', '>', 'login:', '.', '4F2A1-ABCDE-12345-QWERT-0ABCD', pem,
  );
  const anyText = fc.oneof(
    fc.array(fc.tuple(pieces, fc.constantFrom(' ', '\n', ', ')), { maxLength: 10 }).map((list) => list.flat().join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  test('finds nothing more in what it has redacted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const safe = redactSecrets(text);
        expect(redactSecrets(safe)).toBe(safe);
      }),
      { numRuns: 3000 },
    );
  });

  test('keeps no secret behind a colon or equals sign, whatever stands around it', () => {
    const around = fc.string({ maxLength: 20 });
    const keyword = fc.constantFrom(
      'password',
      'Passwort',
      'root_pwd',
      'pass',
      'token',
      'api-key',
      'Kennwort für root',
    );
    const sign = fc.constantFrom(':', ': ', '=', ' = ', ' : ');
    const value = fc.stringMatching(/^[a-z][a-z0-9!$%*+-]{6,20}$/);
    fc.assert(
      fc.property(around, keyword, sign, value, around, (before, word, separator, secret, after) => {
        const text = `${before}\n${word}${separator}${secret}\n${after}`;
        fc.pre(!`${before}${word}${after}`.includes(secret));
        expect(redactSecrets(text)).not.toContain(secret);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    'password ',
    'password: ',
    'pass for ',
    '-----BEGIN PRIVATE KEY-----',
    'http://a:',
    'eyJ-',
    'pass(',
    ' ',
    '"',
    '$6$',
    'password "a',
    'login:a/',
  ])('ends soon on a megabyte of %j', (piece) => {
    expect(redactSecrets(piece.repeat(1_000_000 / piece.length)).length).toBeGreaterThan(0);
  });
});

describe('redactAttribute', () => {
  test.each([
    ['Password', 'hunter2', '[redacted]'],
    ['root pw', 'abc', '[redacted]'],
    ['API-Key', 'abc', '[redacted]'],
    ['Password', '', ''],
    ['Owner', 'Bob', 'Bob'],
    ['Bypass', 'yes', 'yes'],
    ['Notes', 'pw: abc', 'pw: [redacted]'],
  ])('%j with %j is %j', (name, value, safe) => {
    expect(redactAttribute(name, value)).toBe(safe);
  });
});
