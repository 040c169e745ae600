import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { exitCode } from '../../../src/lib/errors.ts';
import { verify } from '../../../src/commands/verify.ts';
import { instructionsOf } from '../../../src/commands/verify/images.ts';
import { scratchFolder } from '../../support/devirt.ts';

const goodDockerfile = [
  '# Image of web',
  'FROM debian:bookworm-slim',
  'RUN apt-get update \\',
  ' && apt-get install -y --no-install-recommends nginx',
  'USER 33:33',
  'CMD ["/usr/sbin/nginx", "-g", "daemon off;"]',
  '',
].join('\n');
const configMap = (name: string, data = 'a: b'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: shop\ndata:\n  ${data}\n`;

interface Told {
  readonly code: number;
  readonly failed: { readonly check: string; readonly subject: string; readonly detail: string }[];
  readonly text: string;
}

/** Verifies a folder of such files with nothing of the system's on the path, so that only our own checks run. */
async function verified(files: Readonly<Record<string, string>>): Promise<Told> {
  const folder = scratchFolder();
  for (const [path, content] of Object.entries({ '.devirt/manifest.json': '{}', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.stubEnv('PATH', '/usr/bin:/bin');
  const code = await verify(folder, { json: true, quiet: true }, new AbortController().signal);
  const { results } = JSON.parse(text) as { results: (Told['failed'][number] & { outcome: string })[] };
  return {
    code,
    failed: results
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ check, subject, detail }) => ({ check, subject, detail })),
    text,
  };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('devirt verify', () => {
  test('passes what is in order, and says what none of it proves', async () => {
    const told = await verified({
      'kubernetes/base/shop/a.yaml': configMap('a'),
      'containers/shop/web/Dockerfile': goodDockerfile,
      'containers/shop/web/fetch-context.sh': '#!/bin/sh\necho fetched\n',
    });
    expect(told.failed).toEqual([]);
    expect(told.code).toBe(exitCode.done);
    expect(told.text).toContain('one request that depends on state');
  });

  test('finds YAML that is none, documents that are no objects, and objects that stand twice', async () => {
    const { failed, code } = await verified({
      'kubernetes/base/shop/a.yaml': configMap('a'),
      'kubernetes/base/shop/b.yaml': configMap('a'),
      'kubernetes/base/shop/c.yaml': 'a: [b\n',
      'kubernetes/base/shop/d.yaml': 'just: text\n',
    });
    expect(code).toBe(exitCode.verifyFailed);
    const yaml = failed.filter(({ check }) => check === 'yaml');
    expect(yaml.map(({ subject }) => subject)).toEqual([
      'kubernetes/base/shop/b.yaml',
      'kubernetes/base/shop/c.yaml',
      'kubernetes/base/shop/d.yaml',
    ]);
    expect(yaml[0]?.detail).toBe('ConfigMap a stands in kubernetes/base/shop/a.yaml too');
  });

  test.each([
    ['USER root', 'its user is no number'],
    ['USER 0:0', 'it runs as root'],
  ])('finds an image with %s', async (user, detail) => {
    const { failed } = await verified({ 'containers/shop/web/Dockerfile': goodDockerfile.replace('USER 33:33', user) });
    expect(failed).toContainEqual({ check: 'dockerfile', subject: 'containers/shop/web/Dockerfile', detail });
  });

  test('finds a script that is no shell', async () => {
    const { failed } = await verified({
      'containers/shop/web/Dockerfile': goodDockerfile,
      'containers/shop/web/fetch-context.sh': 'if true; then\n',
    });
    expect(failed.map(({ check }) => check)).toContain('scripts');
  });

  test.each([
    ['a password', configMap('a', 'DB_PASSWORD: PLANT-hunter2')],
    ['a URL with one', configMap('a', 'url: postgres://shop:PLANT-hunter2@db/shop')],
    ['a key', configMap('a', 'key: "-----BEGIN RSA PRIVATE KEY-----"')],
    ['a token', configMap('a', `hook: ghp_${'a1'.repeat(12)}`)],
  ])('finds %s in what was generated, and does not repeat it', async (_, content) => {
    const { failed, text } = await verified({ 'kubernetes/base/shop/a.yaml': content });
    expect(failed.map(({ check }) => check)).toEqual(['secrets']);
    expect(text).not.toMatch(/PLANT|a1a1/);
  });

  test.each([
    'DB_PASSWORD: <redacted>',
    'url: postgres://shop:<redacted>@db/shop',
    'secretName: web-secrets',
    'topologyKey: kubernetes.io/hostname',
  ])('takes no placeholder and no reference for one: %s', async (data) => {
    expect((await verified({ 'kubernetes/base/shop/a.yaml': configMap('a', data) })).failed).toEqual([]);
  });

  test('refuses a folder in which there is nothing to verify', async () => {
    const { signal } = new AbortController();
    const foreign = scratchFolder();
    mkdirSync(join(foreign, 'containers'));
    writeFileSync(join(foreign, 'containers', 'policy.json'), '{}');
    for (const folder of [scratchFolder(), foreign]) {
      await expect(verify(folder, {}, signal)).rejects.toThrow(/nothing to verify/);
    }
    await expect(verify('/nowhere', {}, new AbortController().signal)).rejects.toThrow(/no such folder/);
  });
});

test('instructions are read with their continued lines, and a line that is none is refused', () => {
  expect(instructionsOf(goodDockerfile)).toHaveLength(4);
  expect(() => instructionsOf('FROM a\nrm -rf /\n')).toThrow(/no instruction/);
  expect(() => instructionsOf('FROM a\nRUN a \\\n')).toThrow(/goes on/);
});
