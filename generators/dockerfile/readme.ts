import { byCodePoint } from '../../src/lib/order.ts';
import { markdownCell } from '../../src/lib/markup.ts';
import { type ImageInput, noImageReason } from './dockerfile.ts';

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');

const section = (title: string, lines: readonly string[], before = ''): string =>
  lines.length === 0 ? '' : `\n## ${title}\n\n${before}${list(lines)}`;

/** What a person needs to know of an image, in the folder that holds it. */
export function readme(input: ImageInput): string {
  const { namespace, workload, vm, container, volumes, context } = input;
  const { base, title, image, notes, evidence, secrets } = container;
  const cell = markdownCell;
  const reason = noImageReason(container);
  const head = `# ${workload}: ${cell(title)}

An application of the VM ${cell(vm)}, for namespace ${namespace}. Remade by each run of devirt until you change a file here;
changed files are left alone, and the new version is laid beside them.
`;
  const facts =
    section('What Kubernetes does otherwise', notes.map(cell)) +
    section('What was seen', evidence.map(cell)) +
    section(
      'Secrets by kind and place',
      [...new Set(secrets.map(({ kind, place, key }) => `${kind}${key === null ? '' : ` ${key}`}: ${place}`))]
        .sort(byCodePoint)
        .map(cell),
      'No value was read. Each has to be put into a Secret by a person, or by what you keep secrets in.\n\n',
    );
  if (reason !== null) {
    return `${head}
## Why there is no Dockerfile

${cell(reason)}
${section('Choices', base.choices.map(cell))}${facts}`;
  }
  return `${head}
## Build

    ./fetch-context.sh root@GUEST          # or --root FOLDER of a mounted disk or a backup
    buildah build -t ${image} .
    buildah push ${image}

\`fetch-context.sh\` brings the paths that the Dockerfile copies to \`files/\`, writes \`sha256sums\`, never fetches the files
of \`secret-files\`, and refuses what looks like a secret. \`docker build\` and BuildKit take the folder too. Building on the
cluster: \`kubernetes/build/\`.

## Why it is so

- Base \`${base.image ?? ''}\`: ${cell(base.reason)}
- Packages come from the release by name, with its updates: a version that the guest had is a comment in the Dockerfile.
- Copied is what no package brings or what was changed: each COPY says where it was seen.
- It runs as ${container.user === null ? 'nobody known' : `user ${container.user.uid}:${container.user.gid}`}, without an init.
${volumes.length === 0 ? '' : `- Data stays out: ${[...volumes].sort(byCodePoint).map(cell).join(', ')} come with their volumes.\n`}${section(
    'Files with secrets, which a Secret brings',
    context.secrets.map(({ path, origin }) => `${cell(path)} (${cell(origin)})`),
  )}${section(
    'Left out',
    context.leftOut.map(({ path, reason: why }) => `${cell(path)}: ${cell(why)}`),
  )}
## Back

The VM is as it was: nothing here changes it. Until its data moves, going back is to send requests to it again (runbook
of its wave). The image of before is the tag of before: images are not overwritten while settings.images.tag changes.
${facts}`;
}
