import { markdownCell } from '../../src/lib/markup.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import type { NamespaceBridges } from '../../src/model/bridges.ts';
import { copyMethodOf, dataCopiesOf } from '../../src/model/data-copy.ts';
import type { MovedWorkload } from '../../src/model/moved-workloads.ts';
import { secretName, secretVariables } from './environment.ts';
import { sourceSecret } from './data-jobs.ts';
import { secretFiles, secretFilesName } from './mounts.ts';
import { restrictedException } from './pod.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${' --- |'.repeat(head.length)}`,
  ...rows.map((row) => `| ${row.map(markdownCell).join(' | ')} |`),
];

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];

/** Each Secret that a person makes: name, key, and what stands on the VM in its place. Never a value. */
function secretRows(workloads: readonly MovedWorkload[]): string[][] {
  const rows = workloads.flatMap((moved) => [
    ...secretVariables(moved).map(({ key, kind, place }) => [secretName(moved), key ?? '', `${kind} in ${place}`]),
    ...secretFiles(moved).map(({ path, key }) => [
      secretFilesName(moved),
      key,
      `the file ${path}, mounted at its place`,
    ]),
    ...(dataCopiesOf(moved.workload, 1).length === 0
      ? []
      : Object.entries(sourceSecret(moved, copyMethodOf(moved.workload)).keys).map(([key, what]) => [
          sourceSecret(moved, copyMethodOf(moved.workload)).name,
          key,
          `for the copy of data: ${what}`,
        ])),
  ]);
  return [...new Map(rows.map((row) => [row.join('\n'), row])).values()];
}

/** Places with secrets that neither a variable nor a file of the Pod stands for. */
function otherSecrets(workloads: readonly MovedWorkload[]): string[][] {
  return workloads.flatMap((moved) => {
    const variables = new Set(secretVariables(moved).map(({ key, place }) => `${key} ${place}`));
    const files = new Set(secretFiles(moved).map(({ path }) => path));
    return moved.container.secrets
      .filter(({ key, place }) => !variables.has(`${key} ${place}`) && !files.has(place.replace(/:\d+$/, '')))
      .map(({ kind, place }) => [moved.workload.name, kind, place]);
  });
}

/** What a person has to know and do for one application. */
export function namespaceReadme(
  namespace: string,
  workloads: readonly MovedWorkload[],
  { changes }: NamespaceBridges,
): GeneratedFile {
  const exceptions = workloads.flatMap((moved) => {
    const why = restrictedException(moved);
    return why === null ? [] : [[moved.workload.name, why]];
  });
  const application = workloads[0]?.decision.application ?? namespace;
  const lines = [
    `# ${markdownCell(application)}`,
    '',
    `Namespace \`${namespace}\`. Written anew by each run: keep your own notes elsewhere.`,
    ...section(
      'Workloads',
      table(
        ['Workload', 'What', 'Kind', 'VM'],
        workloads.map(({ workload, container, decision }) => [
          workload.name,
          `${container.title} ${container.version ?? ''}`.trim(),
          container.kind,
          decision.name,
        ]),
      ),
    ),
    ...section(
      'Secrets that you make',
      secretRows(workloads).length === 0
        ? []
        : [
            'devirt never reads or writes a value. Pods wait until these are there. Make them with the tool that you chose for secrets, or by hand:',
            `\`kubectl -n ${namespace} create secret generic NAME --from-file=KEY=FILE\``,
            '',
            ...table(['Secret', 'Key', 'What it holds'], secretRows(workloads)),
          ],
    ),
    ...section(
      'Secrets in other places',
      otherSecrets(workloads).length === 0
        ? []
        : [
            'Seen on the VMs, and in nothing that is generated: decide how the application gets them.',
            '',
            ...table(['Workload', 'Kind', 'Place'], otherSecrets(workloads)),
          ],
    ),
    ...section(
      'Configuration that must change',
      changes.length === 0
        ? []
        : [
            'No Service can stand in for these lines.',
            '',
            ...table(
              ['Workload', 'Place', 'Now', 'Then', 'Why'],
              changes.map(({ workload, place, from, to, why }) => [workload, place, from, to, why]),
            ),
          ],
    ),
    ...section(
      'Exceptions to the restricted Pod Security level',
      exceptions.length === 0 ? ['None.'] : table(['Workload', 'Why'], exceptions),
    ),
    '',
  ];
  return { path: `kubernetes/base/${namespace}/README.md`, content: lines.join('\n') };
}

/** How the folder is used, and what is in it. */
export function kubernetesReadme(
  namespaces: readonly { readonly namespace: string; readonly workloads: readonly MovedWorkload[] }[],
  components: readonly string[],
): GeneratedFile {
  const workloads = namespaces.flatMap((each) => each.workloads);
  const exceptions = workloads.filter((moved) => restrictedException(moved) !== null);
  const lines = [
    '# Kubernetes',
    '',
    '`base/` holds a folder an application; `overlays/production/` is yours and written once; `components/` is what you switch on when its time has come; `platform/` is what the cluster itself needs.',
    '',
    '```sh',
    'kubectl kustomize kubernetes/overlays/production   # shows everything',
    'kubectl diff -k kubernetes/overlays/production     # what would change',
    'kubectl apply -k kubernetes/overlays/production    # does it',
    '```',
    '',
    'To switch a component on, name it in the overlay; to go back, take the line out again:',
    '',
    '```yaml',
    'components:',
    '  - ../../components/NAME',
    '```',
    '',
    `Workloads: ${workloads.length}, of which ${exceptions.length} are exceptions to the restricted Pod Security level${exceptions.length === 0 ? '.' : `: ${exceptions.map(({ decision, workload }) => `${decision.namespace}/${workload.name}`).join(', ')}.`}`,
    ...section(
      'Applications with workloads',
      namespaces
        .filter((each) => each.workloads.length > 0)
        .map(({ namespace }) => `- [${namespace}](base/${namespace}/README.md)`),
    ),
    ...section(
      'Components',
      components.map((path) => `- \`${path}\``),
    ),
    '',
  ];
  return { path: 'kubernetes/README.md', content: lines.join('\n') };
}
