import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import { byCodePoint } from '../lib/order.ts';
import { Terminal } from './terminal.ts';
import type { CheckResult, VerifyContext } from './verify/check.ts';
import { checkBuilds, checkDockerfiles, checkHadolint } from './verify/images.ts';
import { checkKustomize, checkSchemas, checkServer, checkYaml } from './verify/manifests.ts';
import { checkScripts, checkSecrets } from './verify/texts.ts';

export interface VerifyOptions {
  readonly build?: boolean;
  readonly kubeconfig?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const checks: readonly ((context: VerifyContext) => Promise<CheckResult[]>)[] = [
  checkYaml,
  checkSchemas,
  checkKustomize,
  checkServer,
  checkDockerfiles,
  checkHadolint,
  checkBuilds,
  checkScripts,
  checkSecrets,
];

/** What the checks say nothing of, whatever they say. */
const notProven = [
  'that an image, once started, answers as the VM does: build it, start it, and compare one request that depends on state',
  'that the data is whole after it was copied, and that the application works on it',
  'how it behaves under load, when a node fails, and when a peer is away',
  'logins, certificates, mail and everything else that reaches outside',
] as const;

async function filesOf(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((path) => !path.startsWith('.devirt/') && !path.includes('/files/'))
    .sort(byCodePoint);
}

/**
 * Checks what was generated with the tools that are installed, and says what they say: passed, failed, could not be
 * checked, and what none of it proves. Nothing is changed, in the folder or on a cluster. Returns exit code 6 where
 * something failed.
 */
export async function verify(folder: string, options: VerifyOptions, signal: AbortSignal): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) {
    throw new DevirtError(`${folder}: no such folder`, 'Give the output folder of an assessment.', exitCode.usage);
  }
  const root = folder.replace(/\/+$/, '');
  const files = await filesOf(root);
  // Other folders have such names too: what devirt wrote, its manifest says.
  const isOurs = await stat(join(root, '.devirt', 'manifest.json')).then(
    (entry) => entry.isFile(),
    () => false,
  );
  if (!isOurs || !files.some((path) => /^(?:containers|kubernetes|kubevirt)\//.test(path))) {
    throw new DevirtError(
      `${folder}: nothing to verify in it: no output of devirt with containers/, kubernetes/ or kubevirt/`,
      'Give the output folder of devirt assess or devirt generate.',
      exitCode.usage,
    );
  }
  const context: VerifyContext = {
    folder: root,
    files,
    kubeconfig: options.kubeconfig ?? null,
    build: options.build === true,
    read: (path) => readFile(join(root, path), 'utf8'),
    signal,
  };
  const results: CheckResult[] = [];
  for (const [index, check] of checks.entries()) {
    signal.throwIfAborted();
    terminal.progress('checking', index + 1, checks.length);
    results.push(...(await check(context)));
  }
  terminal.progressDone();
  terminal.result(options.json === true ? JSON.stringify({ results, notProven }, null, 2) : tableOf(results));
  return results.some(({ outcome }) => outcome === 'failed') ? exitCode.verifyFailed : exitCode.done;
}

function tableOf(results: readonly CheckResult[]): string {
  const names = [...new Set(results.map(({ check }) => check))];
  const lines = [`${'check'.padEnd(12)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'not checked'.padStart(13)}`];
  for (const name of names) {
    const count = (outcome: CheckResult['outcome']): string =>
      String(results.filter((each) => each.check === name && each.outcome === outcome).length);
    lines.push(
      `${name.padEnd(12)}${count('passed').padStart(8)}${count('failed').padStart(8)}${count('unchecked').padStart(13)}`,
    );
  }
  const list = (title: string, outcome: CheckResult['outcome']): string[] => {
    const of = results.filter((each) => each.outcome === outcome);
    return of.length === 0
      ? []
      : ['', title, ...of.map(({ check, subject, detail }) => `  ${check}: ${subject}: ${detail}`)];
  };
  return [
    ...lines,
    ...list('failed', 'failed'),
    ...list('could not be checked', 'unchecked'),
    '',
    'none of this proves',
    ...notProven.map((each) => `  ${each}`),
  ].join('\n');
}
