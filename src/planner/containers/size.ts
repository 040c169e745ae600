import type { Container } from '../../model/container.ts';
import type { Guest, GuestApplication } from '../../model/guest.ts';
import type { Sizing } from '../../model/plan.ts';

/** Floors of the VerticalPodAutoscaler's recommender: 25 milli-CPUs and 250 MB (its flags pod-recommendation-min-*). */
const floorMilli = 25;
const floorMiB = 250;
/** Room above the memory that was seen: KRR's default for memory, 15 % above the maximum. */
const memoryMargin = 1.15;
/** Beside its heap a JVM holds metaspace, threads and buffers: 25 to 30 % of it, as those who run them count. */
const beyondHeap = 1.3;
const cpuStepMilli = 5;
const memoryStepMiB = 16;

const upTo = (step: number, value: number): number => Math.ceil(value / step - 1e-9) * step;

/** -Xmx2g, -Xmx2048m, -XX:MaxHeapSize=…: MiB of the largest heap that the command line names; null of none. */
export function maximumHeapMiB(command: readonly string[]): number | null {
  let heap: number | null = null;
  for (const argument of command) {
    const match = /^-(?:Xmx|XX:MaxHeapSize=)(\d+)([kmgt]?)$/i.exec(argument);
    if (match === null) continue;
    const exponent = ['', 'k', 'm', 'g', 't'].indexOf((match[2] ?? '').toLowerCase());
    heap = (Number(match[1]) * 1024 ** exponent) / 1024 ** 2;
  }
  return heap;
}

/** CPU seconds of everything in the guest that runs: applications, and the system beside them. */
function allCpuSeconds(guest: Guest): number | null {
  const seconds = [...guest.applications.map((each) => each.cpuSeconds), guest.overhead?.cpuSeconds ?? null];
  const known = seconds.filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0);
}

/**
 * Requests of one application: its share of the VM's CPU demand, by CPU time since boot, and the memory that its
 * processes held, with a margin. What the guest's system used goes with the VM. The limit of memory is what the whole
 * VM had: a lower one would rest on a few looks, and kills.
 */
export function sizeApplication(
  guest: Guest,
  applications: readonly GuestApplication[],
  vmSizing: Pick<Sizing, 'cpuRequestMilli' | 'cpuBasis'>,
  vmMemoryMiB: number,
): Container['sizing'] {
  const sum = (of: (each: GuestApplication) => number | null): number | null => {
    const known = applications.map(of).filter((each) => each !== null);
    return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
  };
  const cpuSeconds = sum((each) => each.cpuSeconds);
  const all = allCpuSeconds(guest);
  const looks = guest.observations === 1 ? 'one look' : `${guest.observations} looks`;

  const share = cpuSeconds === null || all === null || all === 0 ? null : cpuSeconds / all;
  const cpuRequestMilli =
    share === null ? floorMilli : Math.max(floorMilli, upTo(cpuStepMilli, vmSizing.cpuRequestMilli * share));
  const cpuExplanation =
    share === null
      ? `${floorMilli} m, the VerticalPodAutoscaler's floor: it was not seen running.`
      : `${Math.round(cpuSeconds ?? 0)} of ${Math.round(all ?? 0)} CPU seconds in the guest since boot (${(share * 100).toFixed(1)} %) of the VM's ${vmSizing.cpuRequestMilli} m, at least ${floorMilli} m. The VM's: ${vmSizing.cpuBasis.explanation}`;

  // Flags stand in the command, or in variables that start scripts hand to the JVM (JAVA_OPTS, CATALINA_OPTS, …).
  const heapMiB = maximumHeapMiB(
    applications.flatMap(({ command, environment }) => [
      ...Object.entries(environment).flatMap(([name, value]) =>
        /(?:OPTS|OPTIONS)$/.test(name) ? value.split(/\s+/) : [],
      ),
      ...(command ?? []),
    ]),
  );
  const seenMiB = sum((each) => each.memoryMiB);
  const wantedMiB = Math.max(
    seenMiB === null ? floorMiB : seenMiB * memoryMargin,
    heapMiB === null ? 0 : heapMiB * beyondHeap,
  );
  const memoryRequestMiB = Math.max(memoryStepMiB, upTo(memoryStepMiB, wantedMiB));
  const seen =
    seenMiB === null
      ? `${floorMiB} MiB, the VerticalPodAutoscaler's floor: it was not seen running`
      : `${Math.round(seenMiB)} MiB held by its processes in ${looks} + 15 %`;
  const heap = heapMiB === null ? '' : `; its heap may grow to ${Math.round(heapMiB)} MiB, + 30 %`;
  return {
    cpuRequestMilli,
    memoryRequestMiB,
    memoryLimitMiB: Math.max(memoryRequestMiB, vmMemoryMiB),
    cpuBasis: { method: share === null ? 'floor' : 'processes', explanation: cpuExplanation, evidence: [] },
    memoryBasis: {
      method: heapMiB !== null && heapMiB * beyondHeap >= wantedMiB ? 'heap' : seenMiB === null ? 'floor' : 'processes',
      explanation: `${seen}${heap}. The limit is the ${vmMemoryMiB} MiB of the VM: a lower one would rest on ${looks}.`,
      evidence: [],
    },
  };
}
