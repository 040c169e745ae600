import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allLifecycles, lifecyclesWritten } from '../../src/planner/fit/end-of-life.ts';
import { rules } from '../../src/planner/fit/rules/index.ts';
import { describeShared, projectRoot, requireShared } from '../support/shared.ts';
import { type Asked, beside, sections } from './rule-coverage.ts';

const titles = new Map(rules.map(({ id, text }) => [id, text.title]));

/** Fires from inventory, needs something, or is not built: one of the three, for every entry. */
function stateOf({ rules: answered = [], needs }: Asked): string {
  if (answered.length > 0) return needs === undefined ? 'fires from inventory' : `fires with ${needs}`;
  return needs === undefined ? 'not built' : `needs ${needs}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(entries: readonly Asked[]): string[] {
  return [
    '| asked for | rules | state |',
    '|---|---|---|',
    ...entries.map((entry) => {
      const ids = (entry.rules ?? []).map((id) => `\`${id}\``).join(' ');
      const state = `${stateOf(entry)}${entry.left === undefined ? '' : `; ${entry.left}`}`;
      const { asked, of } = entry;
      const what = of === undefined || asked.startsWith(of) ? asked : `${of}: ${asked}`;
      return `| ${cell(what)} | ${ids} | ${cell(state)} |`;
    }),
    '',
  ];
}

/** Needed facts: "a or b" where any of several will do. */
const needsOf = (needs: (typeof rules)[number]['needs']): string =>
  needs.map((need) => (typeof need === 'string' ? need : need.join(' or '))).join(', ');

function rulesPage(): string {
  const all = sections.flatMap(({ entries }) => entries);
  const count = (state: RegExp): number => all.filter((entry) => state.test(stateOf(entry))).length;
  return [
    '# Rules: what is asked for, and what became of it',
    '',
    'Generated from the rules and from test/docs/rule-coverage.ts: `UPDATE_GOLDEN=1 npx vitest run test/docs` writes it anew.',
    '',
    `Of ${all.length} things that the best tools or practitioners look for, ${count(/^fires from/)} fire from inventory (RVTools or vSphere), ${count(/^fires with a look/)} fire where somebody looked inside the guest, ${count(/^fires with (?!a look)/)} where a live vCenter or VMware Tools tell the fact, ${count(/^needs/)} need the owners' answers, and ${count(/^not/)} ${count(/^not/) === 1 ? 'is' : 'are'} not built. A rule that lacks a fact answers \`unknown\` and says which source would bring it. Rules about the inside of a guest are put only to VMs that were looked into; \`guest.no-data\` names the others.`,
    '',
    ...sections.flatMap(({ title, entries }) => [`## ${title}`, '', ...table(entries)]),
    '## Beside these',
    '',
    ...table(beside),
    '## Every rule',
    '',
    '| rule | title | facts that it needs |',
    '|---|---|---|',
    ...rules.map(
      ({ id, text, needs, guest = [] }) =>
        `| \`${id}\` | ${cell(text.title)} | ${[needsOf(needs), ...guest.map((fact) => `guest ${fact}`)].filter(Boolean).join(', ')} |`,
    ),
    '',
  ].join('\n');
}

function lifecyclesPage(): string {
  return [
    '# End of support: operating systems, vSphere and runtimes',
    '',
    `Written ${lifecyclesWritten}, from the makers' own pages and lists; generated from src/planner/fit/end-of-life.ts. What is not here has no date that we are sure of, and the rules \`os.end-of-life\`, \`guest.runtime-end-of-life\` and \`tomcat.version\` know nothing of it. What a distribution packages it mends for as long as its release lives, whatever the maker says. For Microsoft the end of extended support stands as the end: security updates are included until then.`,
    '',
    '| product | version | ends | longer support | until | source |',
    '|---|---|---|---|---|---|',
    ...allLifecycles().map(
      ({ product, version, standardEnds, extension, extendedEnds, source }) =>
        `| ${product} | ${version === '*' ? 'all' : version} | ${standardEnds} | ${extension ?? ''} | ${extendedEnds ?? ''} | ${source} |`,
    ),
    '',
  ].join('\n');
}

describe('docs/', () => {
  // UPDATE_GOLDEN=1 writes them anew; the difference is read before it is committed.
  it.each([
    ['rules.md', rulesPage()],
    ['end-of-life.md', lifecyclesPage()],
  ])('%s is current', (name, text) => {
    const path = join(projectRoot, 'docs', name);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(join(projectRoot, 'docs'), { recursive: true });
      writeFileSync(path, text);
    }
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('names only rules that there are, and every rule that there is', () => {
    const named = [...sections.flatMap(({ entries }) => entries), ...beside].flatMap((entry) => entry.rules ?? []);
    expect(named.filter((id) => !titles.has(id))).toEqual([]);
    expect(rules.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([]);
  });

  it('says of everything that is not answered why', () => {
    const silent = sections
      .flatMap(({ entries }) => entries)
      .filter((entry) => (entry.rules ?? []).length === 0 && entry.needs === undefined && entry.left === undefined);
    expect(silent).toEqual([]);
  });
});

/** Words of the brief that join what is asked for, and are nothing that could be asked for themselves. */
const joins = [
  "Google's fit assessment, Linux:",
  'IIS:',
  'Apache:',
  'VM level:',
  'Forklift (29 concerns, for VMs that are rehosted; use the same ids behind our prefix):',
  '(below 100 MB on / or C:, 50 on /boot, 10 elsewhere)',
  "VMware's own:",
  'Kubernetes nodes:',
];

describeShared('the brief', () => {
  it('asks for nothing that is silently missing', () => {
    const brief = readFileSync(requireShared('domain', 'fit.md'), 'utf8');
    const from = brief.indexOf('## Rules that the best tools have');
    const asking = brief
      .slice(from)
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n');
    // The longest first, so that "RDM" does not tear "physical RDM" apart.
    const phrases = [...sections.flatMap(({ entries }) => entries.map((entry) => entry.asked)), ...joins].sort(
      (a, b) => b.length - a.length,
    );
    let rest = asking;
    for (const phrase of phrases) rest = rest.replace(phrase, '');
    expect(rest.replaceAll(/\band\b|[\s;:,.]+/g, '')).toBe('');
  });
});
