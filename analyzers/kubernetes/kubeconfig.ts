import { dirname, isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DevirtError, exitCode } from '../../src/lib/errors.ts';

/** How to reach and log in to one cluster. Holds secrets: never printed. */
export interface ClusterAccess {
  /** Name of the context. */
  readonly context: string;
  readonly host: string;
  readonly port: number;
  /** Path below which the API stands, without a slash at its end: '' unless a gateway is in front of it. */
  readonly basePath: string;
  /** PEM texts. Null: the authorities that Node knows. */
  readonly authority: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  readonly token: string | null;
  /** The name that the server's certificate must bear, where it is not the host. */
  readonly serverName: string | null;
  readonly insecure: boolean;
}

const text = z.string().optional();
const named = z.object({ name: z.string() });
const kubeconfigSchema = z.object({
  kind: z.literal('Config').optional(),
  'current-context': text,
  contexts: z.array(named.extend({ context: z.object({ cluster: z.string(), user: text }) })).nullish(),
  clusters: z
    .array(
      named.extend({
        cluster: z.object({
          server: z.string(),
          'certificate-authority': text,
          'certificate-authority-data': text,
          'insecure-skip-tls-verify': z.boolean().optional(),
          'tls-server-name': text,
          'proxy-url': text,
        }),
      }),
    )
    .nullish(),
  users: z
    .array(
      named.extend({
        user: z
          .object({
            'client-certificate': text,
            'client-certificate-data': text,
            'client-key': text,
            'client-key-data': text,
            token: text,
            tokenFile: text,
            username: text,
            exec: z.unknown().optional(),
            'auth-provider': z.unknown().optional(),
            as: text,
          })
          .nullable(),
      }),
    )
    .nullish(),
});
type Kubeconfig = z.infer<typeof kubeconfigSchema>;
type User = NonNullable<NonNullable<NonNullable<Kubeconfig['users']>[number]['user']>>;

/** A kubeconfig has a few kilobytes; thousands of contexts fit into this. */
const longestKubeconfig = 16 * 1024 * 1024;
const httpsPort = 443;

const makeReadOnly =
  'Make a kubeconfig with a token of a service account that may only read: docs/privileges.md has the role and the commands (kubectl create token devirt --duration=1h).';

const usage = (message: string, remedy: string, cause?: unknown): DevirtError =>
  new DevirtError(message, remedy, exitCode.usage, { cause });

function parseText(content: string, path: string): Kubeconfig {
  const remedy = 'Give the file that kubectl uses: kubectl config view --flatten --minify shows one.';
  if (content.length > longestKubeconfig) throw usage(`${path}: too long for a kubeconfig`, remedy);
  let value: unknown;
  try {
    value = parse(content, { maxAliasCount: 0 });
  } catch (error) {
    // The parser's own message quotes lines, and these may hold a key.
    throw usage(`${path}: not YAML`, remedy, error);
  }
  const result = kubeconfigSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw usage(`${path}: no kubeconfig: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`, remedy);
}

function find<T extends { readonly name: string }>(
  list: readonly T[] | null | undefined,
  name: string,
  what: string,
  path: string,
): T {
  const found = list?.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = (list ?? []).map((one) => one.name);
  throw usage(
    `${path}: no ${what} ${JSON.stringify(name)} in it`,
    names.length === 0 ? `It has no ${what} at all.` : `It has: ${names.slice(0, 10).join(', ')}.`,
  );
}

/** What a program, a plug-in or a proxy would have to do for us: said, and not done. */
function refuse(path: string, context: string, user: User, proxy: string | undefined): void {
  const where = `${path}, context ${JSON.stringify(context)}`;
  if (user.exec !== undefined) {
    throw usage(`${where}: logs in through a program (exec), which devirt does not run`, makeReadOnly);
  }
  if (user['auth-provider'] !== undefined) {
    throw usage(`${where}: logs in through an auth-provider, which Kubernetes itself has dropped`, makeReadOnly);
  }
  if (user.username !== undefined) {
    throw usage(`${where}: logs in with a password, which API servers since 1.19 do not take`, makeReadOnly);
  }
  if (user.as !== undefined) {
    throw usage(`${where}: acts as another user (as), which devirt does not do`, makeReadOnly);
  }
  if (proxy !== undefined) {
    throw usage(
      `${where}: goes through a proxy (proxy-url), which devirt does not do`,
      'Run devirt where the API server is reached directly.',
    );
  }
}

function serverOf(address: string, where: string): Pick<ClusterAccess, 'host' | 'port' | 'basePath'> {
  const remedy = 'A server is written as https://HOST:PORT.';
  let url: URL;
  try {
    url = new URL(address);
  } catch (error) {
    throw usage(`${where}: its server is no URL`, remedy, error);
  }
  // Not repeated in the message: it may hold a password.
  if (url.username !== '' || url.password !== '') throw usage(`${where}: its server holds a user or password`, remedy);
  if (url.protocol !== 'https:') throw usage(`${where}: the API is spoken to over https alone`, remedy);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? httpsPort : Number(url.port),
    basePath: url.pathname.replace(/\/+$/, ''),
  };
}

/**
 * Reads the access to one cluster out of a kubeconfig. `context` null is the current one. `readText` reads the files
 * that it names, which stand relative to it. Programs and plug-ins are never run. Throws DevirtError (usage), without a
 * secret in it.
 */
export async function clusterAccess(
  content: string,
  path: string,
  context: string | null,
  readText: (path: string) => Promise<string>,
): Promise<ClusterAccess> {
  const config = parseText(content, path);
  const current = context ?? config['current-context'] ?? '';
  if (current === '') throw usage(`${path}: has no current context`, 'Name one with --context.');
  const chosen = find(config.contexts, current, 'context', path).context;
  const { cluster } = find(config.clusters, chosen.cluster, 'cluster', path);
  const user: User = chosen.user === undefined ? {} : (find(config.users, chosen.user, 'user', path).user ?? {});
  refuse(path, current, user, cluster['proxy-url']);

  const file = async (name: string, what: string): Promise<string> => {
    const full = isAbsolute(name) ? name : join(dirname(path), name);
    try {
      return await readText(full);
    } catch (error) {
      throw usage(`${path}: its ${what} ${full} cannot be read`, 'Check the path and its permissions.', error);
    }
  };
  /** Data stands before a file, as in client-go. */
  const pem = async (data: string | undefined, name: string | undefined, what: string): Promise<string | null> => {
    if (data !== undefined && data !== '') return Buffer.from(data, 'base64').toString('utf8');
    return name === undefined || name === '' ? null : file(name, what);
  };
  const token =
    user.token !== undefined && user.token !== ''
      ? user.token
      : user.tokenFile === undefined
        ? null
        : await file(user.tokenFile, 'token file');
  return {
    context: current,
    ...serverOf(cluster.server, `${path}, cluster ${JSON.stringify(chosen.cluster)}`),
    authority: await pem(
      cluster['certificate-authority-data'],
      cluster['certificate-authority'],
      'certificate authority',
    ),
    certificate: await pem(user['client-certificate-data'], user['client-certificate'], 'client certificate'),
    key: await pem(user['client-key-data'], user['client-key'], 'client key'),
    token: token?.trim() ?? null,
    serverName: cluster['tls-server-name'] ?? null,
    insecure: cluster['insecure-skip-tls-verify'] === true,
  };
}
