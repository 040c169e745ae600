import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSources } from '../../../src/commands/read-sources.ts';
import { Terminal } from '../../../src/commands/terminal.ts';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import { scratchFolder } from '../../support/devirt.ts';

const terminal = new Terminal({ quiet: true });
const going = new AbortController().signal;
const vInfo = (name: string): string => `VM,Powerstate,Template,CPUs\r\n${name},poweredOn,False,2\r\n`;

describe('readSources', () => {
  it('reads a source once, however often and in whatever spelling it is named', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'RVTools_tabvInfo.csv');
    writeFileSync(path, vInfo('app01'));
    const { estate } = await readSources(
      [path, `${folder}/./RVTools_tabvInfo.csv`, relative('.', path)],
      terminal,
      going,
    );
    expect(estate.sources.map(({ warnings }) => warnings.filter(({ message }) => /also in/.test(message)))).toEqual([
      [],
    ]);
  });

  it('says how to name a CSV file whose name tells no sheet', async () => {
    const path = join(scratchFolder(), 'export.csv');
    writeFileSync(path, vInfo('app01'));
    await expect(readSources([path], terminal, going)).rejects.toMatchObject({
      exitCode: exitCode.noSource,
      remedy: expect.stringContaining('RVTools_tabvInfo.csv'),
    });
  });

  it('does not wait at a named pipe', async () => {
    const path = join(scratchFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    await expect(readSources([path], terminal, going)).rejects.toMatchObject({ exitCode: exitCode.noSource });
  });

  it('ends while it reads when it is interrupted, and takes that for no fault of a source', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'RVTools_tabvInfo.csv'), vInfo('app01'));
    const interrupt = new AbortController();
    const reason = new DevirtError('interrupted', '', exitCode.interrupted);
    interrupt.abort(reason);
    await expect(readSources([join(folder, 'a'), join(folder, 'none.xlsx')], terminal, interrupt.signal)).rejects.toBe(
      reason,
    );
  });
});
