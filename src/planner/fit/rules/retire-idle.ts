import { recordEvidence } from '../../../model/evidence.ts';
import type { Rule } from '../rule.ts';

/** Share of CPU and of memory below which a VM counts as idle. An assumption that right-sizing tools share: 5 %. */
const idlePercent = 5;

export const rule: Rule = {
  id: 'retire.idle',
  text: {
    title: 'Idle at the moment of the export',
    why: `CPU use and active memory both lie below ${idlePercent} %. That is one sample, and it does not show network use: a standby server looks the same.`,
    remedy:
      'Observe for a period that includes the end of a month, or ask the owner. Until then the VM is planned for as it is.',
  },
  needs: ['vm.powerState', 'vm.cpuUsageMHz', 'vm.cpus', 'vm.memoryActiveMiB', 'vm.memoryMiB', 'vm.host', 'host.cpuMHz'],
  poweredOn: true,
  check(subject, context) {
    const { vm } = subject;
    if (vm.powerState !== 'poweredOn') return null;
    if (vm.cpuUsageMHz === null || vm.cpus === null || vm.memoryActiveMiB === null || vm.memoryMiB === null)
      return null;
    if (vm.memoryActiveMiB * 100 >= vm.memoryMiB * idlePercent) return null;
    const host = context.hostOf(vm);
    if (host === null || host.cpuMHz === null) {
      return {
        unknown: `CPU use is ${vm.cpuUsageMHz} MHz, but the speed of its host's cores is not known.`,
        evidence: [subject.evidence('vm.host')],
      };
    }
    if (vm.cpuUsageMHz * 100 >= vm.cpus * host.cpuMHz * idlePercent) return null;
    const isAllZero = vm.cpuUsageMHz === 0 && vm.memoryActiveMiB === 0;
    return {
      severity: 'note',
      ...(isAllZero ? { detail: 'Both are 0: it may hang, or nothing runs in it at all.' } : {}),
      evidence: [
        subject.evidence('vm.cpuUsageMHz'),
        subject.evidence('vm.cpus'),
        recordEvidence(context.estate.sources, host, 'host.cpuMHz', host.cpuMHz),
        subject.evidence('vm.memoryActiveMiB'),
        subject.evidence('vm.memoryMiB'),
      ],
      candidate: 'retire',
    };
  },
};
