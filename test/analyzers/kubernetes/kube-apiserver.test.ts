import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KubernetesApi, type Get } from '../../../analyzers/kubernetes/api.ts';
import { collectKubernetes } from '../../../analyzers/kubernetes/collect.ts';
import { clusterAccess } from '../../../analyzers/kubernetes/kubeconfig.ts';
import { ListRefused, listObjects } from '../../../analyzers/kubernetes/list-objects.ts';
import { namespaceSchema } from '../../../analyzers/kubernetes/objects.ts';
import { collectKubernetesCommand } from '../../../src/commands/collect-kubernetes.ts';
import { readSources } from '../../../src/commands/read-sources.ts';
import { Terminal } from '../../../src/commands/terminal.ts';
import { exitCode } from '../../../src/lib/errors.ts';
import type { Estate } from '../../../src/model/estate.ts';
import { administratorCertificate } from '../../support/certificates.ts';
import { mergeEstates } from '../../../src/model/merge-estates.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { aHost, anEstate, aVm } from '../../src/planner/small-estate.ts';
import { documentedClusterRole } from '../../support/documented-role.ts';
import { kubeconfigText, kubeHint, startKube, type Kube } from '../../support/kube.ts';
import { describePeer, peerCommand } from '../../support/peers.ts';

/** Planted in a pod, a Secret and a ConfigMap: it may be in no record. */
const secret = 'PLANTED-in-the-cluster';
const uuid = '420c2e0f-1b2a-3c4d-5e6f-708192a3b4c5';

async function apiOf(kube: Kube, user: object): Promise<KubernetesApi> {
  const access = await clusterAccess(kubeconfigText(kube.server, { ...user }), 'test', null, () =>
    Promise.reject(new Error('no files')),
  );
  return new KubernetesApi(access, { signal: new AbortController().signal, waitsMs: [1, 1] });
}

async function collect(kube: Kube, user: object, through: (get: Get) => Get = (get) => get): Promise<Estate> {
  const api = await apiOf(kube, user);
  try {
    return await collectKubernetes(through(api.get), { name: 'shop', server: api.server });
  } finally {
    api.close();
  }
}

async function fill(kube: Kube): Promise<void> {
  const node = await kube.send('POST', '/api/v1/nodes', {
    kind: 'Node',
    metadata: {
      name: 'shop-worker-1',
      labels: { 'node-role.kubernetes.io/worker': '', 'topology.kubernetes.io/zone': 'hamburg' },
    },
    spec: { providerID: `vsphere://${uuid}`, taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] },
  });
  expect(node).toMatchObject({ kind: 'Node' });
  await kube.send('PATCH', '/api/v1/nodes/shop-worker-1/status', {
    status: {
      addresses: [{ type: 'InternalIP', address: '10.1.2.3' }],
      capacity: { cpu: '8', memory: '32780312Ki', pods: '110' },
      allocatable: { cpu: '7500m', memory: '30Gi', pods: '110' },
      nodeInfo: {
        systemUUID: uuid,
        kubeletVersion: 'v1.29.3',
        osImage: 'Ubuntu 22.04',
        machineID: 'm',
        bootID: 'b',
        kernelVersion: 'k',
        containerRuntimeVersion: 'c',
        kubeProxyVersion: 'p',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  });
  await kube.send('POST', '/api/v1/namespaces', { metadata: { name: 'shop', labels: { team: 'a' } } });
  await kube.send('POST', '/api/v1/namespaces/shop/resourcequotas', {
    metadata: { name: 'team' },
    spec: { hard: { 'requests.cpu': '20', 'requests.memory': '64Gi' } },
  });
  await kube.send('POST', '/api/v1/namespaces/shop/secrets', { metadata: { name: 's' }, stringData: { key: secret } });
  await kube.send('POST', '/api/v1/namespaces/shop/configmaps', { metadata: { name: 'c' }, data: { key: secret } });
  await kube.send('POST', '/api/v1/persistentvolumes', {
    metadata: { name: 'pv-1' },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      csi: { driver: 'csi.vsphere.vmware.com', volumeHandle: 'h' },
      claimRef: { namespace: 'shop', name: 'data' },
    },
  });
  await kube.send('POST', '/api/v1/persistentvolumes', {
    metadata: { name: 'pv-2' },
    spec: { capacity: { storage: '1Ti' }, accessModes: ['ReadWriteMany'], nfs: { server: 'nas', path: '/x' } },
  });
  await kube.send('POST', '/api/v1/namespaces/shop/persistentvolumeclaims', {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast',
      resources: { requests: { storage: '8Gi' } },
      volumeName: 'pv-1',
    },
  });
  await kube.send('POST', '/api/v1/namespaces/shop/pods', {
    metadata: {
      name: 'web-6d4cf56db6-x2x4z',
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-6d4cf56db6', uid: uuid, controller: true },
      ],
    },
    spec: {
      nodeName: 'shop-worker-1',
      initContainers: [
        { name: 'proxy', image: 'p', restartPolicy: 'Always', resources: { requests: { cpu: '50m', memory: '32Mi' } } },
      ],
      containers: [
        {
          name: 'web',
          image: 'web',
          env: [{ name: 'PASSWORD', value: secret }],
          command: ['run', secret],
          resources: { requests: { cpu: '500m' }, limits: { cpu: '1', memory: '512Mi' } },
        },
      ],
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'a', emptyDir: {} },
        { name: 'b', emptyDir: {} },
        { name: 'c', secret: { secretName: 's' } },
      ],
    },
  });
}

