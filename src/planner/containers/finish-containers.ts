import type { ContainerPeer } from '../../model/container.ts';
import type { Dependencies } from '../../model/dependencies.ts';
import type { Vm } from '../../model/estate.ts';
import type { Settings } from '../../model/settings.ts';
import type { Workload } from '../../model/plan.ts';
import type { ClaimedWorkload } from '../claims.ts';
import type { WorkloadDraft } from '../workloads.ts';

interface Draft {
  readonly namespace: string;
  readonly workloads: readonly WorkloadDraft[];
}

/**
 * Gives workloads the reference of their image, and their peers: whom each connects to, and which workload answers
 * where that becomes one too.
 * `drafts[i]` belongs to `vms[i]`.
 */
export function containerFinisher(
  vms: readonly Vm[],
  drafts: readonly Draft[],
  { edges }: Dependencies,
  { registry, tag }: Settings['images'],
): (vm: Vm, workloads: readonly ClaimedWorkload[]) => Workload[] {
  const answering = new Map<string, { readonly name: string; readonly namespace: string }>();
  const keyOf = (vm: string, instance: string | null): string => JSON.stringify([vm, instance]);
  for (const [index, vm] of vms.entries()) {
    const draft = drafts[index];
    for (const { name, container } of draft?.workloads ?? []) {
      if (draft !== undefined && container !== null) {
        answering.set(keyOf(vm.id, container.instance), { name, namespace: draft.namespace });
      }
    }
  }
  const peers = new Map<string, ContainerPeer[]>();
  for (const { from, to, port, service, evidence } of edges) {
    if (from.vm === null || from.application === null) continue;
    const workload = to.vm === null ? undefined : answering.get(keyOf(to.vm, to.application));
    const peer: ContainerPeer = {
      host: to.address,
      port,
      service,
      place: evidence[0] ?? '',
      vm: to.vm,
      workload: workload?.name ?? null,
      namespace: workload?.namespace ?? null,
    };
    const key = keyOf(from.vm, from.application);
    const known = peers.get(key);
    if (known === undefined) peers.set(key, [peer]);
    else known.push(peer);
  }
  return (vm, workloads) =>
    workloads.map(({ name, volumes, container }) => {
      if (container === null) return { name, volumes, container };
      const key = keyOf(vm.id, container.instance);
      const place = answering.get(key);
      if (place === undefined) throw new Error(`${vm.id}: ${name} is the workload of no draft`);
      const image = `${registry}/${place.namespace}/${place.name}:${tag}`;
      return { name, volumes, container: { image, ...container, peers: peers.get(key) ?? [] } };
    });
}
