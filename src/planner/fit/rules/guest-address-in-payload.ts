import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';
import { isLoopback } from '../addresses.ts';

/** Well-known ports (IANA), and servers that use others as well. */
function protocolOf(port: number | null, processName: string | null): string | undefined {
  const name = processName ?? '';
  if (port === 5060 || port === 5061 || /^(?:asterisk|freeswitch|kamailio|opensips)$/u.test(name)) return 'SIP';
  if (port === 21 || /^(?:vsftpd|proftpd|pure-ftpd)$/u.test(name)) return 'FTP';
  if (port === 1521 || name === 'tnslsnr') return 'Oracle TNS';
  return undefined;
}

export const rule: Rule = insideRule({
  id: 'guest.address-in-payload',
  text: {
    title: 'Protocol that carries addresses in its messages',
    why: 'SIP, active FTP and the redirect of Oracle’s listener tell the other side an address to call back. Behind a Service that address is the Pod’s, which nobody outside reaches.',
    remedy:
      'SIP and RTP: hostNetwork, a second interface or a session border controller. FTP: passive, with a fixed range of ports and the announced address, better SFTP. Oracle: dedicated servers, a listener that announces the name of the Service.',
  },
  guest: ['listeners', 'processes'],
  check: (guest, subject) => {
    const found = (guest.listeners ?? []).flatMap(({ protocol, address, port, processName }) => {
      const spoken = protocol === 'unix' || isLoopback(address) ? undefined : protocolOf(port, processName);
      return spoken === undefined
        ? []
        : [
            {
              spoken,
              place: subject.guestEvidence(
                `listener ${protocol} ${address}:${port ?? 0}`,
                clipped(`${spoken}${processName === null ? '' : ` (${processName})`}`),
              ),
            },
          ];
    });
    return hitAt(
      found.some(({ spoken }) => spoken === 'SIP') ? 'obstacle' : 'work',
      found.map(({ place }) => place),
    );
  },
});
