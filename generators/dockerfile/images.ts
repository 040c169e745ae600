import type { GeneratedFile } from '../../src/lib/output/generated-file.ts';
import type { Assessed } from '../../src/model/assessed.ts';
import { buildJobFile } from './build-job.ts';
import { contextFolder, contextItems } from './context-items.ts';
import { dockerfile, type ImageInput, noImageReason } from './dockerfile.ts';
import { fetchContextScript } from './fetch-context.ts';
import { readme } from './readme.ts';

/** Nothing but what fetch-context.sh brought, and of that no keys that lie in somebody's tree. */
const ignored = `# Only what fetch-context.sh brought.
*
!${contextFolder}
**/.git
**/.ssh
**/id_rsa
**/id_ed25519
**/.aws
**/.netrc
`;

/**
 * Files of every image: containers/NAMESPACE/WORKLOAD/ with Dockerfile, .dockerignore, fetch-context.sh and README.md.
 * Where no image can be made from what is known, the README alone, which says why and what the choices are. And, where
 * there is an image, a Job that builds on the cluster.
 */
export function* imageFiles({ plan, settings, version }: Assessed): Generator<GeneratedFile> {
  let hasImage = false;
  for (const { disposition, name, namespace, workloads } of plan.decisions) {
    if (disposition !== 'containerize') continue;
    for (const { name: workload, volumes, container } of workloads) {
      if (container === null) continue;
      const mountPaths = volumes.flatMap(({ mountPath }) => mountPath ?? []);
      const input: ImageInput = {
        namespace,
        workload,
        vm: name,
        container,
        volumes: mountPaths,
        context: contextItems(container, mountPaths),
        pinPackages: settings.images.pinPackages,
        version,
      };
      const folder = `containers/${namespace}/${workload}`;
      yield { path: `${folder}/README.md`, content: readme(input) };
      if (noImageReason(container) !== null) continue;
      if (!hasImage) yield buildJobFile(container.image, `${namespace}/${workload}`);
      hasImage = true;
      yield { path: `${folder}/Dockerfile`, content: dockerfile(input) };
      yield { path: `${folder}/.dockerignore`, content: ignored };
      yield { path: `${folder}/fetch-context.sh`, content: fetchContextScript(workload, input.context) };
    }
  }
}
