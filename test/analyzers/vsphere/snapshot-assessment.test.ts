import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { clusterView } from '../../../generators/plan/cluster.ts';
import { readRvtools } from '../../../analyzers/rvtools/read.ts';
import { byCodePoint } from '../../../src/lib/order.ts';
import type { Estate, PerformanceSeries } from '../../../src/model/estate.ts';
import { mergeEstates } from '../../../src/model/merge-estates.ts';
import type { Plan, VmDecision } from '../../../src/model/plan.ts';
import { defaultSettings } from '../../../src/model/settings.ts';
import { makePlan } from '../../../src/planner/plan.ts';
import { expectGolden } from '../../generators/report/golden.ts';
import { aSeries } from '../../src/planner/small-estate.ts';
import { describePeer } from '../../support/peers.ts';
import { projectRoot } from '../../support/shared.ts';
import { collectFrom, startVcsim, vcsimHint } from '../../support/vcsim.ts';
import { tablesOf } from '../rvtools/tables.ts';

/** The simulator lives today; the golden file must not. */
const readAt = '2026-11-20T08:00:00';

const pool = '/DC0/host/DC0_C0';
const vms = ['DC0_C0_RP0_VM0', 'DC0_C0_RP0_VM1', 'DC0_C0_RP0_VM2', 'DC0_C0_RP0_VM3'] as const;

/** A month in averages of two hours, as a vCenter of statistics level 1 keeps it. */
const month = { intervalSeconds: 7200, samples: 360, from: '2026-10-21T10:00:00', to: readAt };
const flat = (value: number) => ({ mean: value, p50: value, p95: value, p99: value, max: value });

/** What QueryPerf of a simulator does not tell the same twice. */
const history: Readonly<Record<string, readonly PerformanceSeries[]>> = {
  DC0_C0_RP0_VM0: [
    aSeries('cpu.usagemhz.average', { mean: 400, p50: 380, p95: 900, p99: 1100, max: 1500 }),
    aSeries('cpu.ready.summation', { unit: 'millisecond', p95: 18_000, p99: 20_000, max: 30_000 }),
    aSeries('mem.consumed.average', { unit: 'kiloBytes', ...flat(20_480) }),
  ],
  DC0_C0_RP0_VM1: [aSeries('cpu.usagemhz.average', { ...month, mean: 300, p50: 280, p95: 500, p99: 700, max: 800 })],
  DC0_C0_RP0_VM2: [
    aSeries('cpu.usage.average', { ...month, unit: 'percent', ...flat(0) }),
    aSeries('mem.usage.average', { ...month, unit: 'percent', ...flat(0) }),
    aSeries('net.usage.average', { ...month, unit: 'kiloBytesPerSecond', ...flat(0) }),
  ],
};

/** Rules whose answer an export could not give, and those of history. */
const ofTheSnapshot =
  /^(?:availability\.|forklift\.vmware\.(?:numa|cpu)_affinity|licence\.host|performance\.cpu-ready|retire\.idle|workload\.)/;

function decisionText({ name, disposition, candidate, confidence, sizing, findings }: VmDecision): string {
  const lines = [
    `${name}: ${disposition}${candidate === null ? '' : ` (perhaps ${candidate})`}, confidence ${confidence}`,
  ];
  if (sizing !== null) {
    for (const { method, explanation, evidence } of [sizing.cpuBasis, sizing.memoryBasis]) {
      lines.push(`  ${method}: ${explanation}`, ...evidence.map(({ path, value }) => `    ${path} = ${String(value)}`));
    }
  }
  for (const { rule, severity, evidence, detail } of findings) {
    if (severity === 'unknown' || !ofTheSnapshot.test(rule)) continue;
    lines.push(`  ${severity} ${rule}${detail === undefined ? '' : `: ${detail}`}`);
    lines.push(...evidence.slice(0, 3).map(({ path, value }) => `    ${path} = ${String(value)}`));
  }
  // Where the simulator puts a VM is chance.
  return `${lines.join('\n')}\n`.replace(/DC0_C0_H\d/g, 'HOST');
}

