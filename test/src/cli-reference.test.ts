import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { devirt } from '../support/devirt.ts';
import { projectRoot } from '../support/shared.ts';

/** Help of a command and of its sub-commands, as sections of Markdown. */
async function sections(path: readonly string[]): Promise<string[]> {
  const { stdout } = await devirt(...path, '--help');
  const listed = /\nCommands:\n((?: {2}.*\n?)*)/.exec(stdout)?.[1] ?? '';
  const commands = [...listed.matchAll(/^ {2}([a-z]+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'help');
  const below = await Promise.all(commands.map((name) => sections([...path, name])));
  return [`## devirt ${path.join(' ')}`.trim() + `\n\n\`\`\`text\n${stdout.trim()}\n\`\`\`\n`, ...below.flat()];
}

// UPDATE_GOLDEN=1 writes it anew.
it('docs/cli.md says what the commands themselves say', async () => {
  const path = join(projectRoot, 'docs', 'cli.md');
  const text = `# The command line\n\nMade from the commands' own help.\n\n${(await sections([])).join('\n')}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(readFileSync(path, 'utf8')).toBe(text);
});
