import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  absent,
  foreign,
  landingPath,
  planOutput,
  type GeneratedContent,
} from '../../../../src/lib/output/output-plan.ts';

const hash = fc.constantFrom<string>('h1', 'h2', 'h3');
const path = fc.constantFrom('a', 'b', 'c/d', 'e');
const anyPath = fc.oneof(
  path,
  path.map((name) => `${name}.new`),
  path.map((name) => `${name}.new.new`),
);

interface Situation {
  readonly generated: Readonly<Record<string, { readonly sha256: string; readonly once: boolean }>>;
  readonly previous: Readonly<Record<string, string>>;
  readonly disk: Readonly<Record<string, string>>;
}

const situation: fc.Arbitrary<Situation> = fc.record({
  generated: fc.dictionary(path, fc.record({ sha256: hash, once: fc.boolean() }), { noNullPrototype: true }),
  previous: fc.dictionary(anyPath, hash, { noNullPrototype: true }),
  disk: fc.dictionary(anyPath, fc.oneof(hash, fc.constant(foreign)), { noNullPrototype: true }),
});

/** Decides as the writer does: what the disk has already, and once files that stand, are not staged. */
function decide({ generated, previous, disk }: Situation) {
  const state = (at: string): string => disk[at] ?? absent;
  const contents = Object.entries(generated).map(([at, { sha256, once }], i): GeneratedContent => {
    const stands = once ? state(at) !== absent : state(at) === sha256;
    return { path: at, sha256, once, staged: stands ? null : String(i) };
  });
  const manifest = new Map(Object.entries(previous));
  const plan = planOutput(contents, manifest, state);
  const result = new Map(Object.entries(disk));
  for (const removal of plan.removals) result.delete(removal.path);
  for (const move of plan.moves) result.set(move.path, move.sha256);
  return { plan, contents, manifest, state, result };
}

describe('planOutput', () => {
  test('never replaces or removes what it did not write, and says what it kept', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { plan, manifest, state } = decide(given);
        for (const { path: at, sha256 } of [...plan.moves, ...plan.removals]) {
          expect([absent, manifest.get(at)]).toContain(state(at));
          expect(sha256).not.toBe(foreign);
        }
        for (const at of [...plan.kept, ...plan.obsolete]) expect([absent, manifest.get(at)]).not.toContain(state(at));
      }),
      { numRuns: 2000 },
    );
  });

  test('puts each content at its path, or beside it where the path is kept', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { plan, contents, result } = decide(given);
        for (const { path: at, sha256, once } of contents) {
          if (once) expect(result.has(at)).toBe(true);
          else if (plan.kept.includes(at))
            expect([result.get(`${at}.new`), result.get(`${at}.new.new`), result.get(`${at}.new.new.new`)]).toContain(
              sha256,
            );
          else expect(result.get(at)).toBe(sha256);
        }
        expect(new Set(plan.moves.map((move) => move.path)).size).toBe(plan.moves.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('has nothing to do once it is done', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { plan, result } = decide(given);
        const again = decide({
          ...given,
          previous: Object.fromEntries(plan.manifest),
          disk: Object.fromEntries(result),
        });
        expect(again.plan.moves).toEqual([]);
        expect(again.plan.removals).toEqual([]);
        expect(again.plan.obsolete).toEqual([]);
        expect(again.plan.kept).toEqual(plan.kept);
        expect(again.plan.manifest).toEqual(plan.manifest);
      }),
      { numRuns: 2000 },
    );
  });

  test('the manifest names what stands there, but for what a person changed', () => {
    fc.assert(
      fc.property(situation, (given) => {
        const { plan, result } = decide(given);
        for (const [at, sha256] of plan.manifest) if (!plan.kept.includes(at)) expect(result.get(at)).toBe(sha256);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('landingPath', () => {
  test('is the path, else the first name beside it that is free, ours or the same', () => {
    const disk: Record<string, string> = { a: 'theirs', 'a.new': foreign, 'a.new.new': 'ours', b: 'same' };
    const state = (at: string): string => disk[at] ?? absent;
    const previous = new Map([['a.new.new', 'ours']]);
    expect(landingPath('a', 'next', previous, state)).toEqual({ path: 'a.new.new', present: false });
    expect(landingPath('b', 'same', previous, state)).toEqual({ path: 'b', present: true });
    expect(landingPath('c', 'next', previous, state)).toEqual({ path: 'c', present: false });
  });
});
