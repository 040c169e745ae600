import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding.ts';
import { askedRules, ownerQuestions } from '../../../src/model/owner-questions.ts';
import { ruleTexts } from '../../../src/planner/fit/decide.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';

const assessed = assessedFixture(1);
const [vm] = assessed.estate.vms;
const [decision] = assessed.plan.decisions;
if (vm === undefined || decision === undefined) throw new Error('the fixture has no VM');

const ask = (findings: readonly Finding[], changes: Partial<typeof decision> = {}): string[] =>
  ownerQuestions(
    vm,
    { ...decision, disposition: 'rehost', findings: [...findings], ...changes },
    { 'licence.oracle': { title: 'Oracle', why: '', remedy: 'Which metric is licensed? Set a price.' } },
  ).map(({ text }) => text);

const finding = (rule: string, changes: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'work',
  evidence: [],
  ...changes,
});

describe('questions to owners', () => {
  it('are about rules that exist', () => {
    const known = new Set(Object.keys(ruleTexts()));
    expect(askedRules.length).toBeGreaterThan(20);
    expect(askedRules.filter((rule) => !known.has(rule))).toEqual([]);
  });

  it('are asked by every rule about licences', () => {
    const licences = Object.entries(ruleTexts()).filter(([rule]) => rule.startsWith('licence.'));
    expect(licences.length).toBeGreaterThan(0);
    expect(licences.filter(([, { remedy }]) => !/^[A-Z][^.?]+\?/.test(remedy)).map(([rule]) => rule)).toEqual([]);
  });

  it('come from findings, those about licences in the words of their rule', () => {
    expect(ask([finding('os.unknown'), finding('forklift.vmware.drs.enabled'), finding('licence.oracle')])).toEqual([
      'Which operating system runs on it, in which version?',
      'Which metric is licensed?',
    ]);
  });

  it('name the end of support', () => {
    expect(ask([finding('os.end-of-life', { detail: 'Support ended on 2020-11-30.' })])[0]).toMatch(
      /^Support ended on 2020-11-30\. Can the application/,
    );
    expect(ask([finding('os.end-of-life', { severity: 'note' })])).toEqual([]);
  });

  it('are not asked where the answer is known or nobody owns the VM', () => {
    const open = finding('retire.idle');
    expect(ask([open])).toHaveLength(1);
    expect(ask([{ ...open, waived: 'it is a standby' }, finding('os.unknown', { severity: 'unknown' })])).toEqual([]);
    expect(ask([open], { template: true })).toEqual([]);
    const decidedBy = { by: 'override', rule: null, disposition: 'retire', reason: 'confirmed' } as const;
    expect(ask([open], { disposition: 'retire', decidedBy })).toEqual([]);
    const rule = 'platform.vmware-appliance';
    expect(ask([finding(rule)])).toHaveLength(1);
    expect(ask([finding(rule)], { decidedBy: { by: 'platform', rule, disposition: 'replace', reason: 'x' } })).toEqual(
      [],
    );
  });
});
