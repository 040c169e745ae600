import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { forkliftManifests } from '../../generators/forklift/manifests.ts';
import { kubernetesManifests } from '../../generators/kubernetes/base.ts';
import { kubevirtManifests } from '../../generators/kubevirt/manifests.ts';
import { readSources } from '../../src/commands/read-sources.ts';
import { Terminal } from '../../src/commands/terminal.ts';
import { demoSettings, demoSources } from '../../src/demo/estate.ts';
import { nativeWorkbook } from '../../src/demo/native-workbook.ts';
import { safeRelativePath } from '../../src/lib/safe-path.ts';
import { parseSettings } from '../../src/model/parse-settings.ts';
import { makePlan } from '../../src/planner/plan.ts';
import { scratchFolder } from '../support/devirt.ts';
import { kubeHint, startKube, type Kube } from '../support/kube.ts';
import { describePeer, peerFolder } from '../support/peers.ts';

/** Writes what is generated for the demo below a folder. */
async function generateDemo(folder: string): Promise<void> {
  const sources: string[] = [];
  for (const { fileName, sheets } of demoSources()) {
    const path = join(folder, fileName);
    writeFileSync(path, await bytesOf(nativeWorkbook(sheets)));
    sources.push(path);
  }
  const { estate } = await readSources(sources, new Terminal({ quiet: true }), new AbortController().signal);
  const settings = parseSettings(demoSettings(), 'devirt.yaml');
  const assessed = { estate, plan: makePlan(estate, settings), settings, version: '0.0.0-test' };
  for (const generator of [kubernetesManifests, kubevirtManifests, forkliftManifests]) {
    for (const { path, content } of generator(assessed)) {
      if (typeof content !== 'string') throw new Error(`${path} is no text`);
      const file = join(folder, safeRelativePath(path));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Hundreds of objects go through the API server one by one, in 10 s on a machine that does nothing else. */
const patience = 300_000;

/** Server-side apply without effect; a field that the server does not know is an error, and so is a warning. */
const dryRun = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--warnings-as-errors', '-f', '-'];

describePeer('kube-apiserver', kubeHint)('a real API server', () => {
  let kube: Kube;
  beforeAll(async () => {
    kube = await startKube();
    const folder = join(peerFolder, 'crds');
    const items = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);
    expect(items.length).toBeGreaterThan(15);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const applied = await kube.kubectl(['apply', '--server-side', '-f', '-'], list);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    // Forklift's operator stands in a namespace of its own, which is there before its plans are.
    expect(await kube.kubectl(['create', 'namespace', 'konveyor-forklift'])).toMatchObject({ code: 0 });
    const waited = await kube.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    expect(waited).toMatchObject({ code: 0 });
  }, patience);

  it('has the kinds of KubeVirt, CDI, forklift, Gateway API and Multus', async () => {
    const { stdout } = await kube.kubectl(['api-resources', '--output=name', '--no-headers']);
    const resources = new Set(stdout.split('\n'));
    for (const name of [
      'virtualmachines.kubevirt.io',
      'virtualmachineinstances.kubevirt.io',
      'datavolumes.cdi.kubevirt.io',
      'plans.forklift.konveyor.io',
      'providers.forklift.konveyor.io',
      'networkmaps.forklift.konveyor.io',
      'storagemaps.forklift.konveyor.io',
      'httproutes.gateway.networking.k8s.io',
      'network-attachment-definitions.k8s.cni.cncf.io',
    ]) {
      expect(resources).toContain(name);
    }
  });

  it(
    'takes everything that is generated for the demo, without a warning',
    async () => {
      const folder = scratchFolder();
      await generateDemo(folder);
      // All of it as one: that also finds two objects of one name.
      const places = readdirSync(join(folder, 'kubevirt')).map((name) => `../kubevirt/${name}`);
      const migrations = readdirSync(join(folder, 'kubevirt/forklift/migrations'));
      expect(places.length).toBeGreaterThan(10);
      expect(migrations.length).toBeGreaterThan(0);
      mkdirSync(join(folder, 'all'));
      const resources = ['../kubernetes/overlays/production', ...places];
      writeFileSync(join(folder, 'all/kustomization.yaml'), JSON.stringify({ resources }));
      const rendered = await kube.kubectl(['kustomize', join(folder, 'all')]);
      expect(rendered).toMatchObject({ code: 0, stderr: '' });
      const documents = [
        ...rendered.stdout.split(/^---$/m),
        ...migrations.map((name) => readFileSync(join(folder, 'kubevirt/forklift/migrations', name), 'utf8')),
      ];
      const namespaces = documents.filter((text) => /^kind: Namespace$/m.test(text));
      expect(namespaces.length).toBeGreaterThan(10);
      // What stands in a namespace can only be tried once that is there.
      const made = await kube.kubectl(
        ['apply', '--server-side', '--warnings-as-errors', '-f', '-'],
        namespaces.join('\n---\n'),
      );
      expect(made).toMatchObject({ code: 0, stderr: '' });
      const tried = await kube.kubectl(dryRun, documents.join('\n---\n'));
      expect([...new Set(tried.stderr.split('\n'))]).toEqual(['']);
      expect(tried.code).toBe(0);
      const lines = tried.stdout.trim().split('\n');
      expect(lines).toHaveLength(documents.filter((text) => /^kind: /m.test(text)).length);
      for (const kind of ['virtualmachine.kubevirt.io', 'datavolume.cdi', 'plan.forklift', 'resourcequota']) {
        expect(lines.some((line) => line.startsWith(kind))).toBe(true);
      }
    },
    patience,
  );

  it('refuses what it should', async () => {
    const vm = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: 'a', namespace: 'default' } };
    const unknown = await kube.kubectl(dryRun, JSON.stringify({ ...vm, spec: { template: {}, colour: 'red' } }));
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr).toContain('colour');
    const root = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'strict', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    };
    await kube.kubectl(['apply', '-f', '-'], JSON.stringify(root));
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'strict' },
      spec: { containers: [{ name: 'a', image: 'a' }] },
    };
    const refused = await kube.kubectl(dryRun, JSON.stringify(pod));
    expect(refused.stderr).toContain('violates PodSecurity');
  });
});
