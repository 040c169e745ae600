import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './shared.ts';

/** What docs/privileges.md tells an administrator of a Kubernetes cluster to apply, and to run then. */
export function documentedClusterRole(): { readonly yaml: string; readonly script: string } {
  const text = readFileSync(join(projectRoot, 'docs', 'privileges.md'), 'utf8');
  const [, yaml = '', script = ''] = /```yaml\n(.*?)```.*?```sh\n(.*?)```/s.exec(text) ?? [];
  return { yaml, script };
}
