import { join } from 'node:path';
import { expect, test } from 'vitest';
import { summaryMarkdown } from '../../../generators/report/summary.ts';
import { small } from '../../../fixtures/report/small/assessed.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';
import { projectRoot } from '../../support/shared.ts';
import { expectGolden } from './golden.ts';
import { plannedEstate } from './planned.ts';
import { textOf } from './report-files.ts';

test('is as the golden file has it', () => {
  const file = summaryMarkdown(small);
  expect(file.path).toBe('report/summary.md');
  expectGolden(join(projectRoot, 'fixtures', 'report', 'small', 'expected', 'summary.md'), textOf(file));
});

test('fits a comment on a pull request, whatever the estate', () => {
  const large = assessedFixture(2000);
  const lines = Array.from({ length: 3000 }, (_, index) => `gap ${index}: ${'x'.repeat(200)}`);
  const text = textOf(summaryMarkdown({ ...large, plan: { ...large.plan, gaps: lines } }));
  expect(text.length).toBeLessThan(65_536);
  // 3,000 gaps and one rule that could not be checked, of which 10 are shown.
  expect(text).toContain('and 2\u202f991 lines more');
});

test('hostile names of sources and hostile gaps stay text', () => {
  const hostile = '</td><script>alert(1)</script> | [x](http://evil.test) *b*\n# head';
  const [source] = small.estate.sources;
  if (source === undefined) throw new Error('the fixture has no source');
  const text = textOf(
    summaryMarkdown({
      ...small,
      estate: { ...small.estate, sources: [{ ...source, name: hostile }] },
      plan: { ...small.plan, gaps: [hostile] },
    }),
  );
  expect(text).not.toContain('<script>');
  expect(text).not.toContain('http://');
  expect(text).not.toMatch(/^# head/m);
  expect(text).toContain('\\| \\[x\\]');
});

test('what is unknown is never printed as a number', () => {
  const { savings, totals, overhead } = small.plan;
  const text = textOf(
    summaryMarkdown({
      ...small,
      plan: {
        ...small.plan,
        asOf: null,
        totals: { ...totals, hosts: null, poweredOn: null },
        savings: { ...savings, licenses: null, breakEven: [] },
        overhead: {
          ...overhead,
          today: [{ step: 'ESXi', cpuPercent: null, memoryPercent: null, basis: 'not measured' }],
        },
      },
    }),
  );
  expect(text).toContain('(unknown powered on)');
  expect(text).toContain('on unknown hosts');
  expect(text).toContain('as of an unknown date');
  expect(text).toContain('| Licensed cores today | unknown: no source lists the hosts');
  expect(text).toContain('| Break-even, which is no saving | unknown');
  expect(text).toContain('Not measured: ESXi.');
  expect(text).toContain('| Past the end of support | unknown');
});

test('names what stops the move, with the VMs', () => {
  const text = textOf(summaryMarkdown(plannedEstate()));
  expect(text).toMatch(/\| stays on VMware \| 1 \| Fault Tolerance has no equal[^|]*\| ft-01 \|/);
  expect(text).toContain('[report.xlsx](report.xlsx)');
});
