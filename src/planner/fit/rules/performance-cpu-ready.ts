import { historyEvidence, historyFigures, largest, readyPercentOf } from '../../sizing/history.ts';
import { decimal } from '../../figures.ts';
import { observedWords } from '../observed.ts';
import type { Rule } from '../rule.ts';

/** Ready time per vCPU above which VMware's performance guides call a VM short of CPU: 5 %. */
const shortOfCpuPercent = 5;

export const rule: Rule = {
  id: 'performance.cpu-ready',
  text: {
    title: 'Waits for CPU today',
    why: `The VM was ready to run and got no CPU for more than ${shortOfCpuPercent} % of the time. Its CPU use is therefore lower than its demand, and a request made from it is too small.`,
    remedy: 'Give it a higher request than measured, and measure again on the target, where it does not have to wait.',
  },
  needs: [['vm.cpuReadyPercent', 'vm.performance']],
  poweredOn: true,
  check(subject) {
    const { vm, source } = subject;
    const { cpus } = vm;
    // What a server keeps of the past tells more than the moment, and counts even where the moment was quiet.
    if (cpus !== null && cpus > 0) {
      const past = historyFigures(vm, 'cpu.ready.summation', 'p95', 'p95');
      const worst = largest(past, (figure) => readyPercentOf(figure, cpus));
      if (worst !== null) {
        const percent = readyPercentOf(worst, cpus);
        if (percent <= shortOfCpuPercent) return null;
        return {
          severity: 'note',
          evidence: [historyEvidence(source, vm, worst)],
          detail: `Ready for ${decimal(percent, 1)} % of the time a vCPU (p95): ${observedWords(worst.series)}.`,
        };
      }
    }
    const ready = vm.cpuReadyPercent;
    if (ready === null || ready <= shortOfCpuPercent) return null;
    return { severity: 'note', evidence: [subject.evidence('vm.cpuReadyPercent')] };
  },
};
