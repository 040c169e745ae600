import type { VimNode } from './node.ts';

/** A call of a method, and how its answer is read. */
export interface VimCall<T> {
  readonly method: string;
  /** The whole envelope. May hold a password: it is sent and nothing else is done with it. */
  readonly body: string;
  /** False where the call may be sent once only, because it continues what a lost session would have forgotten. */
  readonly repeatable: boolean;
  /** Starts to read an answer: called anew for each attempt, so that half an answer leaves nothing behind. */
  read(): Reading<T>;
}

export interface Reading<T> {
  /** Path of the elements that are taken one by one, from the envelope on; null to keep the whole answer. */
  readonly each: readonly string[] | null;
  take(node: VimNode): void;
  /** The result, from the response element. */
  finish(response: VimNode): T;
}

/**
 * Sends a call and resolves with its result once the whole answer was read. Rejects with VimFault or TransportError.
 * Everything goes through one such function; re-login, retry and tracing wrap it.
 */
export type RoundTrip = <T>(call: VimCall<T>) => Promise<T>;

/** What is told of a round trip: never what was sent or answered. */
export interface TraceEvent {
  readonly method: string;
  readonly outcome: string;
}

/** Tells of each round trip. */
export function traced(inner: RoundTrip, trace: (event: TraceEvent) => void): RoundTrip {
  return async (call) => {
    try {
      const result = await inner(call);
      trace({ method: call.method, outcome: 'done' });
      return result;
    } catch (error) {
      trace({ method: call.method, outcome: error instanceof Error ? error.message : 'failed' });
      throw error;
    }
  };
}
