import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCode } from '../../../src/lib/errors.ts';
import { cli, start } from '../../support/devirt.ts';

describe('devirt, where nobody listens', () => {
  it('ends as ever when the reader of its results has gone', async () => {
    const { child, done } = start(['completion', 'bash']);
    child.stdout?.destroy();
    expect(await done).toMatchObject({ code: exitCode.done, stderr: '' });
  });

  it('ends as ever when the reader of its messages has gone', async () => {
    const { child, done } = start(['assess', 'not-there.xlsx']);
    child.stderr?.destroy();
    expect((await done).code).toBe(exitCode.noSource);
  });

  it('says so when the disk is too full for its results', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [cli, 'completion', 'bash'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await once(child, 'close')).toEqual([exitCode.output, null]);
    expect(stderr).toMatch(/^error stdout: cannot be written/);
  });
});
