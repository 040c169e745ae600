import { isRefusal } from '../../analyzers/vsphere/client/retry.ts';

/** Thrown in place of a login that might have locked the account. */
export class NotTriedError extends Error {
  constructor() {
    super('not tried, because others refuse this login');
    this.name = 'NotTriedError';
  }
}

/**
 * Refusals after which no further server is asked. Servers may share one directory, where each refusal counts: vCenter
 * Single Sign-On locks an account after 5 by default, ESXi too (Security.AccountLockFailures).
 */
const mostRefusals = 2;

/**
 * One login for several servers, without locking its account: until a server has accepted it, they are asked one after
 * another, and no more than a few. Where one accepts it a refusal elsewhere is that server's own matter.
 */
export function carefulLogins(): <T>(login: () => Promise<T>) => Promise<T> {
  let isAccepted = false;
  let refusals = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function attempt<T>(login: () => Promise<T>): Promise<T> {
    if (!isAccepted && refusals >= mostRefusals) throw new NotTriedError();
    try {
      const result = await login();
      isAccepted = true;
      return result;
    } catch (error) {
      if (isRefusal(error)) refusals++;
      throw error;
    }
  }

  return (login) => {
    if (isAccepted) return login();
    const mine = turn.then(() => attempt(login));
    turn = mine.catch(() => {});
    return mine;
  };
}
