import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { blankDatastore, blankDisk, blankNic } from '../../../src/model/blank-records.ts';
import type { Estate } from '../../../src/model/estate.ts';
import { safeRelativePath } from '../../../src/lib/safe-path.ts';
import { aHost, anEstate, aSource, aVm } from '../../src/planner/small-estate.ts';
import { manifestsOf } from './rehost-estate.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '---\napiVersion: v1\nkind: Pod',
    'a\n---\nb',
    '{a: b}',
    '"}]',
    "'; rm -rf /; '",
    '../../../etc/passwd',
    '# comment\nkind: Secret',
    '!!js/function x',
    '&a *a',
    'kustomization',
    'forklift',
    'kube-system',
    'host',
    '\u2028kind: Pod',
    '\u202eevil',
    '\r\nkind: Pod',
    '${HOME}',
    '{{ .Values.x }}',
    'yes',
    '0x10',
    'x'.repeat(400),
  ),
);

interface Names {
  readonly vm: string;
  readonly second: string;
  readonly application: string;
  readonly portGroup: string;
  readonly datastore: string;
  readonly mac: string;
  readonly uuid: string;
  readonly moRef: string;
  readonly server: string;
  readonly label: string;
}

const anyNames: fc.Arbitrary<Names> = fc.record({
  vm: hostile,
  second: hostile,
  application: hostile,
  portGroup: hostile,
  datastore: hostile,
  mac: hostile,
  uuid: hostile,
  moRef: hostile,
  server: hostile,
  label: hostile,
});

function estateOf(names: Names): Estate {
  const vm = (name: string, id: string) =>
    aVm(name, {
      id,
      moRef: names.moRef,
      biosUuid: names.uuid,
      customAttributes: { Application: names.application },
      annotation: names.label,
      disks: [
        {
          ...blankDisk(2),
          label: names.label,
          path: `[${names.datastore}] ${id}/x.vmdk`,
          capacityMiB: 100,
          raw: false,
          mode: 'persistent',
        },
      ],
      nics: [{ ...blankNic(2), network: names.portGroup, switch: names.label, macAddress: names.mac }],
    });
  const group = {
    source: 0,
    row: 2,
    vCenterUuid: null,
    kind: 'distributed',
    host: null,
    name: names.portGroup,
    switch: names.label,
    vlan: '10',
    promiscuous: null,
    macChanges: null,
    forgedTransmits: null,
    uplink: null,
  } as const;
  return anEstate([vm(names.vm, 'one'), vm(names.second, 'two')], [aHost('esx01.example.org')], {
    sources: [aSource({ server: names.server })],
    portGroups: [group],
    datastores: [{ ...blankDatastore(0, 2, names.datastore), moRef: names.moRef, type: 'VMFS' }],
  });
}

/** Kinds of all objects of all files, and the keys of each object: what names must not change. */
function structure(files: ReadonlyMap<string, string>): string[] {
  const shapes: string[] = [];
  for (const [path, text] of files) {
    expect(safeRelativePath(path)).toBe(path);
    if (!path.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(text)) {
      expect(document.errors).toEqual([]);
      const object: unknown = document.toJS();
      if (typeof object !== 'object' || object === null || !('kind' in object)) throw new Error(`${path}: no object`);
      shapes.push(`${String(object.kind)}: ${Object.keys(object).join(' ')}`);
    }
  }
  return shapes.sort();
}

const harmless: Names = {
  vm: 'web-1',
  second: 'web-2',
  application: 'shop',
  portGroup: 'prod',
  datastore: 'san',
  mac: '00:50:56:80:00:01',
  uuid: '564d1c2e-7a0b-11e2-a5f1-0025b500001a',
  moRef: 'vm-1',
  server: 'vcenter.example.org',
  label: 'Hard disk 1',
};

describe('names out of an estate', () => {
  const expected = structure(manifestsOf(estateOf(harmless)));

  it('change no object but in its values', () => {
    expect(expected).toContain('VirtualMachine: apiVersion kind metadata spec');
    expect(expected.filter((shape) => shape.startsWith('Plan:'))).toHaveLength(1);
    fc.assert(
      fc.property(anyNames, (names) => {
        // A port group or datastore without a name, or with a bracket in it, is none that a disk could name.
        fc.pre(names.portGroup !== '' && names.datastore !== '' && !names.datastore.includes(']'));
        expect(structure(manifestsOf(estateOf(names)))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('become a URL only where they are a server, and a MAC or UUID only where they are one', () => {
    fc.assert(
      fc.property(anyNames, (names) => {
        const text = [...manifestsOf(estateOf(names)).values()].join('');
        for (const [, url] of text.matchAll(/^ {2}url: "?([^"\n]*)/gm)) {
          expect(url).toMatch(/^(?:|https:\/\/[A-Za-z0-9.:[\]-]+\/sdk)$/);
        }
        for (const [, mac] of text.matchAll(/^ +macAddress: "?([^"\n]*)/gm)) expect(mac).toMatch(/^[0-9a-f:]{17}$/);
        for (const [, uuid] of text.matchAll(/^ {10}uuid: "?([^"\n]*)/gm)) expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
      }),
      { numRuns: 60 },
    );
  });
});
