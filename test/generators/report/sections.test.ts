import { describe, expect, test } from 'vitest';
import { applications } from '../../../generators/report/applications.ts';
import { facetsOf } from '../../../generators/report/facets.ts';
import { latencyRisks } from '../../../generators/report/latency.ts';
import { obstructions } from '../../../generators/report/obstructions.ts';
import { summaryMarkdown } from '../../../generators/report/summary.ts';
import type { Platform } from '../../../src/model/platform.ts';
import { plannedEstate } from './planned.ts';
import { indexPage, textOf } from './report-files.ts';

const assessed = plannedEstate();
const page = indexPage(assessed);
const nameOf = new Map(assessed.estate.vms.map(({ id, name }) => [id, name]));
const named = (ids: readonly string[]): string[] => ids.map((id) => nameOf.get(id) ?? id);

/** The text of a section as a reader has it. */
function section(id: string): string {
  const html = new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0];
  if (html === undefined) throw new Error(`the page has no section ${id}`);
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll(/[ \n]+/g, ' ')
    .replaceAll(/ ([,.:;)])/g, '$1');
}

describe('what stops the move', () => {
  const found = obstructions(assessed);

  test('retained VMs stand first, with the reason that decided', () => {
    const stays = found.filter(({ what }) => what === 'stays on VMware');
    expect(stays.map(({ reason, vms }) => [reason, named(vms)])).toEqual([
      [expect.stringContaining('Fault Tolerance has no equal'), ['ft-01']],
      [expect.stringContaining('It fits on no planned node'), ['huge-01']],
    ]);
  });

  test('what forklift would refuse stands apart from what stays, under the title of its concern', () => {
    const byHand = found.filter(({ what }) => what === 'not by forklift');
    const shared = byHand.find(({ vms }) => named(vms).includes('rac-01'));
    expect(shared?.reason).toContain(assessed.plan.rules['forklift.vmware.disk.shared.detected']?.title);
    expect(named(shared?.vms ?? [])).toEqual(['rac-01', 'rac-02']);
  });

  test('the page names the VMs behind each reason', () => {
    expect(section('risks')).toMatch(/stays on VMware 1 Fault Tolerance has no equal: .* ft-01/);
  });
});

test('end of life: releases past their end, in the order of their dates, with their VMs and the source', () => {
  const text = section('end-of-life');
  expect(text).toContain('Windows Server 2012 2023-10-10 2026-10-13 (Extended Security Updates) 1 sap<b>');
  expect(text).toContain('CentOS 7 2024-06-30 none known 1 pay-01 CentOS: About/Product');
  expect(text.indexOf('2023-10-10')).toBeLessThan(text.indexOf('2024-06-30'));
  expect(page).toContain('Support of Windows Server 2012</title>');
});

test('without a date of the assessment nothing is past its end', () => {
  const undated = indexPage({ ...assessed, plan: { ...assessed.plan, asOf: null } });
  const html = /<section id="end-of-life".*?<\/section>/s.exec(undated)?.[0] ?? '';
  expect(html).toContain('The date of the assessment is unknown');
  expect(html).not.toContain('class="today"');
  expect(html).not.toContain('life ended');
});

test('vSphere itself: releases, licences and complaints, unknown ones as such', () => {
  const platform: Platform = {
    vCenters: [{ vCenterUuid: null, name: 'vc.test', version: '7.0.3', supportEnds: '2025-10-02', daysLeft: -414 }],
    hosts: [{ version: null, hosts: 3, supportEnds: null, daysLeft: null }],
    editions: [
      { vCenterUuid: null, name: 'Std', costUnit: 'core', total: -1, used: 32, expires: '2027-01-01', daysLeft: 42 },
    ],
    health: [{ kind: 'Zombie', count: 2, examples: [{ object: 'ds1', message: 'perhaps <orphaned>' }] }],
  };
  const text = indexPage({ ...assessed, plan: { ...assessed.plan, platform } })
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
  expect(text).toContain('vCenter vc.test 7.0.3 2025-10-02 414 days ago');
  expect(text).toContain('ESXi on 3 hosts unknown unknown unknown');
  expect(text).toContain('Std core unlimited 32 2027-01-01 in 42 days');
  expect(text).toContain('Zombie 2 ds1 : perhaps &lt;orphaned&gt;');
});

test('networks: what is kept with its VLAN, who changes and why, and what is not known', () => {
  const text = section('networks');
  expect(text).toContain('Prod 210 210 dvs prod-210');
  for (const { vm } of assessed.plan.decisions.filter(({ network }) => network?.changes === true)) {
    expect(text).toContain(nameOf.get(vm));
  }
  for (const line of assessed.plan.network.unknown) expect(text).toContain(line);
});

