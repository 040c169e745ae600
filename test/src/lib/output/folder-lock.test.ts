import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DevirtError, exitCode } from '../../../../src/lib/errors.ts';
import { lockFolder } from '../../../../src/lib/output/folder-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'devirt-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function lockedBy(holder: unknown): void {
  mkdirSync(join(folder, 'lock'));
  writeFileSync(join(folder, 'lock', 'holder.json'), JSON.stringify(holder));
}

/** A process id that no process has: of one that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

function refusal(): DevirtError {
  try {
    lockFolder(folder);
  } catch (error) {
    if (error instanceof DevirtError) return error;
    throw error;
  }
  throw new Error('the lock was given');
}

describe('lockFolder', () => {
  test('locks out others until it is released', () => {
    const release = lockFolder(folder);
    expect(refusal().message).toContain(`process ${process.pid} on ${hostname()}`);
    expect(refusal().exitCode).toBe(exitCode.output);
    release();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(folder)();
  });

  test('names the living process that holds it', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      lockedBy({ pid: child.pid, host: hostname() });
      expect(refusal().message).toContain(`process ${child.pid} on ${hostname()}`);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('does not guess about processes of another host', async () => {
    lockedBy({ pid: await deadPid(), host: 'elsewhere' });
    expect(refusal().message).toContain('on elsewhere');
    expect(refusal().remedy).toContain('remove the lock');
  });

  test('is taken over from a dead process, also from one that had our pid', async () => {
    lockedBy({ pid: await deadPid(), host: hostname() });
    lockFolder(folder)();
    lockedBy({ pid: process.pid, host: hostname() });
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([[{}], [{ pid: 'x', host: 1 }], [null]])('is taken over where its holder says %j', (holder) => {
    lockedBy(holder);
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is taken over where its holder is gone', () => {
    mkdirSync(join(folder, 'lock'));
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('sweeps away what dying processes left, but not what living ones prepare', async () => {
    const dead = await deadPid();
    mkdirSync(join(folder, `lock-${dead}`));
    mkdirSync(join(folder, `lock-${process.ppid}`));
    mkdirSync(join(folder, 'other'));
    lockFolder(folder)();
    expect(readdirSync(folder).sort()).toEqual([`lock-${process.ppid}`, 'other']);
  });
});
