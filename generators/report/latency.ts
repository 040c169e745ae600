import type { Finding } from '../../src/model/finding.ts';
import type { VmDecision } from '../../src/model/plan.ts';

/**
 * Rules whose findings mean that a workload may answer more slowly on shared nodes than it does today, or that what was
 * measured of it is less than it wants.
 */
export const latencyRules: ReadonlySet<string> = new Set([
  'performance.latency-sensitivity',
  'performance.cpu-ready',
  'performance.memory-pressure',
  'performance.limits',
  'size.wider-than-socket',
  'disk.raw-device-mapping',
  'device.direct-path-io',
  'forklift.vmware.device.sriov.detected',
  'forklift.vmware.cpu_affinity.detected',
  'forklift.vmware.numa_affinity.detected',
]);

/** True for a VM that the plan puts on nodes which it shares with others. */
const moves = ({ disposition }: VmDecision): boolean => disposition === 'rehost' || disposition === 'containerize';

/** What puts the latency of a workload at risk; empty for one that stays, goes, or shows no such sign. */
export function latencyRisks(decision: VmDecision): Finding[] {
  if (!moves(decision)) return [];
  return decision.findings.filter(
    ({ rule, severity, waived }) => latencyRules.has(rule) && severity !== 'unknown' && waived === undefined,
  );
}
