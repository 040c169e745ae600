import type { Vm } from '../../model/estate.ts';
import type { VmFact } from './rule.ts';

export type OsFamily = 'linux' | 'windows' | 'bsd' | 'solaris' | 'macos' | 'other' | 'unknown';

/** What a text says of an operating system. */
export interface OsName {
  readonly family: OsFamily;
  /** rhel, centos, ubuntu, windows-server, …; null where the text does not name one. */
  readonly product: string | null;
  /** `8`, `8.10`, `22.04`, `2012-r2`, `15.4` (service pack 4); null where the text names none or several. */
  readonly version: string | null;
}

/** A fact that names the operating system, and what it says. */
export interface OsSign extends OsName {
  readonly fact: VmFact;
  readonly text: string;
}

export interface GuestOs extends OsName {
  /** The facts that the answer rests on, the one that decided first. Empty where nothing is known. */
  readonly signs: readonly OsSign[];
  /** The fact that contradicts the answer; null where none does. */
  readonly conflict: OsSign | null;
}

/** vSphere names many systems by a span of versions, which is no version: "CentOS 4/5/6/7", "2016 or later". */
function isSpan(text: string): boolean {
  return /\d\/\d|\bor later\b|\bpre-\d/.test(text);
}

const number = /\d+(?:\.\d+)*/;

/** The first number after the product's name, cut to `parts` components. */
function numberAfter(rest: string, parts: number): string | null {
  const bits = rest.replaceAll(/\(?\b(?:32|64)[- ]bit\b\)?/g, '');
  if (isSpan(bits)) return null;
  const found = number.exec(bits)?.[0];
  return found === undefined ? null : found.split('.').slice(0, parts).join('.');
}

interface Pattern {
  /** Tried on the lower-case text; the version is read from what follows the match. */
  readonly name: RegExp;
  readonly family: OsFamily;
  readonly product: string | null;
  /** Components of a version: 1 where support goes by the major version alone, 0 where none is read. */
  readonly parts: number;
}

/** The first that matches counts, so that the particular stands before the general. */
const patterns: readonly Pattern[] = [
  { name: /red hat enterprise linux coreos|\brhcos\b/, family: 'linux', product: 'rhcos', parts: 2 },
  { name: /fedora coreos/, family: 'linux', product: 'fedora-coreos', parts: 1 },
  { name: /container linux by coreos/, family: 'linux', product: 'coreos-container-linux', parts: 0 },
  { name: /flatcar/, family: 'linux', product: 'flatcar', parts: 1 },
  { name: /\btalos\b/, family: 'linux', product: 'talos', parts: 2 },
  { name: /bottlerocket/, family: 'linux', product: 'bottlerocket', parts: 2 },
  { name: /coreos linux/, family: 'linux', product: 'coreos', parts: 0 },
  { name: /\bcrx (?:pod|sys)/, family: 'linux', product: 'vmware-crx', parts: 0 },
  { name: /red hat enterprise linux(?: (?:server|workstation|as|es|ws))?/, family: 'linux', product: 'rhel', parts: 2 },
  { name: /fedora/, family: 'linux', product: 'fedora', parts: 1 },
  { name: /red hat linux/, family: 'linux', product: 'red-hat-linux', parts: 1 },
  { name: /centos stream/, family: 'linux', product: 'centos-stream', parts: 1 },
  { name: /centos(?: linux)?/, family: 'linux', product: 'centos', parts: 2 },
  { name: /rocky(?: linux)?/, family: 'linux', product: 'rocky', parts: 2 },
  { name: /almalinux|alma linux/, family: 'linux', product: 'almalinux', parts: 2 },
  { name: /scientific linux/, family: 'linux', product: 'scientific-linux', parts: 1 },
  { name: /oracle (?:enterprise )?linux(?: server)?/, family: 'linux', product: 'oracle-linux', parts: 2 },
  { name: /amazon linux/, family: 'linux', product: 'amazon-linux', parts: 2 },
  { name: /photon/, family: 'linux', product: 'photon', parts: 2 },
  { name: /opensuse/, family: 'linux', product: 'opensuse', parts: 2 },
  { name: /suse linux enterprise(?: server)?/, family: 'linux', product: 'sles', parts: 2 },
  { name: /debian(?: gnu\/linux)?/, family: 'linux', product: 'debian', parts: 1 },
  { name: /ubuntu/, family: 'linux', product: 'ubuntu', parts: 2 },
  { name: /asianux|miracle linux/, family: 'linux', product: 'asianux', parts: 1 },
  { name: /freebsd/, family: 'bsd', product: 'freebsd', parts: 2 },
  { name: /openbsd/, family: 'bsd', product: 'openbsd', parts: 2 },
  { name: /netbsd/, family: 'bsd', product: 'netbsd', parts: 2 },
  { name: /solaris/, family: 'solaris', product: 'solaris', parts: 2 },
  { name: /mac ?os|\bdarwin\b/, family: 'macos', product: 'macos', parts: 2 },
  { name: /vmware esxi?/, family: 'other', product: 'esxi', parts: 2 },
  { name: /netware/, family: 'other', product: 'netware', parts: 1 },
  { name: /ms-dos/, family: 'other', product: 'ms-dos', parts: 0 },
  { name: /\bos\/2\b|ecomstation/, family: 'other', product: 'os2', parts: 0 },
  { name: /openserver|unixware/, family: 'other', product: 'sco-unix', parts: 0 },
  { name: /\blinux\b|open enterprise server|sun java desktop/, family: 'linux', product: null, parts: 0 },
];

