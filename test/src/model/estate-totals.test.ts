import { describe, expect, it } from 'vitest';
import { blankCluster, blankDatastore, blankEstate, blankHost, blankVm } from '../../../src/model/blank-records.ts';
import type { Estate, FactId, Source, Vm } from '../../../src/model/estate.ts';
import { estateTotals, totalsThatAreTooLow } from '../../../src/model/estate-totals.ts';
import { estateTotalsSchema } from '../../../src/model/plan.ts';

function source(facts: readonly FactId[], kind: Source['kind'] = 'rvtools'): Source {
  const place = { sheet: 'vInfo', column: 'A', header: 'A' };
  return {
    kind,
    name: 'export.xlsx',
    version: null,
    vCenterUuid: null,
    server: null,
    exportedAt: null,
    facts: Object.fromEntries(facts.map((fact) => [fact, [place]])),
    warnings: [],
  };
}

const vm = (facts: Partial<Vm>): Vm => ({ ...blankVm(facts.source ?? 0, 'vm'), ...facts });
const on = {
  powerState: 'poweredOn',
  template: false,
  cpus: 2,
  memoryMiB: 1024,
  provisionedMiB: 10,
  inUseMiB: 5,
} as const;

const estate = (parts: Partial<Estate>): Estate => ({ ...blankEstate(), sources: [source([])], ...parts });

describe('estateTotals', () => {
  it('counts templates nowhere else, and powered-off VMs in storage alone', () => {
    const totals = estateTotals(
      estate({
        vms: [
          vm(on),
          vm({ ...on, powerState: 'poweredOff' }),
          vm({ ...on, powerState: 'suspended' }),
          vm({ ...on, template: true }),
          // Of which no source says whether it is a template.
          vm({ ...on, template: null }),
        ],
      }),
    );
    expect(totals).toMatchObject({
      vms: 4,
      templates: 1,
      poweredOn: 2,
      vcpus: 4,
      memoryMiB: 2048,
      provisionedMiB: 40,
      inUseMiB: 20,
    });
    expect(estateTotalsSchema.parse(totals)).toEqual(totals);
  });

  it('has null for what nobody states, and never 0', () => {
    expect(estateTotals(estate({ vms: [vm({}), vm({ template: true })] }))).toEqual({
      vms: 1,
      templates: 1,
      poweredOn: null,
      hosts: null,
      clusters: null,
      datastores: null,
      vcpus: null,
      memoryMiB: null,
      provisionedMiB: null,
      inUseMiB: null,
      physicalCores: null,
      physicalMemoryMiB: null,
    });
    expect(estateTotals({ ...blankEstate() })).toMatchObject({ vms: 0, hosts: null, clusters: null, datastores: null });
  });

  it('has 0 where it is known that there is none', () => {
    const sources = [source(['vm.powerState', 'host.name', 'cluster.name', 'datastore.name'])];
    const totals = estateTotals(estate({ sources, vms: [vm({ ...on, powerState: 'poweredOff' })] }));
    expect(totals).toMatchObject({ poweredOn: 0, vcpus: 0, memoryMiB: 0, hosts: 0, clusters: 0, datastores: 0 });
  });

  it('says of a total that lacks a part that it is too low', () => {
    const partly = estate({ vms: [vm(on), vm({ ...on, memoryMiB: null }), vm({ ...on, powerState: null })] });
    expect(estateTotals(partly)).toMatchObject({ poweredOn: 2, memoryMiB: 1024, vcpus: 4 });
    expect(totalsThatAreTooLow(partly)).toEqual([
      'memoryMiB is too low: it is not known of 1 VM',
      'poweredOn, vcpus and memoryMiB may be too low: the power state of 1 VM is not known',
    ]);
    expect(totalsThatAreTooLow(estate({ vms: [vm(on)] }))).toEqual([]);
  });

  it('takes hosts and datastores from their records, and from all inventories or none', () => {
    const host = { ...blankHost(0, 2, 'esx1'), cpuSockets: 2, coresPerSocket: 8, memoryMiB: 65536 };
    const parts = { hosts: [host, { ...host, name: 'esx2', cores: 20 }], datastores: [blankDatastore(0, 2, 'd')] };
    const full = source(['host.name', 'datastore.name']);
    expect(estateTotals(estate({ ...parts, sources: [full] }))).toMatchObject({
      hosts: 2,
      physicalCores: 36,
      physicalMemoryMiB: 131072,
      datastores: 1,
    });
    expect(estateTotals(estate({ ...parts, sources: [full, source(['vm.name'])] }))).toMatchObject({
      hosts: null,
      physicalCores: null,
      physicalMemoryMiB: null,
      datastores: null,
    });
    // A guest's own word is no inventory.
    expect(estateTotals(estate({ ...parts, sources: [full, source([], 'guest')] }))).toMatchObject({ hosts: 2 });
  });

  it('counts clusters by their records, else by the names that hosts and VMs state', () => {
    const listed = source(['cluster.name', 'vm.cluster']);
    const named = source(['vm.cluster']);
    const vms = ['CL1', 'CL1', 'CL2', null].map((cluster) => vm({ cluster }));
    const clusters = [blankCluster(0, 2, 'CL1'), blankCluster(0, 3, 'CL2'), blankCluster(0, 4, 'empty')];
    const hosts = [{ ...blankHost(0, 2, 'esx1'), cluster: 'CL3' }];
    expect(estateTotals(estate({ sources: [listed], clusters, vms, hosts })).clusters).toBe(3);
    expect(estateTotals(estate({ sources: [named], vms, hosts })).clusters).toBe(3);
    expect(estateTotals(estate({ sources: [source(['vm.name'])], vms })).clusters).toBeNull();
    // Two exports without a vCenter: CL1 of the one is not CL1 of the other.
    const both = estate({ sources: [listed, named], clusters, vms: [...vms, vm({ source: 1, cluster: 'CL1' })] });
    expect(estateTotals(both).clusters).toBe(4);
    const ofOneVCenter = [listed, named].map((one) => ({ ...one, vCenterUuid: 'vc-a' }));
    expect(estateTotals({ ...both, sources: ofOneVCenter }).clusters).toBe(3);
  });
});
