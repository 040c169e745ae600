import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRvtools } from '../../analyzers/rvtools/read.ts';
import { openTables } from '../../src/lib/tables/open.ts';
import type { Estate } from '../../src/model/estate.ts';
import type { Plan, VmDecision } from '../../src/model/plan.ts';
import { defaultSettings } from '../../src/model/settings.ts';
import { makePlan } from '../../src/planner/plan.ts';
import { projectRoot } from '../support/shared.ts';

/**
 * fixtures/estates/decoys: VMs whose names, notes, folders and sizes look like vCenter, NSX, Oracle, Kubernetes nodes,
 * Veeam, firewalls and domain controllers, and which are nothing of the kind.
 */
let estate: Estate;
let plan: Plan;

beforeAll(async () => {
  const file = await openTables(join(projectRoot, 'fixtures', 'estates', 'decoys'));
  estate = await readRvtools(file, { sourceIndex: 0 });
  await file.close();
  plan = makePlan(estate, defaultSettings());
});

/** Rules that go by what a VM seems to be. */
const recognising = /^(?:platform|workload)\.|^licence\.(?:oracle|sql-server|vendor-support)$/;

const recognised = ({ findings }: VmDecision) =>
  findings.filter(({ rule, severity }) => recognising.test(rule) && severity !== 'unknown');

describe('an estate of decoys', () => {
  it('is not fooled: every VM is known by its inventory alone, and moves as any other', () => {
    expect(plan.decisions.length).toBeGreaterThan(30);
    for (const { name, confidence, disposition, votes } of plan.decisions) {
      expect([name, confidence, disposition]).toEqual([name, 'inventory', 'rehost']);
      // Windows is no container, whatever its name; nothing else has a say.
      expect(votes.filter(({ by, rule }) => by !== 'default' && rule !== 'os.windows')).toEqual([]);
    }
  });

  it('says why of each name that it noticed, and calls it no more than a note', () => {
    const noticed = plan.decisions.filter((decision) => recognised(decision).length > 0);
    for (const { name, findings } of noticed) {
      for (const { rule, severity, detail } of findings.filter((finding) => recognising.test(finding.rule))) {
        if (severity === 'unknown') continue;
        expect([name, rule, severity]).toEqual([name, rule, 'note']);
        expect(detail, `${name} ${rule}`).toMatch(/rather about|guest system is not one|by its name only/);
      }
    }
    // Whole words only: the other names hold a product's name by accident, and nothing is said of them.
    expect(noticed.map(({ name }) => name).toSorted()).toMatchInlineSnapshot(`
      [
        "ber-dc01",
        "checkpoint-training-www",
        "delphi-oracle-blog",
        "exchange-rates-report",
        "f5-keyboard-test",
        "hana-01",
        "hcx-helpdesk-wiki",
        "k8s-worker-7",
        "k8s-worker-docs",
        "nsx-manager-01",
        "nsx-training-portal",
        "oracle-docs-web",
        "oracle-monitoring",
        "oracle-of-delphi",
        "sap-training-wiki",
        "vcenter-01",
        "vcenter-docs-web",
        "vcenter-reporting",
        "vcenter-shop",
        "vcls-wiki",
        "vcsa-backup-target",
        "veeam-license-report",
        "veeam-proxy-old",
      ]
    `);
  });

  it('says in whole sentences what spoke for and against', () => {
    const why = Object.fromEntries(
      plan.decisions.flatMap((decision) =>
        recognised(decision).map(({ rule, detail }) => [`${decision.name} ${rule}`, detail] as const),
      ),
    );
    expect(why['oracle-docs-web workload.database']).toBe(
      'The name holds "oracle", but also "docs" and "web": rather about an Oracle database than an Oracle database itself.',
    );
    expect(why['k8s-worker-7 platform.kubernetes-node']).toBe(
      'Taken for a Kubernetes node by its name only: the name holds "k8s" and "worker".',
    );
    expect(why['ber-dc01 workload.directory']).toBe(
      'Taken for a domain controller by its name only: the name holds "dc". The guest is Linux, so it is not Active Directory; Samba or an LDAP server may be meant.',
    );
    expect(why['vcenter-01 platform.vmware-appliance']).toBe(
      'The name speaks of vCenter Server, but the guest system is not one that it is delivered with.',
    );
  });

  it('offers to replace only what a person has to confirm, and counts it as it is until then', () => {
    const offered = plan.decisions.filter(({ candidate }) => candidate === 'replace');
    expect(offered.map(({ name }) => name).toSorted()).toEqual([
      'f5-keyboard-test',
      'k8s-worker-7',
      'nsx-manager-01',
      'vcenter-shop',
      'veeam-proxy-old',
    ]);
    for (const { sizing } of offered) expect(sizing).not.toBeNull();
  });

  it('loses no VM from the node count: under other names the plan is the same', () => {
    const nameless = estate.vms.map((vm, index) => ({ ...vm, name: `vm${index}`, annotation: null, folder: null }));
    const neutral = makePlan({ ...estate, vms: nameless }, defaultSettings());
    expect(plan.nodes).toEqual(neutral.nodes);
    expect(plan.nodes.demand.pods).toBe(estate.vms.length);
    expect(plan.overhead).toEqual(neutral.overhead);
    // Licences that only a name asks for say so.
    const asked = plan.targetLicenses.filter(({ product }) => product !== 'Windows Server');
    expect(asked.map(({ product, vms, byNameOnly }) => [product, vms, byNameOnly])).toEqual([
      ['Oracle Database', 1, 1],
    ]);
    expect(neutral.targetLicenses.map(({ product }) => product)).toEqual(['Windows Server']);
  });
});
