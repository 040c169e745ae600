import { z } from 'zod';
import { forkliftManifests } from '../../../generators/forklift/manifests.ts';
import { kubernetesManifests } from '../../../generators/kubernetes/base.ts';
import { kubevirtManifests } from '../../../generators/kubevirt/manifests.ts';
import {
  blankCluster,
  blankDatastore,
  blankDisk,
  blankNic,
  blankRemovable,
  blankResourcePool,
} from '../../../src/model/blank-records.ts';
import {
  clusterSchema,
  datastoreSchema,
  resourcePoolSchema,
  vmSchema,
  type Estate,
  type Vm,
} from '../../../src/model/estate.ts';
import { portGroupSchema } from '../../../src/model/infrastructure.ts';
import { settingsSchema, type Settings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aSource, aVm } from '../../src/planner/small-estate.ts';

const record = z.record(z.string(), z.unknown());
const records = z.array(record);

/** What a case states: only what matters; the rest is as in `aVm`, or unknown. */
export const caseSchema = z.strictObject({
  settings: z.unknown().optional(),
  vm: record,
  portGroups: records,
  datastores: records,
  /** Other VMs, clusters and pools, where rules are about them. */
  others: records.optional(),
  clusters: records.optional(),
  resourcePools: records.optional(),
});

const listOf = (value: unknown): Record<string, unknown>[] => records.parse(value ?? []);

/** A VM out of a case. Fields that do not exist are refused. */
export function rehostedVm(given: Record<string, unknown>): Vm {
  return vmSchema.parse({
    ...aVm(String(given['name'])),
    ...given,
    disks: listOf(given['disks']).map((disk) => ({ ...blankDisk(null), ...disk })),
    nics: listOf(given['nics']).map((nic) => ({ ...blankNic(null), ...nic })),
    removables: listOf(given['removables']).map((device) => ({ ...blankRemovable(null, 'cdrom'), ...device })),
  });
}

export function estateOf({
  vm,
  portGroups,
  datastores,
  others,
  clusters,
  resourcePools,
}: z.infer<typeof caseSchema>): Estate {
  const blankGroup = {
    source: 0,
    row: 2,
    vCenterUuid: null,
    promiscuous: null,
    macChanges: null,
    forgedTransmits: null,
    uplink: null,
  };
  return anEstate([rehostedVm(vm), ...(others ?? []).map(rehostedVm)], [aHost('esx01.example.org')], {
    clusters: (clusters ?? []).map((cluster) => clusterSchema.parse({ ...blankCluster(0, 2, ''), ...cluster })),
    resourcePools: (resourcePools ?? []).map((pool) =>
      resourcePoolSchema.parse({ ...blankResourcePool(0, 2), ...pool }),
    ),
    sources: [aSource({ server: 'vcenter.example.org' })],
    portGroups: portGroups.map((group) => portGroupSchema.parse({ ...blankGroup, ...group })),
    datastores: datastores.map((datastore) => datastoreSchema.parse({ ...blankDatastore(0, 2, ''), ...datastore })),
  });
}

/** Everything that goes to a cluster, by path. Throws where two files have one path. */
export function manifestsOf(
  estate: Estate,
  settings: Settings = settingsSchema.parse({}),
): ReadonlyMap<string, string> {
  const assessed = { estate, plan: makePlan(estate, settings), settings, version: '0.0.0-test' };
  const files = new Map<string, string>();
  for (const generator of [kubernetesManifests, kubevirtManifests, forkliftManifests]) {
    for (const { path, content } of generator(assessed)) {
      if (typeof content !== 'string') throw new Error(`${path} is no text`);
      if (files.has(path)) throw new Error(`${path} is written twice`);
      files.set(path, content);
    }
  }
  return files;
}
