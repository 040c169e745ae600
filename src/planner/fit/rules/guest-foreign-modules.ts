import { hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** Modules of VMware Tools before open-vm-tools, and of anti-virus and backup agents: they go with the VM. */
const ofAgents =
  /^(?:vmhgfs|vmci|vmblock|vmmemctl|vmxnet3?|pvscsi|vsock|vmsync|vmw_\w+|falcon_\w+|bmhook|tmhook|gsch|redirfs|dsa_filter\w*|talpa_\w+|symev\w*|symap\w*|veeamsnap|veeamblksnap|blksnap|snapapi\d*)$/u;

export const rule: Rule = insideRule({
  id: 'guest.foreign-modules',
  text: {
    title: 'Kernel modules from outside the distribution',
    why: 'A container brings no kernel modules: what it needs must be in the kernel of every node on which it may run.',
    remedy:
      'Find out which application needs the module. Without it the application is free to move; with it, keep the VM, or load the module on nodes of their own.',
  },
  guest: ['host.foreignModules'],
  check: (guest, subject) => {
    const modules = guest.host.foreignModules ?? [];
    const others = modules.filter((name) => !ofAgents.test(name));
    return hitAt(
      others.length > 0 ? 'blocker' : 'note',
      modules.map((name) => subject.guestEvidence('/proc/modules', name)),
      others.length > 0 ? {} : { detail: 'All of them belong to VMware Tools or to agents that stay behind.' },
    );
  },
});
