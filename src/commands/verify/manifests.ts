import { parseAllDocuments } from 'yaml';
import { failed, passed, unchecked, type CheckResult, type VerifyContext } from './check.ts';
import { findTool, firstLines, runTool } from './run-tool.ts';

const isManifest = (path: string): boolean => /^(?:kubernetes|kubevirt)\/.*\.yaml$/.test(path);
const isKustomization = (path: string): boolean => path.endsWith('/kustomization.yaml');

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown };
}

function isObject(value: unknown): value is KubernetesObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'apiVersion' in value &&
    'kind' in value &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string'
  );
}

/** Every manifest is YAML, every document an object with a name, and no object stands twice in the same tree. */
export async function checkYaml(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'yaml';
  const places = new Map<string, string>();
  const results: CheckResult[] = [];
  for (const path of context.files.filter(isManifest)) {
    const faults: string[] = [];
    for (const document of parseAllDocuments(await context.read(path))) {
      if (document.errors.length > 0) {
        faults.push(document.errors[0]?.message.split('\n', 1)[0] ?? 'not YAML');
        continue;
      }
      const value: unknown = document.toJS();
      if (value === null) continue;
      if (!isObject(value)) {
        faults.push('a document is no object of Kubernetes');
        continue;
      }
      if (isKustomization(path) || typeof value.metadata?.name !== 'string') continue;
      // Components and the data that they bring replace one another; only the base must be without doubles.
      if (!path.startsWith('kubernetes/base/') && !path.startsWith('kubevirt/')) continue;
      const key = JSON.stringify([value.apiVersion, value.kind, value.metadata.namespace ?? null, value.metadata.name]);
      const known = places.get(key);
      if (known === undefined) places.set(key, path);
      else faults.push(`${value.kind} ${value.metadata.name} stands in ${known} too`);
    }
    results.push(faults.length === 0 ? passed(check, path) : failed(check, path, faults.slice(0, 3).join(' | ')));
  }
  return results;
}

/** Against the schemas of the API server, by kubeconform, strictly. */
export async function checkSchemas(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'schemas';
  const files = context.files.filter((path) => isManifest(path) && !isKustomization(path));
  if (files.length === 0) return [];
  const tool = findTool('kubeconform');
  if (tool === null) return [unchecked(check, 'kubernetes/, kubevirt/', 'kubeconform is not on the path: install it')];
  const schemas = process.env['DEVIRT_SCHEMAS'];
  const end = await runTool(
    tool,
    [
      '-strict',
      '-summary',
      ...(schemas === undefined
        ? ['-ignore-missing-schemas']
        : ['-schema-location', `${schemas}/{{ .ResourceKind }}{{ .KindSuffix }}.json`]),
      ...files,
    ],
    { cwd: context.folder, timeoutSeconds: 600, signal: context.signal },
  );
  if (/failed downloading schema|no such host|connection refused|dial tcp/.test(end.output)) {
    return [
      unchecked(
        check,
        'kubernetes/, kubevirt/',
        'kubeconform could not fetch its schemas: set DEVIRT_SCHEMAS to a folder of them',
      ),
    ];
  }
  const counts = firstLines(end.output.split('\n').slice(-2).join('\n'));
  return [
    end.code === 0
      ? passed(check, `${files.length} files`)
      : failed(check, 'kubernetes/, kubevirt/', firstLines(end.output, 4) || counts),
  ];
}

/** kustomize puts each overlay together. */
export async function checkKustomize(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'kustomize';
  const overlays = context.files
    .filter((path) => /^kubernetes\/overlays\/[^/]+\/kustomization\.yaml$/.test(path))
    .map((path) => path.slice(0, path.lastIndexOf('/')));
  if (overlays.length === 0) return [];
  const tool = findTool('kubectl');
  if (tool === null) return overlays.map((path) => unchecked(check, path, 'kubectl is not on the path: install it'));
  const results: CheckResult[] = [];
  for (const path of overlays) {
    const end = await runTool(tool, ['kustomize', path], {
      cwd: context.folder,
      timeoutSeconds: 300,
      signal: context.signal,
    });
    results.push(end.code === 0 ? passed(check, path) : failed(check, path, firstLines(end.output)));
  }
  return results;
}

/** What the API server itself says, without anything being made: warnings count as failures. */
export async function checkServer(context: VerifyContext): Promise<CheckResult[]> {
  const check = 'server';
  const { kubeconfig } = context;
  const overlay = 'kubernetes/overlays/production';
  if (!context.files.some((path) => path.startsWith(`${overlay}/`))) return [];
  if (kubeconfig === null) {
    return [
      unchecked(check, overlay, 'no cluster was named: give --kubeconfig of one in which the CRDs are installed'),
    ];
  }
  const tool = findTool('kubectl');
  if (tool === null) return [unchecked(check, overlay, 'kubectl is not on the path: install it')];
  const end = await runTool(
    tool,
    [
      '--kubeconfig',
      kubeconfig,
      'apply',
      '--dry-run=server',
      '--validate=strict',
      '--warnings-as-errors',
      '-k',
      overlay,
    ],
    { cwd: context.folder, timeoutSeconds: 600, signal: context.signal },
  );
  if (end.code === 0) return [passed(check, overlay)];
  const lines = end.output.split('\n').filter((line) => /error|warning|forbidden|denied|invalid|not found/i.test(line));
  // A dry run makes no namespace, so that what would live in a new one cannot be judged.
  const real = lines.filter((line) => !/namespaces? "[^"]*" not found/.test(line));
  if (real.length > 0) return [failed(check, overlay, firstLines(real.join('\n'), 4))];
  return [
    unchecked(
      check,
      overlay,
      `${lines.length} objects live in namespaces that are not there: apply kubernetes/base/*/namespace.yaml first`,
    ),
  ];
}
