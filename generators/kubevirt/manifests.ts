import { byCodePoint } from '../../src/lib/order.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { claimedDisks, dataVolume } from './data-volume.ts';
import { header } from './header.ts';
import { virtualMachine } from './virtual-machine.ts';

interface NamespaceFiles {
  readonly files: string[];
  /** VMs without a size, for which there is no manifest. */
  readonly unsized: string[];
}

/** One file a rehosted VM, one kustomization a namespace. A VM whose vCPUs or memory are unknown gets none, which is said. */
export function* kubevirtManifests({ estate, plan }: Assessed): Generator<GeneratedFile> {
  const namespaces = new Map<string, NamespaceFiles>();
  for (const [index, decision] of plan.decisions.entries()) {
    const vm = estate.vms[index];
    if (decision.disposition !== 'rehost' || vm === undefined) continue;
    const { namespace, resourceName, sizing } = decision;
    const known = namespaces.get(namespace) ?? { files: [], unsized: [] };
    namespaces.set(namespace, known);
    if (sizing === null) {
      known.unsized.push(vm.name);
      continue;
    }
    const claimed = claimedDisks(decision);
    // No label has a dot, so that no other VM has this name.
    const file = resourceName === 'kustomization' ? 'kustomization.vm.yaml' : `${resourceName}.yaml`;
    known.files.push(file);
    yield {
      path: `kubevirt/${namespace}/${file}`,
      content: toYaml(
        [...claimed.map((disk) => dataVolume(vm, decision, disk)), virtualMachine(vm, decision, sizing, claimed)],
        header(vm, decision, sizing),
      ),
    };
  }
  for (const [namespace, { files, unsized }] of namespaces) {
    yield {
      path: `kubevirt/${namespace}/kustomization.yaml`,
      content: toYaml(
        [
          {
            apiVersion: 'kustomize.config.k8s.io/v1beta1',
            kind: 'Kustomization',
            resources: files.sort(byCodePoint),
          },
        ],
        [
          'For VMs that are moved by hand. forklift creates the VirtualMachines that it moves itself: apply those of its',
          'plans (kubevirt/forklift) or these, not both. The networks are in kubernetes/base.',
          ...unsized
            .sort(byCodePoint)
            .map((name) => `Without a manifest, because its vCPUs or memory are not known: ${name}`),
        ].join('\n'),
      ),
    };
  }
}
