import { assignNames } from '../../src/lib/kubernetes-names.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { Datastore, Vm } from '../../src/model/estate.ts';
import type { VmDecision } from '../../src/model/plan.ts';
import { hostProvider, providerComment, providerManifests, providersOf, type SourceProvider } from './providers.ts';

const apiVersion = 'forklift.konveyor.io/v1beta1';

interface Member {
  readonly vm: Vm;
  readonly decision: VmDecision;
}

/** Rehosted VMs of one namespace and one vCenter: what one plan moves. */
interface Batch {
  readonly namespace: string;
  readonly provider: SourceProvider;
  readonly moved: Member[];
  readonly leftOut: Member[];
}

function batches({ estate, plan }: Assessed): Batch[] {
  const providerOf = providersOf(estate);
  const found = new Map<string, Batch>();
  for (const [index, decision] of plan.decisions.entries()) {
    const vm = estate.vms[index];
    if (vm === undefined || decision.forklift === null) continue;
    const provider = providerOf(vm);
    const key = `${decision.namespace}\n${provider.name}`;
    const batch = found.get(key) ?? { namespace: decision.namespace, provider, moved: [], leftOut: [] };
    found.set(key, batch);
    (decision.forklift.leftOut === null ? batch.moved : batch.leftOut).push({ vm, decision });
  }
  return [...found.values()].sort(
    (a, b) => byCodePoint(a.namespace, b.namespace) || byCodePoint(a.provider.name, b.provider.name),
  );
}

/** Port groups by name and where they go. A name that is several networks is mapped once, and told in `ambiguous`. */
function networkMap({ moved, namespace }: Batch): { readonly map: unknown[]; readonly ambiguous: readonly string[] } {
  const destinations = new Map<string, Set<string | null>>();
  for (const { decision } of moved) {
    for (const { portGroup, attachment } of decision.network?.nics ?? []) {
      if (portGroup === null) continue;
      const known = destinations.get(portGroup) ?? new Set<string | null>();
      destinations.set(portGroup, known.add(attachment));
    }
  }
  const sorted = [...destinations].sort(([a], [b]) => byCodePoint(a, b));
  return {
    map: sorted.map(([name, attachments]) => {
      const [attachment] = [...attachments].flatMap((one) => one ?? []).sort(byCodePoint);
      return {
        source: { name },
        destination: attachment === undefined ? { type: 'pod' } : { type: 'multus', namespace, name: attachment },
      };
    }),
    ambiguous: sorted.filter(([, attachments]) => attachments.size > 1).map(([name]) => name),
  };
}

/** What is known of datastores and classes. */
interface Stores {
  readonly idOf: (vm: Vm, name: string) => string | null;
  /** Classes of devirt.yaml that give ReadWriteMany volumes. */
  readonly shared: ReadonlySet<string>;
}

function placeKey(place: Pick<Vm, 'source' | 'vCenterUuid'>, name: string): string {
  return `${place.vCenterUuid ?? `source ${place.source}`}\n${name}`;
}

/** Managed object reference of a datastore by vCenter and name, where the sources give one and the name is no other's. */
function datastoreIds(datastores: readonly Datastore[]): (vm: Vm, name: string) => string | null {
  const ids = new Map<string, string | null>();
  for (const datastore of datastores) {
    const at = placeKey(datastore, datastore.name);
    ids.set(at, ids.has(at) ? null : datastore.moRef);
  }
  return (vm, name) => ids.get(placeKey(vm, name)) ?? null;
}

function storageMap({ moved }: Batch, { idOf, shared }: Stores): unknown[] {
  const pairs = new Map<string, unknown>();
  for (const { vm, decision } of moved) {
    for (const { datastore, storageClass } of decision.storage?.disks ?? []) {
      if (datastore === null) continue;
      const id = idOf(vm, datastore);
      pairs.set(datastore, {
        source: id === null ? { name: datastore } : { id },
        destination: {
          storageClass: storageClass.name,
          ...(storageClass.chosen && shared.has(storageClass.name) ? { accessMode: 'ReadWriteMany' } : {}),
        },
      });
    }
  }
  return [...pairs].sort(([a], [b]) => byCodePoint(a, b)).map(([, pair]) => pair);
}

const reference = (name: string, namespace: string): unknown => ({ name, namespace });

/** NetworkMap, StorageMap and Plan of a batch, all of one name. */
function planManifests(batch: Batch, name: string, forkliftNamespace: string, stores: Stores): unknown[] {
  const metadata = { name, namespace: forkliftNamespace, labels: { 'app.kubernetes.io/managed-by': 'devirt' } };
  const provider = {
    source: reference(batch.provider.name, forkliftNamespace),
    destination: reference(hostProvider, forkliftNamespace),
  };
  const keepsAddress = batch.moved.some(({ decision }) => decision.network?.nics.some((nic) => nic.addressKept));
  return [
    { apiVersion, kind: 'NetworkMap', metadata, spec: { provider, map: networkMap(batch).map } },
    { apiVersion, kind: 'StorageMap', metadata, spec: { provider, map: storageMap(batch, stores) } },
    {
      apiVersion,
      kind: 'Plan',
      metadata,
      spec: {
        provider,
        map: { network: reference(name, forkliftNamespace), storage: reference(name, forkliftNamespace) },
        targetNamespace: batch.namespace,
        // The guests keep their static addresses where their network is kept.
        preserveStaticIPs: keepsAddress,
        vms: batch.moved.map(({ vm, decision }) => ({ id: vm.moRef, targetName: decision.resourceName })),
      },
    },
  ];
}

