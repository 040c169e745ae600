import { describe, expect, it } from 'vitest';
import { kubernetes } from '../../../generators/report/sections/kubernetes.ts';
import { summaryMarkdown } from '../../../generators/report/summary.ts';
import { vmNames } from '../../../generators/report/vm-links.ts';
import type { Assessed } from '../../../src/model/assessed.ts';
import type { KubernetesInVms } from '../../../src/model/kubernetes-in-vms.ts';
import { assessedFixture } from '../../support/assessed-fixture.ts';

const fixture = assessedFixture(3);
const vm = fixture.estate.vms[0]?.id ?? '';

function withCluster(changes: Partial<KubernetesInVms> = {}): Assessed {
  const cluster: KubernetesInVms = {
    cluster: 'c',
    name: 'shop <b>',
    version: 'v1.29.3',
    nodes: 2,
    nodeVms: [vm],
    notFound: [{ node: 'n<2>', why: 'no VM of the sources is like it' }],
    vms: { cpuMilli: 8000, memoryMiB: 32_768 },
    allocatable: { cpuMilli: 7500, memoryMiB: 30_720 },
    requested: { cpuMilli: 2000, memoryMiB: 8192 },
    requestedByNodes: { cpuMilli: 500, memoryMiB: 512 },
    used: { cpuMilli: null, memoryMiB: null },
    notRequested: { cpuMilli: 6000, memoryMiB: 24_576 },
    pods: 4,
    podsWithoutRequests: 1,
    tenants: [
      {
        namespace: 'web',
        pods: 4,
        requested: { cpuMilli: 2000, memoryMiB: 8192 },
        quotas: [{ 'requests.cpu': '<20>' }],
      },
    ],
    claims: { count: 3, storageMiB: 10_240, drivers: ['csi.vsphere.vmware.com'] },
    ...changes,
  };
  return { ...fixture, plan: { ...fixture.plan, kubernetesInVms: [cluster] } };
}

const text = (assessed: Assessed): string =>
  (kubernetes(assessed, vmNames(assessed))?.text ?? '').replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('Kubernetes inside VMs, in the report', () => {
  it('is not there where no cluster was read', () => {
    expect(kubernetes(fixture, vmNames(fixture))).toBeNull();
    expect(summaryMarkdown(fixture).content).not.toContain('Kubernetes inside VMs');
  });

  it('sets what the VMs hold against what pods ask for, with shares, and says what is unknown', () => {
    const page = text(withCluster());
    expect(page).toContain('Asked for by pods 2 25 % 8 GiB 25 %');
    expect(page).toContain('Used by the nodes in all, at one moment unknown unknown unknown unknown');
    expect(page).toContain('Held and not asked for 6 75 % 24 GiB 75 %');
    expect(page).toContain('2 nodes of Kubernetes v1.29.3');
    expect(page).toContain('no VM of the sources is like it');
    expect(page).toContain('3, 10 GiB by csi.vsphere.vmware.com');
  });

  it('lets no name of the cluster become markup', () => {
    const html = kubernetes(withCluster(), new Map())?.text ?? '';
    expect(html).not.toMatch(/<b>|<2>|<20>/);
    expect(html).toContain('shop &lt;b&gt;');
  });

  it('has no table where no node is a VM, and unknown pods are no zero', () => {
    const unknown = { cpuMilli: null, memoryMiB: null };
    const page = text(
      withCluster({
        nodeVms: [],
        vms: unknown,
        requested: unknown,
        pods: null,
        podsWithoutRequests: null,
        tenants: [],
      }),
    );
    expect(page).not.toContain('Configured for the VMs');
    expect(page).toContain('0 of them found among the VMs.');
    expect(page).toMatch(/Pods on them: unknown/);
  });

  it('is a row of the summary', () => {
    const { content } = summaryMarkdown(withCluster());
    if (typeof content !== 'string') throw new Error('no text');
    expect(content.replaceAll(/\s/gu, ' ')).toMatch(
      /Kubernetes inside VMs: shop .*\| 1 of 2 nodes found among the VMs, which hold 8 CPUs and 32 GiB; pods ask for 2 and 8 GiB, the nodes use unknown and unknown/u,
    );
  });
});