/** What metrics-server serves, served by the API server itself: the same paths and shapes. */
async function addMetrics(kube: Kube): Promise<void> {
  for (const [plural, kind, scope] of [
    ['nodes', 'NodeMetrics', 'Cluster'],
    ['pods', 'PodMetrics', 'Namespaced'],
  ] as const) {
    await kube.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: {
        name: `${plural}.metrics.k8s.io`,
        annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
      },
      spec: {
        group: 'metrics.k8s.io',
        scope,
        names: { plural, kind },
        versions: [
          {
            name: 'v1beta1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
  }
  const post = async (path: string, body: object): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      try {
        await kube.send('POST', path, { apiVersion: 'metrics.k8s.io/v1beta1', ...body });
        return;
      } catch (error) {
        // A new resource is served a moment later.
        if (attempt === 100 || !(error instanceof Error) || !error.message.includes('404')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  await post('/apis/metrics.k8s.io/v1beta1/nodes', {
    kind: 'NodeMetrics',
    metadata: { name: 'shop-worker-1' },
    usage: { cpu: '1234567890n', memory: '4Gi' },
  });
  await post('/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods', {
    kind: 'PodMetrics',
    metadata: { name: 'web-6d4cf56db6-x2x4z' },
    containers: [
      { name: 'web', usage: { cpu: '120m', memory: '300Mi' } },
      { name: 'proxy', usage: { cpu: '1m', memory: '20Mi' } },
    ],
  });
}

describePeer('kube-apiserver', kubeHint)('a cluster, read from a real API server', () => {
  let kube: Kube;
  beforeAll(async () => {
    kube = await startKube();
    await fill(kube);
  }, 120_000);

  it('cannot be read by a stranger, and the refusal holds no token', async () => {
    const error: unknown = await collect(kube, { token: kube.tokens.stranger }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ListRefused);
    expect(error).toMatchObject({ status: 403, reason: 'Forbidden' });
    expect(await collect(kube, { token: 'wrong' }).catch((thrown: unknown) => thrown)).toMatchObject({ status: 401 });
    expect(String(error)).not.toContain('PLANTED');
  });

  it('tells what it could not list, and takes that for unknown', async () => {
    const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'nodes-only' };
    await kube.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      metadata: { name: role.name },
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
    });
    await kube.send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name: role.name },
      roleRef: role,
      subjects: [{ apiGroup: role.apiGroup, kind: 'User', name: 'stranger' }],
    });
    await expect
      .poll(async () => (await collect(kube, { token: kube.tokens.stranger }).catch(() => null)) !== null, {
        timeout: 10_000,
      })
      .toBe(true);
    const estate = await collect(kube, { token: kube.tokens.stranger });
    expect(estate.kubernetesClusters[0]?.read).toEqual(['nodes']);
    expect(estate.kubernetesClusters[0]?.id).toBe(kube.server.replace('https://', ''));
    expect(estate.sources[0]?.warnings).toContainEqual({
      place: 'pods',
      message: 'not listed (Forbidden), so that this is unknown: what its pods ask for',
      lacking: true,
    });
  });

  it('gives nodes, pods, tenants and volumes to who has the role of docs/privileges.md', async () => {
    const { yaml } = documentedClusterRole();
    expect(await kube.kubectl(['apply', '-f', '-'], yaml)).toMatchObject({ code: 0, stderr: '' });
    await kube.kubectl(['create', 'clusterrolebinding', 'devirt-test', '--clusterrole=devirt', '--user=reader']);
    await expect
      .poll(async () => (await collect(kube, { token: kube.tokens.reader }).catch(() => null)) !== null, {
        timeout: 10_000,
      })
      .toBe(true);
    const estate = await collect(kube, { token: kube.tokens.reader });
    const [source] = estate.sources;
    expect(source).toMatchObject({ kind: 'kubernetes', name: 'shop', version: 'v1.33.0' });
    expect(source?.exportedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    // The metrics API is not there: not a fault of the run, and unknown all the same.
    expect(source?.warnings.map(({ place, lacking }) => [place, lacking])).toEqual([
      ['nodeUsage', false],
      ['podUsage', false],
    ]);
    const cluster = estate.kubernetesClusters[0]?.id;
    expect(cluster).toMatch(/^[0-9a-f-]{36}$/);
    expect(estate.kubernetesNodes).toEqual([
      {
        source: 0,
        cluster,
        name: 'shop-worker-1',
        providerId: `vsphere://${uuid}`,
        systemUuid: uuid,
        addresses: [{ type: 'InternalIP', address: '10.1.2.3' }],
        capacity: { cpuMilli: 8000, memoryBytes: 32_780_312 * 1024, pods: 110 },
        allocatable: { cpuMilli: 7500, memoryBytes: 30 * 1024 ** 3, pods: 110 },
        usage: null,
        labels: { 'node-role.kubernetes.io/worker': '', 'topology.kubernetes.io/zone': 'hamburg' },
        // The API server itself taints a node that has not reported yet.
        taints: [
          { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
          { key: 'node.kubernetes.io/not-ready', value: null, effect: 'NoSchedule' },
        ],
        roles: ['worker'],
        unschedulable: false,
        kubeletVersion: 'v1.29.3',
        osImage: 'Ubuntu 22.04',
      },
    ]);
    expect(estate.kubernetesPods).toEqual([
      {
        source: 0,
        cluster,
        namespace: 'shop',
        name: 'web-6d4cf56db6-x2x4z',
        owner: { kind: 'ReplicaSet', name: 'web-6d4cf56db6' },
        phase: 'Pending',
        node: 'shop-worker-1',
        // The request for memory is the limit, which the API server filled in.
        requests: { cpuMilli: 550, memoryBytes: (512 + 32) * 1024 ** 2 },
        limits: { cpuMilli: null, memoryBytes: null },
        usage: null,
        volumes: { persistentVolumeClaim: 1, emptyDir: 2, secret: 1 },
        claims: ['data'],
      },
    ]);
    expect(estate.kubernetesNamespaces.find(({ name }) => name === 'shop')).toMatchObject({
      labels: { team: 'a' },
      quotas: [{ name: 'team', hard: { 'requests.cpu': '20', 'requests.memory': '64Gi' } }],
    });
    expect(estate.persistentVolumes).toMatchObject([
      { name: 'pv-1', capacityBytes: 10 * 1024 ** 3, storageClass: 'fast', driver: 'csi.vsphere.vmware.com' },
      { name: 'pv-2', capacityBytes: 1024 ** 4, storageClass: null, driver: 'nfs', claim: null },
    ]);
    expect(estate.persistentVolumeClaims).toMatchObject([
      { namespace: 'shop', name: 'data', requestBytes: 8 * 1024 ** 3, storageClass: 'fast', volume: 'pv-1' },
    ]);
    expect(JSON.stringify(estate)).not.toContain('PLANTED');
  });

  it('may neither change anything nor read a Secret with that role', async () => {
    const api = await apiOf(kube, { token: kube.tokens.reader });
    for (const path of ['/api/v1/secrets', '/api/v1/configmaps', '/api/v1/namespaces/shop/pods/web-6d4cf56db6-x2x4z']) {
      expect([path, (await api.get(path)).status]).toEqual([path, 403]);
    }
    api.close();
    const { stdout } = await kube.kubectl(['auth', 'can-i', '--list', '--as=reader', '--no-headers']);
    const verbs = new Map(stdout.split('\n').map((line) => [line.split(' ')[0] ?? '', /\[([^[]*)\]$/.exec(line)?.[1]]));
    // What every user may ask about itself is no part of the role.
    const own = [...verbs].filter(([resource]) => resource !== '' && !resource.startsWith('self'));
    expect(own.map(([resource]) => resource).toSorted()).toEqual([
      'namespaces',
      'nodes',
      'nodes.metrics.k8s.io',
      'persistentvolumeclaims',
      'persistentvolumes',
      'pods',
      'pods.metrics.k8s.io',
      'resourcequotas',
    ]);
    expect(new Set(own.map(([, verb]) => verb))).toEqual(new Set(['list']));
  });

  it('is the same to a client certificate, and has use where the metrics API is there', async () => {
    await addMetrics(kube);
    const estate = await collect(kube, {
      'client-certificate-data': Buffer.from(administratorCertificate.cert).toString('base64'),
      'client-key-data': Buffer.from(administratorCertificate.key).toString('base64'),
    });
    expect(estate.sources[0]?.warnings).toEqual([]);
    expect(estate.kubernetesNodes[0]?.usage).toEqual({ cpuMilli: 1235, memoryBytes: 4 * 1024 ** 3 });
    expect(estate.kubernetesPods[0]?.usage).toEqual({ cpuMilli: 121, memoryBytes: 320 * 1024 ** 2 });
  });

  it('dissolves the VM that its node is, and plans its pod on the new nodes', async () => {
    const cluster = await collect(kube, { token: kube.tokens.reader });
    const vm = aVm('k8s-node-7', { biosUuid: uuid, cpus: 8, memoryMiB: 32_768 });
    const estate = mergeEstates([anEstate([vm, aVm('db')], [aHost('esx01.example.org')]), cluster]);
    const plan = makePlan(estate, defaultSettings());
    expect(plan.decisions.map(({ name, disposition }) => [name, disposition])).toEqual([
      ['k8s-node-7', 'replace'],
      ['db', 'rehost'],
    ]);
    expect(plan.kubernetesInVms).toMatchObject([
      {
        name: 'shop',
        nodeVms: ['id-k8s-node-7'],
        vms: { cpuMilli: 8000, memoryMiB: 32_768 },
        allocatable: { cpuMilli: 7500, memoryMiB: 30_720 },
        requested: { cpuMilli: 550, memoryMiB: 544 },
        notRequested: { cpuMilli: 7450, memoryMiB: 32_224 },
        tenants: [{ namespace: 'shop', quotas: [{ 'requests.cpu': '20', 'requests.memory': '64Gi' }] }],
        claims: { count: 1, storageMiB: 8192, drivers: ['csi.vsphere.vmware.com', 'nfs'] },
      },
    ]);
    expect(plan.nodes.demand.pods).toBe(2);
  });

  it('is read by the command with the kubeconfig that docs/privileges.md makes', async () => {
    const { yaml, script } = documentedClusterRole();
    writeFileSync(join(kube.folder, 'role.yaml'), yaml);
    const made = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: kube.folder,
      env: {
        ...process.env,
        PATH: `${dirname(peerCommand('kubectl') ?? '')}${delimiter}${process.env['PATH'] ?? ''}`,
        KUBECONFIG: kube.kubeconfig,
      },
      encoding: 'utf8',
    });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    const out = join(kube.folder, 'shop.ndjson.gz');
    const kubeconfig = join(kube.folder, 'devirt.kubeconfig');
    const signal = new AbortController().signal;
    expect(await collectKubernetesCommand({ kubeconfig, out, quiet: true }, signal)).toBe(exitCode.done);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const { estate } = await readSources([out], new Terminal({ quiet: true }), signal);
    expect(estate.kubernetesClusters).toMatchObject([{ name: 'shop', version: 'v1.33.0' }]);
    expect(estate.kubernetesPods).toHaveLength(1);
    await expect(
      collectKubernetesCommand({ kubeconfig, context: 'x', out, quiet: true }, signal),
    ).rejects.toMatchObject({
      exitCode: exitCode.usage,
    });
  });

  it('trusts no other certificate', async () => {
    const access = await clusterAccess(
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server: kube.server } }],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
        'current-context': 'x',
      }),
      'test',
      null,
      () => Promise.reject(new Error('no files')),
    );
    const api = new KubernetesApi(access, { signal: new AbortController().signal, waitsMs: [1] });
    await expect(api.get('/version')).rejects.toMatchObject({ isCertificate: true });
    api.close();
  });

  describe('in pages', () => {
    const count = 1_203;
    const keyOf = ({ metadata }: { metadata: { name: string } }): string => metadata.name;
    beforeAll(async () => {
      for (let from = 0; from < count; from += 50) {
        await Promise.all(
          Array.from({ length: Math.min(50, count - from) }, (_, index) =>
            kube.send('POST', '/api/v1/namespaces/shop/serviceaccounts', {
              metadata: { name: `sa-${String(from + index).padStart(5, '0')}` },
            }),
          ),
        );
      }
    }, 120_000);

    const path = '/api/v1/namespaces/shop/serviceaccounts';
    const admin = async (): Promise<KubernetesApi> => {
      return apiOf(kube, {
        'client-certificate-data': Buffer.from(administratorCertificate.cert).toString('base64'),
        'client-key-data': Buffer.from(administratorCertificate.key).toString('base64'),
      });
    };

    it('finds every object once', async () => {
      const api = await admin();
      const asked: string[] = [];
      const result = await listObjects(
        (url) => {
          asked.push(url);
          return api.get(url);
        },
        path,
        namespaceSchema,
        keyOf,
      );
      api.close();
      expect(result).toMatchObject({ malformed: 0, isInconsistent: false });
      expect(result.items.map(keyOf).toSorted()).toHaveLength(count);
      expect(asked).toHaveLength(3);
    });

    /** Lets etcd forget the past before the second page is asked for, as it does every five minutes. */
    const forgetting = (get: Get): Get => {
      let pages = 0;
      return async (url) => {
        if (pages++ === 1) {
          const changed = await kube.send('PATCH', `${path}/sa-00000`, { metadata: { labels: { a: 'b' } } });
          const revision = (changed as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
          const answer = await fetch(`${kube.etcd}/v3/kv/compaction`, {
            method: 'POST',
            body: JSON.stringify({ revision, physical: true }),
          });
          expect(answer.status).toBe(200);
        }
        return get(url);
      };
    };

    it('goes on after 410 Gone, and says that the list is not of one moment', async () => {
      const api = await admin();
      const statuses: number[] = [];
      const get = forgetting(async (url) => {
        const answer = await api.get(url);
        statuses.push(answer.status);
        return answer;
      });
      const result = await listObjects(get, path, namespaceSchema, keyOf);
      api.close();
      expect(statuses).toEqual([200, 410, 200, 200]);
      expect(result.isInconsistent).toBe(true);
      expect(new Set(result.items.map(keyOf)).size).toBe(count);
    });

    it('begins anew where 410 Gone offers no place to go on, and not for ever', async () => {
      const page = (names: string[], next: string): unknown => ({
        metadata: { continue: next },
        items: names.map((name) => ({ metadata: { name } })),
      });
      let asked = 0;
      const gone = { status: 410, body: { kind: 'Status', reason: 'Expired' }, date: null };
      const once: Get = (url) => {
        asked++;
        if (!url.includes('continue')) return Promise.resolve({ status: 200, body: page(['a'], 'x'), date: null });
        return Promise.resolve(asked === 2 ? gone : { status: 200, body: page(['b'], ''), date: null });
      };
      expect(await listObjects(once, '/x', namespaceSchema, keyOf)).toMatchObject({
        items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
        isInconsistent: false,
      });
      const always: Get = (url) =>
        Promise.resolve(url.includes('continue') ? gone : { status: 200, body: page(['a'], 'x'), date: null });
      await expect(listObjects(always, '/x', namespaceSchema, keyOf)).rejects.toMatchObject({ status: 410 });
    });
  });
});

describe('what is no API server', () => {
  it('is an error that names it', async () => {
    const plain = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => plain.once('listening', resolve));
    const address = plain.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const access = await clusterAccess(
      kubeconfigText(`https://127.0.0.1:${port}`, { token: 'PLANTED' }),
      'test',
      null,
      () => Promise.reject(new Error('no files')),
    );
    const api = new KubernetesApi(access, { signal: new AbortController().signal, waitsMs: [1] });
    await expect(api.get('/version')).rejects.toThrow(`127.0.0.1:${port}: does not speak TLS`);
    api.close();
    plain.close();
  });
});
