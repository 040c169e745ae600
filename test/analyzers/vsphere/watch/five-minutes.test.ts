import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerReader } from '../../../../analyzers/vsphere/client/answer-reader.ts';
import type { VimNode } from '../../../../analyzers/vsphere/client/node.ts';
import type { Counter } from '../../../../analyzers/vsphere/performance/counters.ts';
import { CounterSpans, readSpans } from '../../../../analyzers/vsphere/watch/five-minutes.ts';

const cpu: Counter = { name: 'cpu.usagemhz.average', unit: 'megaHertz', id: '6', of: 'object', level: 1 };
const midnight = Date.parse('2026-11-24T00:00:00Z') / 1000;
const span = midnight / 300;

/** An answer with a sample of counter 6 at each of these seconds after midnight. */
function answer(samples: readonly (readonly [second: number, value: number])[], interval = 20): VimNode {
  const info = samples.map(([second]) => `${interval},${new Date((midnight + second) * 1000).toISOString()}`).join(',');
  const csv = samples.map(([, value]) => value).join(',');
  const reader = new AnswerReader(null, () => {});
  reader.write(
    Buffer.from(
      `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><R xmlns="urn:vim25"><returnval><sampleInfoCSV>${info}</sampleInfoCSV><value><id><counterId>6</counterId><instance></instance></id><value>${csv}</value></value></returnval></R></Body></Envelope>`,
    ),
  );
  const node = reader.end().body.at('returnval');
  if (node === undefined) throw new Error('no returnval');
  return node;
}

const every20 = (from: number, to: number, value = (second: number): number => second): [number, number][] =>
  Array.from({ length: (to - from) / 20 }, (_, index) => {
    const second = from + 20 * (index + 1);
    return [second, value(second)];
  });

/** The series of samples that come in these answers, each asked for from where the one before ended. */
function seriesOf(answers: readonly VimNode[], counter = cpu): ReturnType<CounterSpans['series']> {
  const all = new CounterSpans();
  let after = 0;
  for (const entity of answers) {
    const samples = readSpans(entity, [counter], after);
    const figures = samples?.figures.get(counter.name);
    if (samples === null || figures === undefined) continue;
    all.add(samples.spans, figures);
    after = samples.last;
  }
  return all.series(counter.name, counter.unit);
}

describe('samples of 20 s', () => {
  it('become averages and peaks of five minutes, which bear the time at which they end', () => {
    expect(seriesOf([answer(every20(0, 600))])).toEqual([
      {
        counter: cpu.name,
        unit: 'megaHertz',
        intervalSeconds: 300,
        rollup: 'average',
        from: '2026-11-24T00:05:00',
        to: '2026-11-24T00:10:00',
        samples: 2,
        // 20, 40, … 300 and 320, … 600
        mean: 310,
        p50: 160,
        p95: 460,
        p99: 460,
        max: 460,
      },
      expect.objectContaining({ rollup: 'maximum', samples: 2, p50: 300, max: 600 }),
    ]);
  });

  it('are sorted by their times, not by their order', () => {
    expect(seriesOf([answer(every20(0, 600).toReversed())])).toEqual(seriesOf([answer(every20(0, 600))]));
  });

  it('count once, however often and in what pieces they come', () => {
    const all = every20(0, 3600);
    // Windows of samples, each from where it likes to further than the one before.
    const ends = fc.uniqueArray(fc.integer({ min: 1, max: 180 }), { maxLength: 8 });
    const overlaps = fc.array(fc.nat(180), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(ends, overlaps, (list, overlap) => {
        let before = 0;
        const answers = [...list.toSorted((a, b) => a - b), 180].map((end, index) => {
          const from = Math.min(Math.max(0, before - (overlap[index] ?? 0)), end - 1);
          before = end;
          return answer(all.slice(from, end));
        });
        expect(seriesOf(answers)).toEqual(seriesOf([answer(all)]));
      }),
      { numRuns: 50 },
    );
  });

  it('of another interval are none, and nor are those that are not there', () => {
    expect(readSpans(answer(every20(0, 600), 300), [cpu], 0)).toBeNull();
    expect(readSpans(answer(every20(0, 600)), [cpu], midnight + 600)).toBeNull();
    expect(seriesOf([answer(every20(0, 300, () => -1))])).toEqual([]);
  });

  it('that are less than half of a span say nothing of it', () => {
    expect(seriesOf([answer(every20(0, 460))]).map(({ samples }) => samples)).toEqual([2, 2]);
    expect(seriesOf([answer(every20(0, 440))]).map(({ samples }) => samples)).toEqual([1, 1]);
    expect(readSpans(answer(every20(0, 440)), [cpu], 0)?.spans).toEqual([span, span + 1]);
  });

  it('of what vSphere sums are summed, and their peak is that of a span that is all like it', () => {
    const ready: Counter = { ...cpu, name: 'cpu.ready.summation', unit: 'millisecond' };
    const [average, maximum] = seriesOf([answer(every20(0, 300, (second) => (second === 300 ? 2000 : 100)))], ready);
    expect(average).toMatchObject({ rollup: 'average', max: 14 * 100 + 2000 });
    // 2000 ms of 20 s are 10 %, and so are 30000 ms of 300 s.
    expect(maximum).toMatchObject({ rollup: 'maximum', max: 30_000 });
  });
});
