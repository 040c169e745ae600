import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  credentialKind,
  redactArguments,
  redactText,
  redactVariable,
  secretFileKind,
} from '../../../../analyzers/guest/bundle/redaction.ts';
import { redacted } from '../../../../src/model/guest.ts';
import { commandForms, isComment, settingsForms } from '../secret-forms.ts';

/** Long enough not to stand in a text by chance. */
const value = fc.string({
  unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')),
  minLength: 14,
  maxLength: 40,
});
const ignored = (): void => undefined;

describe('redaction', () => {
  it.each(settingsForms.map((form) => [form.kind, form] as const))('takes away: %s', (_, form) => {
    fc.assert(
      fc.property(value, fc.boolean(), (secret, surrounded) => {
        const text = surrounded ? `first = 1\n${form.text(secret)}\nlast: 2` : form.text(secret);
        let seen = 0;
        const clean = redactText(text, 'settings', () => seen++);
        expect(clean).not.toContain(secret);
        expect(clean).toContain(redacted);
        // What is commented out is no secret in use: it goes, and nothing is named.
        expect(seen > 0).toBe(!isComment(form.kind));
        expect(clean.split('\n')).toHaveLength(text.split('\n').length);
      }),
      { numRuns: 60 },
    );
  });

  it.each(commandForms.map((form) => [form.kind, form] as const))('takes away in commands: %s', (_, form) => {
    fc.assert(
      fc.property(value, (secret) => {
        expect(redactText(`30 2 * * * root ${form.text(secret)}`, 'command', ignored)).not.toContain(secret);
        expect(redactText(`ExecStart=/bin/sh -c '${form.text(secret)}'`, 'command', ignored)).not.toContain(secret);
        const argv = form.text(secret);
        // Quotes belong to the shell; a word with spaces is tried as the script of one below.
        if (!argv.includes('"')) expect(redactArguments(argv.split(' '), ignored).join(' ')).not.toContain(secret);
        expect(redactArguments(['sh', '-c', form.text(secret)], ignored).join(' ')).not.toContain(secret);
      }),
      { numRuns: 40 },
    );
  });

  it('takes away variables by name and by form, whatever characters their values hold', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: 'binary-ascii' }), (secret) => {
        fc.pre(!/^[\s$%{/]|^(?:true|false|none|null)/i.test(secret));
        expect(redactVariable('DB_PASSWORD', secret, ignored)).toBe(redacted);
      }),
    );
    expect(redactVariable('DATABASE_URL', 'postgres://a:Hunter2x@db/x', ignored)).toBe(`postgres://a:${redacted}@db/x`);
    expect(redactVariable('PWD', '/srv/app', ignored)).toBe('/srv/app');
  });

  it('is done after once: what was redacted stays as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingsForms), value, (form, secret) => {
        const once = redactText(form.text(secret), 'settings', ignored);
        expect(redactText(once, 'settings', ignored)).toBe(once);
      }),
    );
  });

  it.each([
    'proxy_pass http://backend:8080/app;',
    'fastcgi_pass unix:/run/php/php8.2-fpm.sock;',
    'ssl_certificate_key /etc/nginx/ssl/shop.pem;',
    'auth_basic_user_file /etc/nginx/reports.htpasswd;',
    'password_encryption = scram-sha-256',
    'key_buffer_size = 16M',
    'token_ttl: 3600',
    'smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd',
    'server_name shop.example;',
    'url = http://shop.example:8080/a@2x.png',
    'PASSWORD=${DB_PASSWORD}',
    'host all all 10.0.0.0/8 md5',
  ])('leaves alone: %s', (line) => {
    expect(redactText(line, 'settings', ignored)).toBe(line);
  });

  it('knows names', () => {
    for (const name of [
      'DB_PASSWORD',
      'dbPass',
      'apiKey',
      'AWS_SECRET_ACCESS_KEY',
      'spring.datasource.password',
      'olcRootPW',
      'secret_id',
    ]) {
      expect([name, credentialKind(name)]).not.toEqual([name, null]);
    }
    for (const name of [
      'password_min_length',
      'proxy_pass',
      'public_key',
      'secretName',
      'token_url',
      'key',
      'primary_key',
    ]) {
      expect([name, credentialKind(name)]).toEqual([name, null]);
    }
  });

  it('knows files that are secrets as a whole', () => {
    for (const path of [
      '/etc/shadow',
      '/home/a/.ssh/id_rsa',
      '/etc/x/shop.key',
      '/root/.pgpass',
      '/etc/nginx/a.htpasswd',
      '/etc/ansible/vault-password',
    ]) {
      expect([path, secretFileKind(path)]).not.toEqual([path, null]);
    }
    for (const path of ['/etc/passwd', '/etc/nginx/nginx.conf', '/etc/ssl/certs/a.pem'])
      expect([path, secretFileKind(path)]).toEqual([path, null]);
  });

  it('takes time in proportion to the length of hostile texts', () => {
    const shapes = [
      'a:',
      'password=',
      '://a:',
      '"',
      'key = ',
      '{"a',
      '-----BEGIN ',
      'eyJ',
      ' -p',
      'name="password" ',
      '\\"',
    ];
    for (const shape of shapes) {
      const text = shape.repeat(Math.ceil(40_000 / shape.length));
      for (const kind of ['settings', 'command', 'value'] as const)
        expect(typeof redactText(text, kind, ignored)).toBe('string');
    }
  });
});
