// Writes the JSON Schemas that kubeconform checks manifests with: the API server's own OpenAPI document and the CRDs
// that KubeVirt, CDI and Multus ship in their Go modules. Every object is closed (unknown fields are errors), which is
// what the API server's strict field validation does. And the CRDs themselves, for an API server to install.
// Usage: make-schemas.mjs OUT CRDS KUBERNETES_MODULE KUBEVIRT_MODULE CDI_MODULE NAD_MODULE GATEWAY_MODULE
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { forkliftSchemas } from './forklift-schemas.mjs';

const [out, crdFolder, kubernetes, kubevirt, cdi, nad, gateway] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
mkdirSync(crdFolder, { recursive: true });

/** Closes an object schema, turns Kubernetes' extensions into JSON Schema, and allows the null that YAML writes for "empty". */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' || key === 'format') continue;
    copy[key] =
      key === 'properties'
        ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, strict(part)]))
        : strict(value);
  }
  if (copy['x-kubernetes-int-or-string'] === true) {
    delete copy.type;
    delete copy.anyOf;
    delete copy.pattern;
    copy.type = ['integer', 'string'];
  }
  if (
    copy.properties &&
    copy.additionalProperties === undefined &&
    copy['x-kubernetes-preserve-unknown-fields'] !== true
  ) {
    copy.additionalProperties = false;
  }
  return copy;
}

const save = (group, version, kind, schema) => {
  const suffix = group === '' ? version : `${group.split('.')[0]}-${version}`;
  writeFileSync(join(out, `${kind.toLowerCase()}-${suffix}.json`), JSON.stringify(schema));
};

// Kubernetes itself: one file of definitions, one small file a kind.
const swagger = JSON.parse(readFileSync(join(kubernetes, 'api/openapi-spec/swagger.json'), 'utf8'));
const definitions = strict(swagger.definitions);
delete definitions.additionalProperties;
definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { type: ['integer', 'string'] };
definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] };
for (const [name, definition] of Object.entries(swagger.definitions)) {
  for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
    const own = definitions[name];
    own.required = [...new Set([...(own.required ?? []), 'apiVersion', 'kind'])];
    save(group, version, kind, { $ref: `_definitions.json#/definitions/${name}` });
  }
}
writeFileSync(join(out, '_definitions.json'), JSON.stringify({ definitions }));

const metadata = { $ref: '_definitions.json#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
function saveCustom(group, version, kind, openApi) {
  const schema = strict(openApi);
  // Every object has these, whether or not its CRD states them.
  schema.properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...schema.properties, metadata };
  schema.required = [...new Set([...(schema.required ?? []), 'apiVersion', 'kind', 'metadata'])];
  save(group, version, kind, schema);
}

/** A CRD as its project ships it, but for the status that its controller would write. */
function saveCrd({ apiVersion, kind, metadata: own, spec }) {
  writeFileSync(join(crdFolder, `${own.name}.json`), JSON.stringify({ apiVersion, kind, metadata: own, spec }));
}

