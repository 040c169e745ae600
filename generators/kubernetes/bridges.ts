import { ipFamily } from '../../src/lib/ip-address.ts';
import type { GeneratedFile } from '../../src/lib/output-writer.ts';
import { toYaml } from '../../src/lib/yaml.ts';
import type { CallersBridge, NameBridge, NamespaceBridges } from '../../src/model/bridges.ts';
import { selectorOf, type MovedWorkload } from '../../src/model/moved-workloads.ts';
import { component, componentsFolder } from './kustomization.ts';
import type { NamespaceNames } from './names.ts';

const managed = { 'app.kubernetes.io/managed-by': 'devirt', 'app.kubernetes.io/component': 'bridge' };

const domainName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

const portName = ({ port, protocol }: NameBridge['ports'][number]): string => `${protocol.toLowerCase()}-${port}`;

function service(namespace: string, name: string, spec: object): unknown {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels: managed }, spec };
}

/** One EndpointSlice for each family of addresses. */
function endpointSlices(namespace: string, { name, ports, vm }: NameBridge): unknown[] {
  return (['IPv4', 'IPv6'] as const).flatMap((addressType) => {
    const addresses = vm.addresses.filter((address) => ipFamily(address) === addressType);
    return addresses.length === 0
      ? []
      : [
          {
            apiVersion: 'discovery.k8s.io/v1',
            kind: 'EndpointSlice',
            metadata: {
              name: `${name}-${addressType.toLowerCase()}`,
              namespace,
              labels: {
                ...managed,
                'kubernetes.io/service-name': name,
                'endpointslice.kubernetes.io/managed-by': 'devirt',
              },
            },
            addressType,
            endpoints: [{ addresses: addresses.slice(0, 1), conditions: { ready: true } }],
            ports: ports.map((port) => ({ name: portName(port), port: port.port, protocol: port.protocol })),
          },
        ];
  });
}

/** The name stands for the VM. Headless, so that the name gives the VM's own address, and every port of it works. */
function whileVm(namespace: string, bridge: NameBridge): unknown[] {
  const { name, ports, vm } = bridge;
  if (vm.addresses.length > 0) {
    return [
      service(namespace, name, {
        clusterIP: 'None',
        ...(ports.length === 0
          ? {}
          : { ports: ports.map((port) => ({ name: portName(port), port: port.port, protocol: port.protocol })) }),
      }),
      ...endpointSlices(namespace, bridge),
    ];
  }
  const externalName = vm.hostName?.toLowerCase() ?? '';
  return domainName.test(externalName) ? [service(namespace, name, { type: 'ExternalName', externalName })] : [];
}

function* outward(namespace: string, { outward: all }: NamespaceBridges): Generator<GeneratedFile> {
  for (const [other, bridges] of all) {
    const folder = `${componentsFolder}/bridges/${namespace}`;
    const uses = bridges.flatMap(({ name, vm, usedBy }) => [
      `${name} is VM ${vm.name}${vm.addresses[0] === undefined ? '' : `, ${vm.addresses[0]}`}; used by`,
      ...usedBy.map((use) => `  ${use}`),
    ]);
    const documents = bridges.flatMap((bridge) => whileVm(namespace, bridge));
    if (documents.length > 0) {
      yield {
        path: `${folder}/to-${other}/bridges.yaml`,
        content: toYaml(
          documents,
          [
            `Names by which the workloads of ${namespace} call ${other}, for as long as that runs on VMs.`,
            ...uses,
            'Configuration needs no change: a Pod asks for a name in its own namespace first. Pods reach the VMs by routing; their source address is a node or an egress gateway, which firewalls of the VMs must let in.',
            bridges.some(({ moved }) => moved !== null)
              ? `How to go on: exchange this component for in-${other} when ${other} has moved. How to go back: exchange them again.`
              : `What answers stays a VM in this plan. How to go back: take the component out; the names are then unknown here.`,
          ].join('\n'),
        ),
      };
      yield component(`${folder}/to-${other}`, { resources: ['bridges.yaml'] }, `On while ${other} runs on VMs.`);
    }
    const moved = bridges.flatMap(({ name, moved: target }) =>
      target === null
        ? []
        : [
            service(namespace, name, {
              type: 'ExternalName',
              externalName: `${target.name}.${target.namespace}.svc.cluster.local`,
            }),
          ],
    );
    if (moved.length === 0) continue;
    yield {
      path: `${folder}/in-${other}/bridges.yaml`,
      content: toYaml(
        moved,
        [
          `The same names once ${other} has moved: each is another name of its Service there.`,
          ...uses,
          'cluster.local is the usual domain of a cluster: change it where yours has another. TLS and virtual hosts still see the old name, as before.',
          `How to go back: exchange this component for to-${other}.`,
        ].join('\n'),
      ),
    };
    yield component(
      `${folder}/in-${other}`,
      { resources: ['bridges.yaml'] },
      `On when ${other} has moved, in place of to-${other}.`,
    );
  }
}

