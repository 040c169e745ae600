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
 * Rules about licences are asked with their own remedy.
 */
const questions: Readonly<Record<string, string>> = {
  'retire.idle': `It did next to nothing when the export was made. ${stillNeeded}`,
  'retire.powered-off': `It is switched off. ${stillNeeded}`,
  'retire.orphaned': 'vCenter lists it, but no host runs it. Do its files still exist, and does someone need them?',
  'state.suspended': 'It is suspended, and its memory will not move. May it be shut down?',
  'os.end-of-life':
    'Can the application move to a supported release of its operating system before the move, or with it? If not, who bears the risk, or buys extended support?',
  'os.unknown': 'Which operating system runs on it, in which version?',
  'os.conflict': 'It is configured for another operating system than it reports. Which one runs on it?',
  'os.not-linux': 'Does its maker offer the application on Linux?',
  'os.windows':
    'How is Windows licensed for it (Datacenter by host, Standard by VM, with Software Assurance or a subscription)? Does the application also run on Linux?',
  'disk.shared': 'Which cluster shares its disk, and could the application replicate its data instead?',
  'disk.raw-device-mapping': 'What needs the raw LUN: a cluster, snapshots of the array, a backup?',
  'device.direct-path-io': 'Does the application need a network adapter that bypasses the hypervisor?',
  'device.removable-connected': 'What is the connected CD or floppy for? May it be disconnected?',
  'network.manual-mac': 'Its MAC address was set by hand. Is a licence or a DHCP reservation bound to it?',
  'network.several-nics': 'What is each of its network adapters for?',
  'availability.fault-tolerance':
    'It runs with Fault Tolerance, which has no equal on the target. Would several instances of the application give the same availability?',
  'availability.cluster-rules': 'Why must it run together with other VMs, apart from them, or on certain hosts?',
  'performance.latency-sensitivity': 'Does the application need processor cores of its own?',
  'performance.limits': 'It may use less CPU or memory than it shows. Is that limit meant?',
  'size.larger-than-node': 'It is larger than any planned node. Does it need this size?',
  'workload.database':
    'Which database product, edition and version, and how is it licensed? How large is it, and is it replicated?',
  'workload.directory': 'May new directory servers be set up on the target, and these be demoted?',
  'workload.enterprise-application': 'What does the maker support on the target: KubeVirt, containers, which storage?',
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
  'forklift.vmware.snapshot.detected': 'It has snapshots, which do not move. May they be deleted?',
};

/** The rules that are asked about with a question of their own. */
export const askedRules: readonly string[] = Object.keys(questions);

const isLicense = (rule: string): boolean => /^licen[cs]es?\./.test(rule);

/** True for what needs no answer: support that lasts for months yet, an appliance that is certainly VMware's. */
function isSettled({ rule, severity }: Finding, { decidedBy }: VmDecision): boolean {
  if (rule === 'os.end-of-life') return severity === 'note';
  return rule === 'platform.vmware-appliance' && decidedBy.rule === rule;
}

function questionOf(finding: Finding, rules: Readonly<Record<string, RuleText>>): string | null {
  const { rule, detail } = finding;
  const asked = questions[rule] ?? (isLicense(rule) ? rules[rule]?.remedy : undefined);
  if (asked === undefined) return null;
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
