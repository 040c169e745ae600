import { filledText } from '../lib/filled-text.ts';
import { assignNames, dnsLabel, labelValue } from '../lib/kubernetes-names.ts';
import type { Vm } from '../model/estate.ts';
import type { Disposition } from '../model/plan.ts';
import type { Settings } from '../model/settings.ts';

export interface Application {
  /** As a person wrote it. */
  readonly name: string;
  /** Where that came from: "custom attribute Application", "folder", … */
  readonly from: string;
}

/** Names that a VM keeps in everything that is generated. */
export interface Naming {
  readonly application: string;
  readonly applicationFrom: string;
  readonly namespace: string;
  readonly resourceName: string;
}

/** Application of VMs that nothing assigns to one; also their namespace. */
const unassigned: Application = { name: 'unassigned', from: 'nothing names one' };

/** Folders that say where VMs came from, not what they do: vSphere's own names and its defaults for new ones. */
const genericFolder = /^(?:vm|datacenters?|discovered virtual machines?|new folder(?: ?\(?\d+\)?)?|templates?)$/i;

/**
 * Longest name of a VM's object. It leaves 11 of a label's 63 characters for what is derived from it: "-disk-12".
 */
const resourceNameLimit = 52;

/** Namespaces that the cluster's own software uses ("kube-" is reserved: Kubernetes, "Namespaces"). */
const reservedNamespace = /^(?:default|kube-.*|openshift(?:-.*)?|kubevirt|cdi|(?:konveyor-)?forklift)$/;

/** Value of a custom attribute by its name without regard to case; of several the first by code point that is filled. */
function attributeValue(vm: Vm, wanted: string): string | null {
  for (const name of Object.keys(vm.customAttributes).sort()) {
    if (name.toLowerCase() !== wanted.toLowerCase()) continue;
    const value = filledText(vm.customAttributes[name]);
    if (value !== null) return value;
  }
  return null;
}

/** Value of a tag "Category/Value". */
function tagValue(vm: Vm, category: string): string | null {
  const prefix = `${category.toLowerCase()}/`;
  for (const tag of [...vm.tags].sort()) {
    if (!tag.toLowerCase().startsWith(prefix)) continue;
    const value = filledText(tag.slice(prefix.length));
    if (value !== null) return value;
  }
  return null;
}

/** The deepest folder that is neither generic nor the datacenter's root: "/DC1/vm/Shops/New folder" -> "Shops". */
function folderName(vm: Vm): string | null {
  const segments = (vm.folder ?? '').split('/').filter((segment) => segment !== '');
  if (segments[0] === vm.datacenter) segments.shift();
  for (const segment of segments.toReversed()) {
    const value = filledText(unescapedName(segment));
    if (value !== null && !genericFolder.test(value)) return value;
  }
  return null;
}

/** vSphere writes / \ and % in the names of inventory objects as %2f, %5c and %25. */
function unescapedName(name: string): string {
  return name.replace(/%(2f|5c|25)/gi, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
}

/**
 * The application that a VM belongs to, as people recorded it: a table of owners, else custom attribute or tag by the
 * names in the settings, else its vApp, else its folder.
 */
export function applicationOf(vm: Vm, settings: Settings): Application {
  const cell = vm.owner?.evidence.application;
  if (typeof vm.owner?.application === 'string' && cell !== undefined) {
    return { name: vm.owner.application, from: `${cell.source}, ${cell.path}` };
  }
  for (const wanted of settings.applications.attributes) {
    const attribute = attributeValue(vm, wanted);
    if (attribute !== null) return { name: attribute, from: `custom attribute ${wanted}` };
    const tag = tagValue(vm, wanted);
    if (tag !== null) return { name: tag, from: `tag category ${wanted}` };
  }
  const vApp = filledText(vm.vApp);
  if (vApp !== null) return { name: vApp, from: 'vApp' };
  const folder = folderName(vm);
  if (folder !== null) return { name: folder, from: 'folder' };
  return unassigned;
}

/** Namespace of an application. Spellings that differ in case alone share one. */
export function namespaceOf(application: string): string {
  const label = dnsLabel(application);
  return reservedNamespace.test(label) ? dnsLabel(`app-${label}`) : label;
}

/**
 * Application, namespace and object name of every VM, in the order of `vms`. Object names are unique in their
 * namespace and do not depend on that order. Ids must be unique.
 */
export function nameAll(vms: readonly Vm[], settings: Settings): Naming[] {
  const applications = vms.map((vm) => applicationOf(vm, settings));
  const labels = new Map<string, string>();
  const namespaces = applications.map(({ name }) => {
    const known = labels.get(name) ?? namespaceOf(name);
    labels.set(name, known);
    return known;
  });

  const requests = new Map<string, { key: string; text: string }[]>();
  for (const [i, vm] of vms.entries()) {
    const namespace = namespaces[i] ?? unassigned.name;
    const list = requests.get(namespace) ?? [];
    list.push({ key: vm.id, text: vm.name });
    requests.set(namespace, list);
  }
  const resourceNames = new Map<string, string>();
  for (const list of requests.values()) {
    const names = assignNames(list, { maxLength: resourceNameLimit, startWithLetter: true });
    for (const [id, name] of names) resourceNames.set(id, name);
  }

  return vms.map((vm, i) => {
    const resourceName = resourceNames.get(vm.id);
    const application = applications[i];
    if (resourceName === undefined || application === undefined) throw new Error(`no name for VM ${vm.id}`);
    return {
      application: application.name,
      applicationFrom: application.from,
      namespace: namespaces[i] ?? unassigned.name,
      resourceName,
    };
  });
}

/** Kubernetes' recommended labels and our own, as every generated object of the VM bears them. */
export function labelsOf(naming: Naming, disposition: Disposition): Record<string, string> {
  return {
    'app.kubernetes.io/name': naming.resourceName,
    'app.kubernetes.io/part-of': labelValue(naming.application) ?? naming.namespace,
    'app.kubernetes.io/managed-by': 'devirt',
    'devirt.dev/disposition': disposition,
  };
}
