import { z } from 'zod';
import { kubernetesManifests } from '../../../generators/kubernetes/base.ts';
import { vmSchema, type Estate } from '../../../src/model/estate.ts';
import { settingsSchema, type Settings } from '../../../src/model/settings.ts';
import type { GeneratedFile } from '../../../src/lib/output-writer.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { blankNic } from '../../../src/model/blank-records.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import { aHost, anEstate, aSource, aVm } from '../../src/planner/small-estate.ts';
import { aGuest } from '../../support/a-guest.ts';

const record = z.record(z.string(), z.unknown());

/** What a case states: VMs with what was seen inside them, each with only what matters. */
export const guestCaseSchema = z.strictObject({
  about: z.string(),
  settings: z.unknown().optional(),
  vms: z.array(z.strictObject({ vm: record, guest: record.optional() })),
});
export type GuestCase = z.infer<typeof guestCaseSchema>;

/** An estate of VMs that are matched with their guests by BIOS UUID. Fields that do not exist are refused. */
export function guestEstate({ vms }: Pick<GuestCase, 'vms'>): Estate {
  const uuid = (index: number): string => `564d1c2e-7a0b-41e2-a5f1-${String(index).padStart(12, '0')}`;
  return anEstate(
    vms.map(({ vm }, index) =>
      vmSchema.parse({
        ...aVm(String(vm['name'])),
        id: `id-${index}`,
        biosUuid: uuid(index),
        ...vm,
        nics: z
          .array(record)
          .parse(vm['nics'] ?? [])
          .map((nic) => ({ ...blankNic(null), ...nic })),
      }),
    ),
    [aHost('esx01.example.org')],
    {
      sources: [aSource(), { ...aSource({ kind: 'guest', name: 'guests', facts: {} }) }],
      guests: vms.flatMap(({ guest }, index) =>
        guest === undefined
          ? []
          : [
              {
                ...aGuest({
                  id: `guest-${index}`,
                  observedFrom: '2026-11-02T01:00:00Z',
                  observedTo: '2026-11-20T01:00:00Z',
                  observations: 18,
                  ...guest,
                  system: {
                    id: 'debian',
                    versionId: '12',
                    codename: 'bookworm',
                    prettyName: 'Debian GNU/Linux 12',
                    ...record.parse(guest['system'] ?? {}),
                  },
                  identity: { biosUuid: uuid(index), ...record.parse(guest['identity'] ?? {}) },
                }),
                source: 1,
              },
            ],
      ),
    },
  );
}

export function assess(given: Pick<GuestCase, 'vms' | 'settings'>): Assessed {
  const settings: Settings = settingsSchema.parse(given.settings ?? {});
  const estate = guestEstate(given);
  return { estate, plan: makePlan(estate, settings), settings, version: '0.0.0-test' };
}

/** What generators write, by path. Throws where two files have one path. */
export function filesOf(files: Iterable<GeneratedFile>): ReadonlyMap<string, string> {
  const byPath = new Map<string, string>();
  for (const { path, content } of files) {
    if (typeof content !== 'string') throw new Error(`${path} is no text`);
    if (byPath.has(path)) throw new Error(`${path} is written twice`);
    byPath.set(path, content);
  }
  return byPath;
}

export const manifestsOf = (assessed: Assessed): ReadonlyMap<string, string> => filesOf(kubernetesManifests(assessed));
