import { assert, constantFrom, property, record, array, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankNic } from '../../../src/model/blank-records.ts';
import type { Estate, Vm } from '../../../src/model/estate.ts';
import type {
  KubernetesCluster,
  KubernetesList,
  KubernetesNode,
  KubernetesPod,
} from '../../../src/model/kubernetes-cluster.ts';
import { mergeEstates } from '../../../src/model/merge-estates.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { planSchema } from '../../../src/model/plan.ts';
import { parseSettings } from '../../../src/model/parse-settings.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { tieNodes } from '../../../src/planner/kubernetes-nodes.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aSource, aVm } from './small-estate.ts';

const gibibyte = 1024 ** 3;
const uuid = (index: number): string => `420c2e0f-1b2a-3c4d-5e6f-${String(index).padStart(12, '0')}`;
/** The same UUID with its first three fields in the other byte order. */
const swapped = (index: number): string => `0f2e0c42-2a1b-4d3c-5e6f-${String(index).padStart(12, '0')}`;

function aCluster(changes: Partial<KubernetesCluster> = {}): KubernetesCluster {
  const read: KubernetesList[] = ['nodes', 'pods', 'namespaces', 'persistentVolumeClaims'];
  return { source: 1, id: 'c', name: 'shop', version: 'v1.29.3', read, ...changes };
}

function aNode(name: string, changes: Partial<KubernetesNode> = {}): KubernetesNode {
  return {
    source: 1,
    cluster: 'c',
    name,
    providerId: null,
    systemUuid: null,
    addresses: [],
    capacity: { cpuMilli: 4000, memoryBytes: 8 * gibibyte, pods: 110 },
    allocatable: { cpuMilli: 3800, memoryBytes: 7 * gibibyte, pods: 110 },
    usage: null,
    labels: {},
    taints: [],
    roles: [],
    unschedulable: false,
    kubeletVersion: null,
    osImage: null,
    ...changes,
  };
}

function aPod(name: string, node: string | null, changes: Partial<KubernetesPod> = {}): KubernetesPod {
  return {
    source: 1,
    cluster: 'c',
    namespace: 'shop',
    name,
    owner: { kind: 'ReplicaSet', name: 'web' },
    phase: 'Running',
    node,
    requests: { cpuMilli: 500, memoryBytes: gibibyte },
    limits: { cpuMilli: null, memoryBytes: null },
    usage: null,
    volumes: {},
    claims: [],
    ...changes,
  };
}

function withCluster(
  vms: readonly Vm[],
  nodes: readonly KubernetesNode[],
  pods: readonly KubernetesPod[] = [],
  cluster: KubernetesCluster = aCluster(),
): Estate {
  return {
    ...anEstate([...vms], [aHost('esx01.example.org')], {
      sources: [aSource(), aSource({ kind: 'kubernetes', name: 'shop', facts: {} })],
    }),
    kubernetesClusters: [cluster],
    kubernetesNodes: [...nodes],
    kubernetesPods: [...pods],
  };
}

const withAddress = (vm: Vm, address: string): Vm => ({
  ...vm,
  nics: [{ ...blankNic(2), ipv4Addresses: [address] }],
});
const plan = (estate: Estate): Plan => makePlan(estate, defaultSettings());
const dispositionOf = (made: Plan, name: string): string | undefined =>
  made.decisions.find((decision) => decision.name === name)?.disposition;

