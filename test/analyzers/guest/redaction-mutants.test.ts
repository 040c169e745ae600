import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/shared.ts';
import { collectScript, fakeRoot, temporaryFolder } from './fake-root.ts';
import { commandForms, settingsForms } from './secret-forms.ts';

/*
 * Holes made on purpose in copies of both redactions: the forms that the other tests plant have to fall through each of
 * them. A hole that nothing falls through would be one that no test sees.
 */

const secretOf = (index: number): string => `Zq${String(index).padStart(2, '0')}xJ8vKw3TnRb5Lm7Yc`;

const holes: readonly (readonly [
  what: string,
  awk: readonly [string, string],
  typescript: readonly [string, string],
])[] = [
  ['names of passwords', ['passw|passphrase|passwd|pwd', 'qqq'], ['passw|passphrase|passwd|pwd', 'qqq']],
  ['short endings of names', ['/pass$|passcode$|pw$', '/passcode$'], ['/pass$|passcode$|pw$', '/passcode$']],
  ['private keys', ['{ pem = 1; return', '{ return'], ['this.#inPrivateKey = true;', '']],
  [
    'user and password of URLs',
    ['s = authorization(urls(s))', 's = authorization(s)'],
    ['this.#authorization(this.#urls(text))', 'this.#authorization(text)'],
  ],
  [
    'headers',
    ['function authorization(s,   n) {', 'function authorization(s,   n) { return s'],
    ['#authorization(text: string): string {', '#authorization(text: string): string { if (text !== "") return text;'],
  ],
  [
    'options of clients',
    ['s = option(s, "(mysql', 's = s; out = option(s, "(mysql'],
    ['for (const [names, letters] of clientOptions) {', 'for (const [names, letters] of [] as typeof clientOptions) {'],
  ],
  [
    'forms of tokens',
    ['function shapes(s) {', 'function shapes(s) { return s'],
    ['if (!anyShape.test(text)) return text;', 'if (text !== "") return text;'],
  ],
  [
    'continued lines',
    ['if (v ~ /\\\\$/) continued = 1', ''],
    ["if (value.endsWith('\\\\')) this.#continued = true;", ''],
  ],
  [
    'blocks of YAML',
    ['block = indent(s); block_kind = kind; block_any = 1;', ''],
    ['this.#startBlock(text, kind, true);', ''],
  ],
  [
    'values beside names',
    ['named = credential(v); named_key = v; named_line = number', ''],
    ['this.#named = namedKind;', ''],
  ],
  [
    'words with nothing to look at',
    ['trigger = "login|user|pass|', 'trigger = "login|user|qqq|'],
    ['pass|pwd|secret|token|cred', 'qqq|qqd'],
  ],
];

const mutated = (text: string, [from, to]: readonly [string, string]): string => {
  expect([from, text.includes(from)]).toEqual([from, true]);
  return text.replace(from, () => to);
};

function filesWithSecrets(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [index, form] of settingsForms.entries())
    files[`/etc/default/form-${index}`] = `a=1\n${form.text(secretOf(index))}\nz=1\n`;
  for (const [index, form] of commandForms.entries())
    files[`/etc/cron.d/form-${index}`] = `1 2 * * * root ${form.text(secretOf(index))}\n`;
  return files;
}

describe('the tests of redaction see', () => {
  const root = fakeRoot(filesWithSecrets());
  const script = readFileSync(collectScript, 'utf8');
  const source = readFileSync(join(projectRoot, 'analyzers', 'guest', 'bundle', 'redaction.ts'), 'utf8');
  const model = pathToFileURL(join(projectRoot, 'src', 'model', 'guest.ts')).pathname;

  const leaksOfScript = (text: string): number => {
    const { stdout, status } = spawnSync('sh', ['-s', '--', '--root', root, '--out', '-'], {
      input: text,
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(status).toBe(0);
    const bundle = gunzipSync(stdout).toString('latin1');
    expect(bundle).toContain('manifest-end');
    return bundle.match(/Zq\d\dxJ8vKw3TnRb5Lm7Yc/g)?.length ?? 0;
  };

  const leaksOfReader = async (text: string): Promise<number> => {
    const path = join(temporaryFolder(), 'redaction.ts');
    writeFileSync(path, text.replace('../../../src/model/guest.ts', model));
    const { redactText } = (await import(/* @vite-ignore */ path)) as {
      redactText: (text: string, kind: 'settings' | 'command', noted: () => void) => string;
    };
    const clean = Object.entries(filesWithSecrets()).map(([file, contents]) =>
      redactText(contents, file.startsWith('/etc/cron') ? 'command' : 'settings', () => undefined),
    );
    return clean.join('\n').match(/Zq\d\dxJ8vKw3TnRb5Lm7Yc/g)?.length ?? 0;
  };

  it('nothing where there is no hole', async () => {
    expect([leaksOfScript(script), await leaksOfReader(source)]).toEqual([0, 0]);
  });

  it.each(holes)('a hole in what is known of %s', { timeout: 60_000 }, async (_, awk, typescript) => {
    expect(leaksOfScript(mutated(script, awk))).toBeGreaterThan(0);
    expect(await leaksOfReader(mutated(source, typescript))).toBeGreaterThan(0);
  });
});
