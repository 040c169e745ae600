import { describe, expect, it } from 'vitest';
import { connectThroughProxy, type Proxy } from '../../../../analyzers/vsphere/client/proxy.ts';
import { startConnectProxy } from '../../../support/connect-proxy.ts';
import { startFaultProxy } from '../../../support/fault-proxy.ts';

const ask = (proxy: Proxy, target = { host: '127.0.0.1', port: 9 }): Promise<Error | null> =>
  new Promise((resolve) => {
    connectThroughProxy(proxy, target, 5000, (error, socket) => {
      socket?.destroy();
      resolve(error);
    });
  });

describe('a proxy', () => {
  it('connects, and is told who asks where it wants to know', async () => {
    const proxy = await startConnectProxy();
    const server = await startFaultProxy({ host: '127.0.0.1', port: 9 });
    expect(await ask({ ...proxy, authorization: null }, server)).toBeNull();
    expect(await ask({ ...proxy, authorization: 'Basic YTpi' }, server)).toBeNull();
    expect(proxy.asked).toEqual([
      { authority: `127.0.0.1:${server.port}`, authorization: null },
      { authority: `127.0.0.1:${server.port}`, authorization: 'Basic YTpi' },
    ]);
  });

  it('that lets nobody through is an error that lasts, one whose server is away is not', async () => {
    const proxy = await startConnectProxy();
    const reasonOf = async (status: number): Promise<unknown> => {
      proxy.refuse = status;
      return ask({ ...proxy, authorization: 'Basic UExBTlRFRA==' });
    };
    expect(await reasonOf(407)).toMatchObject({ reason: 'proxy', message: expect.stringMatching(/credentials/) });
    expect(await reasonOf(403)).toMatchObject({ reason: 'proxy', message: expect.stringMatching(/HTTP 403/) });
    expect(await reasonOf(504)).toMatchObject({ reason: 'busy' });
    expect(JSON.stringify(await reasonOf(407))).not.toContain('UExBTlRFRA');
  });

  it('that is none, or is not there, is named', async () => {
    const server = await startFaultProxy({ host: '127.0.0.1', port: 9 });
    expect(await ask({ host: server.host, port: server.port, authorization: null })).toMatchObject({
      message: expect.stringContaining(`the proxy 127.0.0.1:${server.port}`),
    });
    expect(await ask({ host: '127.0.0.1', port: 9, authorization: null })).toMatchObject({ reason: 'unreachable' });
  });

  it('is asked for an IPv6 address in brackets', async () => {
    const proxy = await startConnectProxy();
    proxy.refuse = 403;
    await ask({ ...proxy, authorization: null }, { host: 'fd00::1', port: 443 });
    expect(proxy.asked.map(({ authority }) => authority)).toEqual(['[fd00::1]:443']);
  });
});
