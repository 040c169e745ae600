import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';

export const kustomization = (resources: readonly string[]): unknown => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources,
});

/** One change of one object by JSON patch (RFC 6902). Names are DNS labels, which kustomize reads as regular expressions of themselves. */
export interface ObjectPatch {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly operations: readonly {
    readonly op: 'replace' | 'remove';
    readonly path: string;
    readonly value?: unknown;
  }[];
}

/** A component: what an overlay switches on by its path, and off by leaving it out. */
export function component(
  folder: string,
  { resources, patches = [] }: { readonly resources?: readonly string[]; readonly patches?: readonly ObjectPatch[] },
  comment: string,
): GeneratedFile {
  return {
    path: `${folder}/kustomization.yaml`,
    content: toYaml(
      [
        {
          apiVersion: 'kustomize.config.k8s.io/v1alpha1',
          kind: 'Component',
          ...(resources === undefined ? {} : { resources }),
          ...(patches.length === 0
            ? {}
            : {
                patches: patches.map(({ kind, name, namespace, operations }) => ({
                  target: { kind, name, namespace },
                  patch: JSON.stringify(operations),
                })),
              }),
        },
      ],
      comment,
    ),
  };
}

export const componentsFolder = 'kubernetes/components';
