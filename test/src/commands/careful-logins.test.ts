import { describe, expect, it } from 'vitest';
import { VimFault } from '../../../analyzers/vsphere/client/faults.ts';
import { carefulLogins, NotTriedError } from '../../../src/commands/careful-logins.ts';

const refused = (): Promise<never> => Promise.reject(new VimFault('Login', 'InvalidLogin', '', null));
const broken = (): Promise<never> => Promise.reject(new Error('unreachable'));
const accepted = (): Promise<string> => Promise.resolve('accepted');
const outcome = (result: Promise<string>): Promise<string> =>
  result.catch((error: unknown) => (error instanceof NotTriedError ? 'not tried' : 'failed'));

describe('carefulLogins', () => {
  it('asks no third server after two have refused', async () => {
    const login = carefulLogins();
    const results = [refused, broken, refused, accepted, refused].map((attempt) => outcome(login(attempt)));
    expect(await Promise.all(results)).toEqual(['failed', 'failed', 'failed', 'not tried', 'not tried']);
  });

  it('asks all once one has accepted', async () => {
    const login = carefulLogins();
    const results = [refused, accepted, refused, refused, accepted].map((attempt) => outcome(login(attempt)));
    expect(await Promise.all(results)).toEqual(['failed', 'accepted', 'failed', 'failed', 'accepted']);
    expect(await outcome(login(refused))).toBe('failed');
    expect(await outcome(login(accepted))).toBe('accepted');
  });

  it('asks one after another until one has accepted', async () => {
    const login = carefulLogins();
    let underWay = 0;
    let most = 0;
    const slow = async (): Promise<string> => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      throw new Error('unreachable');
    };
    await Promise.all([slow, slow, slow].map((attempt) => outcome(login(attempt))));
    expect(most).toBe(1);
  });
});
