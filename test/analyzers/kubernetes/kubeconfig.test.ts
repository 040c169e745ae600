import { describe, expect, it } from 'vitest';
import { clusterAccess, type ClusterAccess } from '../../../analyzers/kubernetes/kubeconfig.ts';
import { DevirtError, exitCode } from '../../../src/lib/errors.ts';

/** Planted: it may stand in no message. */
const secret = 'PLANTED-in-a-kubeconfig';

function config(user: object, cluster: object = {}): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.5:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'prod', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'prod',
  });
}

const files: Readonly<Record<string, string>> = { '/home/ann/ca.crt': 'CA', '/etc/token': `${secret}\n` };
const readText = (path: string): Promise<string> => {
  const text = files[path];
  return text === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve(text);
};
const access = (content: string, context: string | null = null): Promise<ClusterAccess> =>
  clusterAccess(content, '/home/ann/config', context, readText);

async function refusal(content: string, context: string | null = null): Promise<DevirtError> {
  const error: unknown = await access(content, context).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DevirtError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.exitCode).toBe(exitCode.usage);
  expect(`${error.message} ${error.remedy}`).not.toContain(secret);
  return error;
}

describe('a kubeconfig', () => {
  it('gives server, authority and token, from data and from files beside it', async () => {
    expect(await access(config({ tokenFile: '/etc/token' }, { 'certificate-authority': 'ca.crt' }))).toEqual({
      context: 'prod',
      host: '10.0.0.5',
      port: 6443,
      basePath: '',
      authority: 'CA',
      certificate: null,
      key: null,
      token: secret,
      serverName: null,
      insecure: false,
    });
    const other = await access(
      config(
        { 'client-certificate-data': Buffer.from('CERT').toString('base64'), 'client-key-data': 'S0VZ' },
        { server: 'https://[fd00::1]/k8s/clusters/c-1/', 'tls-server-name': 'api' },
      ),
    );
    expect(other).toMatchObject({ host: 'fd00::1', port: 443, basePath: '/k8s/clusters/c-1', serverName: 'api' });
    expect(other).toMatchObject({ certificate: 'CERT', key: 'KEY', authority: null, token: null });
  });

  it('is YAML as kubectl writes it', async () => {
    const text = [
      'apiVersion: v1',
      'kind: Config',
      'current-context: prod',
      'preferences: {}',
      'clusters:',
      '- cluster:',
      '    server: https://api.example:6443',
      '  name: c',
      'contexts:',
      '- context: {cluster: c, user: u, namespace: x}',
      '  name: prod',
      'users:',
      '- name: u',
      '  user: {token: abc}',
      '',
    ].join('\n');
    expect(await access(text)).toMatchObject({ host: 'api.example', port: 6443, token: 'abc' });
  });

  it.each([
    [{ exec: { command: 'aws', args: [secret] } }, 'exec'],
    [{ 'auth-provider': { name: 'gcp', config: { 'access-token': secret } } }, 'auth-provider'],
    [{ username: 'admin', password: secret }, 'password'],
    [{ token: secret, as: 'root' }, '(as)'],
  ])('is refused where something else would have to log in: %j', async (user, word) => {
    const error = await refusal(config(user));
    expect(error.message).toContain(word);
    expect(error.message).toContain('/home/ann/config, context "prod"');
    expect(error.remedy).toContain('docs/privileges.md');
  });

  it('is refused with what is wrong and what is there', async () => {
    expect((await refusal(config({ token: secret }), 'dev')).remedy).toBe('It has: prod.');
    expect((await refusal('{}')).message).toContain('no current context');
    expect((await refusal(`a: [${secret}`)).message).toContain('not YAML');
    expect((await refusal('a: &a [1]\nb: [*a, *a]')).message).toContain('not YAML');
    expect((await refusal('just text')).message).toContain('no kubeconfig');
    expect((await refusal(config({}, { server: 'http://10.0.0.5' }))).message).toContain('https alone');
    expect((await refusal(config({}, { server: `https://x:${secret}@10.0.0.5` }))).message).toContain(
      'user or password',
    );
    expect((await refusal(config({}, { 'proxy-url': `http://${secret}@proxy` }))).message).toContain('proxy-url');
    expect((await refusal(config({ 'client-key': 'gone.key' }))).message).toContain('/home/ann/gone.key');
  });
});
