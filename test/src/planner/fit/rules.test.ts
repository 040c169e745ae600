import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
// @ts-expect-error: a script of the build, in plain JavaScript
import { ruleIndex } from '../../../../build/index-rules.mjs';
import type { FactId } from '../../../../src/model/estate.ts';
import { severitySchema } from '../../../../src/model/finding.ts';
import { dispositionSchema, rungSchema } from '../../../../src/model/plan.ts';
import { settingsSchema } from '../../../../src/model/settings.ts';
import { examine, type Examined } from '../../../../src/planner/fit/frame.ts';
import type { FitContext, GuestFact, Rule } from '../../../../src/planner/fit/rule.ts';
import { rules } from '../../../../src/planner/fit/rules/index.ts';
import { VmSubject } from '../../../../src/planner/fit/subject.ts';
import { projectRoot } from '../../../support/shared.ts';
import { aFitContext, aFitSource, allFacts, type EstateGiven } from './fit-estate.ts';

const rulesFolder = join(projectRoot, 'src', 'planner', 'fit', 'rules');
const fixtures = join(projectRoot, 'fixtures', 'rules');

const record = z.record(z.string(), z.unknown());
const estateShape = {
  vm: record,
  others: z.array(record).optional(),
  hosts: z.array(z.looseObject({ name: z.string() })).optional(),
  clusters: z.array(z.looseObject({ name: z.string() })).optional(),
  datastores: z.array(z.looseObject({ name: z.string() })).optional(),
  storageDevices: z.array(record).optional(),
  portGroups: z.array(z.looseObject({ kind: z.enum(['standard', 'distributed']) })).optional(),
  /** What was seen inside the VM: only what matters; fields that do not exist are refused by the schema of the guest. */
  guest: record.optional(),
  guestIs: z.enum(['first', 'none', 'doubtful']).optional(),
  asOf: z.iso.date().optional(),
  /** What a devirt.yaml says; defaults where it says nothing. */
  settings: settingsSchema.optional(),
};
const silentSchema = z.strictObject(estateShape);
const firesSchema = z.strictObject({
  ...estateShape,
  expect: z.strictObject({
    severity: severitySchema,
    /** Empty only where what is unknown has no place. */
    evidence: z.array(z.string()),
    detail: z.string().optional(),
    vote: z.strictObject({ by: rungSchema, disposition: dispositionSchema }).optional(),
    candidate: dispositionSchema.optional(),
    voidsContainerize: z.literal(true).optional(),
  }),
});

function readFixture(rule: Rule, name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, rule.id, `${name}.json`), 'utf8'));
}

type Fixture = z.infer<typeof silentSchema>;

/** Fields that do not exist are refused by the schema of the VM. */
function contextOf(fixture: Fixture, lacking: readonly FactId[] = []): FitContext {
  const facts = Object.fromEntries(
    Object.entries(allFacts).filter(([fact]) => !lacking.some((other) => other === fact)),
  );
  const given: EstateGiven = {
    vms: [fixture.vm, ...(fixture.others ?? [])],
    hosts: fixture.hosts ?? [],
    clusters: fixture.clusters ?? [],
    datastores: fixture.datastores ?? [],
    storageDevices: fixture.storageDevices ?? [],
    portGroups: fixture.portGroups ?? [],
    ...(fixture.guest === undefined ? {} : { guest: fixture.guest, guestIs: fixture.guestIs ?? 'first' }),
    source: aFitSource({ facts }),
  };
  return aFitContext(given, fixture.settings ?? {}, fixture.asOf ?? '2026-11-24');
}

/** The guest without a fact: as the collector leaves it where it could not see. */
function without(guest: Fixture['guest'], fact: GuestFact): Fixture['guest'] {
  const [field, inner] = fact.split('.');
  if (inner === undefined) return { ...guest, [field ?? '']: null };
  return { ...guest, [field ?? '']: { ...record.optional().parse(guest?.[field ?? '']), [inner]: null } };
}

