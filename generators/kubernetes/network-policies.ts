import { ipFamily, isReachableAddress } from '../../src/lib/ip-address.ts';
import { byCodePoint } from '../../src/lib/order.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { Dependencies, DependencyEdge, DependencyEnd } from '../../src/model/dependencies.ts';
import { component, componentsFolder } from './kustomization.ts';
import { labelsOf, selectorOf, type MovedWorkload, type PlanIndex } from '../../src/model/moved-workloads.ts';

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function lastDayOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (monthLengths[month - 1] ?? 31);
}

/** Whether guests were looked into, more than once each, while a month ended: what runs only then is seen only then. */
export function coversMonthEnd(window: Dependencies['window']): boolean {
  if (window === null || window.from === null || window.to === null || window.fewest < 2) return false;
  const [from, to] = [window.from, window.to].map((time) =>
    /^(\d{4})-(\d\d)-(\d\d)/.exec(time)?.slice(1, 4).map(Number),
  );
  const [fromYear, fromMonth] = from ?? [];
  const [toYear, toMonth, toDay] = to ?? [];
  if (fromYear === undefined || fromMonth === undefined || toYear === undefined || toMonth === undefined) return false;
  return fromYear !== toYear || fromMonth !== toMonth || toDay === lastDayOf(toYear, toMonth);
}

/** "from 2026-11-02 to 2026-11-20 in 18 looks into each guest" */
export function windowText(window: Dependencies['window']): string {
  if (window === null) return 'nobody looked inside any guest';
  const day = (time: string | null): string => time?.slice(0, 10) ?? 'an unknown day';
  const looks = window.fewest === window.most ? `${window.most}` : `${window.fewest} to ${window.most}`;
  return `from ${day(window.from)} to ${day(window.to)}, ${looks} look${window.most === 1 ? '' : 's'} into each guest`;
}

const ipBlock = (address: string): unknown => ({
  ipBlock: { cidr: `${address}/${ipFamily(address) === 'IPv6' ? 128 : 32}` },
});

const namespaceLabel = 'kubernetes.io/metadata.name';

/** Selectors that the other end of an edge is matched by; empty where a policy cannot say it. */
function selectorsOf({ vm, application, address }: DependencyEnd, namespace: string, index: PlanIndex): unknown[] {
  const moved = vm === null || application === null ? null : index.workloadOf(vm, application);
  if (moved !== null) {
    const podSelector = { matchLabels: selectorOf(moved) };
    return moved.decision.namespace === namespace
      ? [{ podSelector }]
      : [{ namespaceSelector: { matchLabels: { [namespaceLabel]: moved.decision.namespace } }, podSelector }];
  }
  const decision = vm === null ? null : index.decisionOf(vm);
  if (decision === null) return isReachableAddress(address) ? [ipBlock(address)] : [];
  const asPod =
    decision.disposition === 'rehost'
      ? [
          {
            namespaceSelector: { matchLabels: { [namespaceLabel]: decision.namespace } },
            // KubeVirt puts the VM's name on its virt-launcher Pod.
            podSelector: { matchLabels: { 'vm.kubevirt.io/name': decision.resourceName } },
          },
        ]
      : [];
  return [...decision.addresses.map(ipBlock), ...asPod];
}

interface Flows {
  /** Selectors by port: "TCP 5432", or "" for all ports. */
  readonly ports: Map<string, { readonly port: unknown; readonly selectors: Map<string, unknown> }>;
  /** Ends that no policy can name. */
  readonly unnamed: Set<string>;
}

function addFlow(
  { ports, unnamed }: Flows,
  edge: DependencyEdge,
  end: DependencyEnd,
  selectors: readonly unknown[],
): void {
  const protocol = edge.protocol === 'udp' ? 'UDP' : 'TCP';
  if (selectors.length === 0) unnamed.add(`${end.address} (${protocol} ${edge.port ?? 'port unknown'})`);
  const key = edge.port === null ? '' : `${protocol} ${String(edge.port).padStart(5, '0')}`;
  const known = ports.get(key) ?? {
    port: edge.port === null ? null : { protocol, port: edge.port },
    selectors: new Map<string, unknown>(),
  };
  ports.set(key, known);
  for (const selector of selectors) known.selectors.set(JSON.stringify(selector), selector);
}

function rulesOf({ ports }: Flows, side: 'from' | 'to'): unknown[] {
  return [...ports]
    .filter(([, { selectors }]) => selectors.size > 0)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([, { port, selectors }]) => ({
      [side]: [...selectors].sort(([a], [b]) => byCodePoint(a, b)).map(([, selector]) => selector),
      ...(port === null ? {} : { ports: [port] }),
    }));
}

/** What every Pod asks: the cluster's name service. */
const nameService = {
  to: [
    {
      namespaceSelector: { matchLabels: { [namespaceLabel]: 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** A NetworkPolicy for each workload of a namespace, out of what was seen; as a component that nothing switches on. */
export function* networkPolicies(
  namespace: string,
  workloads: readonly MovedWorkload[],
  window: Dependencies['window'],
  index: PlanIndex,
): Generator<GeneratedFile> {
  if (workloads.length === 0) return;
  const unnamed: string[] = [];
  const policies = workloads.map((moved) => {
    const flows = (list: readonly DependencyEdge[], other: (edge: DependencyEdge) => DependencyEnd): Flows => {
      const all: Flows = { ports: new Map(), unnamed: new Set() };
      for (const edge of list) addFlow(all, edge, other(edge), selectorsOf(other(edge), namespace, index));
      return all;
    };
    const ingress = flows(index.edgesTo(moved), ({ from }) => from);
    const egress = flows(index.edgesFrom(moved), ({ to }) => to);
    for (const name of [...ingress.unnamed, ...egress.unnamed].sort(byCodePoint)) {
      unnamed.push(`${moved.workload.name}: ${name}`);
    }
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: moved.workload.name, namespace, labels: labelsOf(moved) },
      spec: {
        podSelector: { matchLabels: selectorOf(moved) },
        policyTypes: ['Ingress', 'Egress'],
        ingress: rulesOf(ingress, 'from'),
        egress: [nameService, ...rulesOf(egress, 'to')],
      },
    };
  });
  const folder = `${componentsFolder}/network-policies/${namespace}`;
  const ready = coversMonthEnd(window)
    ? 'A month end lies in it: check the list with those who know the application, then switch it on.'
    : 'No month end lies in it, or a guest was looked into only once: leave it off, because what runs at the end of a month was not seen and would be cut off.';
  yield {
    path: `${folder}/policies.yaml`,
    content: toYaml(
      policies,
      [
        `Who may talk to the workloads of ${namespace} and whom they may ask: what was seen ${windowText(window)}, and the name service.`,
        ready,
        'What a policy cannot name, because only a DNS name is known (a CNI with FQDN policies can):',
        ...(unnamed.length === 0 ? ['  nothing'] : unnamed.map((line) => `  ${line}`)),
        'Load balancers and gateways that are not there yet must be added to the ingress rules.',
        'How to go back: take the component out of the overlay; without any policy everything is allowed again.',
      ].join('\n'),
    ),
  };
  yield component(
    folder,
    { resources: ['policies.yaml'] },
    `Off until an overlay names it. Observed ${windowText(window)}. ${ready}`,
  );
}
