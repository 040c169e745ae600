import type { Evidence } from '../../../model/finding.ts';
import { osLabel } from '../guest-os.ts';
import { byNameOnly, nameFinder, type NameSign } from '../name-words.ts';
import { asRunning, running } from '../running-products.ts';
import { isPodsRead } from '../../kubernetes-in-vms.ts';
import type { NodeTie } from '../../kubernetes-nodes.ts';
import type { FitContext, Hit, Rule } from '../rule.ts';

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

/** Where the node says what it has in common with the VM. */
function placeOf(by: NodeTie['by'], node: NodeTie['node']): Omit<Evidence, 'source'> {
  const path = `Node ${node.name}`;
  if (by === 'name') return { path: `${path} metadata.name`, value: node.name };
  if (by !== 'UUID') return { path: `${path} status.addresses`, value: node.addresses[0]?.address ?? null };
  return node.systemUuid === null
    ? { path: `${path} spec.providerID`, value: node.providerId }
    : { path: `${path} status.nodeInfo.systemUUID`, value: node.systemUuid };
}

/** What a cluster that was read itself says of the VM. */
function ofReadCluster({ node, cluster, by, isCertain }: NodeTie, own: Hit['evidence'], context: FitContext): Hit {
  const source = context.estate.sources[node.source]?.name ?? cluster.name;
  const evidence = [...own, { source, ...placeOf(by, node) }];
  const who = `node ${node.name} of the cluster ${cluster.name}`;
  if (!isCertain) {
    return {
      severity: 'note',
      evidence,
      detail: `May be the ${who}: both have the same ${by}, which does not suffice.`,
      candidate: 'replace',
    };
  }
  if (!isPodsRead(cluster)) {
    return {
      severity: 'work',
      evidence,
      detail: `Is the ${who}, by its ${by}. The pods of the cluster could not be read.`,
      candidate: 'replace',
    };
  }
  return {
    severity: 'work',
    evidence,
    detail: `Is the ${who}, by its ${by}.`,
    vote: {
      by: 'platform',
      disposition: 'replace',
      reason: `The ${who}, which was read: its pods run on the new nodes and are counted there.`,
    },
  };
}

export const rule: Rule = {
  id: 'platform.kubernetes-node',
  text: {
    title: 'Kubernetes node',
    why: 'A node of a cluster is a second layer of orchestration. On bare metal its pods can run directly, and the node is dissolved. That is only certain once the cluster itself was read: its pods, their requests, its tenants.',
    remedy:
      'Read the cluster with devirt collect kubernetes (pods, requests, tenants), give the snapshot beside the export, and plan its pods on the new one. Until then the VM is counted as it is; where tenants need a cluster of their own, use hosted control planes with KubeVirt workers.',
  },
  needs: ['vm.name'],
  check(subject, context) {
    const { vm, guestOs } = subject;
    const evidence = [subject.evidence('vm.name')];
    const tie = context.kubernetesNodes.ofVm(vm);
    if (tie !== null) return ofReadCluster(tie, evidence, context);
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
