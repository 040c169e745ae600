import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applications } from '../../analyzers/guest/apps/index.ts';
import type { Application } from '../../analyzers/guest/recognition/application.ts';
import { projectRoot } from '../support/shared.ts';

const path = join(projectRoot, 'docs', 'applications.md');

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (texts: readonly string[]): string => texts.map((text) => `\`${cell(text)}\``).join(' ');

function foundBy({ evidence }: Application): string {
  const { executables = [], programs = {}, units = [], packages = [], ports = [], files = [] } = evidence;
  const runs = Object.entries(programs).map(([interpreter, names]) => `${interpreter} running ${code(names)}`);
  return [
    ...(executables.length > 0 ? [code(executables)] : []),
    ...runs,
    ...(units.length > 0 ? [`units ${code(units)}`] : []),
    ...(packages.length > 0 ? [`packages ${code(packages)}`] : []),
    ...(ports.length > 0 ? [`ports ${ports.join(' ')}`] : []),
    ...(files.length > 0 ? [`files ${code(files)}`] : []),
  ].join('; ');
}

function page(): string {
  const verified = applications.filter(({ unverified }) => !unverified);
  const row = (application: Application): string =>
    `| \`${application.id}\` | ${cell(application.title)} | ${application.role} | ${foundBy(application) || 'what no other knows'} | ${code(application.includes ?? [])} | ${application.officialImage === null ? '' : code([application.officialImage])} |`;
  const table = (listed: readonly Application[]): string[] => [
    '| application | title | role | found by | includes | official image |',
    '|---|---|---|---|---|---|',
    ...listed.map((application) => row(application)),
    '',
  ];
  return [
    '# Applications inside guests, and what each is found by',
    '',
    'Generated from analyzers/guest/apps: `UPDATE_GOLDEN=1 npx vitest run test/docs/applications.test.ts` writes it anew.',
    '',
    'Names choose candidates and decide nothing alone. An executable counts where packages put it and such a package is',
    'installed; elsewhere it counts where it listens and its unit, its usual port or its configuration says the same. What',
    'an interpreter runs counts where that very interpreter runs it. Where the executable was not readable (the collector',
    'was not root), the unit and an installed package must agree. A port alone, and the name that a process gives itself,',
    'never count; what is only installed is no application. What nothing here knows is a `service`.',
    '',
    'Not workloads, but the overhead of the guest: what analyzers/guest/recognition/not-workloads.ts lists (init, logins,',
    'sshd, cron, logging, time, network, hardware, package maintenance, hypervisor tools, configuration management, and',
    'agents for monitoring, backup and against viruses).',
    '',
    `## Shown on real guests (${verified.length})`,
    '',
    ...table(verified),
    `## By signature alone (${applications.length - verified.length})`,
    '',
    'No guest of ours runs these: their fixtures are made up, and what is recognised is marked `unverified`.',
    '',
    ...table(applications.filter(({ unverified }) => unverified)),
  ].join('\n');
}

describe('docs/applications.md', () => {
  it('is current', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, page());
    expect(readFileSync(path, 'utf8')).toBe(page());
  });
});
