import type { Vm } from './estate.ts';
import type { Finding, RuleText } from './finding.ts';
import type { VmDecision } from './plan.ts';

/** Something about a VM that only its owner can answer. */
export interface OwnerQuestion {
  /** Rule whose finding raises it. */
  readonly rule: string;
  readonly text: string;
}

const stillNeeded = 'Is it still needed, and when is it used? (Answer under "May be retired?".)';

/**
 * What to ask where a rule found something. Findings that are not here are for those who move the VM, not for its owner.
 * Rules about licences ask in their own remedy, which begins with the question.
 */
const questions: Readonly<Record<string, string>> = {
  'retire.idle': `It did next to nothing when that was measured. ${stillNeeded}`,
  'retire.powered-off': `It is switched off. ${stillNeeded}`,
  'retire.orphaned': 'vCenter lists it, but no host runs it. Do its files still exist, and does someone need them?',
  'state.suspended': 'It is suspended, and its memory will not move. May it be shut down?',
  'os.end-of-life':
    'Can the application move to a supported release of its operating system before the move, or with it? If not, who bears the risk, or buys extended support?',
  'os.unknown': 'Which operating system runs on it, in which version?',
  'os.conflict': 'It is configured for another operating system than it reports. Which one runs on it?',
  'os.not-linux': 'Does its maker offer the application on Linux?',
  'os.windows': 'Does the application also run on Linux?',
  'disk.shared': 'Which cluster shares its disk, and could the application replicate its data instead?',
  'disk.raw-device-mapping': 'What needs the raw LUN: a cluster, snapshots of the array, a backup?',
  'device.direct-path-io': 'Does the application need a network adapter that bypasses the hypervisor?',
  'device.pci-passthrough': 'What does it need the passed-through device or GPU for?',
  'device.removable-connected': 'What is the connected CD or floppy for? May it be disconnected?',
  'network.manual-mac': 'Its MAC address was set by hand. Is a licence or a DHCP reservation bound to it?',
  'network.several-nics': 'What is each of its network adapters for?',
  'network.promiscuous': 'Does it listen to the traffic of others, as a sensor does?',
  'network.trunk': 'Which VLANs does it use?',
  'snapshot.old': 'Does anybody still want to go back to its old snapshot, or may it be deleted?',
  'storage.inaccessible': 'Its disk is on a datastore that cannot be reached. Is the VM still wanted?',
  'storage.one-host': 'Its disk is on storage of one host alone. Is that on purpose?',
  'compliance.zone': 'Which rules of compliance apply to it, and who must agree before it moves?',
  'availability.fault-tolerance':
    'It runs with Fault Tolerance, which has no equal on the target. Would several instances of the application give the same availability?',
  'availability.vm-cluster':
    'It looks like one of a cluster. Which VMs belong to it, and may they move one after the other?',
  'availability.site-recovery':
    'It is protected at another site. Is that still needed, and with which recovery targets?',
  'availability.cluster-rules': 'Why must it run together with other VMs, apart from them, or on certain hosts?',
  'performance.latency-sensitivity': 'Does the application need processor cores of its own?',
  'performance.limits': 'It may use less CPU or memory than it shows. Is that limit meant?',
  'size.larger-than-node': 'It is larger than any planned node. Does it need this size?',
  'workload.database':
    'Which database product, edition and version, and how is it licensed? How large is it, and is it replicated?',
  'workload.directory': 'May new directory servers be set up on the target, and these be demoted?',
  'workload.enterprise-application': 'What does the maker support on the target: KubeVirt, containers, which storage?',
  'workload.container-host': 'Where are the images and start commands of its containers kept?',
  'platform.backup': 'Is it a part of the backup? Until when must its last backup be kept?',
  'platform.kubernetes-node': 'Which Kubernetes cluster does it belong to, and who runs that cluster?',
  'platform.nested-esxi': 'What runs on this ESXi, and is it still needed?',
  'platform.network-appliance':
    'Is it a firewall, router or load balancer? Which networks hang on it, and does its maker offer an image for KVM?',
  'platform.vmware-appliance': 'Does it serve the VMware platform alone, so that it can go when the platform goes?',
  'forklift.vmware.disk_mode.independent':
    'Is its disk independent on purpose? A non-persistent one forgets its changes at each start.',
  'forklift.vmware.usb_controller.detected': 'What is plugged in by USB: a dongle of a licence, a device?',
  'forklift.vmware.device.sriov.detected': 'Does the application need SR-IOV?',
  'forklift.vmware.cpu_affinity.detected': 'Why is it bound to certain processors: latency, a licence?',
  'forklift.vmware.numa_affinity.detected': 'Why is its memory bound to certain NUMA nodes?',
};

/** The rules that are asked about with a question of their own. */
export const askedRules: readonly string[] = Object.keys(questions);

/** The questions at the beginning of the remedy of a rule about licences; null for other rules. */
function licenceQuestion(rule: string, rules: Readonly<Record<string, RuleText>>): string | null {
  if (!rule.startsWith('licence.')) return null;
  const remedy = rules[rule]?.remedy ?? '';
  const asked = remedy.slice(0, remedy.lastIndexOf('?') + 1);
  return asked === '' ? null : asked;
}

/** True for what needs no answer: support that lasts for months yet, an appliance that is certainly VMware's. */
function isSettled({ rule, severity }: Finding, { decidedBy }: VmDecision): boolean {
  if (rule === 'os.end-of-life') return severity === 'note';
  return rule === 'platform.vmware-appliance' && decidedBy.rule === rule;
}

function questionOf(finding: Finding, rules: Readonly<Record<string, RuleText>>): string | null {
  const { rule, detail } = finding;
  const asked = questions[rule] ?? licenceQuestion(rule, rules);
  if (asked === null) return null;
  return rule === 'os.end-of-life' && detail !== undefined ? `${detail} ${asked}` : asked;
}

/**
 * What the owner of a VM has to answer, in the order of its findings. Nothing is asked where the finding is waived or
 * only says that a fact was missing, nor about templates, placeholders and VMs that somebody decided to retire.
 */
export function ownerQuestions(
  vm: Vm,
  decision: VmDecision,
  rules: Readonly<Record<string, RuleText>>,
): OwnerQuestion[] {
  const { template, findings, disposition, decidedBy } = decision;
  if (template || vm.srmPlaceholder === true) return [];
  if (disposition === 'retire' && decidedBy.by === 'override') return [];
  const asked: OwnerQuestion[] = [];
  for (const finding of findings) {
    if (finding.severity === 'unknown' || finding.waived !== undefined || isSettled(finding, decision)) continue;
    const text = questionOf(finding, rules);
    if (text !== null) asked.push({ rule: finding.rule, text });
  }
  return asked;
}
