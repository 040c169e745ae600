import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describePeer } from '../../support/peers.ts';
import { projectRoot } from '../../support/shared.ts';
import { startVcsim, vcsimHint } from '../../support/vcsim.ts';

describePeer('vcsim', vcsimHint)('docs/privileges.md', () => {
  it('makes the role with commands that work', async () => {
    const text = readFileSync(join(projectRoot, 'docs', 'privileges.md'), 'utf8');
    const script = /```sh\n(.*?)```/s.exec(text)?.[1] ?? '';
    const commands = script.trim().split('\n');
    expect(commands.length).toBeGreaterThan(1);
    const vcsim = await startVcsim('-vms', '1');
    let output = '';
    for (const command of commands) {
      const [program, ...args] = command.split(' ');
      expect(program).toBe('govc');
      output = await vcsim.govc(...args);
    }
    expect(output).toMatch(/^devirt .*devirt@vsphere\.local .*Yes$/m);
    expect(await vcsim.govc('role.ls', 'devirt')).toContain('Global.Licenses');
  });
});
