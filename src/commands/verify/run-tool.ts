import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ToolEnd {
  /** Null where a signal ended it, or our time limit. */
  readonly code: number | null;
  /** Both outputs as they came, at most 64 KiB. */
  readonly output: string;
}

const keptCharacters = 65_536;

/** Where a program is on the path; null where it is not. */
export function findTool(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Runs a program without a shell and waits for it. Its output is kept from the end. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: {
    readonly input?: string;
    readonly cwd?: string;
    readonly timeoutSeconds: number;
    readonly signal: AbortSignal;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<ToolEnd> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutSeconds * 1000)]);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, ...options.env },
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-keptCharacters);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      if (options.signal.aborted) reject(error);
      else resolve({ code: null, output: `${output}\n${error.message}` });
    });
    child.on('close', (code) => resolve({ code, output }));
    // A program that has gone does not read on.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** The first lines of what a tool said, for a table. */
export function firstLines(output: string, count = 3): string {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, count)
    .join(' | ')
    .slice(0, 400);
}
