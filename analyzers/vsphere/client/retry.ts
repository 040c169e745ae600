import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError, type TransportReason, VimFault } from './faults.ts';
import type { RoundTrip } from './round-trip.ts';

/** Waits before the second attempt and so on, in ms: a vCenter whose services restart is back within a minute or two. */
export const defaultBackOffMs: readonly number[] = [250, 1000, 4000, 10_000, 20_000];

/** What stays as it is until somebody changes it. */
const lasting: ReadonlySet<TransportReason> = new Set(['certificate', 'foreign', 'proxy']);

/** True for what another attempt may mend. */
export const isPassing = (error: unknown): boolean => error instanceof TransportError && !lasting.has(error.reason);

/** True where the session has ended. */
export const hasNoSession = (error: unknown): boolean => error instanceof VimFault && error.type === 'NotAuthenticated';

/** True for a fault that says that this user may not log in: no other attempt may follow, lest the account be locked. */
export const isRefusal = (error: unknown): boolean => error instanceof VimFault && error.method === 'Login';

/** Repeats what `isWorth` says, waiting longer each time, and throws the last error. */
export async function withRetry<T>(
  attempt: () => Promise<T>,
  isWorth: (error: unknown) => boolean,
  backOffMs: readonly number[],
  signal: AbortSignal,
): Promise<T> {
  for (const wait of backOffMs) {
    try {
      return await attempt();
    } catch (error) {
      if (!isWorth(error)) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
  return attempt();
}

/** Repeats calls that got no answer. All calls only read, so that sending one twice does no harm. */
export function retrying(inner: RoundTrip, backOffMs: readonly number[], signal: AbortSignal): RoundTrip {
  return (call) => (call.repeatable ? withRetry(() => inner(call), isPassing, backOffMs, signal) : inner(call));
}

/** The sessions that follow one another. */
export interface Sessions {
  /** Counts on with each login. */
  readonly generation: number;
  /** Logs in, unless another call has done so since `generation`. */
  renew(generation: number): Promise<void>;
}

/**
 * Logs in again where the session has ended, once a call. A call that continues a page cannot go on in another session:
 * it gets the new session and its error, and whoever pages starts the batch anew.
 */
export function loggingInAgain(inner: RoundTrip, sessions: Sessions): RoundTrip {
  return async (call) => {
    const { generation } = sessions;
    try {
      return await inner(call);
    } catch (error) {
      if (!hasNoSession(error)) throw error;
      await sessions.renew(generation);
      if (!call.repeatable) throw error;
      return inner(call);
    }
  };
}
