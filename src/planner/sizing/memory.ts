import type { Source, Vm } from '../../model/estate.ts';
import { vmEvidence } from '../../model/evidence.ts';
import type { Evidence } from '../../model/finding.ts';
import type { Basis } from '../../model/basis.ts';
import type { Settings } from '../../model/settings.ts';
import { decimal, whole } from '../figures.ts';
import { historyEvidence, historyFigures, historyWords, largest } from './history.ts';
import { isRunning } from './running.ts';
import type { Today } from './today.ts';

export interface MemorySize {
  readonly memoryMiB: number;
  readonly basis: Basis;
}

/** What the host's memory held of a VM. */
interface Consumed {
  readonly memoryMiB: number;
  readonly words: string;
  readonly evidence: Evidence;
  readonly method: 'percentile' | 'momentary';
}

const kiBPerMiB = 1024;

/**
 * Memory that a running VM consumed: p99 of the past (of averages so long that they hide peaks the maximum; of peaks where
 * they were watched, since memory that lacks is not waited for), else at the moment; null where none is known.
 */
function consumedMemory(vm: Vm, source: Source): Consumed | null {
  if (!isRunning(vm)) return null;
  const figures = (['average', 'maximum'] as const).flatMap((rollup) =>
    historyFigures(vm, 'mem.consumed.average', 'p99', 'max', rollup),
  );
  const figure = largest(figures, ({ value }) => value);
  if (figure !== null && figure.value > 0) {
    const memoryMiB = Math.ceil(figure.value / kiBPerMiB);
    return {
      memoryMiB,
      words: `${whole(memoryMiB)} MiB consumed, ${historyWords(figure)}`,
      evidence: historyEvidence(source, vm, figure),
      method: 'percentile',
    };
  }
  const memoryMiB = vm.memoryConsumedMiB ?? 0;
  if (memoryMiB === 0) return null;
  return {
    memoryMiB,
    words: `${whole(memoryMiB)} MiB consumed when the export was made`,
    evidence: vmEvidence(source, vm, 'vm.memoryConsumedMiB', memoryMiB),
    method: 'momentary',
  };
}

/**
 * Memory of a VM that KubeVirt runs, MiB: what is configured, because KubeVirt requests the guest's whole memory unless
 * it is told to overcommit, and nothing tells from outside what the guest could do without.
 */
export function guestMemory(vm: Vm, configuredMiB: number, overheadMiB: number, source: Source): MemorySize {
  const known = consumedMemory(vm, source);
  const consumed = known === null ? '' : ` (${known.words})`;
  return {
    memoryMiB: configuredMiB,
    basis: {
      method: 'configured',
      explanation:
        `${whole(configuredMiB)} MiB as configured${consumed}, not reduced without a look inside: KubeVirt requests a ` +
        `guest's whole memory; its own ${whole(overheadMiB)} MiB for this VM come on top`,
      evidence: [vmEvidence(source, vm, 'vm.memoryMiB', configuredMiB)],
    },
  };
}

/**
 * Memory of a container that replaces the VM, MiB: consumed memory with headroom, what the host took away added back,
 * between floor or reservation and the configured memory. Never active memory, which under-states what a guest uses.
 * Consumed memory includes pages that the guest has freed, so this hardly reduces, and the guest system's own share
 * stays in until somebody looks inside.
 */
export function containerMemory(
  vm: Vm,
  configuredMiB: number,
  source: Source,
  today: Today,
  settings: Settings,
): MemorySize {
  const configured = vmEvidence(source, vm, 'vm.memoryMiB', configuredMiB);
  const consumed = consumedMemory(vm, source);
  if (consumed === null || (consumed.method === 'momentary' && !today.hasStatistics(vm))) {
    return {
      memoryMiB: configuredMiB,
      basis: {
        method: 'configured',
        explanation: `${whole(configuredMiB)} MiB as configured: no believable memory use is known`,
        evidence: [configured],
      },
    };
  }

  const { memoryHeadroomPercent, memoryFloorMiB } = settings.sizing;
  const evidence = [consumed.evidence, configured];
  const takenAway = (vm.memoryBalloonedMiB ?? 0) + (vm.memorySwappedMiB ?? 0);
  let memoryMiB = Math.ceil(((consumed.memoryMiB + takenAway) * (100 + memoryHeadroomPercent)) / 100);
  let method = 'consumed';
  const demand =
    takenAway === 0 ? consumed.words : `(${consumed.words} + ${whole(takenAway)} MiB ballooned or swapped away)`;
  let explanation = `${demand} + ${decimal(memoryHeadroomPercent)} % = ${whole(memoryMiB)} MiB, the guest system's share included; low confidence`;

  const reservation = vm.memoryReservationMiB ?? 0;
  if (reservation > memoryMiB) {
    memoryMiB = reservation;
    method = 'reservation';
    explanation += `; raised to the reservation of ${whole(reservation)} MiB`;
    evidence.push(vmEvidence(source, vm, 'vm.memoryReservationMiB', reservation));
  }
  if (memoryMiB < memoryFloorMiB) {
    memoryMiB = memoryFloorMiB;
    explanation += `; raised to the smallest request, ${whole(memoryFloorMiB)} MiB`;
  }
  if (memoryMiB > configuredMiB) {
    memoryMiB = configuredMiB;
    explanation += `; cut to the ${whole(configuredMiB)} MiB that are configured`;
  }
  return { memoryMiB, basis: { method, explanation, evidence } };
}
