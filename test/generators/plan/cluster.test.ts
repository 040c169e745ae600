import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { planView } from '../../../generators/plan/view.ts';
import { blankNic } from '../../../src/model/blank-records.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aVm } from '../../src/planner/small-estate.ts';

const viewSchema = z.object({
  spec: z.object({
    changes: z.array(z.object({ vm: z.string(), nics: z.unknown() })),
    unknown: z.array(z.string()),
    podNetworkVms: z.number(),
  }),
});

const on = (application: string) => ({ customAttributes: { Application: application }, nicCount: 1 });

describe('plan/cluster', () => {
  const vms = [
    aVm('moves', { ...on('network'), nics: [{ ...blankNic(2), network: 'front' }] }),
    aVm('silent', on('index')),
    aVm('still', { ...on('storage'), nicCount: 0 }),
  ];
  const estate = anEstate(vms, [aHost('esx01.example.org')]);
  const settings = defaultSettings();
  const files = [...planView({ estate, plan: makePlan(estate, settings), settings, version: '0.0.0-test' })];

  it('answers which VMs change network, and of which that is not known', () => {
    const content = files.find(({ path }) => path === 'plan/cluster/network.yaml')?.content;
    const [document] = parseAllDocuments(typeof content === 'string' ? content : '');
    const { spec } = viewSchema.parse(document?.toJS());
    expect(spec.changes.map(({ vm, nics }) => [vm, typeof nics])).toEqual([
      ['moves', 'object'],
      ['silent', 'string'],
    ]);
    expect(spec.podNetworkVms).toBe(1);
    expect(spec.unknown.join()).toContain('front');
  });

  it('writes each file once, whatever applications are called', () => {
    const paths = files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('plan/index.application.yaml');
    expect(paths).toContain('plan/network.yaml');
    expect(paths).toContain('plan/storage.yaml');
  });
});
