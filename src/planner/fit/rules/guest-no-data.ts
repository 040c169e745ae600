import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'guest.no-data',
  text: {
    title: 'Nobody looked inside',
    why: 'Other VMs of this estate were looked into, this one was not: which applications run in it, whether they can be containers, and whom they talk to, an inventory does not tell.',
    remedy: 'Collect it (devirt collect guest) as root, and run the assessment again with --guests.',
  },
  needs: [['vm.guestFullNameTools', 'vm.guestDetailedData', 'vm.guestFullNameConfig']],
  poweredOn: true,
  // Where nobody looked into any VM, the plan's gaps say so once.
  applies: ({ estate }) => estate.guests.length > 0,
  check(subject, context) {
    const { vm, guest, guestOs } = subject;
    if (guest !== null || guestOs.family !== 'linux' || vm.powerState !== 'poweredOn') return null;
    // A guest that may be this VM has a rule of its own.
    if (context.doubtfulGuestsOf(vm).length > 0) return null;
    return { unknown: 'No guest that was collected is this VM: devirt collect guest looks inside.', evidence: [] };
  },
};
