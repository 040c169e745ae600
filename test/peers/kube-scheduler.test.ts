import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSources } from '../../src/commands/read-sources.ts';
import { Terminal } from '../../src/commands/terminal.ts';
import { demoSettings, demoSources } from '../../src/demo/estate.ts';
import { nativeWorkbook } from '../../src/demo/native-workbook.ts';
import { parseSettings } from '../../src/model/parse-settings.ts';
import type { Plan } from '../../src/model/plan.ts';
import { makePlan } from '../../src/planner/plan.ts';
import { scratchFolder } from '../support/devirt.ts';
import { kubeHint, startKube } from '../support/kube.ts';
import { describePeer } from '../support/peers.ts';
import { namespacesOf, plannedNodes, plannedPods, scheduleAll } from '../support/scheduled-plan.ts';

/** The demo's own settings plan with another strategy than a scheduler has that nobody configured. */
const stock = ['nodes.scoringStrategy=LeastAllocated'];

async function demoPlan(vms?: number): Promise<{ plan: Plan; running: ReadonlySet<string> }> {
  const folder = scratchFolder();
  const paths: string[] = [];
  for (const { fileName, sheets } of demoSources(vms === undefined ? {} : { vms })) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of nativeWorkbook(sheets)) chunks.push(chunk);
    paths.push(join(folder, fileName));
    writeFileSync(join(folder, fileName), Buffer.concat(chunks));
  }
  const { estate } = await readSources(paths, new Terminal({ quiet: true }), new AbortController().signal);
  const running = new Set(
    estate.vms.flatMap(({ id, template, powerState }) =>
      template !== true && (powerState === null || powerState === 'poweredOn') ? id : [],
    ),
  );
  return { plan: makePlan(estate, parseSettings(demoSettings(), 'devirt.yaml', stock)), running };
}

/** The demo, and for measurements (npm run bench) larger estates: numbers of VMs, with commas. */
const larger = (process.env['DEVIRT_SCHEDULED_VMS'] ?? '').split(',').flatMap((vms) => (vms === '' ? [] : Number(vms)));

describePeer('kube-scheduler', kubeHint)('a stock kube-scheduler', () => {
  it.each([undefined, ...larger])(
    'leaves no pod of the unmodified plan pending on the workers without the spare ones (%s VMs)',
    async (vms) => {
      const { plan, running } = await demoPlan(vms);
      const pods = plannedPods(plan, running);
      const nodes = plannedNodes(plan);
      expect(pods.length).toBeGreaterThan(100);
      expect(nodes).toHaveLength(plan.nodes.workers);
      const kube = await startKube('--disable-admission-plugins=TaintNodesByCondition');
      const started = performance.now();
      const pending = await scheduleAll(kube, nodes, pods, namespacesOf(plan));
      if (vms !== undefined) {
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        process.stdout.write(
          `kube-scheduler: ${pods.length} pods of ${vms} VMs on ${nodes.length} workers, ${pending.length} pending, ${seconds} s; ${JSON.stringify(plan.nodes.scheduler)}\n`,
        );
      }
      expect(pending).toEqual([]);
    },
    1_200_000,
  );

  it('refuses a pod for which the plan has no room, which shows that the question can be answered with no', async () => {
    const { plan, running } = await demoPlan();
    const [first] = plannedPods(plan, running);
    const [node] = plannedNodes(plan);
    if (first === undefined || node === undefined) throw new Error('a demo without pods or nodes');
    const { metadata } = first;
    const resources = { requests: { cpu: '1000', memory: '1Gi' } };
    const giant = {
      ...first,
      metadata: { ...metadata, name: 'giant' },
      spec: { containers: [{ name: 'compute', image: 'registry.invalid/never-pulled', resources }] },
    };
    const kube = await startKube('--disable-admission-plugins=TaintNodesByCondition');
    const pending = await scheduleAll(kube, [node], [first, giant], namespacesOf(plan));
    expect(pending).toContain(`${metadata.namespace}/giant`);
  }, 240_000);
});
