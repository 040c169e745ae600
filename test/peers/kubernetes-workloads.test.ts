import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { assess, guestCaseSchema, manifestsOf } from '../generators/kubernetes/guest-case.ts';
import { scratchFolder } from '../support/devirt.ts';
import { kubeHint, startKube, type Kube } from '../support/kube.ts';
import { describePeer, peerCommand, peerFolder } from '../support/peers.ts';
import { projectRoot } from '../support/shared.ts';

const root = join(projectRoot, 'fixtures', 'kubernetes');
const cases = readdirSync(root);

/** What is generated for a case. */
const filesOfCase = (name: string): ReadonlyMap<string, string> =>
  manifestsOf(assess(guestCaseSchema.parse(JSON.parse(readFileSync(join(root, name, 'input.json'), 'utf8')))));

/** The same below a folder of its own. */
function written(name: string): string {
  const folder = scratchFolder();
  for (const [path, content] of filesOfCase(name)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const objectSchema = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
  spec: z.unknown(),
});
const templateSchema = z.looseObject({
  template: z.looseObject({ metadata: z.looseObject({}), spec: z.looseObject({}) }),
});
const cronJobSchema = z.looseObject({ jobTemplate: z.looseObject({ spec: templateSchema }) });

/** Every object of kinds that hold a Pod, as that Pod. */
function* podsOf(files: ReadonlyMap<string, string>): Generator<{ readonly name: string; readonly pod: unknown }> {
  for (const [path, text] of files) {
    if (!path.endsWith('.yaml') || path.includes('/platform/')) continue;
    for (const document of parseAllDocuments(text)) {
      const parsed = objectSchema.safeParse(document.toJS());
      if (!parsed.success) continue;
      const { kind, metadata, spec } = parsed.data;
      if (!['Deployment', 'StatefulSet', 'CronJob', 'Job'].includes(kind)) continue;
      const { template } = kind === 'CronJob' ? cronJobSchema.parse(spec).jobTemplate.spec : templateSchema.parse(spec);
      const { serviceAccountName: _account, ...pod } = template.spec;
      yield {
        name: `${kind} ${metadata.name}`,
        pod: {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { ...template.metadata, name: metadata.name.slice(0, 50).replace(/-+$/, ''), namespace: 'strict' },
          spec: pod,
        },
      };
    }
  }
}

const dryRun = ['--server-side', '--dry-run=server', '--validate=strict', '--warnings-as-errors', '-f', '-'];
const patience = 300_000;

/** Workloads that are no exception to the restricted level, in all fixtures: at most one in ten may be one. */
const exceptionsAllowed = ['Deployment scan01'];

describePeer('kube-apiserver', kubeHint)('an API server and the workloads of fixtures/kubernetes', () => {
  let kube: Kube;
  beforeAll(async () => {
    kube = await startKube();
    const strict = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'strict',
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' },
      },
    };
    expect(await kube.kubectl(['apply', '-f', '-'], JSON.stringify(strict))).toMatchObject({ code: 0 });
    // Pods name them, and the API server refuses what names one that is not there.
    for (const name of cases) {
      for (const [path, text] of filesOfCase(name)) {
        if (!path.endsWith('priority-classes.yaml')) continue;
        expect(await kube.kubectl(['apply', '--server-side', '-f', '-'], text)).toMatchObject({ code: 0 });
      }
    }
  }, patience);

  it(
    'every Pod is admitted to a restricted namespace without a warning, but for the exceptions that are counted',
    async () => {
      const refused: string[] = [];
      let tried = 0;
      for (const name of cases) {
        for (const { name: object, pod } of podsOf(filesOfCase(name))) {
          tried++;
          const { code, stderr } = await kube.kubectl(['apply', ...dryRun], JSON.stringify(pod));
          if (code === 0 && stderr === '') continue;
          refused.push(object);
          if (!exceptionsAllowed.includes(object)) expect(stderr, `${name}: ${object}`).toBe('');
        }
      }
      expect(refused).toEqual(exceptionsAllowed);
      expect(tried).toBeGreaterThan(20);
      expect(refused.length * 10).toBeLessThanOrEqual(tried);
    },
    patience,
  );

  it.each(cases)(
    'takes the overlay of %s with every component, in turn, and without',
    async (name) => {
      const folder = written(name);
      const overlay = join(folder, 'kubernetes/overlays/production');
      const components = readdirSync(join(folder, 'kubernetes/components'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('/kustomization.yaml'))
        .map((path) => `../../components/${path.slice(0, -'/kustomization.yaml'.length)}`);
      const namespaces = new Set<string>();
      for (const component of [null, ...components]) {
        const kustomization = { resources: ['../../base'], ...(component === null ? {} : { components: [component] }) };
        writeFileSync(join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
        const rendered = await kube.kubectl(['kustomize', overlay]);
        expect(rendered, component ?? 'no component').toMatchObject({ code: 0, stderr: '' });
        const documents = rendered.stdout.split(/^---$/m);
        const made = documents.filter((text) => /^kind: Namespace$/m.test(text));
        for (const text of made) {
          if (namespaces.has(text)) continue;
          namespaces.add(text);
          await kube.kubectl(['apply', '--server-side', '-f', '-'], text);
        }
        // Exceptions to the restricted level warn, as they should: they are counted above.
        const strict = name === 'root-service' ? dryRun.filter((word) => word !== '--warnings-as-errors') : dryRun;
        const tried = await kube.kubectl(['apply', ...strict], rendered.stdout);
        if (name !== 'root-service') expect(tried.stderr, component ?? 'no component').toBe('');
        expect(tried.code, tried.stderr).toBe(0);
      }
      expect((await kube.kubectl(['kustomize', join(folder, 'kubernetes/base')])).code).toBe(0);
    },
    patience,
  );
});

describePeer('kubeconform', 'bash test/peers/install')('kubeconform and fixtures/kubernetes', () => {
  it.each(cases)('takes everything of %s, strictly', (name) => {
    const run = spawnSync(
      peerCommand('kubeconform') ?? 'kubeconform',
      [
        '-strict',
        '-summary',
        '-schema-location',
        join(peerFolder, 'schemas', '{{ .ResourceKind }}{{ .KindSuffix }}.json'),
        written(name),
      ],
      { encoding: 'utf8' },
    );
    expect(run.stdout).toMatch(/Invalid: 0, Errors: 0, Skipped: 0\s*$/);
    expect(run.status).toBe(0);
  });
});

describePeer('shellcheck', 'apt-get install shellcheck')('shellcheck and the scripts of Jobs', () => {
  it.each(cases)('has nothing to say about those of %s', (name) => {
    for (const [path, text] of filesOfCase(name)) {
      if (!path.endsWith('/jobs.yaml')) continue;
      for (const document of parseAllDocuments(text)) {
        const parsed = z.object({ data: z.object({ 'copy.sh': z.string() }) }).safeParse(document.toJS());
        if (!parsed.success) continue;
        const run = spawnSync(peerCommand('shellcheck') ?? 'shellcheck', ['--shell=sh', '--severity=warning', '-'], {
          encoding: 'utf8',
          input: parsed.data.data['copy.sh'],
        });
        expect(run.stdout, path).toBe('');
      }
    }
  });
});

describe('two runs', () => {
  it.each(cases)('give the same bytes for %s', (name) => {
    expect([...filesOfCase(name)]).toEqual([...filesOfCase(name)]);
  });
});