test('storage: each class with its driver and datastores, and what vanishes with VMware', () => {
  const text = section('storage');
  for (const storage of assessed.plan.storage.classes) {
    expect(text).toContain(storage.name);
    for (const datastore of storage.datastores) expect(text).toContain(datastore);
  }
  expect(text).toContain('1 datastore: ds-vsan');
  expect(text).toContain('in no node count of this report');
});

test('VMs that are one are listed with what ties them', () => {
  expect(section('groups')).toContain('rac-01, rac-02 the same disk [ds-vmfs] rac/shared.vmdk');
});

test('what could not be seen is no "none": groups, networks and load balancers say of how many VMs they know nothing', () => {
  const blind = {
    ...assessed,
    plan: {
      ...assessed.plan,
      vmGroups: [],
      decisions: assessed.plan.decisions.map((decision) => ({
        ...decision,
        network: decision.network === null ? null : { nics: [], changes: null },
        findings: [{ rule: 'availability.vm-cluster', severity: 'unknown' as const, evidence: [] }],
      })),
    },
  };
  const text = indexPage(blind)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
  expect(text).toMatch(/Of 10 VMs no source tells all disks and rules/);
  expect(text).toMatch(/Load balancers: at most \d+, without the \d+ VMs whose NICs are unknown/);
  expect(textOf(summaryMarkdown(blind))).toContain('not all checked of 10 VMs');
});

describe('applications', () => {
  const list = applications(assessed);

  test('count their VMs once, sum what is sized, and know their owners', () => {
    expect(list.reduce((sum, { vms }) => sum + vms.length, 0)).toBe(assessed.estate.vms.length);
    const payroll = list.find(({ name }) => name === 'Payroll');
    const sized = assessed.plan.decisions.filter(({ application }) => application === 'Payroll');
    expect(payroll).toMatchObject({
      sized: 2,
      cpuMilli: sized.reduce((sum, { sizing }) => sum + (sizing?.cpuRequestMilli ?? 0), 0),
      owners: ['Team Payroll'],
      criticalities: ['high'],
    });
  });

  test('what an owner must answer names the VMs', () => {
    const asked = list.flatMap(({ questions }) => questions).filter(({ rule }) => rule === 'os.end-of-life');
    expect(asked.flatMap(({ vms }) => named(vms))).toEqual(expect.arrayContaining(['pay-01', 'sap<b>']));
    expect(section('applications')).toContain('Can the application move to a supported release');
  });
});

test('latency at risk: those that move and show a sign, not those that stay', () => {
  const atRisk = assessed.plan.decisions.filter((decision) => latencyRisks(decision).length > 0);
  expect(atRisk.map(({ name }) => name)).toEqual(['pay-02']);
  expect(section('performance')).toContain('Latency sensitivity high');
});

test('a VM belongs to its application, owner, release, datastores, port groups and group', () => {
  const belongsTo = facetsOf(assessed);
  const of = (name: string): string[] => {
    const index = assessed.estate.vms.findIndex((vm) => vm.name === name);
    const [vm, decision] = [assessed.estate.vms[index], assessed.plan.decisions[index]];
    if (vm === undefined || decision === undefined) throw new Error(`no VM ${name}`);
    return belongsTo(vm, decision).map(({ kind, name: facet }) => `${kind}: ${facet}`);
  };
  expect(of('pay-01')).toEqual([
    'Application: Payroll',
    'Owner: Team Payroll',
    'Operating system: CentOS 7',
    'Datastore: ds-vmfs',
    'Port group: Prod 210',
  ]);
  expect(of('rac-02')).toEqual(expect.arrayContaining(['Treated as one: group 1', 'Watch list: not by forklift']));
  expect(of('shop-01')).toContain('Watch list: changes its network');
});

test('coverage says which source would bring what is missing', () => {
  const text = section('unknown');
  expect(text).toContain('Owner 2 of 10 20\u202f% a side table from a CMDB');
  expect(text).toContain('What runs inside 0 of 10 0\u202f% guest bundles');
  expect(text).toMatch(/Disks 10 of 10 100\u202f% –/);
});

test('a share that a step takes nothing of is not called unmeasured', () => {
  const text = section('claim');
  expect(text).toMatch(/memory that ESXi holds for each VM does not apply \d/);
  expect(text).toContain('ESXi itself not measured not measured');
});

test('licences: cores by cluster, every host in the sum, and the hosts that are freed first', () => {
  const text = section('licences');
  expect(text).toContain('C1 1 16 32');
  expect(text).toContain('esx01.example.org C1 2 8 32 16');
  expect(text).toContain('Hosts that are freed first');
});
