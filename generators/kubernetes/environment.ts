import type { SecretPlace } from '../../src/model/guest.ts';
import { type MovedWorkload, labelsOf } from '../../src/model/moved-workloads.ts';

/** Names that every version of Kubernetes takes for variables (C_IDENTIFIER in its validation). */
const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,252}$/;

/** A ConfigMap holds at most 1 MiB (Kubernetes, "ConfigMaps"); names and the object itself take some of it. */
const configMapLimitBytes = 1_000_000;

export const configMapName = ({ workload }: Pick<MovedWorkload, 'workload'>): string => `${workload.name}-environment`;
export const secretName = ({ workload }: Pick<MovedWorkload, 'workload'>): string => `${workload.name}-secrets`;

export interface Environment {
  /** Null where there is nothing to put into one. */
  readonly configMap: { readonly data: Readonly<Record<string, string>> } | null;
  /** Of the container: what comes from the Secret. */
  readonly env: readonly { readonly name: string; readonly valueFrom: unknown }[];
  /** Names that no container can have, and values that fit into no ConfigMap. */
  readonly leftOut: readonly string[];
}

/** Secrets that the application reads from its environment: those with a name that stand in none of its own files. */
export function secretVariables({ container }: MovedWorkload): SecretPlace[] {
  const files = new Set(container.files.map(({ path }) => path));
  const inFile = ({ place }: SecretPlace): boolean => files.has(place.replace(/:\d+$/, ''));
  const named = container.secrets.filter((secret) => variableName.test(secret.key ?? '') && !inFile(secret));
  return [...new Map(named.toReversed().map((secret) => [secret.key, secret])).values()].toReversed();
}

const configMapOf = (moved: MovedWorkload, data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: configMapName(moved), namespace: moved.decision.namespace, labels: labelsOf(moved) },
  data,
});

/** The variables of a workload: from a ConfigMap what is no secret, from a Secret what is one. */
export function environmentOf(moved: MovedWorkload): Environment {
  const { container } = moved;
  const secrets = secretVariables(moved);
  const secretNames = new Set(secrets.flatMap(({ key }) => key ?? []));
  // Without a prototype: a variable may be called __proto__.
  const data: Record<string, string> = Object.create(null) as Record<string, string>;
  const leftOut: string[] = [];
  let bytes = 0;
  for (const { name, value } of container.environment) {
    bytes += name.length + new TextEncoder().encode(value).length;
    if (!variableName.test(name) || value.includes('\0') || bytes > configMapLimitBytes) leftOut.push(name);
    else if (!secretNames.has(name)) data[name] = value;
  }
  return {
    configMap: Object.keys(data).length === 0 ? null : configMapOf(moved, data),
    env: secrets.flatMap(({ key }) =>
      key === null
        ? []
        : [{ name: key, valueFrom: { secretKeyRef: { name: secretName(moved), key, optional: false } } }],
    ),
    leftOut,
  };
}
