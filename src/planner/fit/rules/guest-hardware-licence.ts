import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** Drivers and services of dongles and of keys that are computed from the hardware: Sentinel HASP, SafeNet, CodeMeter. */
const dongles = /^(?:hasplmd|aksusbd|sntlsrvr|spnsrvlnx|loadserv|codemeterlin|codemeterd?)(?:_x86_64|_x64)?$/iu;
/** Licence servers whose files name a host id: FlexNet, Reprise, LM-X, Sentinel RMS, IBM LUM. */
const managers = /^(?:lmgrd|lmadmin|rlm|lmx-serv|lserv|i4lmd)$/iu;

export const rule: Rule = insideRule({
  id: 'guest.hardware-licence',
  text: {
    title: 'Licence bound to hardware',
    why: 'A licence manager or dongle driver runs here. It takes the MAC address, the serial number of a disk or a USB key for the machine’s identity, and a container has none that lasts.',
    remedy:
      'Ask the maker for a floating licence or a file for another host; run its licence server as a VM with its MAC address kept. A dongle ties the VM to one host.',
  },
  guest: ['processes'],
  check: (guest, subject) => {
    const found = (guest.processes ?? []).flatMap(({ pid, name, executable }) => {
      const program = executable?.slice(executable.lastIndexOf('/') + 1) ?? name ?? '';
      return dongles.test(program) || managers.test(program) ? [{ program, pid }] : [];
    });
    return hitAt(
      found.some(({ program }) => dongles.test(program)) ? 'blocker' : 'obstacle',
      found.map(({ program, pid }) => subject.guestEvidence(`process ${pid}`, clipped(program))),
    );
  },
});
