import type { PerformanceSeries } from '../../../model/estate.ts';
import { recordEvidence } from '../../../model/evidence.ts';
import type { Evidence } from '../../../model/finding.ts';
import { coarseSeconds, historyEvidence } from '../../sizing/history.ts';
import { longSeries, observed, observedWords } from '../observed.ts';
import type { FitContext, Hit, Rule, Subject, Unanswered } from '../rule.ts';

/** Share of CPU and of memory below which a VM counts as idle. An assumption that right-sizing tools share: 5 %. */
const idlePercent = 5;

/** Share of its link below which a VM's network counts as idle: 2 %, as right-sizing tools have it. */
const idleNetworkPercent = 2;

/** What the link is taken for, kilobytes a second: 1 Gbit/s, because no source tells what a virtual NIC may carry. */
const assumedLinkKBps = 125_000;

/** A window that holds the end of a month, days: shorter ones leave the VM a candidate. */
const monthDays = 28;
/** Share of the window that must have samples before silence counts, percent. An assumption. */
const enoughCoveragePercent = 90;

/** Counters that must all be low, with what they are low below, in their own unit. */
const lowBelow: readonly (readonly [counter: string, below: number])[] = [
  ['cpu.usage.average', idlePercent],
  ['mem.usage.average', idlePercent],
  ['net.usage.average', (assumedLinkKBps * idleNetworkPercent) / 100],
];

export const rule: Rule = {
  id: 'retire.idle',
  text: {
    title: 'Idle',
    why: `CPU and active memory both lie below ${idlePercent} %, and the network below ${idleNetworkPercent} % of 1 Gbit/s where its history is there. From an export that is one sample without network use; a standby server looks the same.`,
    remedy:
      'Observe for a period that includes the end of a month, or ask the owner. Until then the VM is planned for as it is.',
  },
  needs: [
    'vm.powerState',
    ['vm.cpuUsageMHz', 'vm.performance'],
    'vm.cpus',
    ['vm.memoryActiveMiB', 'vm.performance'],
    'vm.memoryMiB',
    'vm.host',
    'host.cpuMHz',
  ],
  poweredOn: true,
  check(subject, context) {
    if (subject.vm.powerState !== 'poweredOn') return null;
    const series = lowBelow.map(([counter, below]) => ({ series: longSeries(subject.vm, counter)[0], below }));
    // One counter that was busy is enough, whatever the moment or the other counters say.
    if (series.some(({ series: one, below }) => one !== undefined && one.p95 >= below)) return null;
    const all = series.flatMap(({ series: one }) => one ?? []);
    return all.length === lowBelow.length ? idleInThePast(subject, all) : idleAtTheMoment(subject, context);
  },
};

/**
 * Idle, or a zombie where nothing was ever above 0. A zombie of a month goes, and so does what was idle for a month in
 * averages short enough to show a nightly job; the rest is a candidate.
 */
function idleInThePast(subject: Subject, all: readonly PerformanceSeries[]): Hit {
  const isZombie = all.every(({ max }) => max === 0);
  const evidence: Evidence[] = all.map((series) =>
    historyEvidence(subject.source, subject.vm, {
      series,
      statistic: 'p95',
      value: series.p95,
      isCoarse: series.intervalSeconds >= coarseSeconds,
      isShort: false,
    }),
  );
  const isWholeMonth = all.every((series) => {
    const { days, coveragePercent } = observed(series);
    return days >= monthDays && (coveragePercent ?? 0) >= enoughCoveragePercent;
  });
  const isAlwaysLow = all.every(
    ({ counter, max, intervalSeconds }) =>
      intervalSeconds < coarseSeconds && max < (lowBelow.find(([name]) => name === counter)?.[1] ?? 0),
  );
  const [cpu] = all;
  const over = cpu === undefined ? '' : observedWords(cpu);
  const detail = isZombie
    ? `A zombie: CPU, memory and network are 0 throughout, over ${over}.`
    : `Idle at the p95 of CPU, memory and network, over ${over}.`;
  if (!isWholeMonth || !(isZombie || isAlwaysLow)) {
    return { severity: 'note', detail, evidence, candidate: 'retire' };
  }
  return {
    severity: 'note',
    detail,
    evidence,
    vote: { by: 'retire', disposition: 'retire', reason: `${detail} Nobody used it for a month.` },
  };
}

function idleAtTheMoment(subject: Subject, context: FitContext): Hit | Unanswered | null {
  const { vm } = subject;
  if (vm.cpuUsageMHz === null || vm.cpus === null || vm.memoryActiveMiB === null || vm.memoryMiB === null) return null;
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
    detail: `One sample, without network use.${isAllZero ? ' CPU and memory are 0: it may hang, or nothing runs in it at all.' : ''}`,
    evidence: [
      subject.evidence('vm.cpuUsageMHz'),
      subject.evidence('vm.cpus'),
      recordEvidence(context.estate.sources, host, 'host.cpuMHz', host.cpuMHz),
      subject.evidence('vm.memoryActiveMiB'),
      subject.evidence('vm.memoryMiB'),
    ],
    candidate: 'retire',
  };
}
