const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const ipv6Character = /^[0-9a-f:]+$/i;

/**
 * The family of an IP address as Kubernetes reads it: four decimal octets without leading zeros, or groups of IPv6
 * (RFC 4291, 2.2) without zone or embedded IPv4. Null for everything else.
 */
export function ipFamily(text: string): 'IPv4' | 'IPv6' | null {
  if (ipv4.test(text)) return 'IPv4';
  if (!ipv6Character.test(text) || text.includes(':::')) return null;
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return null;
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const all = [...groups(head), ...groups(tail ?? '')];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return (tail === undefined ? all.length === 8 : all.length < 8) ? 'IPv6' : null;
}

/**
 * Addresses that are no machine's own on a network, so that nobody else reaches it there: unspecified, loopback,
 * link-local (RFC 3927, RFC 4291), multicast. EndpointSlices refuse them.
 */
const nobodys =
  /^(?:0\.|127\.|169\.254\.|2(?:2[4-9]|3\d)\.|255\.255\.255\.255$|(?:0{0,4}:){2,7}0{0,3}[01]?$|fe[89ab][0-9a-f]:|ff)/i;

/** True for an IP address under which another machine can reach its owner. */
export function isReachableAddress(text: string): boolean {
  return ipFamily(text) !== null && !nobodys.test(text);
}
