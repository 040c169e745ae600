import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'forklift.vmware.usb_controller.detected',
  text: {
    title: 'USB',
    why: 'What is plugged into the VM by USB is not moved: often a dongle that a licence depends on.',
    remedy:
      'Ask what is plugged in. Bind a dongle by a USB server over the network, exchange it for a licence file, or pass the device through on the node that holds it.',
  },
  needs: ['removable.usb'],
  check(subject) {
    const devices = subject.vm.removables.filter((device) => device.kind === 'usb');
    if (devices.length === 0) return null;
    const plugged = devices.flatMap(({ deviceType }) => deviceType ?? []);
    return {
      severity: 'work',
      evidence: devices.map(({ row, label }) => subject.rowEvidence('removable.usb', row, label ?? 'usb')),
      ...(plugged.length === 0 ? {} : { detail: `Plugged in: ${plugged.join(', ')}.` }),
    };
  },
};
