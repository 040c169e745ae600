import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ManagedObject } from '../../../../analyzers/vsphere/client/node.ts';
import type { Counter } from '../../../../analyzers/vsphere/performance/counters.ts';
import type { SpanSamples } from '../../../../analyzers/vsphere/watch/five-minutes.ts';
import { SampleFile, type SampleHeader } from '../../../../analyzers/vsphere/watch/sample-file.ts';
import { scratchFolder } from '../../../support/devirt.ts';

const header: SampleHeader = { server: 'vc.example', vCenterUuid: 'u', begun: 1_000_000 };
const cpu: Counter = { name: 'cpu.usagemhz.average', unit: 'megaHertz', id: '6', of: 'object', level: 1 };
const vm = (number: number): ManagedObject => ({ type: 'VirtualMachine', id: `vm-${number}` });
const sampled = (span: number): SpanSamples => ({
  last: span * 300,
  spans: [span],
  figures: new Map([[cpu.name, { count: [15], sum: [span], peak: [span] }]]),
});

/** Appends a round in which all these objects have samples of one span. */
async function appendRound(file: SampleFile, objects: readonly ManagedObject[], span: number): Promise<void> {
  for (const [group, members] of file.groups(objects)) {
    await file.append(group, [cpu], new Map(members.map((object) => [object, sampled(span)])));
  }
}

/** The spans of each object, as they are read back. */
async function contentOf(file: SampleFile): Promise<Record<string, number[]>> {
  const spans: Record<string, number[]> = {};
  for await (const group of file.read()) {
    for await (const record of group) (spans[record.object.id] ??= []).push(...record.spans);
  }
  return spans;
}

async function reopen(path: string): Promise<SampleFile> {
  const file = await SampleFile.open(path);
  if (file === null) throw new Error('it is not there');
  return file;
}

describe('a file of samples', () => {
  it('goes on where it ended, with each object in its group', async () => {
    const path = join(scratchFolder(), 'a.samples');
    expect(await SampleFile.open(path)).toBeNull();
    const objects = Array.from({ length: 100 }, (_, number) => vm(number));
    const first = await SampleFile.create(path, header);
    const groups = [...first.groups(objects).values()].map((members) => members.map(({ id }) => id));
    await appendRound(first, objects, 10);
    await first.close();
    const second = await reopen(path);
    expect(second.header).toEqual(header);
    expect(objects.map((object) => second.last(object))).toEqual(objects.map(() => 3000));
    expect(second.last(vm(100))).toBeNull();
    // A VM that was deleted and one that is new move no other.
    await appendRound(second, [...objects.slice(1), vm(100)], 11);
    await second.close();
    const third = await reopen(path);
    const later = [...third.groups([...objects, vm(100)]).values()].map((members) => members.map(({ id }) => id));
    expect(later.flat().toSorted()).toEqual([...groups.flat(), 'vm-100'].toSorted());
    for (const members of groups) expect(later.some((group) => members.every((id) => group.includes(id)))).toBe(true);
    expect(third.last(vm(0))).toBe(3000);
    const content = await contentOf(third);
    expect([content['vm-0'], content['vm-1'], content['vm-100']]).toEqual([[10], [10, 11], [11]]);
    await third.close();
  });

  it('cut off anywhere holds what was whole, and takes more', async () => {
    const path = join(scratchFolder(), 'a.samples');
    const file = await SampleFile.create(path, header);
    const ends = [readFileSync(path).length];
    for (const span of [10, 11, 12]) {
      await appendRound(file, [vm(1)], span);
      ends.push(readFileSync(path).length);
    }
    await file.close();
    const whole = readFileSync(path);
    for (let length = ends[0] ?? 0; length <= whole.length; length += 3) {
      writeFileSync(path, whole.subarray(0, length));
      const cut = await reopen(path);
      const rounds = ends.filter((end) => end <= length).length - 1;
      expect(cut.last(vm(1))).toBe(rounds === 0 ? null : (9 + rounds) * 300);
      await appendRound(cut, [vm(1)], 20);
      await cut.close();
      const again = await reopen(path);
      expect(await contentOf(again)).toEqual({ 'vm-1': [...[10, 11, 12].slice(0, rounds), 20] });
      await again.close();
    }
  });

  it('damaged anywhere in a record holds what was before, and zeros at its end are dropped', async () => {
    const path = join(scratchFolder(), 'a.samples');
    const file = await SampleFile.create(path, header);
    await appendRound(file, [vm(1)], 10);
    const end = readFileSync(path).length;
    await appendRound(file, [vm(1)], 11);
    await file.close();
    const whole = readFileSync(path);
    for (let place = end; place < whole.length; place++) {
      const damaged = Buffer.from(whole);
      damaged[place] = (damaged[place] ?? 0) ^ 0x40;
      writeFileSync(path, damaged);
      const opened = await reopen(path);
      expect(await contentOf(opened)).toEqual({ 'vm-1': [10] });
      await opened.close();
    }
    writeFileSync(path, Buffer.concat([whole, Buffer.alloc(4096)]));
    const opened = await reopen(path);
    expect(await contentOf(opened)).toEqual({ 'vm-1': [10, 11] });
    await opened.close();
  });

  it('that another process writes to is left alone', async () => {
    const path = join(scratchFolder(), 'a.samples');
    const file = await SampleFile.create(path, header);
    await appendRound(file, [vm(1)], 10);
    appendFileSync(path, 'x');
    await expect(appendRound(file, [vm(1)], 11)).rejects.toThrow('another process writes to it');
    await file.close();
  });

  it('of something else is not touched', async () => {
    const path = join(scratchFolder(), 'a.samples');
    for (const text of [
      '',
      'something\nelse',
      `${JSON.stringify({ ...header, devirt: 'vsphere watch', version: 2 })}\n`,
    ]) {
      writeFileSync(path, text);
      await expect(SampleFile.open(path)).rejects.toThrow('no samples of a watch');
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});
