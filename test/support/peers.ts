import { appendFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { peerCommand, peerFolder } from './peer-command.ts';

export { peerCommand, peerFolder };

/**
 * `describe` for tests against a real counterpart. Where it is missing they are skipped and named in the run's summary
 * with `hint`, which says how to get it; with CI=true they fail.
 */
export function describePeer(name: string, hint: string): (title: string, tests: () => void) => void {
  if (peerCommand(name) !== null) return (title, tests) => describe(title, tests);
  const message = `${name}: ${hint}`;
  if (process.env['CI'] === 'true') {
    return (title) =>
      describe(title, () => {
        it(`needs ${name}`, () => {
          throw new Error(`the peer is missing. ${message}`);
        });
      });
  }
  const summary = process.env['DEVIRT_MISSING_PEERS'];
  if (summary === undefined) process.stderr.write(`skipped, because a peer is missing: ${message}\n`);
  else appendFileSync(summary, `${message}\n`);
  return (title, tests) => describe.skip(title, tests);
}
