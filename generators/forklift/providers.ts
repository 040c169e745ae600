import { assignNames } from '../../src/lib/kubernetes-names.ts';
import type { Estate, Source, Vm } from '../../src/model/estate.ts';

/** A vCenter that VMs are moved from. */
export interface SourceProvider {
  /** DNS label, unique among the providers. */
  readonly name: string;
  /** Name of the Secret with its credentials, which a person makes. */
  readonly secret: string;
  readonly url: string;
  /** True where no source names the server. */
  readonly urlIsPlaceholder: boolean;
}

/** Name of the provider that stands for the cluster itself; forklift's operator makes it under this name. */
export const hostProvider = 'host';

/** Host name or address with an optional port: what may become part of a URL. */
const serverPattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;

const keyOf = (vm: Pick<Vm, 'source' | 'vCenterUuid'>, source: Source | undefined): string =>
  vm.vCenterUuid ?? source?.server ?? `source ${vm.source}`;

/** The provider of each VM's vCenter. Names depend neither on the order of VMs nor on which of them are moved. */
export function providersOf(estate: Estate): (vm: Vm) => SourceProvider {
  const servers = new Map<string, string | null>();
  for (const vm of estate.vms) {
    const source = estate.sources[vm.source];
    const key = keyOf(vm, source);
    servers.set(key, servers.get(key) ?? source?.server ?? null);
  }
  const names = assignNames(
    [...servers].map(([key, server]) => ({
      key,
      // Dots are no loss, as a space would be.
      text: `vcenter-${(server ?? key).replaceAll('.', '-')}`,
    })),
    { maxLength: 50 },
  );
  const providers = new Map(
    [...servers].map(([key, server]): [string, SourceProvider] => {
      const name = names.get(key) ?? '';
      const known = server !== null && serverPattern.test(server);
      const url = `https://${known ? server : 'vcenter.example.invalid'}/sdk`;
      return [key, { name, secret: `${name}-credentials`, url, urlIsPlaceholder: !known }];
    }),
  );
  return (vm) => {
    const provider = providers.get(keyOf(vm, estate.sources[vm.source]));
    if (provider === undefined) throw new Error(`no provider for VM ${vm.id}`);
    return provider;
  };
}

const apiVersion = 'forklift.konveyor.io/v1beta1';

/** The vCenters and the cluster itself, in forklift's namespace. */
export function providerManifests(providers: readonly SourceProvider[], namespace: string): unknown[] {
  return [
    ...providers.map(({ name, secret, url }) => ({
      apiVersion,
      kind: 'Provider',
      metadata: { name, namespace },
      spec: { type: 'vsphere', url, settings: { sdkEndpoint: 'vcenter' }, secret: { name: secret, namespace } },
    })),
    {
      apiVersion,
      kind: 'Provider',
      metadata: { name: hostProvider, namespace },
      spec: { type: 'openshift', url: '', secret: {} },
    },
  ];
}

export function providerComment(providers: readonly SourceProvider[], namespace: string): string {
  const [first] = providers;
  return [
    'Where forklift moves VMs from, and the cluster itself, to which it moves them (its operator makes that one too).',
    'Credentials are not in here and never will be: make each Secret first, for a vCenter user with the privileges that',
    'forklift names, with the keys user, password, url, insecureSkipVerify and cacert. For example:',
    `  kubectl create secret generic ${first?.secret ?? 'NAME'} -n ${namespace} --from-env-file=FILE`,
    `  kubectl label secret ${first?.secret ?? 'NAME'} -n ${namespace} createdForProviderType=vsphere`,
    'forklift copies faster, and warm at all, with a VDDK image: add settings.vddkInitImage.',
    ...providers
      .filter(({ urlIsPlaceholder }) => urlIsPlaceholder)
      .map(({ name }) => `The source does not name the server of ${name}: its url is a placeholder.`),
  ].join('\n');
}
