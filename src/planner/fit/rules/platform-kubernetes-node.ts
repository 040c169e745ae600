import { osLabel } from '../guest-os.ts';
import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import { asRunning, running } from '../running-products.ts';
import type { Rule } from '../rule.ts';

// prettier-ignore
const distributions = [
  'k8s', 'kube', 'kubernetes', 'kubeadm', 'k3s', 'rke', 'rke2', 'rancher', 'ocp', 'okd', 'openshift', 'tkg', 'tkc',
  'tkgs', 'tanzu', 'microk8s',
] as const;
// prettier-ignore
const roles = [
  'master', 'masters', 'worker', 'workers', 'node', 'nodes', 'controlplane', 'cp', 'etcd', 'infra', 'bootstrap',
  'minion', 'control',
] as const;

/** A distribution with a role is a node; the name of a distribution alone may be anything about it. */
const signs: readonly NameSign[] = distributions.map((distribution) => ({
  product: 'a Kubernetes node',
  words: roles.map((role) => [distribution, role]),
}));

const findNode = nameFinder(signs);

/** Letters and digits of the random parts in names that Kubernetes makes (k8s.io/apimachinery/pkg/util/rand). */
const random5 = '[bcdfghjklmnpqrstvwxz2456789]{5}';
const generatedNames: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`^[a-z0-9-]+-${random5}-(?:master|bootstrap|worker|infra)(?:-[a-z0-9-]+)?$`),
    'OpenShift (infrastructure id)',
  ],
  [new RegExp(`^[a-z0-9-]+-(?:control-plane|md-[0-9]+)(?:-[a-z0-9-]+)?-${random5}$`), 'Cluster API or Tanzu'],
];

/** Systems that exist to run containers. Red Hat CoreOS comes with OpenShift only, Talos with Kubernetes only. */
const containerSystems: ReadonlySet<string> = new Set([
  'rhcos',
  'fedora-coreos',
  'flatcar',
  'talos',
  'bottlerocket',
  'coreos-container-linux',
]);

/** The installer of OpenShift makes a tag category "openshift-<infrastructure id>" for the nodes of a cluster. */
const installerTag = /^openshift-[a-z0-9-]{1,60}\//i;

/** A DNS label is all that a generated name can be; anything longer is not put to the patterns. */
const longestLabel = 253;

export const rule: Rule = {
  id: 'platform.kubernetes-node',
  text: {
    title: 'Kubernetes node',
    why: 'A node of a cluster is a second layer of orchestration. On bare metal its pods can run directly, and the node is dissolved. That is only certain once the cluster itself was read: its pods, their requests, its tenants.',
    remedy:
      'Read the cluster (pods, requests, tenants) and plan its pods on the new one. Until then the VM is counted as it is; where tenants need a cluster of their own, use hosted control planes with KubeVirt workers.',
  },
  needs: ['vm.name'],
  check(subject) {
    const { vm, guestOs } = subject;
    const evidence = [subject.evidence('vm.name')];
    const programs = running(subject, 'kubernetes');
    if (programs.length > 0) {
      return {
        severity: 'work',
        evidence: [...evidence, ...programs.map((program) => program.evidence)],
        detail: asRunning(programs),
        candidate: 'replace',
      };
    }
    const tag = vm.tags.find((name) => installerTag.test(name));
    if (tag !== undefined) {
      return {
        severity: 'work',
        evidence: [...evidence, subject.evidence('vm.tags', tag)],
        detail: 'Bears the tag that the installer of OpenShift gives to the nodes that it makes.',
        candidate: 'replace',
      };
    }
    if (guestOs.product !== null && containerSystems.has(guestOs.product)) {
      return {
        severity: 'work',
        evidence: [...evidence, ...guestOs.signs.map((sign) => subject.evidence(sign.fact))],
        detail: `The guest is ${osLabel(guestOs)}, a system that exists to run containers.`,
        candidate: 'replace',
      };
    }
    const isWindows = guestOs.family === 'windows';
    const name = vm.name.length > longestLabel ? '' : vm.name.toLowerCase();
    const generated = generatedNames.find(([pattern]) => pattern.test(name));
    if (generated !== undefined) {
      const detail = `Taken for a Kubernetes node by its name only: made like the names of ${generated[1]}.`;
      return { severity: 'note', evidence, detail, candidate: 'replace' };
    }
    const match = findNode(subject.words);
    if (match === null) return null;
    const detail = byNameOnly('a Kubernetes node', match);
    if (match.doubts.length > 0) return { severity: 'note', evidence, detail };
    if (isWindows) {
      return { severity: 'note', evidence, detail: `${detail} The guest is Windows, which is rarely one.` };
    }
    return { severity: 'note', evidence, detail, candidate: 'replace' };
  },
};
