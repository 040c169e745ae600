import type { Evidence } from '../../model/finding.ts';
import type { Guest } from '../../model/guest.ts';
import { clipped, configurationOf } from './inside.ts';
import type { Subject } from './rule.ts';

export const isLoopback = (address: string): boolean => /^(?:127\.|::1$|::ffff:127\.|localhost$)/iu.test(address);

/** An address of the VM on a network: neither all of them, nor one that no other machine reaches. */
export const isOwnAddress = (address: string | null): address is string =>
  address !== null && !isLoopback(address) && !/^(?:0\.0\.0\.0|::|\*|fe80:)/iu.test(address) && address !== '';

/** Four numbers that stand alone: no part of a longer version, path or OID. */
const dotted = /(?<![\w.-])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w-]|\.\d)/gu;

/**
 * Private addresses (RFC 1918): the first numbers of a version look like public ones, and public addresses in files
 * are mostly documentation.
 */
function isPrivate(first: number, second: number): boolean {
  return first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
}

/** Folders of what people deploy; files there are an application's, also where none was recognised. */
const deployed = /^\/(?:opt|srv|home|var\/www|usr\/local)\//u;

/** A comment's first characters stand within so many of its line. */
const indent = 80;

/**
 * Private IPv4 addresses in the configuration of applications, each once in a file, with file and line. Networks
 * ("10.0.0.0/8") name no machine. One pass over each file.
 */
export function addressPlaces(guest: Guest, subject: Subject): Evidence[] {
  const ofApplications = new Set(configurationOf(guest, guest.applications));
  return (guest.configuration ?? []).flatMap((file) => {
    if (!ofApplications.has(file) && !deployed.test(file.path)) return [];
    const { path, contents } = file;
    const seen = new Set<string>();
    let line = 1;
    let lineStart = 0;
    return [...contents.matchAll(dotted)].flatMap((match) => {
      for (let end = contents.indexOf('\n', lineStart); end >= 0 && end < match.index;) {
        line++;
        lineStart = end + 1;
        end = contents.indexOf('\n', lineStart);
      }
      const [address] = match;
      const [first = 0, second = 0, ...rest] = match.slice(1, 5).map(Number);
      const isMachine =
        isPrivate(first, second) &&
        [second, ...rest].every((number) => number <= 255) &&
        !/^\/\d/u.test(contents.slice(match.index + address.length, match.index + address.length + 2)) &&
        !/^\s*(?:[#;]|\/\/)/u.test(contents.slice(lineStart, lineStart + indent));
      if (!isMachine || seen.has(address)) return [];
      seen.add(address);
      return subject.guestEvidence(clipped(`${path}:${line}`), address);
    });
  });
}
