import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { AnswerReader } from '../../../analyzers/vsphere/client/answer-reader.ts';
import { readFault } from '../../../analyzers/vsphere/client/faults.ts';
import type { VimNode } from '../../../analyzers/vsphere/client/node.ts';
import { chooseVersion, listedVersions } from '../../../analyzers/vsphere/client/service-versions.ts';
import { describeShared, requireShared } from '../../support/shared.ts';

/** Bodies of the answers in a recording, in order. */
function answers(name: string): string[] {
  const text = gunzipSync(readFileSync(requireShared('data', 'vsphere', name)))
    .toString('utf8')
    .replaceAll('!!python/unicode', '');
  const recording = parse(text) as { interactions: { response: { body: { string: string } } }[] };
  return recording.interactions.map(({ response }) => response.body.string);
}

/** Reads an answer in pieces of a few bytes, as a slow network brings them. */
function read(
  answer: string,
  each: readonly string[] | null,
  bytesAtOnce: number,
): { body: VimNode; taken: VimNode[] } {
  const taken: VimNode[] = [];
  const reader = new AnswerReader(each, (node) => taken.push(node));
  const bytes = Buffer.from(answer);
  for (let at = 0; at < bytes.length; at += bytesAtOnce) reader.write(bytes.subarray(at, at + bytesAtOnce));
  return { body: reader.end().body, taken };
}

describeShared('answers of real vCenters', () => {
  it('tell of a wrong password by the type of the fault', () => {
    const fault = answers('pyvmomi-basic_connection_bad_password.yaml.gz').find((answer) => answer.includes('Fault>'));
    const { body } = read(fault ?? '', null, 100_000);
    expect(readFault('Login', body).type).toBe('InvalidLogin');
  });

  it('are read the same in pieces of any size', () => {
    const [, , ...rest] = answers('pyvmomi-basic_container_view.yaml.gz');
    expect(rest.length).toBeGreaterThan(2);
    for (const answer of rest) expect(read(answer, null, 7)).toEqual(read(answer, null, 1_000_000));
  });

  it('keep the types of what is in them', () => {
    const config = answers('pyvmomi-test_json_vm_explode_default.yaml.gz').find((answer) =>
      answer.includes('xsi:type="VirtualMachineConfigInfo"'),
    );
    const { body } = read(config ?? '', null, 1000);
    const value = body.at('returnval');
    expect(value?.type).toBe('VirtualMachineConfigInfo');
    const devices = value?.at('hardware')?.all('device') ?? [];
    expect(devices.map(({ type }) => type)).toContain('VirtualDisk');
    const disk = devices.find(({ type }) => type === 'VirtualDisk');
    expect(disk?.bytesAsMiB('capacityInBytes')).toBe((disk?.count('capacityInKB') ?? 0) / 1024);
  });

  it('hand over one object at a time', () => {
    const answer = answers('pyvmomi-test_json_vm_explode_default.yaml.gz').find((body) => body.includes('<device '));
    const { body, taken } = read(answer ?? '', ['Envelope', 'Body', '*', 'returnval', 'hardware', 'device'], 1000);
    expect(taken.length).toBeGreaterThan(5);
    expect(body.at('returnval.hardware.device')).toBeUndefined();
    expect(body.at('returnval.hardware.numCPU')).toBeDefined();
  });

  it('list the versions that they speak', () => {
    const [versions = ''] = answers('pyvmomi-test_json_vm_explode_default.yaml.gz');
    expect(chooseVersion(listedVersions(Buffer.from(versions.trim())))).toBe('8.0.2.0');
  });
});