/** "Windows Server 2008 R2", "Windows Small Business Server 2003"; a year alone, because builds do not decide support. */
const windowsServer =
  /(?:windows(?: (?:small business|web|storage))?|small business) server(?:,? version)? ?(\d{4})?( r2)?|windows 2000[a-z ]* server|windows nt/;
const windowsClient = /windows (xp|vista|7|8|10|11)\b/;

function windowsName(text: string): OsName | null {
  if (!text.includes('windows') && !text.includes('small business server')) return null;
  const server = windowsServer.exec(text);
  if (server !== null) {
    const year = server[1];
    const version = year === undefined || isSpan(text) ? null : server[2] === undefined ? year : `${year}-r2`;
    return { family: 'windows', product: 'windows-server', version };
  }
  const client = windowsClient.exec(text);
  return { family: 'windows', product: 'windows', version: isSpan(text) ? null : (client?.[1] ?? null) };
}

function suseVersion(rest: string): string | null {
  const version = numberAfter(rest, 2);
  const servicePack = /\bsp ?(\d+)/.exec(rest)?.[1];
  return version === null || servicePack === undefined || version.includes('.') ? version : `${version}.${servicePack}`;
}

/** The name of a system as vSphere or a guest gives it; null for an empty text. */
export function readOsName(text: string): OsName | null {
  const lower = text.toLowerCase().trim();
  if (lower === '') return null;
  const windows = windowsName(lower);
  if (windows !== null) return windows;
  for (const { name, family, product, parts } of patterns) {
    const match = name.exec(lower);
    if (match === null) continue;
    const rest = lower.slice(match.index + match[0].length);
    const version = parts === 0 ? null : product === 'sles' ? suseVersion(rest) : numberAfter(rest, parts);
    // There is no CentOS Linux 9: vSphere's "CentOS 9" is CentOS Stream.
    if (product === 'centos' && version !== null && Number.parseInt(version, 10) >= 9) {
      return { family, product: 'centos-stream', version };
    }
    return { family, product, version };
  }
  return { family: 'other', product: null, version: null };
}

const detailPair = /(\w+)='([^']*)'/g;

/** "Guest Detailed Data": `distroName='Ubuntu' distroVersion='22.04' familyName='Linux' prettyName='Ubuntu 22.04.3 LTS'`. */
function readDetailedData(text: string): OsName | null {
  const pairs = new Map<string, string>();
  for (const [, key, value] of text.matchAll(detailPair))
    if (key !== undefined && value !== undefined) pairs.set(key, value);
  const pretty = readOsName(pairs.get('prettyName') ?? '');
  const distro = readOsName(`${pairs.get('distroName') ?? ''} ${pairs.get('distroVersion') ?? ''}`);
  const named = [pretty, distro].find((name) => name !== null && name.product !== null) ?? pretty ?? distro;
  if (named === null || named === undefined) return readOsName(pairs.get('familyName') ?? '');
  if (named.family !== 'other' || named.product !== null) return named;
  // A distribution that is in no list still says what family it is of.
  return readOsName(pairs.get('familyName') ?? '') ?? named;
}

function sign(fact: VmFact, text: string | null, read: (text: string) => OsName | null): OsSign[] {
  const name = text === null ? null : read(text);
  return text === null || name === null ? [] : [{ fact, text, ...name }];
}

function signs(vm: Vm): OsSign[] {
  return [
    ...sign('vm.guestFullNameTools', vm.guestFullNameTools, readOsName),
    ...sign('vm.guestDetailedData', vm.guestDetailedData, readDetailedData),
    ...sign('vm.guestFullNameConfig', vm.guestFullNameConfig, readOsName),
  ];
}

function major(version: string): string {
  return version.split(/[.-]/)[0] ?? version;
}

function contradicts(claim: OsSign, answer: OsName): boolean {
  if (claim.family === 'other' && claim.product === null) return false;
  if (claim.family !== answer.family) return true;
  if (claim.product === null || answer.product === null) return false;
  if (claim.product !== answer.product) return true;
  return claim.version !== null && answer.version !== null && major(claim.version) !== major(answer.version);
}

const nothingKnown: GuestOs = { family: 'unknown', product: null, version: null, signs: [], conflict: null };

/**
 * The guest's operating system. VMware Tools, which run in the guest, are believed before its own detailed data and
 * these before the VM's configuration, which a person chose once. A later fact fills in what an earlier one left open
 * (the product, then its version) and never overrules it; one that says otherwise is the conflict.
 */
export function guestOs(vm: Vm): GuestOs {
  const all = signs(vm);
  // "Other (64-bit)" says that the system is in no list, which any better fact overrules.
  const first = all.find(({ family, product }) => family !== 'other' || product !== null) ?? all[0];
  if (first === undefined) return nothingKnown;
  const sameFamily = all.filter(({ family }) => family === first.family);
  const named = sameFamily.find(({ product }) => product !== null) ?? first;
  const versions = sameFamily.filter(({ product, version }) => product === named.product && version !== null);
  const coarse = versions[0] ?? named;
  // "SUSE Linux Enterprise 15" and "15 SP4" agree: the finer one counts.
  const versioned = versions.find(({ version }) => version?.startsWith(`${coarse.version}.`) === true) ?? coarse;
  const answer: OsName = { family: first.family, product: named.product, version: versioned.version };
  return {
    ...answer,
    signs: [...new Set([first, named, versioned])],
    conflict: all.find((other) => other.fact === 'vm.guestFullNameConfig' && contradicts(other, answer)) ?? null,
  };
}

/** The answer in words: "rhel 8.10", "linux", "unknown". */
export function osLabel(os: OsName): string {
  return os.product === null ? os.family : os.version === null ? os.product : `${os.product} ${os.version}`;
}
