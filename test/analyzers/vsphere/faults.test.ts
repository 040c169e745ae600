import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import { TransportError, VimFault } from '../../../analyzers/vsphere/client/faults.ts';
import type { Estate } from '../../../src/model/estate.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { type Fault, type FaultProxy, type Seen, startFaultProxy } from '../../support/fault-proxy.ts';
import { describePeer } from '../../support/peers.ts';
import { collectFrom, openSession, startVcsim, type Vcsim, vcsimHint } from '../../support/vcsim.ts';

/** Small batches and pages, so that there is a middle in which something can go wrong. */
const small = { retrieve: { batchSize: 6, pageSize: 2, concurrency: 1 } };

/** Without what differs from run to run: the server's clock, and the address of the proxy. */
function comparable(estate: Estate): unknown {
  return {
    ...estate,
    sources: estate.sources.map((source) => ({ ...source, exportedAt: null, name: '', server: '' })),
    // The simulator counts on.
    vms: estate.vms.map((vm) => ({ ...vm, bootTime: null })),
    hosts: estate.hosts.map((host) => ({ ...host, bootTime: null })),
  };
}

const first =
  (method: string, fault: Fault) =>
  (seen: Seen): Fault | null =>
    seen.method === method && seen.index === 0 ? fault : null;

/** The VMs' first batch. */
const firstOfVms = (fault: Fault): ((seen: Seen) => Fault | null) => {
  let done = false;
  return ({ method, body }) => {
    if (done || method !== 'RetrievePropertiesEx' || !body.includes('<type>VirtualMachine</type>')) return null;
    done = true;
    return fault;
  };
};