function examineFirst(rule: Rule, context: FitContext): Examined | null {
  const [vm] = context.estate.vms;
  const [source] = context.estate.sources;
  if (vm === undefined || source === undefined) throw new Error('a fixture has a VM and a source');
  const guest = context.guestOf(vm);
  return examine(rule, new VmSubject(vm, source, guest, context.estate.sources[guest?.source ?? -1]?.name), context);
}

/** `forklift.vmware.guestDisks.key.not_found` is forklift-vmware-guest-disks-key-not-found.ts. */
function fileNameOf(id: string): string {
  return `${id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll(/[._]/g, '-')}.ts`;
}

describe('the list of rules', () => {
  test('is current: run npm run index', () => {
    const written = readFileSync(join(rulesFolder, 'index.ts'), 'utf8');
    expect(written).toBe(ruleIndex(readdirSync(rulesFolder)));
  });

  test('has each rule once, in the file of its id', () => {
    const ids = rules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.map(fileNameOf)).toEqual(
      readdirSync(rulesFolder)
        .filter((name) => name !== 'index.ts')
        .sort(),
    );
  });

  test('has no fixture without a rule', () => {
    expect(readdirSync(fixtures).sort()).toEqual(rules.map((rule) => rule.id).sort());
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  test('has texts that end as sentences do', () => {
    const { title, why, remedy } = rule.text;
    expect(title).not.toMatch(/[.!?]$/);
    for (const text of [why, remedy]) expect(text).toMatch(/^\S.*[^ ]\.$/s);
  });

  test('fires', () => {
    const fixture = firesSchema.parse(readFixture(rule, 'fires'));
    expect(fixture.expect.severity === 'unknown' || fixture.expect.evidence.length > 0).toBe(true);
    const { expect: wanted, ...estate } = fixture;
    const examined = examineFirst(rule, contextOf(estate));
    const { vote } = examined?.hit ?? {};
    expect({
      severity: examined?.finding.severity,
      evidence: examined?.finding.evidence.map(({ path }) => path),
      detail: wanted.detail === undefined ? undefined : examined?.finding.detail,
      vote: vote === undefined ? undefined : { by: vote.by, disposition: vote.disposition },
      candidate: examined?.hit?.candidate,
      voidsContainerize: examined?.hit?.voidsContainerize,
    }).toEqual({
      severity: wanted.severity,
      evidence: wanted.evidence,
      detail: wanted.detail,
      vote: wanted.vote,
      candidate: wanted.candidate,
      voidsContainerize: wanted.voidsContainerize,
    });
  });

  test('does not fire', () => {
    const fixture = silentSchema.parse(readFixture(rule, 'does-not-fire'));
    expect(examineFirst(rule, contextOf(fixture))).toBeNull();
  });

  test('says unknown where a fact that it needs is missing', () => {
    const fixture = silentSchema.parse(readFixture(rule, 'does-not-fire'));
    expect(rule.needs.length + (rule.guest ?? []).length).toBeGreaterThan(0);
    for (const fact of rule.guest ?? []) {
      const examined = examineFirst(rule, contextOf({ ...fixture, guest: without(fixture.guest, fact) }));
      expect(examined?.finding, `without ${fact}`).toMatchObject({ rule: rule.id, severity: 'unknown' });
      expect(examined?.finding.detail).toContain(fact);
      expect(examined?.hit).toBeNull();
    }
    for (const need of rule.needs) {
      const lacking = typeof need === 'string' ? [need] : need;
      const examined = examineFirst(rule, contextOf(fixture, lacking));
      expect(examined?.finding, `without ${lacking.join(', ')}`).toMatchObject({ rule: rule.id, severity: 'unknown' });
      expect(examined?.finding.detail).toContain(lacking[0]);
      expect(examined?.hit).toBeNull();
    }
  });
});
