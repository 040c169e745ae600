import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../src/model/settings.ts';
import { applicationOf, labelsOf, nameAll, namespaceOf } from '../../../src/planner/applications.ts';
import { aVm } from './small-estate.ts';

const settings = defaultSettings();

describe('applicationOf', () => {
  it('reads custom attributes without regard to case, in the order of the settings', () => {
    const vm = aVm('a', { customAttributes: { Service: 'Mail', APPLICATION: ' Shop ' }, folder: '/DC1/vm/Old' });
    expect(applicationOf(vm, settings)).toEqual({ name: 'Shop', from: 'custom attribute Application' });
  });

  it('passes over fields that say nothing', () => {
    const vm = aVm('a', { customAttributes: { Application: 'n/a', App: '-', Service: 'Mail' } });
    expect(applicationOf(vm, settings)).toEqual({ name: 'Mail', from: 'custom attribute Service' });
  });

  it('reads tags by category', () => {
    const vm = aVm('a', { tags: ['Owner/finance', 'app/Ledger/EU'], vApp: 'Stack' });
    expect(applicationOf(vm, settings)).toEqual({ name: 'Ledger/EU', from: 'tag category App' });
  });

  it('falls back to vApp, then to the deepest folder that says something', () => {
    expect(applicationOf(aVm('a', { vApp: 'Stack', folder: '/DC1/vm/X' }), settings).name).toBe('Stack');
    const folders: [string | null, string][] = [
      ['/DC1/vm/Shops/Web%2fNorth', 'Web/North'],
      ['/DC1/vm/Shops/New folder (2)', 'Shops'],
      ['DC1/vm', 'unassigned'],
      ['vm/Discovered virtual machine', 'unassigned'],
      ['', 'unassigned'],
      [null, 'unassigned'],
    ];
    for (const [folder, expected] of folders) {
      expect(applicationOf(aVm('a', { folder }), settings).name).toBe(expected);
    }
  });

  it('says where it comes from when nothing names one', () => {
    expect(applicationOf(aVm('a'), settings)).toEqual({ name: 'unassigned', from: 'nothing names one' });
  });
});

describe('names', () => {
  it('keeps away from namespaces of the cluster itself', () => {
    expect(namespaceOf('kube-system')).toBe('app-kube-system');
    expect(namespaceOf('Default')).toBe('app-default');
    expect(namespaceOf('Shop')).toBe('shop');
  });

  it('gives VMs of one name different names in a namespace, and the same in different ones', () => {
    const shop = { customAttributes: { App: 'shop' } };
    const vms = [
      aVm('web', { id: '1', ...shop }),
      aVm('web', { id: '2', ...shop }),
      aVm('web', { id: '3', customAttributes: { App: 'mail' } }),
    ];
    const [first, second, third] = nameAll(vms, settings);
    expect(first?.namespace).toBe('shop');
    expect(first?.resourceName).not.toBe(second?.resourceName);
    expect(third).toMatchObject({ namespace: 'mail', resourceName: 'web' });
  });

  it('makes labels valid and names safe and unique out of any text, in any order', () => {
    const label = /^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/;
    const value = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('web', '../../etc/passwd', '123', ''),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 }), (pairs) => {
        const vms = pairs.map(([name, app], i) => aVm(name, { id: String(i), customAttributes: { App: app } }));
        const named = nameAll(vms, settings);
        const keys = named.map(({ namespace, resourceName }) => `${namespace}/${resourceName}`);
        expect(new Set(keys).size).toBe(vms.length);
        for (const naming of named) {
          expect(naming.resourceName).toMatch(label);
          expect(naming.namespace).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
          for (const held of Object.values(labelsOf(naming, 'rehost'))) expect(held).toMatch(value);
        }
        expect(nameAll(vms.toReversed(), settings).toReversed()).toEqual(named);
      }),
      { numRuns: 200 },
    );
  });
});
