import { redactSecrets } from '../../../src/lib/redact.ts';
import type { VimNode } from './node.ts';

/**
 * A fault that the server answered with. Code looks at `type` alone (`InvalidLogin`, `NotAuthenticated`): the text is in
 * the server's language.
 */
export class VimFault extends Error {
  readonly method: string;
  readonly type: string;
  /** The fault's own properties. */
  readonly detail: VimNode | null;

  constructor(method: string, type: string, text: string, detail: VimNode | null) {
    super(`${method}: ${type}${text === '' ? '' : ` (${redactSecrets(text).slice(0, 300)})`}`);
    this.name = 'VimFault';
    this.method = method;
    this.type = type;
    this.detail = detail;
  }
}

/** Why no answer came. */
export type TransportReason =
  /** The name is unknown or nothing listens there. */
  | 'unreachable'
  /** The certificate is not the one that was asked for, or not of a known authority. */
  | 'certificate'
  /** The connection broke, or the answer ended early. */
  | 'cut'
  /** No byte came for as long as we wait. */
  | 'timeout'
  /** The server is there but says that it cannot answer now. */
  | 'busy'
  /** What answers is no vSphere. */
  | 'foreign'
  /** The proxy does not let us through. */
  | 'proxy';

/** A call that got no answer. Never holds what was sent. */
export class TransportError extends Error {
  readonly reason: TransportReason;

  constructor(reason: TransportReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.reason = reason;
  }
}

/** The fault in a SOAP answer: the one element of `detail` says which. */
export function readFault(method: string, fault: VimNode): VimFault {
  const [detail] = fault.at('detail')?.children ?? [];
  const type = detail?.type ?? detail?.name.replace(/Fault$/, '') ?? fault.text('faultcode') ?? 'unknown fault';
  // What a server says of a login may repeat what it was sent.
  const text = method === 'Login' ? '' : (fault.text('faultstring') ?? '');
  return new VimFault(method, type, text, detail ?? null);
}
