import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { cli, scratchFolder } from '../../support/devirt.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';
import { projectRoot } from '../../support/shared.ts';
import { password, startVcsim, username, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

interface Seen {
  readonly code: number;
  readonly output: string;
  readonly echo: { readonly asked: boolean | null; readonly ended: boolean | null };
}

const hasPython = peerCommand('python3') !== null;
const [peer, hint] = hasPython ? ['vcsim', vcsimHint] : ['python3', 'of the system: apt-get install python3'];

describePeer(peer, hint)('the password at a terminal', () => {
  let vcsim: Vcsim;
  beforeAll(async () => {
    vcsim = await startVcsim('-esx', '-vms', '1');
  });

  /** Types keys where the password is asked for. */
  async function typing(keys: string): Promise<Seen> {
    const { DEVIRT_PASSWORD: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      'python3',
      [
        join(projectRoot, 'test', 'support', 'type-on-terminal.py'),
        `Password of ${username}: `,
        keys,
        process.execPath,
        cli,
        'collect',
        'vsphere',
        '--server',
        `${vcsim.host}:${vcsim.port}`,
        '--username',
        username,
        '--insecure',
        '--no-history',
        '--out',
        join(scratchFolder(), 'a'),
      ],
      { env },
    );
    return JSON.parse(stdout) as Seen;
  }

  it('is asked for, taken and not shown', async () => {
    const { code, output, echo } = await typing(`${password}\r`);
    expect(code).toBe(0);
    expect(output).toContain('read 1 VMs');
    expect(output).not.toContain('PLANTED');
    // Not even before the program reads it.
    expect(echo.asked).toBe(false);
  });

  it('can be corrected', async () => {
    expect((await typing(`${password}xy\u007f\b\r`)).code).toBe(0);
  });

  it('ends with 4 where it is wrong, and is not shown then either', async () => {
    const { code, output } = await typing('PLANTED-wrong\r');
    expect(code).toBe(4);
    expect(output).not.toContain('PLANTED');
  });

  it('ends with 130 where Ctrl-C is typed instead, and gives the terminal back as it was', async () => {
    const { code, output, echo } = await typing('PLANTED\u0003');
    expect(code).toBe(130);
    expect(output).not.toContain('PLANTED');
    expect(echo.ended).not.toBe(false);
  });
});
