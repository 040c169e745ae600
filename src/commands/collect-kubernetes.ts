import { readFile } from 'node:fs/promises';
import { ApiTransportError, KubernetesApi } from '../../analyzers/kubernetes/api.ts';
import { collectKubernetes } from '../../analyzers/kubernetes/collect.ts';
import { clusterAccess } from '../../analyzers/kubernetes/kubeconfig.ts';
import { ListRefused } from '../../analyzers/kubernetes/list-objects.ts';
import { DevirtError, exitCode, type ExitCode } from '../lib/errors.ts';
import type { Estate } from '../model/estate.ts';
import { Terminal } from './terminal.ts';
import { writeSnapshot } from './snapshot-file.ts';

export interface CollectKubernetesOptions {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly out: string;
  readonly quiet?: boolean;
}

/** What an error of the client means to the user. */
function explain(error: unknown, server: string): unknown {
  if (error instanceof ApiTransportError) {
    return new DevirtError(
      error.message,
      error.isCertificate
        ? 'The kubeconfig names the authority that signed it (certificate-authority). Make it anew, from a machine that you trust.'
        : 'Check that the API server is reachable from here, then start again.',
      exitCode.connection,
      { cause: error },
    );
  }
  if (error instanceof ListRefused) {
    const [message, remedy] =
      error.status === 401
        ? ['does not accept the login of the kubeconfig', 'Its token or certificate may have ended: make a new one.']
        : [
            `does not list its nodes (${error.reason})`,
            'Give the user the ClusterRole that docs/privileges.md describes.',
          ];
    return new DevirtError(`${server} ${message}`, remedy, exitCode.connection, { cause: error });
  }
  return error;
}

async function collect(options: CollectKubernetesOptions, terminal: Terminal, signal: AbortSignal): Promise<Estate> {
  const content = await readFile(options.kubeconfig, 'utf8').catch((error: unknown) => {
    throw new DevirtError(
      `--kubeconfig ${options.kubeconfig}: cannot be read`,
      'Check the path and its permissions.',
      exitCode.usage,
      { cause: error },
    );
  });
  const access = await clusterAccess(content, options.kubeconfig, options.context ?? null, (path) =>
    readFile(path, 'utf8'),
  );
  if (access.insecure) terminal.warn(`${access.context}: the server's certificate is not checked`);
  const api = new KubernetesApi(access, { signal });
  try {
    return await collectKubernetes(api.get, {
      name: access.context,
      server: api.server,
      onProgress: (what, done) => terminal.progress(`reading ${what}`, done, null),
    });
  } catch (error) {
    throw explain(error, api.server);
  } finally {
    terminal.progressDone();
    api.close();
  }
}

/**
 * Reads an existing Kubernetes cluster and writes what was read to options.out, for `devirt assess` beside the export of
 * the vCenter that its nodes run on. Returns the exit code; throws DevirtError.
 */
export async function collectKubernetesCommand(
  options: CollectKubernetesOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = new Terminal({ quiet: options.quiet === true });
  const estate = await collect(options, terminal, signal);
  await writeSnapshot(options.out, estate);
  const warnings = estate.sources.flatMap((source) => source.warnings);
  for (const { place, message } of warnings) terminal.warn(`${place}: ${message}`);
  terminal.info(
    `read ${estate.kubernetesPods.length} pods on ${estate.kubernetesNodes.length} nodes; next: devirt assess EXPORT ${options.out}`,
  );
  terminal.result(options.out);
  return warnings.some((warning) => warning.lacking) ? exitCode.incomplete : exitCode.done;
}
