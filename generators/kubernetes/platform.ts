import { dnsLabel } from '../../src/lib/kubernetes-names.ts';
import { markdownCell } from '../../src/lib/markup.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { formatMiB } from '../../src/lib/units.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import type { NodePool, Plan } from '../../src/model/plan.ts';
import type { StorageClassPlan } from '../../src/model/storage-plan.ts';

const folder = 'kubernetes/platform';

const storageClass = ({ name, provisioner }: StorageClassPlan): unknown => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'devirt' } },
  provisioner,
  reclaimPolicy: 'Retain',
  allowVolumeExpansion: true,
  volumeBindingMode: 'WaitForFirstConsumer',
});

function storageClasses({ classes }: Plan['storage']): GeneratedFile | null {
  const known = classes.filter(({ provisioner }) => provisioner !== null);
  if (known.length === 0) return null;
  return {
    path: `${folder}/storage-classes.yaml`,
    content: toYaml(
      known.map(storageClass),
      [
        'Classes that the plan names, where the driver of the array is known. Not part of the base: the parameters (pool, back end, file',
        "system) are your driver's and stand in its documentation; add them before you apply this.",
        'Retain: a claim that is deleted by mistake loses no data; clean up by hand. WaitForFirstConsumer: the volume comes where the Pod goes.',
        ...known.map(
          ({ name, chosen, driver }) =>
            `${name}: ${driver ?? 'driver unknown'}, ${chosen ? 'named in devirt.yaml' : 'a proposal: claims do not name it before devirt.yaml does (storage.classes)'}`,
        ),
        'How to go back: a class can be deleted while volumes of it are in use; they stay.',
      ].join('\n'),
    ),
  };
}

/** Label of nodes that says which pool of the plan they are of. */
export const poolLabel = 'devirt.dev/pool';

interface NodeStub {
  readonly name: string;
  readonly pool: NodePool;
}

function nodesOf({ pools }: Plan['nodes']): NodeStub[] {
  const counts = new Map<string, number>();
  return pools.flatMap((pool) =>
    Array.from({ length: pool.count }, () => {
      const prefix = dnsLabel(`${pool.role === 'control-plane' ? 'control-plane' : 'worker'}-${pool.type}`, 50);
      const number = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, number);
      return { name: `${prefix}-${String(number).padStart(3, '0')}`, pool };
    }),
  );
}

const bareMetalHost = ({ name, pool }: NodeStub): unknown => ({
  apiVersion: 'metal3.io/v1alpha1',
  kind: 'BareMetalHost',
  metadata: {
    name,
    namespace: 'metal3',
    labels: {
      'app.kubernetes.io/managed-by': 'devirt',
      [poolLabel]: dnsLabel(pool.type),
      'devirt.dev/role': pool.role,
    },
  },
  spec: {
    online: false,
    bootMode: 'UEFI',
    // Locally administered, and nobody's: to be replaced.
    bootMACAddress: '02:00:00:00:00:00',
    bmc: {
      address: `redfish-virtualmedia://bmc-of-${name}.invalid/redfish/v1/Systems/1`,
      credentialsName: `bmc-${name}`,
    },
    rootDeviceHints: { deviceName: '/dev/disk/by-path/CHOOSE' },
  },
});

function bareMetalHosts(nodes: readonly NodeStub[]): GeneratedFile | null {
  if (nodes.length === 0) return null;
  return {
    path: `${folder}/bare-metal-hosts.yaml`,
    content: toYaml(
      nodes.map(bareMetalHost),
      [
        'One stub a node of the plan, for Metal3. Nothing in it is known but the number and the type of the nodes: put in the address of each',
        'BMC, its boot MAC address and its disk, and make a Secret of the name under credentialsName with the keys username and password.',
        'online: false: nothing is switched on by applying this. Not part of the base; leave it out if nodes are installed in another way.',
        'How to go back: delete the BareMetalHost; with automatedCleaningMode: disabled its disks are left alone.',
      ].join('\n'),
    ),
  };
}

/** Commands that label and taint nodes: names of nodes are the stubs' above. */
function nodeLabels(plan: Plan, nodes: readonly NodeStub[]): string[] {
  const workers = nodes.filter(({ pool }) => pool.role !== 'control-plane');
  return [
    ...workers.map(({ name, pool }) => `kubectl label node ${name} ${poolLabel}=${dnsLabel(pool.type)}`),
    ...plan.scheduling.nodeGroups.flatMap(({ label, tainted, vms }) => [
      `# ${vms} VMs are bound to this group of hosts: choose as many nodes as they need`,
      `kubectl label node NODE ${label}=true`,
      ...(tainted ? [`kubectl taint node NODE ${label}=true:NoSchedule`] : []),
    ]),
  ];
}

interface Item {
  readonly what: string;
  readonly why: string;
  readonly examples: string;
}

