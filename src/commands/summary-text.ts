import { assessmentHead } from '../../generators/assessment/json.ts';
import { verdictSentence } from '../../generators/report/break-even.ts';
import { terminalText } from '../lib/markup.ts';
import type { Assessed } from '../model/assessed.ts';
import type { Disposition } from '../model/plan.ts';

const meaning: Readonly<Record<Disposition, string>> = {
  containerize: 'become containers',
  rehost: 'run as VMs under KubeVirt',
  replace: 'are replaced by the platform',
  retain: 'stay where they are',
  retire: 'are switched off',
};

const figure = (value: number | null): string => (value === null ? 'unknown' : String(value));

/** What a run prints on stdout for people: a dozen lines. */
export function summaryText(assessed: Assessed, out: string): string {
  const head = assessmentHead(assessed);
  const { plan, estate } = assessed;
  const candidates = new Map<Disposition, number>();
  for (const { candidate } of plan.decisions) {
    if (candidate !== null) candidates.set(candidate, (candidates.get(candidate) ?? 0) + 1);
  }
  const lines = [
    `${figure(head.estate.vms)} VMs and ${head.estate.templates} templates on ${figure(head.estate.hosts)} hosts, as of ${head.asOf ?? 'an unknown date'}`,
    '',
    ...Object.entries(head.dispositions).map(([word, count]) => {
      const more = candidates.get(word as Disposition) ?? 0;
      const upside = more === 0 ? '' : `   (${more} more could, with further evidence)`;
      return `${String(count).padStart(8)}  ${word.padEnd(13)}${meaning[word as Disposition]}${upside}`;
    }),
    '',
    `nodes: ${plan.nodes.workers} workers (no packing needs fewer than ${plan.nodes.lowerBound}), ${plan.nodes.total} with spare and control plane`,
  ];
  const { licenses, breakEven } = plan.savings;
  if (plan.savings.verdict.cashNpv !== null) lines.push(verdictSentence(plan.savings));
  if (licenses !== null) {
    lines.push(
      `licences today: ${licenses.licensedCores} cores, ${licenses.idleLicensedCores} of them idle (minimum of ${licenses.coreFloorPerCpu} a CPU)`,
    );
  }
  for (const { years, pricePerCoreYear } of breakEven) {
    if (pricePerCoreYear !== null) {
      lines.push(
        `break-even over ${years} years: the plan costs less than staying and right-sizing only where the renewal costs more than ${Math.round(pricePerCoreYear)} ${plan.savings.currency} a core and year`,
      );
    }
  }
  if (plan.gaps.length > 0) lines.push('', `${plan.gaps.length} thing(s) unknown, listed in the report`);
  lines.push('', `report: ${out}/report/index.html`);
  if (estate.vms.length === 0) lines.push('', 'the sources hold no VM');
  return lines.map(terminalText).join('\n');
}
