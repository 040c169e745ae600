import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { defaultBundleLimits } from '../../analyzers/guest/bundle/limits.ts';
import { DevirtError, exitCode } from '../lib/errors.ts';

/** A program that reads collect.sh from standard input and writes a bundle to standard output. */
export interface CollectorCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly script: string;
  /** The file that the bundle goes to; it is written anew, for the user alone. */
  readonly path: string;
  /** After which the program is ended. */
  readonly timeoutSeconds: number;
}

export interface CollectorEnd {
  /** Null where a signal ended it, ours included. */
  readonly code: number | null;
  /** The end of what it said, at most 8 KiB: it comes from the guest in part and may be anything. */
  readonly stderr: string;
  readonly bytes: number;
  /** Why it was ended by us. */
  readonly ended: 'timeout' | 'size' | null;
}

const keptStderrCharacters = 8192;
/** For a program to end once it is told to, before it is made to. */
const graceMilliseconds = 2000;

/** The error for a file of the output that cannot be written. */
export function cannotWrite(path: string, error: unknown): DevirtError {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new DevirtError(`${path}: cannot be written${code}`, 'Make room, or give another --out.', exitCode.output, {
    cause: error,
  });
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w', 0o600);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Runs a collector and writes what it sends to a file. Throws a DevirtError where the file cannot be written or the
 * program cannot be started, and the signal's reason when that is aborted; the program is ended then, and the file
 * stays for the caller to remove.
 */
export async function runCollector(call: CollectorCall, signal: AbortSignal): Promise<CollectorEnd> {
  signal.throwIfAborted();
  const file = await openFile(call.path);
  const child = spawn(call.command, call.args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = once(child, 'close').catch((error: unknown) => {
    throw new DevirtError(
      `${call.command} cannot be started (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`,
      'Install it: devirt uses the OpenSSH client and the shell of this machine.',
      exitCode.usage,
      { cause: error },
    );
  });
  let ended: CollectorEnd['ended'] = null;
  let kill: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill('SIGTERM');
    kill ??= setTimeout(() => {
      child.kill('SIGKILL');
      // What it started may live on and hold these open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, graceMilliseconds);
  };
  const timer = setTimeout(() => {
    ended ??= 'timeout';
    end();
  }, call.timeoutSeconds * 1000);
  signal.addEventListener('abort', end, { once: true });

  // A program that reads no more is told by its end.
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(call.script);
  let stderr = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (stderr = (stderr + text).slice(-keptStderrCharacters)));
  let bytes = 0;
  let fault: unknown = null;
  const write = async (): Promise<void> => {
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > defaultBundleLimits.compressedBytes) {
          ended ??= 'size';
          end();
          break;
        }
        await file.appendFile(chunk).catch((error: unknown) => {
          fault = cannotWrite(call.path, error);
          throw error;
        });
      }
    } catch {
      // Destroyed by us, or not writable: either is told by what stands above.
      end();
    }
  };
  try {
    await Promise.all([closed, write()]);
    if (fault !== null) throw fault;
    signal.throwIfAborted();
    return { code: child.exitCode, stderr, bytes, ended };
  } finally {
    clearTimeout(timer);
    clearTimeout(kill);
    signal.removeEventListener('abort', end);
    await file.close().catch(() => {});
  }
}