describePeer('vcsim', vcsimHint)('a vSphere that fails', () => {
  let vcsim: Vcsim;
  let untroubled: unknown;

  beforeAll(async () => {
    vcsim = await startVcsim('-vms', '8', '-clusters', '1', '-hosts', '2');
    untroubled = comparable(await collectFrom(vcsim));
  });

  async function through(fault: FaultProxy['fault']): Promise<{ proxy: FaultProxy; estate: Estate }> {
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = fault;
    const estate = await collectFrom(proxy, small, { timeoutMs: 400 });
    return { proxy, estate };
  }

  const survived: readonly (readonly [title: string, fault: () => FaultProxy['fault']])[] = [
    ['nothing, in small batches and pages', () => () => null],
    ['a connection that breaks before the first answer', () => first('RetrieveServiceContent', { kind: 'cut' })],
    ['a connection that breaks in a login', () => first('Login', { kind: 'cut' })],
    ['half an answer to a login, which was one', () => first('Login', { kind: 'truncate' })],
    ['a connection that breaks in a batch', () => firstOfVms({ kind: 'cut' })],
    ['half an answer', () => firstOfVms({ kind: 'truncate' })],
    ['half an answer that looks whole', () => firstOfVms({ kind: 'end-early' })],
    ['half a page', () => first('ContinueRetrievePropertiesEx', { kind: 'truncate' })],
    ['a page that comes again', () => first('ContinueRetrievePropertiesEx', { kind: 'repeat' })],
    ['no answer for longer than we wait', () => firstOfVms({ kind: 'hang' })],
    ['a slow answer', () => firstOfVms({ kind: 'delay', ms: 100 })],
    ['a front end that says 503', () => firstOfVms({ kind: 'status', status: 503 })],
    ['a front end that says 500 in HTML', () => firstOfVms({ kind: 'status', status: 500 })],
    [
      'a session that ends between batches',
      () => firstOfVms({ kind: 'fault', type: 'NotAuthenticated', text: 'Die Sitzung ist nicht authentifiziert.' }),
    ],
    [
      'a session that ends between pages',
      () =>
        first('ContinueRetrievePropertiesEx', {
          kind: 'fault',
          type: 'NotAuthenticated',
          text: '会话未通过身份验证。',
        }),
    ],
    [
      'a page that the server has forgotten',
      () =>
        first('ContinueRetrievePropertiesEx', {
          kind: 'fault',
          type: 'InvalidArgument',
          text: 'A specified parameter was not correct: token',
        }),
    ],
  ];
  for (const [title, fault] of survived) {
    it(`${title}: the same snapshot`, async () => {
      const { estate } = await through(fault());
      expect(comparable(estate)).toEqual(untroubled);
    });
  }

  it('logs in again once the server really has ended the session', async () => {
    const { proxy, estate } = await through(
      firstOfVms({
        kind: 'meanwhile',
        run: async () => {
          const listed = await vcsim.govc('session.ls', '-json');
          const { sessionList } = JSON.parse(listed) as { sessionList: { key: string; userAgent: string }[] };
          for (const { key, userAgent } of sessionList) if (userAgent === 'devirt') await vcsim.govc('session.rm', key);
        },
      }),
    );
    expect(comparable(estate)).toEqual(untroubled);
    expect(proxy.methods.filter((method) => method === 'Login')).toHaveLength(2);
  });

  it('asks again without a property that this version does not have, and says that its facts are unknown', async () => {
    const { estate } = await through(({ method, body }) =>
      method === 'RetrievePropertiesEx' && body.includes('<pathSet>config.createDate</pathSet>')
        ? { kind: 'fault', type: 'InvalidProperty', text: 'egal', detail: '<name>config.createDate</name>' }
        : null,
    );
    expect(estate.vms).toHaveLength(16);
    expect(estate.sources[0]?.facts['vm.createdAt']).toBeUndefined();
    expect(estate.sources[0]?.facts['vm.firmware']).toBeDefined();
    expect(estate.vms.every((vm) => vm.createdAt === null && vm.cpus !== null)).toBe(true);
  });

  it('leaves out one VM that the server cannot read, and says so', async () => {
    const { estate } = await through(({ method, body }) =>
      method === 'RetrievePropertiesEx' &&
      body.includes('<type>VirtualMachine</type>') &&
      body.includes(`>${oneVm(untroubled)}<`)
        ? { kind: 'fault', type: 'SystemError', text: 'Ein allgemeiner Systemfehler ist aufgetreten' }
        : null,
    );
    expect(estate.vms).toHaveLength(15);
    expect(estate.sources[0]?.warnings).toEqual([
      {
        place: `VirtualMachine ${oneVm(untroubled)}`,
        message: 'the server cannot read it (SystemError): left out',
        lacking: true,
      },
    ]);
  });

  it('keeps what it knows of objects and properties of a newer version', async () => {
    const { estate } = await through(
      firstOfVms({
        kind: 'rewrite',
        rewrite: (body) =>
          body
            .replace(
              '</propSet>',
              '</propSet><propSet><name>config.quantum</name><val xsi:type="QuantumInfo"><spin>up</spin></val></propSet>',
            )
            .replaceAll(':type="VirtualE1000"', ':type="VirtualWarp9"'),
      }),
    );
    const adapters = new Set(estate.vms.flatMap((vm) => vm.nics.map((nic) => nic.adapter)));
    expect(adapters).toContain('Warp9');
    expect(estate.vms.map((vm) => vm.name)).toEqual((untroubled as Estate).vms.map((vm) => vm.name));
  });

  it('says what the user may not read', async () => {
    const { estate } = await through(
      firstOfVms({
        kind: 'rewrite',
        rewrite: (body) =>
          body.replace(
            /<propSet><name>config\.annotation<\/name>.*?<\/propSet>|<\/objects>/,
            (match) =>
              `<missingSet><path>config.extraConfig</path><fault><fault xsi:type="NoPermission"><privilegeId>System.Read</privilegeId></fault><localizedMessage>権限がありません</localizedMessage></fault></missingSet>${match === '</objects>' ? match : ''}`,
          ),
      }),
    );
    expect(estate.sources[0]?.warnings).toContainEqual({
      place: 'VirtualMachine',
      message: 'the user may not read config.extraConfig of 1 object: unknown',
      lacking: true,
    });
  });

  it('says before it reads what will be unknown for want of privileges', async () => {
    const lacksLicenses = await through(({ method }) =>
      method === 'HasPrivilegeOnEntities'
        ? { kind: 'rewrite', rewrite: (body) => body.replace(/(Global\.Licenses<\/privId><isGranted>)true/, '$1false') }
        : null,
    );
    expect(lacksLicenses.estate.sources[0]?.warnings).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^the user has no Global\.Licenses/), lacking: false }),
    ]);
    const onlyPart = await through(({ method }) =>
      method === 'HasPrivilegeOnEntities' ? { kind: 'fault', type: 'NoPermission', text: '' } : null,
    );
    expect(onlyPart.estate.sources[0]?.warnings).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^the user has no System\.Read/), lacking: true }),
    ]);
  });

  it('tries a wrong password once', async () => {
    const proxy = await startFaultProxy(vcsim);
    const login = { username: 'user', password: 'PLANTED-wrong' };
    const error = await openSession(proxy, { login }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(VimFault);
    expect(error).toMatchObject({ type: 'InvalidLogin', method: 'Login' });
    expect(proxy.methods.filter((method) => method === 'Login')).toHaveLength(1);
    expect(String(error)).not.toContain('PLANTED');
  });

  it('tries a password once that was changed while we read', async () => {
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = ({ method, index }) => {
      if (method === 'RetrievePropertiesEx' && index === 3)
        return { kind: 'fault', type: 'NotAuthenticated', text: '' };
      return method === 'Login' && index > 0 ? { kind: 'fault', type: 'InvalidLogin', text: 'x' } : null;
    };
    await expect(collectFrom(proxy, small)).rejects.toMatchObject({ type: 'InvalidLogin' });
    expect(proxy.methods.filter((method) => method === 'Login')).toHaveLength(2);
  });

  it('sends nothing more after it has logged out, whatever was under way', async () => {
    const proxy = await startFaultProxy(vcsim);
    let logins = 0;
    proxy.fault = ({ method, index, body }) => {
      if (method === 'Login') logins++;
      if (!body.includes('<type>VirtualMachine</type>')) return null;
      // One batch is refused for good while others are still being answered.
      return index % 2 === 0 ? { kind: 'delay', ms: 50 } : { kind: 'fault', type: 'SystemError', text: '' };
    };
    const many = { retrieve: { batchSize: 1, concurrency: 8 } };
    const before = await collectFrom(proxy, many).catch((error: unknown) => error);
    expect(before).toBeDefined();
    const sent = proxy.methods.length;
    expect(proxy.methods.at(-1)).toBe('Logout');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(proxy.methods).toHaveLength(sent);
    expect(logins).toBe(1);
  });

  it('logs in once where several calls notice that the session has ended', async () => {
    const proxy = await startFaultProxy(vcsim);
    let refused = 0;
    proxy.fault = ({ method, body }) =>
      method === 'RetrievePropertiesEx' && body.includes('<type>VirtualMachine</type>') && refused++ < 4
        ? { kind: 'fault', type: 'NotAuthenticated', text: '' }
        : null;
    const estate = await collectFrom(proxy, { retrieve: { batchSize: 4, concurrency: 4 } });
    expect(comparable(estate)).toEqual(untroubled);
    expect(proxy.methods.filter((method) => method === 'Login')).toHaveLength(2);
  });

  it('gives up on a server that stays away', async () => {
    const proxy = await startFaultProxy(vcsim);
    let isGone = false;
    proxy.fault = ({ method, index }) => {
      isGone ||= method === 'RetrievePropertiesEx' && index === 3;
      return isGone ? { kind: 'cut' } : null;
    };
    await expect(collectFrom(proxy, small)).rejects.toBeInstanceOf(TransportError);
  });

  it('ends or cancels every retrieval, destroys its view and logs out', async () => {
    const proxy = await startFaultProxy(vcsim);
    const interrupt = new AbortController();
    const tokens = new Set<string>();
    proxy.fault = ({ method, index, body }) => {
      const token = /<token>(.*?)<\/token>/.exec(body)?.[1];
      if (token !== undefined) tokens.delete(token);
      if (method === 'ContinueRetrievePropertiesEx' && index === 1) {
        return { kind: 'fault', type: 'SystemError', text: '' };
      }
      return method.endsWith('RetrievePropertiesEx')
        ? {
            kind: 'rewrite',
            rewrite: (answer) => {
              const given = /<token>(.*?)<\/token>/.exec(answer)?.[1];
              if (given !== undefined) tokens.add(given);
              return answer;
            },
          }
        : null;
    };
    await collectFrom(proxy, small, { signal: interrupt.signal });
    expect([...tokens]).toEqual([]);
    expect(proxy.methods).toContain('CancelRetrievePropertiesEx');
    expect(proxy.methods).toContain('DestroyView');
    expect(proxy.methods.at(-1)).toBe('Logout');
  });

  it('logs out when it is interrupted', async () => {
    const proxy = await startFaultProxy(vcsim);
    const interrupt = new AbortController();
    const reason = new Error('interrupted');
    proxy.fault = ({ method, index }) => {
      if (method !== 'RetrievePropertiesEx' || index !== 3) return null;
      return { kind: 'meanwhile', run: async () => interrupt.abort(reason) };
    };
    await expect(collectFrom(proxy, small, { signal: interrupt.signal })).rejects.toBe(reason);
    expect(proxy.methods.at(-1)).toBe('Logout');
  });

  it('lists VMs that are inaccessible or orphaned, of which little is known', async () => {
    const states = ['inaccessible', 'orphaned'];
    const { estate } = await through(
      firstOfVms({
        kind: 'rewrite',
        rewrite: (body) =>
          body.replaceAll(/<objects>.*?<\/objects>/gs, (object) => {
            const state = states.shift();
            if (state === undefined) return object;
            // Without its files a vCenter knows no configuration.
            return object
              .replaceAll(/<propSet><name>(?:config|guest|layoutEx|summary)\b.*?<\/propSet>/gs, '')
              .replace(/>connected</, `>${state}<`);
          }),
      }),
    );
    expect(estate.vms).toHaveLength(16);
    const gone = estate.vms.filter(({ connectionState }) => connectionState !== 'connected');
    expect(new Set(gone.map((vm) => vm.connectionState))).toEqual(new Set(['inaccessible', 'orphaned']));
    for (const vm of gone) {
      expect(vm).toMatchObject({ cpus: null, memoryMiB: null, biosUuid: null, template: null, provisionedMiB: null });
      expect([vm.name !== '', vm.id !== '', vm.disks]).toEqual([true, true, []]);
    }
    // Nothing is made up for them, and nothing fails on them.
    expect(makePlan(estate, defaultSettings()).decisions).toHaveLength(16);
  });

  it('leaves out a VM that is deleted between listing and reading', async () => {
    const own = await startVcsim('-vms', '3', '-clusters', '1', '-hosts', '1', '-standalone-hosts', '0');
    const proxy = await startFaultProxy(own);
    proxy.fault = firstOfVms({ kind: 'meanwhile', run: () => own.govc('vm.destroy', 'DC0_C0_RP0_VM1') });
    const estate = await collectFrom(proxy, small);
    expect(estate.vms.map((vm) => vm.name)).toEqual(['DC0_C0_RP0_VM0', 'DC0_C0_RP0_VM2']);
    expect(estate.sources[0]?.warnings).toEqual([
      { place: 'VirtualMachine', message: '1 object was deleted while we read, and left out', lacking: false },
    ]);
  });

  it('does without tags where their service does not answer, and says so', async () => {
    const { estate } = await through(({ method }) =>
      method.startsWith('/rest') || method.startsWith('/api') ? { kind: 'status', status: 403 } : null,
    );
    expect(estate.vms).toHaveLength(16);
    expect(estate.sources[0]?.facts['vm.tags']).toBeUndefined();
    expect(estate.sources[0]?.warnings).toEqual([expect.objectContaining({ place: 'tags', lacking: true })]);
  });

  it('says that a web server is no vSphere', async () => {
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = () => ({ kind: 'status', status: 404 });
    await expect(openSession(proxy)).rejects.toMatchObject({ reason: 'foreign' });
  });

  it('gives up at once on what does not speak TLS or hangs on first contact', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { port } = plain.address() as AddressInfo;
    // Waiting for another attempt would take longer than the test may.
    const backOffMs = [300_000];
    await expect(openSession({ host: '127.0.0.1', port }, { backOffMs })).rejects.toMatchObject({ reason: 'foreign' });
    plain.close();
    const proxy = await startFaultProxy(vcsim);
    proxy.fault = () => ({ kind: 'hang' });
    await expect(openSession(proxy, { backOffMs, timeoutMs: 200 })).rejects.toMatchObject({ reason: 'timeout' });
  });
});

function oneVm(estate: unknown): string {
  return (estate as Estate).vms[4]?.moRef ?? '';
}