/** A CRD of one version, for projects that make theirs when they are installed. */
function crdOf(group, version, kind, openAPIV3Schema) {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

// KubeVirt keeps the validation of its CRDs as YAML texts in a Go map.
const validations = readFileSync(
  join(kubevirt, 'pkg/virt-operator/resource/generate/components/validations_generated.go'),
  'utf8',
);
const kubevirtKinds = {
  virtualmachine: ['kubevirt.io', 'v1', 'VirtualMachine'],
  virtualmachineinstance: ['kubevirt.io', 'v1', 'VirtualMachineInstance'],
};
for (const [, name, text] of validations.matchAll(/^\t"([a-z]+)": `([^`]*)`/gm)) {
  const known = kubevirtKinds[name];
  if (!known) continue;
  saveCustom(...known, parse(text).openAPIV3Schema);
  saveCrd(crdOf(...known, parse(text).openAPIV3Schema));
}

// CDI does the same with whole CRDs; Multus ships a YAML file.
// Go cannot escape a backquote in a raw string: it is spliced in.
const cdiCrds = readFileSync(join(cdi, 'pkg/operator/resources/crds_generated.go'), 'utf8').replaceAll(
  '` + "`" + `',
  "'",
);
const crds = [...cdiCrds.matchAll(/^\t"[a-z]+": `([^`]*)`/gm)]
  .map(([, text]) => parse(text))
  .concat(parse(readFileSync(join(nad, 'artifacts/networks-crd.yaml'), 'utf8')))
  .filter((crd) => crd?.kind === 'CustomResourceDefinition');
for (const crd of crds) {
  saveCrd(crd);
  for (const version of crd.spec.versions) {
    const openApi = version.schema?.openAPIV3Schema;
    if (openApi?.properties) saveCustom(crd.spec.group, version.name, crd.spec.names.kind, openApi);
  }
}

/** A closed JSON Schema as a CRD has it: the API server closes objects itself, and wants a type everywhere. */
function structural(schema) {
  if (Array.isArray(schema)) return schema.map(structural);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, structural(value)]));
  if (copy.additionalProperties === false) delete copy.additionalProperties;
  if (copy.const !== undefined) {
    copy.enum = [copy.const];
    delete copy.const;
  }
  if (Array.isArray(copy.enum) && copy.type === undefined) copy.type = 'string';
  return copy;
}
for (const { kind, schema } of forkliftSchemas) {
  saveCustom('forklift.konveyor.io', 'v1beta1', kind, schema);
  const properties = { ...schema.properties, metadata: { type: 'object' } };
  saveCrd(crdOf('forklift.konveyor.io', 'v1beta1', kind, structural({ ...schema, type: 'object', properties })));
}

const gatewayCrds = join(gateway, 'config/crd/standard');
for (const name of readdirSync(gatewayCrds)) {
  const crd = name.endsWith('.yaml') ? parse(readFileSync(join(gatewayCrds, name), 'utf8')) : null;
  if (crd?.kind === 'CustomResourceDefinition') saveCrd(crd);
}

// kustomization.yaml is read by kustomize and not by the API server; the fields that we write are closed here.
save('kustomize.config.k8s.io', 'v1beta1', 'Kustomization', {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind'],
  properties: {
    apiVersion: { const: 'kustomize.config.k8s.io/v1beta1' },
    kind: { const: 'Kustomization' },
    resources: { type: 'array', items: { type: 'string' } },
    components: { type: 'array', items: { type: 'string' } },
  },
});
save('kustomize.config.k8s.io', 'v1alpha1', 'Component', {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind'],
  properties: {
    apiVersion: { const: 'kustomize.config.k8s.io/v1alpha1' },
    kind: { const: 'Component' },
    resources: { type: 'array', items: { type: 'string' } },
    patches: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['target', 'patch'],
        properties: {
          target: {
            type: 'object',
            additionalProperties: false,
            properties: { kind: { type: 'string' }, name: { type: 'string' }, namespace: { type: 'string' } },
          },
          patch: { type: 'string' },
        },
      },
    },
  },
});

// Metal3's module is in no proxy that we can count on: of BareMetalHost (v1alpha1) the fields that we write are closed here.
const text = { type: 'string' };
save('metal3.io', 'v1alpha1', 'BareMetalHost', {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: { const: 'metal3.io/v1alpha1' },
    kind: { const: 'BareMetalHost' },
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      additionalProperties: false,
      required: ['online'],
      properties: {
        online: { type: 'boolean' },
        bootMode: { enum: ['UEFI', 'UEFISecureBoot', 'legacy'] },
        bootMACAddress: { type: 'string', pattern: '^[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}$' },
        bmc: {
          type: 'object',
          additionalProperties: false,
          required: ['address', 'credentialsName'],
          properties: { address: text, credentialsName: text },
        },
        rootDeviceHints: { type: 'object', additionalProperties: false, properties: { deviceName: text } },
      },
    },
  },
});