function callerLines({ workload, callers, strangers, names }: CallersBridge): string[] {
  return [
    `${workload} is called by`,
    ...callers.map(
      ({ name, addresses }) => `  VM ${name}${addresses[0] === undefined ? '' : `, ${addresses.join(', ')}`}`,
    ),
    ...strangers.map((address) => `  ${address}, which is no VM of the estate`),
    ...(names.length === 0 ? [] : [`  under the name${names.length === 1 ? '' : 's'} ${names.join(', ')}`]),
  ];
}

function loadBalancer(moved: MovedWorkload, { callers, strangers }: CallersBridge, name: string): unknown {
  const ranges = callers
    .flatMap(({ addresses }) => addresses)
    .filter((address) => ipFamily(address) === 'IPv4')
    .map((address) => `${address}/32`);
  const closed = strangers.length === 0 && callers.every(({ addresses }) => addresses.length > 0) && ranges.length > 0;
  return service(moved.decision.namespace, name, {
    type: 'LoadBalancer',
    ...(closed ? { loadBalancerSourceRanges: [...new Set(ranges)] } : {}),
    selector: selectorOf(moved),
    ports: moved.container.ports.map(({ name: port, port: number, protocol }) => ({
      name: port,
      port: number,
      protocol,
      targetPort: number,
    })),
  });
}

function* inward(
  namespace: string,
  { inward: all }: NamespaceBridges,
  workloads: readonly MovedWorkload[],
  names: NamespaceNames,
): Generator<GeneratedFile> {
  const called = all.flatMap((bridge) => {
    const moved = workloads.find(({ workload }) => workload.name === bridge.workload);
    return moved === undefined || moved.container.ports.length === 0 ? [] : [{ bridge, moved }];
  });
  if (called.length === 0) return;
  const folder = `${componentsFolder}/bridges/${namespace}/from-vms`;
  yield {
    path: `${folder}/load-balancers.yaml`,
    content: toYaml(
      called.map(({ bridge, moved }) => loadBalancer(moved, bridge, names.derived(moved.workload.name, 'for-vms'))),
      [
        `Addresses under which what is outside the cluster reaches the workloads of ${namespace}.`,
        ...called.flatMap(({ bridge }) => callerLines(bridge)),
        'Decide on an implementation: MetalLB, kube-vip, or BGP of the CNI; without one the Services stay pending. For HTTP a route of a gateway may do instead.',
        'Where all callers are known the Service lets in nobody else (loadBalancerSourceRanges); behind NAT put the addresses in that arrive.',
        'How to go on: point the names, or the callers, to the address that the Service is given. How to go back: point them to the VM again, then take the component out.',
      ].join('\n'),
    ),
  };
  yield component(
    folder,
    { resources: ['load-balancers.yaml'] },
    'On from the switch of this application until all callers have moved.',
  );
}

/** Components that keep calls working both ways while one side is still a VM. */
export function* bridgeFiles(
  namespace: string,
  bridges: NamespaceBridges,
  workloads: readonly MovedWorkload[],
  names: NamespaceNames,
): Generator<GeneratedFile> {
  yield* outward(namespace, bridges);
  yield* inward(namespace, bridges, workloads, names);
}

/** Other names of workloads of the same namespace, as their neighbours' configuration writes them; null where all are the same. */
export function aliasFile(namespace: string, { aliases }: NamespaceBridges): GeneratedFile | null {
  const usable = aliases.filter(({ workload }) => workload.container.ports.length > 0);
  if (usable.length === 0) return null;
  return {
    path: `kubernetes/base/${namespace}/aliases.yaml`,
    content: toYaml(
      usable.map(({ name, workload }) =>
        service(namespace, name, {
          type: 'ClusterIP',
          selector: selectorOf(workload),
          ports: workload.container.ports.map(({ name: port, port: number, protocol }) => ({
            name: port,
            port: number,
            protocol,
            targetPort: number,
          })),
        }),
      ),
      [
        'Names by which workloads of this namespace call each other in their configuration, where the workload has another one.',
        'How to go back: write the names of the workloads into the configuration, then leave this file out.',
      ].join('\n'),
    ),
  };
}
