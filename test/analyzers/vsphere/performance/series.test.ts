import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AnswerReader } from '../../../../analyzers/vsphere/client/answer-reader.ts';
import type { VimNode } from '../../../../analyzers/vsphere/client/node.ts';
import { chooseIntervals, type Counter, findCounters } from '../../../../analyzers/vsphere/performance/counters.ts';
import { percentile, reduceEntity } from '../../../../analyzers/vsphere/performance/series.ts';
import { describeShared, requireShared } from '../../../support/shared.ts';

/** The first `returnval` of an answer. */
function returned(content: string): VimNode {
  const reader = new AnswerReader(null, () => {});
  reader.write(
    Buffer.from(
      `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><R xmlns="urn:vim25"><returnval>${content}</returnval></R></Body></Envelope>`,
    ),
  );
  const node = reader.end().body.at('returnval');
  if (node === undefined) throw new Error('no returnval');
  return node;
}

const counter = (id: string, unit: string, of: Counter['of'] = 'object'): Counter => ({
  id,
  name: `c${id}`,
  unit,
  of,
  level: null,
});
const value = (id: string, instance: string, csv: string): string =>
  `<value><id><counterId>${id}</counterId><instance>${instance}</instance></id><value>${csv}</value></value>`;
const times =
  '<sampleInfoCSV>300,2026-11-24T10:05:00Z,300,2026-11-24T10:00:00Z,300,2026-11-24T10:10:00Z</sampleInfoCSV>';

describe('a percentile', () => {
  it('is a value that so many are not above', () => {
    const samples = fc.array(fc.nat(), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const sorted = values.toSorted((a, b) => a - b);
        const found = percentile(sorted, percent);
        const notAbove = values.filter((other) => other <= found).length;
        const below = values.filter((other) => other < found).length;
        return (
          values.includes(found) && notAbove * 100 >= percent * values.length && below * 100 < percent * values.length
        );
      }),
    );
  });
});

describe('a series', () => {
  it('keeps how its samples lie, their number, span and interval', () => {
    expect(reduceEntity(returned(times + value('6', '', '10,30,20')), [counter('6', 'megaHertz')])).toEqual([
      {
        counter: 'c6',
        unit: 'megaHertz',
        intervalSeconds: 300,
        rollup: 'average',
        from: '2026-11-24T10:00:00',
        to: '2026-11-24T10:10:00',
        samples: 3,
        mean: 20,
        p50: 20,
        p95: 30,
        p99: 30,
        max: 30,
      },
    ]);
  });

  it('does not take what was not measured for 0', () => {
    const [series] = reduceEntity(returned(times + value('6', '', '-1,,20')), [counter('6', 'megaHertz')]);
    expect(series).toMatchObject({ samples: 1, mean: 20, p50: 20 });
    expect(reduceEntity(returned(times + value('6', '', '-1,,')), [counter('6', 'megaHertz')])).toEqual([]);
    expect(reduceEntity(returned(''), [counter('6', 'megaHertz')])).toEqual([]);
  });

  it('has per cent as per cent', () => {
    expect(reduceEntity(returned(times + value('2', '', '242,237,245')), [counter('2', 'percent')])).toMatchObject([
      { mean: 2.413, p50: 2.42, max: 2.45 },
    ]);
  });

  it('of several disks is the one of the VM where the server keeps that', () => {
    const disks = returned(times + value('7', 'scsi0:0', '1,2,3') + value('7', '', '4,5,6'));
    expect(reduceEntity(disks, [counter('7', 'number', 'sum of instances')])).toMatchObject([{ p50: 5, max: 6 }]);
  });

  it('of several disks is their sum, or that of the slowest, at each moment', () => {
    const disks = returned(times + value('7', 'scsi0:0', '1,2,3') + value('7', 'scsi0:1', '10,-1,1'));
    expect(reduceEntity(disks, [counter('7', 'number', 'sum of instances')])).toMatchObject([{ p50: 4, max: 11 }]);
    expect(reduceEntity(disks, [counter('7', 'number', 'largest instance')])).toMatchObject([{ p50: 3, max: 10 }]);
  });
});

const interval = (seconds: number, enabled = true): string =>
  `<PerfInterval><samplingPeriod>${seconds}</samplingPeriod><length>${seconds * 288}</length><enabled>${enabled}</enabled></PerfInterval>`;
const choose = (...intervals: string[]): number[] =>
  chooseIntervals(returned(intervals.join('')).children).map(({ seconds }) => seconds);

describe('intervals', () => {
  it('are the finest and the coarsest useful of those that are kept', () => {
    expect(choose(interval(300), interval(1800), interval(7200), interval(86_400))).toEqual([300, 7200]);
    expect(choose(interval(300, false), interval(1800), interval(7200, false))).toEqual([1800]);
    expect(choose()).toEqual([20]);
  });
});

describeShared('the answers of a vCenter 9.0', () => {
  it('are understood', () => {
    const file = gunzipSync(readFileSync(requireShared('data', 'vsphere', 'manageiq-queryperf-hourly.yml.gz')));
    const recording = parse(file.toString('utf8')) as {
      http_interactions: { response: { body: { string: string } } }[];
    };
    const bodies = recording.http_interactions.map(({ response }) => {
      const reader = new AnswerReader(null, () => {});
      reader.write(Buffer.from(response.body.string));
      return reader.end().body;
    });
    const properties = bodies.filter(({ name }) => name === 'RetrievePropertiesResponse');
    const counters = properties.flatMap((body) => findCounters(body.at('returnval.propSet.val')?.children ?? []));
    const intervals = properties.find((body) => body.text('returnval.propSet.name') === 'historicalInterval');
    expect(chooseIntervals(intervals?.at('returnval.propSet.val')?.children ?? [])).toEqual([
      { seconds: 300, lengthSeconds: 86_400, level: 1 },
      { seconds: 7200, lengthSeconds: 2_592_000, level: 1 },
    ]);
    const entity = bodies.find(({ name }) => name === 'QueryPerfResponse')?.at('returnval');
    const series = reduceEntity(entity ?? returned(''), counters);
    expect(series).toContainEqual(
      expect.objectContaining({
        counter: 'cpu.usage.average',
        intervalSeconds: 7200,
        samples: 3,
        mean: 2.413,
        max: 2.45,
      }),
    );
    // Level 1 keeps neither ready time by disk nor active memory of it: what is absent is not 0.
    expect(series.every(({ samples }) => samples === 3)).toBe(true);
  });
});