describe('which VM a node is', () => {
  const vm = aVm('vm-a', { biosUuid: uuid(1) });
  const other = aVm('vm-b', { biosUuid: uuid(2) });

  it.each([
    ['the system UUID', { systemUuid: uuid(1).toUpperCase() }],
    ['the system UUID in the other byte order', { systemUuid: swapped(1) }],
    ['the provider ID', { providerId: `vsphere://${uuid(1)}` }],
  ])('is told by %s', (_, changes) => {
    const node = aNode('n1', changes);
    const ties = tieNodes(withCluster([vm, other], [node]));
    expect(ties.vmOf(node)).toBe(vm);
    expect(ties.ofVm(vm)).toMatchObject({ by: 'UUID', isCertain: true });
    expect(ties.ofVm(other)).toBeNull();
  });

  it('is told by address and name together, and is a doubt by one of them', () => {
    const plain = withAddress(aVm('web-1'), '10.0.0.1');
    const ip = [{ type: 'InternalIP', address: '10.0.0.1' }];
    const both = aNode('web-1.example.org', { addresses: ip });
    expect(tieNodes(withCluster([plain], [both])).vmOf(both)).toBe(plain);
    for (const [node, by] of [
      [aNode('other', { addresses: ip }), 'address'],
      [aNode('WEB-1'), 'name'],
    ] as const) {
      const ties = tieNodes(withCluster([plain], [node]));
      expect(ties.vmOf(node)).toBeNull();
      expect(ties.ofVm(plain)).toMatchObject({ by, isCertain: false });
      expect(ties.whyNot(node)).toBe(`only its ${by} is that of a VM`);
    }
  });

  it('is not told by an address where the UUIDs differ', () => {
    const placed = withAddress(vm, '10.0.0.1');
    const node = aNode('n1', { systemUuid: uuid(9), addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] });
    const ties = tieNodes(withCluster([placed], [node]));
    expect([ties.vmOf(node), ties.ofVm(placed)]).toEqual([null, null]);
    expect(ties.whyNot(node)).toBe('a VM has its address and another UUID');
  });

  it('is a doubt where several VMs have the UUID, unless address and name single one out', () => {
    const copy = withAddress(aVm('n1', { biosUuid: uuid(1) }), '10.0.0.1');
    const node = aNode('n1', { systemUuid: uuid(1), addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] });
    expect(tieNodes(withCluster([vm, copy], [node])).vmOf(node)).toBe(copy);
    const bare = aNode('n1', { systemUuid: uuid(1) });
    const ties = tieNodes(withCluster([vm, copy], [bare]));
    expect([ties.vmOf(bare), ties.whyNot(bare)]).toEqual([null, '2 VMs have its UUID']);
  });

  it('is a doubt where two nodes would be one VM, and never a template', () => {
    const [a, b] = [aNode('a', { systemUuid: uuid(1) }), aNode('b', { systemUuid: swapped(1) })];
    const ties = tieNodes(withCluster([vm], [a, b]));
    expect([ties.vmOf(a), ties.vmOf(b), ties.ofVm(vm)?.isCertain]).toEqual([null, null, false]);
    const template = aVm('t', { biosUuid: uuid(1), template: true });
    expect(tieNodes(withCluster([template], [a])).vmOf(a)).toBeNull();
  });

  it('is never two, whatever nodes and VMs have', () => {
    const names = constantFrom('a', 'b', 'c');
    const keys = record({ name: names, uuid: integer({ min: 0, max: 3 }), address: integer({ min: 0, max: 3 }) });
    assert(
      property(array(keys, { maxLength: 6 }), array(keys, { maxLength: 6 }), (ofVms, ofNodes) => {
        const vms = ofVms.map((key, index) =>
          withAddress(
            aVm(key.name, { id: `id-${index}`, biosUuid: key.uuid === 0 ? null : uuid(key.uuid) }),
            `10.0.0.${key.address}`,
          ),
        );
        const nodes = ofNodes.map((key, index) =>
          aNode(`${key.name}.${index}`, {
            systemUuid: key.uuid === 0 ? null : swapped(key.uuid),
            addresses: [{ type: 'InternalIP', address: `10.0.0.${key.address}` }],
          }),
        );
        const ties = tieNodes(withCluster(vms, nodes));
        const tied = nodes.flatMap((node) => ties.vmOf(node) ?? []);
        expect(new Set(tied).size).toBe(tied.length);
        for (const node of nodes) {
          const found = ties.vmOf(node);
          if (found !== null) expect(ties.ofVm(found)?.node).toBe(node);
          else expect(ties.whyNot(node)).not.toBe('');
        }
      }),
    );
  });
});

