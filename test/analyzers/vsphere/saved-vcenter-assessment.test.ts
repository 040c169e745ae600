import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Evidence } from '../../../src/model/finding.ts';
import type { Basis } from '../../../src/model/basis.ts';
import type { Plan, VmDecision } from '../../../src/model/plan.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { expectGolden } from '../../generators/report/golden.ts';
import { describePeer } from '../../support/peers.ts';
import { describeShared, projectRoot, requireShared } from '../../support/shared.ts';
import { collectFrom, startVcsim, vcsimHint } from '../../support/vcsim.ts';

/** The simulator lives today; the golden file must not. */
const readAt = '2026-11-20T08:00:00';

const shown = ({ path, value }: Evidence): string => `${path} = ${JSON.stringify(value)}`;

const sized = (what: string, { method, explanation, evidence }: Basis): string[] => [
  `  ${what}, ${method}: ${explanation}`,
  ...evidence.map((one) => `    ${shown(one)}`),
];

function decisionText({ name, disposition, candidate, confidence, decidedBy, sizing, findings }: VmDecision): string {
  const lines = [
    `${name}: ${disposition}${candidate === null ? '' : ` (perhaps ${candidate})`}, by ${decidedBy.rule ?? decidedBy.by}, confidence ${confidence}`,
  ];
  if (sizing !== null) {
    const { cpuRequestMilli, memoryMiB, overheadMemoryMiB, storageMiB } = sizing;
    lines.push(...sized(`${cpuRequestMilli}m CPU`, sizing.cpuBasis));
    lines.push(...sized(`${memoryMiB} + ${overheadMemoryMiB} MiB memory`, sizing.memoryBasis));
    lines.push(`  ${storageMiB ?? 'unknown'} MiB storage`);
  }
  // The first evidence shows where the rule looked; which devices else it saw is the rules' own tests' business.
  for (const { rule, severity, evidence } of findings) {
    lines.push(`  ${severity} ${rule}`, ...evidence.slice(0, 1).map((one) => `    ${shown(one)}`));
  }
  return `${lines.join('\n')}\n`;
}

describeShared('shared data', () => {
  describePeer('vcsim', vcsimHint)('the assessment of a saved vCenter 8.0.1', () => {
    const folder = mkdtempSync(join(tmpdir(), 'devirt-vcenter-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    let plan: Plan;

    beforeAll(async () => {
      execFileSync('tar', ['-xzf', requireShared('data', 'vsphere', 'vcenter-8.0.1-govc-save.tar.gz'), '-C', folder]);
      const [saved = ''] = readdirSync(folder);
      const estate = await collectFrom(await startVcsim('-load', join(folder, saved)));
      const sources = estate.sources.map((source) => ({ ...source, exportedAt: readAt }));
      plan = makePlan({ ...estate, sources }, defaultSettings());
    });

    it('is what it was: decisions, sizes, and where each was seen', () => {
      const text = plan.decisions
        .toSorted((a, b) => byCodePoint(a.name, b.name) || byCodePoint(a.vm, b.vm))
        .map(decisionText)
        .join('\n');
      expectGolden(join(projectRoot, 'fixtures', 'vsphere', 'saved-vcenter', 'decisions.txt'), text);
    });

    it('points at objects and properties, never at cells', () => {
      const paths = plan.decisions.flatMap(({ sizing, findings }) => [
        ...(sizing === null ? [] : [...sizing.cpuBasis.evidence, ...sizing.memoryBasis.evidence]),
        ...findings.flatMap(({ evidence }) => evidence),
      ]);
      expect(paths.length).toBeGreaterThan(20);
      for (const { path } of paths) expect(path).not.toContain('!');
      expect(paths.some(({ path }) => /^VirtualMachine vm-\d+ config\./.test(path))).toBe(true);
    });
  });
});
