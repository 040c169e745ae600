import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { TransportError } from './faults.ts';

/** Which certificates of the server are taken. For this client alone: nothing of the process changes. */
export type Trust =
  /** What Node trusts, or the authorities in `ca` (PEM) instead. */
  | { readonly kind: 'authorities'; readonly ca: string | null }
  /** One certificate, by its SHA-1 or SHA-256 as `govc about.cert -thumbprint` prints it. */
  | { readonly kind: 'thumbprint'; readonly thumbprint: string }
  /** Any certificate: whoever stands between reads the password. */
  | { readonly kind: 'insecure' };

export interface Thumbprints {
  readonly sha1: string;
  readonly sha256: string;
}

/** "AA:BB:…" of SHA-1 (20 bytes) or SHA-256 (32 bytes), however it was written; null for anything else. */
export function normalThumbprint(text: string): string | null {
  const digits = text.replaceAll(/[\s:-]/g, '').toUpperCase();
  if (!/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(digits)) return null;
  return digits.match(/../g)?.join(':') ?? null;
}

/** Why a certificate is not taken: says it in words and with the thumbprints to pin. */
export class CertificateError extends TransportError {
  readonly thumbprints: Thumbprints | null;

  constructor(why: string, thumbprints: Thumbprints | null) {
    super('certificate', why);
    this.thumbprints = thumbprints;
  }
}

/** OpenSSL's names of what is wrong with a certificate, in words. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is signed by itself'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its authority is not known here'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its authority is not known here'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'its authority is not known here'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its authority is not known here'],
  ['CERT_HAS_EXPIRED', 'it has expired'],
  ['CERT_NOT_YET_VALID', 'it is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is made out to another name'],
  ['CERT_SIGNATURE_FAILURE', 'its signature is wrong'],
]);

/** What speaks against the certificate; null where nothing does. */
function objection(socket: TLSSocket, trust: Trust): CertificateError | null {
  if (trust.kind === 'insecure') return null;
  const raw = socket.getPeerCertificate().raw as Buffer | undefined; // Absent where there is no certificate.
  const certificate = raw === undefined ? null : new X509Certificate(raw);
  const thumbprints =
    certificate === null ? null : { sha1: certificate.fingerprint, sha256: certificate.fingerprint256 };
  if (trust.kind === 'thumbprint') {
    const isPinned = thumbprints?.sha1 === trust.thumbprint || thumbprints?.sha256 === trust.thumbprint;
    return isPinned ? null : new CertificateError('it is not the one that was pinned', thumbprints);
  }
  if (socket.authorized) return null;
  const code = String(socket.authorizationError);
  return new CertificateError(reasons.get(code) ?? `it cannot be verified (${code})`, thumbprints);
}

/**
 * Connects, over `through` where the way to the server is open already, and hands over the socket once its certificate was taken: before that nothing is sent, least of all a
 * password. Node is told not to end refused connections by itself only because its error would not hold the certificate.
 */
export function connectVerified(
  options: ConnectionOptions,
  trust: Trust,
  through: Socket | null,
  done: (error: Error | null, socket?: TLSSocket) => void,
): void {
  const ca = trust.kind === 'authorities' && trust.ca !== null ? { ca: trust.ca } : {};
  const socket = connect({
    ...options,
    ...ca,
    ...(through === null ? {} : { socket: through }),
    rejectUnauthorized: false,
  });
  const failed = (error: Error): void => done(error);
  socket.once('error', failed);
  socket.once('secureConnect', () => {
    socket.removeListener('error', failed);
    const error = objection(socket, trust);
    if (error === null) return done(null, socket);
    socket.destroy();
    done(error);
  });
}
