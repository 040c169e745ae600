// JSON Schemas of forklift's objects, ours: the fields that we write, stated from what the CustomResourceDefinitions say of
// them, because forklift's Go module is not to be had and its CRDs with it. Read from kubev2v/forklift:
// operator/config/crd/bases/forklift.konveyor.io_{plans,providers,networkmaps,storagemaps}.yaml at 00d8e94, 008a21c,
// 1307751 and 007192a, and pkg/apis/forklift/v1beta1/{plan,provider,mapping,migration}.go. Every object is closed, so that
// a field that is not stated here is an error, also one that forklift would take.

const string = { type: 'string' };
const boolean = { type: 'boolean' };

/** An object of these fields alone. An empty `required` is no JSON Schema for kubeconform. */
const closed = (properties, required) => ({
  type: 'object',
  additionalProperties: false,
  ...(required ? { required } : {}),
  properties,
});
const oneOf = (...values) => ({ enum: values });

/** An ObjectReference, of which forklift uses name and namespace. */
const reference = closed({ name: string, namespace: string });
/** What names an object of the source: its managed object ID or its name. */
const source = { ...closed({ id: string, name: string }), minProperties: 1 };
const providerPair = closed({ source: reference, destination: reference }, ['source', 'destination']);

const specs = {
  Provider: closed(
    {
      // openshift, vsphere, ovirt, openstack, ova and later ones; free text in the CRD.
      type: oneOf('vsphere', 'openshift'),
      url: string,
      settings: { type: 'object', additionalProperties: string },
      secret: reference,
    },
    ['type', 'secret'],
  ),
  NetworkMap: closed(
    {
      provider: providerPair,
      map: {
        type: 'array',
        items: closed(
          {
            source,
            destination: closed({ type: oneOf('pod', 'multus', 'ignored'), namespace: string, name: string }, ['type']),
          },
          ['source', 'destination'],
        ),
      },
    },
    ['provider', 'map'],
  ),
  StorageMap: closed(
    {
      provider: providerPair,
      map: {
        type: 'array',
        items: closed(
          {
            source,
            destination: closed(
              {
                storageClass: string,
                accessMode: oneOf('ReadWriteOnce', 'ReadWriteMany', 'ReadOnlyMany'),
                volumeMode: oneOf('Filesystem', 'Block'),
              },
              ['storageClass'],
            ),
          },
          ['source', 'destination'],
        ),
      },
    },
    ['provider', 'map'],
  ),
  Plan: closed(
    {
      provider: providerPair,
      map: closed({ network: reference, storage: reference }, ['network', 'storage']),
      targetNamespace: string,
      preserveStaticIPs: boolean,
      warm: boolean,
      vms: { type: 'array', items: { ...closed({ id: string, name: string, targetName: string }), minProperties: 1 } },
    },
    ['provider', 'map', 'targetNamespace', 'vms'],
  ),
  Migration: closed({ plan: reference }, ['plan']),
};

/** Kind and schema of each, for group forklift.konveyor.io, version v1beta1. */
export const forkliftSchemas = Object.entries(specs).map(([kind, spec]) => ({
  kind,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['spec'],
    properties: { apiVersion: { const: 'forklift.konveyor.io/v1beta1' }, kind: { const: kind }, metadata: {}, spec },
  },
}));