describePeer('vcsim', vcsimHint)('the assessment of a snapshot', () => {
  let estate: Estate;
  let plan: Plan;

  beforeAll(async () => {
    const vcsim = await startVcsim('-vms', '4', '-standalone-hosts', '0');
    await vcsim.govc(
      'cluster.rule.create',
      '-cluster',
      pool,
      '-name',
      'web apart',
      '-enable',
      '-mandatory',
      '-anti-affinity',
      vms[0],
      vms[1],
    );
    await vcsim.govc('cluster.rule.create', '-cluster', pool, '-name', 'off', '-anti-affinity', vms[1], vms[3]);
    await vcsim.govc('cluster.group.create', '-cluster', pool, '-name', 'dbs', '-vm', vms[3]);
    await vcsim.govc('cluster.group.create', '-cluster', pool, '-name', 'licensed', '-host', 'DC0_C0_H0');
    await vcsim.govc(
      'cluster.rule.create',
      '-cluster',
      pool,
      '-name',
      'Oracle hosts',
      '-enable',
      '-mandatory',
      '-vm-host',
      '-vm-group',
      'dbs',
      '-host-affine-group',
      'licensed',
    );
    const appInfo = {
      version: '1',
      applications: [
        { a: 'nginx', v: '1.22' },
        { a: 'postgres', v: '15' },
      ],
    };
    await vcsim.govc('vm.change', '-vm', vms[0], '-e', `guestinfo.appInfo=${JSON.stringify(appInfo)}`);
    await vcsim.govc('vm.change', '-vm', vms[3], '-e', 'numa.nodeAffinity=0');

    const read = await collectFrom(vcsim);
    estate = {
      ...read,
      sources: read.sources.map((source) => ({
        ...source,
        name: 'vcenter.example.org',
        exportedAt: readAt,
        facts: {
          ...source.facts,
          'vm.performance': [{ sheet: 'VirtualMachine', column: '', header: 'PerformanceManager.QueryPerf' }],
        },
      })),
      vms: read.vms.map((vm) => ({ ...vm, performance: [...(history[vm.name] ?? [])] })),
    };
    plan = makePlan(estate, defaultSettings());
  });

  it('shows what an export could not: percentiles with their interval, rules, applications, semantics', () => {
    const nameOf = new Map(estate.vms.map(({ id, name }) => [id, name]));
    const view = [...clusterView({ estate, plan, settings: defaultSettings(), version: '0.0.0-test' })].find(
      ({ path }) => path === 'plan/cluster/scheduling.yaml',
    );
    if (typeof view?.content !== 'string') throw new Error('scheduling.yaml is a text');
    let scheduling = view.content;
    for (const [id, name] of nameOf) scheduling = scheduling.replaceAll(id, name);
    const text = [...plan.decisions.toSorted((a, b) => byCodePoint(a.name, b.name)).map(decisionText), scheduling].join(
      '\n',
    );
    expectGolden(
      join(projectRoot, 'fixtures', 'vsphere', 'snapshot', 'assessment.txt'),
      text.replace(/\b(vm|host|domain-c|group-v)-?\d+\b/g, '$1-N'),
    );
  });

  it('meets an export of the same vCenter: the same VMs by id, and the drift between them', async () => {
    const header = ['VM', 'Powerstate', 'Template', 'CPUs', 'Memory', 'Host', 'VM ID', 'VM UUID', 'VI SDK UUID'];
    const [first, ...others] = estate.vms;
    if (first === undefined) throw new Error('no VM');
    const rows = [{ ...first, cpus: 8 }, ...others].map((vm) => [
      vm.name,
      vm.powerState,
      'False',
      vm.cpus,
      vm.memoryMiB,
      vm.host,
      vm.moRef,
      vm.biosUuid,
      vm.vCenterUuid,
    ]);
    const workbook = await readRvtools(
      tablesOf(
        {
          vInfo: [
            header,
            ...rows,
            ['went', 'poweredOn', 'False', 1, 512, 'DC0_C0_H0', 'vm-99999', null, first.vCenterUuid],
          ],
        },
        { createdAt: '2026-11-01T08:00:00' },
      ),
      { sourceIndex: 0 },
    );
    const merged = mergeEstates([workbook, estate]);
    expect(merged.vms).toHaveLength(estate.vms.length + 1);
    expect(merged.vms.filter(({ runningApplications }) => (runningApplications ?? []).length > 0)).toHaveLength(1);
    expect(merged.sources.flatMap(({ drift }) => drift ?? [])).toMatchObject([
      {
        earlier: { source: 'export.xlsx', exportedAt: '2026-11-01T08:00:00' },
        later: { source: 'vcenter.example.org', exportedAt: readAt },
        came: [],
        went: [{ name: 'went' }],
        changed: [{ name: first.name, changes: [{ property: 'vCPUs', was: 8, is: first.cpus }] }],
      },
    ]);
  });
});