describe('the second layer', () => {
  const vms = [1, 2].map((index) => aVm(`n${index}`, { biosUuid: uuid(index) }));
  const nodes = [1, 2, 3].map((index) =>
    aNode(`n${index}`, { systemUuid: uuid(index), usage: { cpuMilli: 700, memoryBytes: 3 * gibibyte } }),
  );
  const pods = [
    aPod('web-1', 'n1'),
    aPod('web-2', 'n2', { namespace: 'big', requests: { cpuMilli: 1000, memoryBytes: 2 * gibibyte } }),
    aPod('agent', 'n1', { owner: { kind: 'DaemonSet', name: 'agent' }, requests: { cpuMilli: 100, memoryBytes: 1 } }),
    aPod('best-effort', 'n2', { requests: { cpuMilli: 0, memoryBytes: 0 } }),
    aPod('elsewhere', 'n3'),
    aPod('done', 'n1', { phase: 'Succeeded' }),
    aPod('waits', null, { phase: 'Pending' }),
  ];

  it('is what node VMs hold against what the pods on them ask for and use', () => {
    const made = plan(withCluster(vms, nodes, pods));
    expect(planSchema.parse(made).kubernetesInVms).toMatchObject([
      {
        name: 'shop',
        nodes: 3,
        nodeVms: ['id-n1', 'id-n2'],
        notFound: [{ node: 'n3', why: 'no VM of the sources is like it' }],
        vms: { cpuMilli: 8000, memoryMiB: 16_384 },
        allocatable: { cpuMilli: 7600, memoryMiB: 14_336 },
        requested: { cpuMilli: 1600, memoryMiB: 3073 },
        requestedByNodes: { cpuMilli: 100, memoryMiB: 1 },
        used: { cpuMilli: 1400, memoryMiB: 6144 },
        notRequested: { cpuMilli: 6400, memoryMiB: 13_311 },
        pods: 4,
        podsWithoutRequests: 1,
        tenants: [
          { namespace: 'big', pods: 1, requested: { cpuMilli: 1000, memoryMiB: 2048 } },
          { namespace: 'shop', pods: 3, requested: { cpuMilli: 600, memoryMiB: 1025 } },
        ],
      },
    ]);
    expect(made.gaps).toContainEqual(expect.stringContaining('1 of 3 nodes are no VM for certain'));
  });

  it('is dissolved: its VMs are replaced, and its pods are counted on the new nodes in their place', () => {
    const made = plan(withCluster(vms, nodes, pods));
    expect(made.decisions.map(({ disposition }) => disposition)).toEqual(['replace', 'replace']);
    expect(made.decisions[0]?.decidedBy).toMatchObject({ by: 'platform', rule: 'platform.kubernetes-node' });
    // web-1, web-2 and the one without requests; neither the DaemonSet's nor that on a node which is no VM.
    expect(made.nodes.demand).toEqual({ cpuMilli: 1500, memoryMiB: 3072, pods: 3 });
    expect(made.gaps).toContainEqual(expect.stringMatching(/^1 pods of dissolved nodes neither ask/));
  });

  it('counts a pod without requests as large as it was seen to be', () => {
    const usage = { cpuMilli: 40, memoryBytes: gibibyte / 2 };
    const made = plan(withCluster(vms, nodes, [aPod('a', 'n1', { requests: { cpuMilli: 0, memoryBytes: 0 }, usage })]));
    expect(made.nodes.demand).toEqual({ cpuMilli: 40, memoryMiB: 512, pods: 1 });
  });

  it('names a pod that no node has room for, and takes it for no VM', () => {
    const huge = aPod('huge', 'n1', { requests: { cpuMilli: 1_000_000, memoryBytes: gibibyte } });
    const made = plan(withCluster(vms, nodes, [huge]));
    expect(made.nodes.unplaced).toEqual([]);
    expect(made.gaps).toContainEqual(expect.stringMatching(/^No planned node has room for 1 pod .*shop\/huge$/));
  });

  it('stays as it is where its pods were not read, and then nothing is known of them', () => {
    const made = plan(withCluster(vms, nodes, [], aCluster({ read: ['nodes'] })));
    expect(dispositionOf(made, 'n1')).toBe('rehost');
    expect(made.decisions[0]?.candidate).toBe('replace');
    expect(made.kubernetesInVms[0]).toMatchObject({
      requested: { cpuMilli: null, memoryMiB: null },
      notRequested: { cpuMilli: null, memoryMiB: null },
      pods: null,
      podsWithoutRequests: null,
      vms: { cpuMilli: 8000 },
    });
    expect(made.nodes.demand.pods).toBe(2);
  });

  it.each([
    ['rehost', 2],
    ['replace', 3],
  ])('is counted once where a person decided: %s', (disposition, expected) => {
    const settings = parseSettings(
      `overrides:\n  - match: { name: "n*" }\n    disposition: ${disposition}\n    reason: hosted control planes\n`,
      'devirt.yaml',
    );
    const made = makePlan(withCluster(vms, nodes, pods), settings);
    expect(made.decisions.map((decision) => decision.disposition)).toEqual([disposition, disposition]);
    expect(made.nodes.demand.pods).toBe(expected);
  });

  it('is unknown, and not nothing, where no node is a VM of the sources, or use was not measured', () => {
    const none = plan(withCluster([aVm('db')], nodes, pods)).kubernetesInVms[0];
    expect(none).toMatchObject({ nodeVms: [], vms: { cpuMilli: null }, requested: { memoryMiB: null } });
    const unmeasured = nodes.map((node, index) => (index === 0 ? { ...node, usage: null } : node));
    expect(plan(withCluster(vms, unmeasured, pods)).kubernetesInVms[0]?.used).toEqual({
      cpuMilli: null,
      memoryMiB: null,
    });
  });

  it('doubts a VM that is alike in its name alone, and shows the node as evidence', () => {
    const made = plan(withCluster([aVm('n1')], [aNode('n1')], []));
    expect(dispositionOf(made, 'n1')).toBe('rehost');
    const finding = made.decisions[0]?.findings.find(({ rule }) => rule === 'platform.kubernetes-node');
    expect(finding).toMatchObject({ severity: 'note', detail: expect.stringContaining('May be the node n1') });
    expect(finding?.evidence).toContainEqual({ source: 'shop', path: 'Node n1 metadata.name', value: 'n1' });
  });
});

describe('a cluster that was read twice', () => {
  it('is what the later reading says of it, and nothing of the earlier', () => {
    const snapshot = (day: string, node: string): Estate => ({
      ...anEstate([], [], {
        sources: [aSource({ kind: 'kubernetes', name: 'shop', exportedAt: `2026-11-${day}T00:00:00`, facts: {} })],
      }),
      kubernetesClusters: [aCluster({ source: 0 })],
      kubernetesNodes: [aNode(node, { source: 0 })],
      kubernetesPods: [aPod('p', node, { source: 0 })],
    });
    const merged = mergeEstates([snapshot('21', 'new'), snapshot('20', 'old')]);
    expect(merged.kubernetesNodes.map(({ name, source }) => [name, source])).toEqual([['new', 0]]);
    expect(merged.kubernetesPods.map(({ node }) => node)).toEqual(['new']);
    expect(merged.kubernetesClusters).toHaveLength(1);
  });
});