/** What a cluster on bare metal needs beside Kubernetes, and vSphere brought along or did without. */
function billOfMaterials({ plan }: Assessed): Item[] {
  const rehosted = plan.decisions.some(({ disposition }) => disposition === 'rehost');
  const containers = plan.decisions.some(({ disposition }) => disposition === 'containerize');
  const { storage, network, scheduling } = plan;
  return [
    {
      what: 'Installation of nodes',
      why: `${plan.nodes.total} nodes come without a hypervisor that starts them`,
      examples: 'Metal3 with Cluster API, Tinkerbell, MAAS',
    },
    {
      what: 'Network (CNI)',
      why: 'Pods need addresses, and the NetworkPolicies of components/ somebody who enforces them',
      examples: 'Cilium, Calico',
    },
    ...(network.attachments.length === 0
      ? []
      : [
          {
            what: 'Second networks',
            why: `${network.attachments.length} port groups are kept`,
            examples: 'Multus with the CNI plug-in bridge',
          },
        ]),
    {
      what: 'Load balancer',
      why: `up to ${network.loadBalancersNeeded.atMost} Services need an address outside the cluster`,
      examples: 'MetalLB, kube-vip, BGP of the CNI',
    },
    {
      what: 'Ingress or gateway, and certificates',
      why: 'HTTP of several applications shares an address',
      examples: 'a Gateway API implementation, cert-manager',
    },
    {
      what: 'DNS',
      why: 'the names that users and VMs know have to follow the applications',
      examples: 'external-dns, or records by hand at each switch',
    },
    {
      what: 'Storage',
      why: `${formatMiB(storage.demand.totalMiB)} are planned`,
      examples:
        storage.softwareDefined === null
          ? 'CSI drivers of the arrays'
          : 'CSI drivers of the arrays; Rook with Ceph, LINSTOR or Longhorn for the rest',
    },
    ...(containers
      ? [
          {
            what: 'Registry',
            why: 'images of the workloads have to come from somewhere, scanned and near',
            examples: 'Harbor, Quay, the registry of a forge',
          },
        ]
      : []),
    ...(rehosted
      ? [
          {
            what: 'Virtual machines',
            why: 'some VMs move as they are',
            examples: 'KubeVirt with CDI; forklift for the move',
          },
        ]
      : []),
    {
      what: 'Secrets',
      why: 'passwords of today stand in files on VMs; none of them is generated here',
      examples: 'External Secrets with a vault, Sealed Secrets, SOPS',
    },
    {
      what: 'GitOps',
      why: 'waves are switched by changes of an overlay: somebody must apply them, and show who did',
      examples: 'Argo CD, Flux',
    },
    {
      what: 'Monitoring and alerts',
      why: "vCenter's alarms and graphs go with it; HorizontalPodAutoscalers need metrics-server",
      examples: 'Prometheus, Alertmanager, metrics-server',
    },
    {
      what: 'Logging',
      why: 'log files of the VMs become streams of Pods, which nobody keeps',
      examples: 'Loki, OpenSearch, a collector for the SIEM of today',
    },
    {
      what: 'Backup',
      why: 'backup by change blocks of vSphere ends with it',
      examples:
        'Velero with CSI snapshots, Kasten, or the product of today where it has an agent for Kubernetes; and etcd',
    },
    {
      what: 'Fencing',
      why: 'after the loss of a node nobody restarts Pods with volumes by itself, as vSphere HA did',
      examples: 'medik8s node health check with BMC fencing',
    },
    {
      what: 'Policies',
      why: 'somebody has to hold the rules that this plan follows',
      examples: 'Pod Security Admission (in the base), Kyverno, Gatekeeper',
    },
    ...(scheduling.rules.length > 0
      ? [{ what: 'Rebalancing', why: 'DRS moves running VMs; a scheduler decides once', examples: 'descheduler' }]
      : []),
  ];
}

function platformReadme(assessed: Assessed, nodes: readonly NodeStub[]): GeneratedFile {
  const { plan } = assessed;
  const lines = [
    '# The platform',
    '',
    'What the cluster itself needs, as a list to decide. devirt recommends no product: the examples are where to begin.',
    '',
    '| To decide | Why | For example |',
    '| --- | --- | --- |',
    ...billOfMaterials(assessed).map(
      ({ what, why, examples }) => `| ${[what, why, examples].map(markdownCell).join(' | ')} |`,
    ),
    '',
    '## Storage classes',
    '',
    ...(plan.storage.classes.length === 0
      ? ['The plan names none.']
      : [
          '| Class | From | Kind | Driver | Provisioner | Planned |',
          '| --- | --- | --- | --- | --- | --- |',
          ...plan.storage.classes.map(
            ({ name, chosen, kind, driver, provisioner, demandMiB }) =>
              `| ${[name, chosen ? 'devirt.yaml' : 'proposal', kind, driver ?? 'unknown', provisioner ?? 'unknown', formatMiB(demandMiB)].map(markdownCell).join(' | ')} |`,
          ),
        ]),
    '',
    '## Labels and taints of nodes',
    '',
    'Labels say which pool of the plan a node is of; groups stand for the VM-Host rules of DRS.',
    '',
    '```sh',
    ...nodeLabels(plan, nodes),
    '```',
    '',
  ];
  return { path: `${folder}/README.md`, content: lines.join('\n') };
}

/** What the cluster needs before any application: not part of the base, because all of it wants a decision. */
export function* platformFiles(assessed: Assessed): Generator<GeneratedFile> {
  const nodes = nodesOf(assessed.plan.nodes);
  const classes = storageClasses(assessed.plan.storage);
  if (classes !== null) yield classes;
  const hosts = bareMetalHosts(nodes);
  if (hosts !== null) yield hosts;
  yield platformReadme(assessed, nodes);
}
