import { formatInteger, formatMilliCpu, unknownText } from '../../src/lib/units.ts';
import type { Severity } from '../../src/model/finding.ts';
import type { Confidence, Disposition } from '../../src/model/plan.ts';

/** What each disposition means; the figures of the report rest on these words. */
export const dispositionMeaning: Readonly<Record<Disposition, string>> = {
  containerize: 'its applications run as containers on bare-metal Kubernetes',
  rehost: 'the VM itself runs on the same cluster, under KubeVirt',
  replace: 'a function of the platform takes its place',
  retain: 'stays where it is, for the reason given',
  retire: 'nothing uses it: it is switched off',
};

/** "export.xlsx of 2026-11-20 08:15" */
export function sourceAtDate({ source, exportedAt }: { source: string; exportedAt: string | null }): string {
  return `${source} of ${exportedAt?.replace('T', ' ') ?? 'an unknown date'}`;
}

/** What a candidate waits for. */
export const candidateNeeds: Readonly<Record<Disposition, string>> = {
  containerize: 'a look inside the guest that shows what runs there',
  rehost: 'what its findings ask for',
  replace: 'proof that the platform takes over its function',
  retain: 'what its findings ask for',
  retire: "a period of observation, or the owner's word",
};

export const confidenceMeaning: Readonly<Record<Confidence, string>> = {
  inventory: 'what vSphere knows from outside; nobody looked into the VM',
  tools: 'the running applications that VMware Tools report',
  guest: 'a look inside the VM',
};

/** What a severity asks for. */
export const severityMeaning: Readonly<Record<Severity, string>> = {
  blocker: 'no container without redesign',
  obstacle: 'moderate effort',
  work: 'small, named effort',
  note: 'worth knowing',
  unknown: 'could not be checked',
};

export const dimensionName = { cpu: 'CPU', memory: 'memory', pods: 'the number of pods' } as const;

/** What no figure of this report shows, whatever the estate. */
export const notProven: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Nothing was built, started or migrated',
    text: 'No data was copied, no load was run, nobody logged in, nothing failed over. What is written here is a plan with its reasons.',
  },
  {
    title: 'An export is one moment',
    text: 'Month ends, nightly batches and seasons are not in it. CPU and memory taken from a momentary figure carry a factor and a floor, which are settings. A VM that is idle or off in one export is a candidate for retirement, not a finding.',
  },
  {
    title: 'A name is not a proof',
    text: 'From inventory alone, databases, directory servers and appliances are recognised by names, operating system and size. The evidence of each finding says where it was read.',
  },
  {
    title: 'Memory is seen from outside',
    text: 'Consumed memory includes pages that the guest has freed, active memory leaves out pages that it needs. Only figures from inside the guest settle it.',
  },
  {
    title: 'Smaller CPU requests can cost latency',
    text: 'Without limits and with NUMA effects, a VM sized by its average may answer more slowly at its peak.',
  },
  {
    title: 'The number of nodes is arithmetic',
    text: 'Workers are counted by simulating a stock kube-scheduler on CPU, memory, pods, affinity and taints. Zones, devices, volumes, storage throughput and network bandwidth are not in it and can only raise it.',
  },
  {
    title: 'The break-even is not a saving',
    text: 'It says at which price the plan and a renewal cost the same. Licences end when their term ends and the host is empty, both; until then they are paid twice. Right-sizing is possible on VMware too, and only what goes beyond it is an effect of leaving.',
  },
  {
    title: 'What was not seen is not zero',
    text: 'A fact that the sources do not bring is unknown and counts in no sum. The lists of unknowns above are part of the result.',
  },
];

/** "1 VM", "2 VMs" */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${formatInteger(value)} ${value === 1 ? one : many}`;
}

/** As `plural`; "unknown hosts" of a count that nobody told. */
export const counted = (value: number | null, one: string): string =>
  value === null ? `${unknownText} ${one}s` : plural(value, one);

/** Kubernetes CPUs (hardware threads); of many, only whole ones. */
export function formatCpus(milli: number): string {
  return `${milli < 100_000 ? formatMilliCpu(milli) : formatInteger(milli / 1000)} CPU`;
}