function planComment(batch: Batch): string {
  const { namespace, provider, moved, leftOut } = batch;
  const decisions = moved.map(({ decision }) => decision);
  const onPod = decisions.filter(({ network }) => network?.nics.some((nic) => nic.to === 'pod'));
  const unchosen = new Set(
    decisions.flatMap(({ storage }) =>
      (storage?.disks ?? []).flatMap((disk) => (disk.storageClass.chosen ? [] : disk.storageClass.name)),
    ),
  );
  return [
    `Moves ${moved.length} VM(s) of ${provider.url} into namespace ${namespace}, cold: each is shut down, copied, converted.`,
    'Nothing starts by applying this file; the Migration of the same name in ../migrations starts it.',
    ...(unchosen.size === 0
      ? []
      : [
          `Proposed and on no cluster yet, StorageClass ${[...unchosen].sort(byCodePoint).join(', ')}: make it, or name yours in devirt.yaml (storage.classes).`,
        ]),
    ...networkMap(batch).ambiguous.map(
      (name) =>
        `Several networks are called ${name}: give each its source id in the NetworkMap, because a name has to be one network.`,
    ),
    ...onPod.map(({ name }) => `On the pod network, where its address changes: ${name}`),
    ...leftOut.map(({ vm, decision }) => `Left out: ${vm.name}: ${decision.forklift?.leftOut ?? ''}`),
  ].join('\n');
}

const migration = (name: string, namespace: string): unknown => ({
  apiVersion,
  kind: 'Migration',
  metadata: { name, namespace },
  spec: { plan: reference(name, namespace) },
});

const kustomization = (resources: readonly string[]): unknown => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources,
});

/**
 * forklift's objects: providers, and for each namespace and vCenter the maps and a plan. The Migration that starts a plan
 * is in no kustomization.
 */
export function* forkliftManifests(assessed: Assessed): Generator<GeneratedFile> {
  const all = batches(assessed);
  const moving = all.filter(({ moved }) => moved.length > 0);
  if (all.length === 0) return;
  const { forkliftNamespace } = assessed.settings.kubevirt;
  const providersIn = new Map<string, number>();
  for (const { namespace } of all) providersIn.set(namespace, (providersIn.get(namespace) ?? 0) + 1);
  const names = assignNames(
    all.map(({ namespace, provider }) => ({
      key: `${namespace}\n${provider.name}`,
      text: providersIn.get(namespace) === 1 ? namespace : `${namespace}-${provider.name}`,
    })),
  );
  const nameOf = ({ namespace, provider }: Batch): string => names.get(`${namespace}\n${provider.name}`) ?? namespace;
  const stores: Stores = {
    idOf: datastoreIds(assessed.estate.datastores),
    shared: new Set(
      assessed.plan.storage.classes
        .filter((item) => item.chosen && item.liveMigration === true)
        .map(({ name }) => name),
    ),
  };
  const providers = [...new Set(moving.map(({ provider }) => provider))].sort((a, b) => byCodePoint(a.name, b.name));

  yield {
    path: 'kubevirt/forklift/providers.yaml',
    content: toYaml(providerManifests(providers, forkliftNamespace), providerComment(providers, forkliftNamespace)),
  };
  for (const batch of moving) {
    const name = nameOf(batch);
    yield {
      path: `kubevirt/forklift/plans/${name}.yaml`,
      content: toYaml(planManifests(batch, name, forkliftNamespace, stores), planComment(batch)),
    };
    yield {
      path: `kubevirt/forklift/migrations/${name}.yaml`,
      content: toYaml(
        [migration(name, forkliftNamespace)],
        'Applying this starts the plan of the same name: its VMs are shut down on vSphere and copied.',
      ),
    };
  }
  const leftOut = all.flatMap((batch) => batch.leftOut.map((member) => ({ ...member, namespace: batch.namespace })));
  yield {
    path: 'kubevirt/forklift/kustomization.yaml',
    content: toYaml(
      [kustomization(['providers.yaml', ...moving.map((batch) => `plans/${nameOf(batch)}.yaml`).sort(byCodePoint)])],
      [
        'Providers, maps and plans. Nothing moves by applying them: each Migration in migrations/ is applied by hand.',
        'The namespaces and networks of kubernetes/base come first.',
        ...leftOut
          .map(
            ({ vm, decision, namespace }) => `In no plan: ${namespace}/${vm.name}: ${decision.forklift?.leftOut ?? ''}`,
          )
          .sort(byCodePoint),
      ].join('\n'),
    ),
  };
}
