import { describe, expect, it } from 'vitest';
import type { Vm } from '../../../src/model/estate.ts';
import { blankOwner, type Owner } from '../../../src/model/owners.ts';
import { defaultSettings, settingsSchema, type Settings } from '../../../src/model/settings.ts';
import type { VmDecision } from '../../../src/model/plan.ts';
import { applicationOf } from '../../../src/planner/applications.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aVm } from './small-estate.ts';

const cells = {
  mayBeRetired: { source: 'answers.xlsx', path: 'VMs!L2 (May be retired?)', value: 'yes' },
  wishedDisposition: { source: 'answers.xlsx', path: 'VMs!M2 (Wished disposition)', value: 'retain' },
  application: { source: 'answers.xlsx', path: 'VMs!G2 (Application)', value: 'Shop' },
};

const owner = (facts: Partial<Owner>): Owner => ({ ...blankOwner(), name: 'Jane Doe', evidence: cells, ...facts });

/** What becomes of a VM that is switched off, and so is a candidate for retirement. */
function decide(facts: Partial<Owner> | null, settings: Settings = defaultSettings()): VmDecision {
  const vm: Vm = aVm('old', { powerState: 'poweredOff', owner: facts === null ? null : owner(facts) });
  const plan = makePlan(anEstate([aVm('other'), vm], [aHost('esx01.example.org')]), settings);
  const [other, decision] = plan.decisions;
  if (other === undefined || decision === undefined) throw new Error('no decision');
  // The answers of one owner are about no other VM.
  expect(other.votes.map(({ by }) => by)).toEqual(['default']);
  expect(plan.gaps.filter((gap) => gap.includes('devirt.yaml: '))).toEqual([]);
  return decision;
}

const found = ({ findings }: VmDecision): unknown =>
  findings.find(({ rule }) => rule === 'retire.powered-off')?.waived ?? 'open';

describe('answers of owners', () => {
  it('that are not there change nothing', () => {
    for (const facts of [null, {}, { notes: 'old' }]) {
      const decision = decide(facts);
      expect([decision.disposition, decision.candidate, found(decision)]).toEqual(['rehost', 'retire', 'open']);
    }
  });

  it('retire the VM, with who said it and where', () => {
    const { disposition, candidate, decidedBy } = decide({ mayBeRetired: true });
    expect([disposition, candidate]).toEqual(['retire', null]);
    expect(decidedBy).toEqual({
      by: 'override',
      rule: null,
      disposition: 'retire',
      reason: 'answer of Jane Doe in answers.xlsx, VMs!L2 (May be retired?)',
    });
  });

  it('that it is needed end the question, and what speaks for containers counts again', () => {
    const decision = decide({ mayBeRetired: false });
    expect([decision.disposition, decision.candidate]).toEqual(['rehost', 'containerize']);
    expect(found(decision)).toBe('answer of Jane Doe in answers.xlsx, VMs!L2 (May be retired?)');
  });

  it('wish another disposition', () => {
    const { disposition, decidedBy } = decide({ wishedDisposition: 'retain', mayBeRetired: false });
    expect(disposition).toBe('retain');
    expect(decidedBy.reason).toBe('answer of Jane Doe in answers.xlsx, VMs!M2 (Wished disposition)');
  });

  it('that contradict each other do not count', () => {
    const decision = decide({ wishedDisposition: 'retain', mayBeRetired: true });
    expect([decision.disposition, decision.candidate, found(decision)]).toEqual(['rehost', 'retire', 'open']);
  });

  it('come after what devirt.yaml says', () => {
    const settings = settingsSchema.parse({
      overrides: [{ match: { name: 'old' }, disposition: 'replace', reason: 'decided by the board' }],
    });
    const { disposition, votes } = decide({ mayBeRetired: true }, settings);
    expect(disposition).toBe('replace');
    expect(votes.map((vote) => vote.disposition)).toEqual(['replace', 'retire', 'rehost']);
  });
});

describe('the application of a VM', () => {
  it('is the one that a table of owners names, before all others', () => {
    const vm = aVm('a', { customAttributes: { Application: 'Old name' }, owner: owner({ application: 'Shop' }) });
    expect(applicationOf(vm, defaultSettings())).toEqual({
      name: 'Shop',
      from: 'answers.xlsx, VMs!G2 (Application)',
    });
    expect(applicationOf({ ...vm, owner: owner({}) }, defaultSettings()).name).toBe('Old name');
  });
});
