import type { Estate } from '../../model/estate.ts';
import type { LockIn, Tie } from '../../model/lock-in.ts';
import type { NetworkPlan } from '../../model/network-plan.ts';
import type { VmDecision } from '../../model/plan.ts';
import type { StoragePlan } from '../../model/storage-plan.ts';

interface FeatureOfVms extends Pick<Tie, 'what' | 'kind' | 'leaving'> {
  /** Rules whose findings say that a VM uses it. */
  readonly rules: readonly string[];
}

/** What VMs use of VMware, as rules find it. */
export const features: readonly FeatureOfVms[] = [
  {
    what: 'DRS rules',
    kind: 'feature',
    rules: ['availability.cluster-rules'],
    leaving: 'pod and node affinity, which the plan writes',
  },
  {
    what: 'DRS, automated',
    kind: 'feature',
    rules: ['forklift.vmware.drs.enabled'],
    leaving: 'the scheduler places once; a descheduler moves later',
  },
  {
    what: 'vSphere HA',
    kind: 'feature',
    rules: ['availability.ha-restart', 'availability.restart-priority'],
    leaving: 'restart by Kubernetes, with a fencing operator for VMs',
  },
  {
    what: 'Fault Tolerance',
    kind: 'feature',
    rules: ['availability.fault-tolerance', 'forklift.vmware.fault_tolerance.enabled'],
    leaving: 'nothing like it: redundancy within the application',
  },
  {
    what: 'vMotion',
    kind: 'feature',
    rules: ['availability.vmotion'],
    leaving: 'live migration by KubeVirt, on ReadWriteMany volumes',
  },
  {
    what: 'Site Recovery Manager',
    kind: 'feature',
    rules: ['availability.site-recovery', 'retire.srm-placeholder'],
    leaving: 'replication by the storage, and orchestration of its own',
  },
  { what: 'vSAN', kind: 'feature', rules: ['storage.vsan'], leaving: 'software-defined storage on the nodes, by CSI' },
  { what: 'Virtual Volumes', kind: 'feature', rules: ['storage.vvol'], leaving: 'the array’s CSI driver' },
  { what: 'EVC', kind: 'feature', rules: ['compute.evc-baseline'], leaving: 'a CPU model in the VirtualMachine' },
  {
    what: 'devices passed through',
    kind: 'feature',
    rules: ['device.pci-passthrough', 'device.direct-path-io', 'forklift.vmware.passthrough_device.detected'],
    leaving: 'device plug-ins',
  },
  {
    what: 'raw device mappings',
    kind: 'format',
    rules: ['disk.raw-device-mapping', 'forklift.vmware.disk.rdm.detected'],
    leaving: 'the LUN by the array’s CSI driver, or a copy inside the guest',
  },
  {
    what: 'disks shared between VMs',
    kind: 'format',
    rules: ['disk.shared', 'forklift.vmware.disk.shared.detected'],
    leaving: 'shared block volumes, or a cluster without them',
  },
  {
    what: 'snapshots',
    kind: 'format',
    rules: ['snapshot.old', 'forklift.vmware.snapshot.detected'],
    leaving: 'consolidated before the move; later VolumeSnapshots',
  },
  {
    what: 'backup by VMware’s interfaces',
    kind: 'feature',
    rules: ['platform.backup'],
    leaving: 'backup that speaks CSI and KubeVirt',
  },
  {
    what: 'VMware’s own appliances',
    kind: 'appliance',
    rules: ['platform.vmware-appliance'],
    leaving: 'they leave with the last host',
  },
  {
    what: 'appliances of the network',
    kind: 'appliance',
    rules: ['platform.network-appliance'],
    leaving: 'a version for KVM, or the platform’s own functions',
  },
];

/**
 * What ties the estate to VMware, by the number of VMs on which a rule found it, and what the plan would tie it to.
 * Templates are left out. Linear in findings.
 */
export function lockIn(
  estate: Estate,
  decisions: readonly VmDecision[],
  { network, storage }: { readonly network: NetworkPlan; readonly storage: StoragePlan },
): LockIn {
  const vms = decisions.filter(({ template }) => !template);
  return {
    vmware: [
      ...countFeatures(vms),
      {
        what: 'VMDK, the format of disks',
        kind: 'format',
        count: vms.length,
        unit: 'VMs',
        unknown: 0,
        leaving: 'forklift converts while it copies',
      },
      {
        what: 'distributed port groups',
        kind: 'feature',
        count:
          estate.portGroups.length === 0 ? null : estate.portGroups.filter(({ kind }) => kind === 'distributed').length,
        unit: 'port groups',
        unknown: 0,
        leaving: 'a bridge on every node and network attachments',
      },
    ],
    target: targetTies(vms, network, storage),
  };
}

function countFeatures(vms: readonly VmDecision[]): Tie[] {
  const byRule = new Map<string, number[]>();
  for (const [index, { rules }] of features.entries()) {
    for (const rule of rules) byRule.set(rule, [...(byRule.get(rule) ?? []), index]);
  }
  const found = features.map(() => 0);
  const unknown = features.map(() => 0);
  for (const { findings } of vms) {
    const uses = new Set<number>();
    const untold = new Set<number>();
    for (const { rule, severity } of findings) {
      for (const index of byRule.get(rule) ?? []) (severity === 'unknown' ? untold : uses).add(index);
    }
    for (const index of uses) found[index] = (found[index] ?? 0) + 1;
    for (const index of untold) if (!uses.has(index)) unknown[index] = (unknown[index] ?? 0) + 1;
  }
  return features.map(({ what, kind, leaving }, index) => {
    const count = found[index] ?? 0;
    const untold = unknown[index] ?? 0;
    // Of no VM told, and of some not known: nobody has looked.
    return { what, kind, count: count === 0 && untold > 0 ? null : count, unit: 'VMs', unknown: untold, leaving };
  });
}

function targetTies(vms: readonly VmDecision[], network: NetworkPlan, storage: StoragePlan): Tie[] {
  const of = (word: VmDecision['disposition']): number => vms.filter(({ disposition }) => disposition === word).length;
  const drivers = new Set(storage.classes.flatMap(({ driver }) => driver ?? []));
  const withoutDriver = storage.classes.filter(({ driver }) => driver === null).length;
  return [
    {
      what: 'VirtualMachine, KubeVirt’s interface',
      kind: 'interface',
      count: of('rehost'),
      unit: 'VMs',
      unknown: 0,
      leaving: 'open source on any Kubernetes; the disk is a raw image that any KVM starts',
    },
    {
      what: 'images and manifests of Kubernetes',
      kind: 'interface',
      count: of('containerize'),
      unit: 'VMs',
      unknown: 0,
      leaving: 'OCI images and the Kubernetes interface, which every distribution has',
    },
    {
      what: 'CSI drivers',
      kind: 'driver',
      count: drivers.size,
      unit: 'drivers',
      unknown: withoutDriver,
      leaving: 'volumes are copied to another class; the array or the software behind it is the tie',
    },
    {
      what: 'network attachments on bridges',
      kind: 'interface',
      count: network.attachments.length,
      unit: 'networks',
      unknown: 0,
      leaving: 'Multus and the bridge plug-in, which most distributions ship',
    },
    {
      what: 'operators: KubeVirt, CDI, Multus, a CSI driver each',
      kind: 'operator',
      count: 3 + drivers.size,
      unit: 'operators',
      unknown: withoutDriver,
      leaving: 'each must be kept in step with Kubernetes; forklift only until the last VM has moved',
    },
    {
      what: 'distribution of Kubernetes',
      kind: 'distribution',
      count: 1,
      unit: 'distributions',
      unknown: 0,
      leaving: 'manifests use upstream interfaces alone; what a distribution adds on its own is the tie',
    },
  ];
}
