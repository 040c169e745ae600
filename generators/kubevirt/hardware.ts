import type { Vm } from '../../src/model/estate.ts';
import type { Sizing, VmDecision } from '../../src/model/plan.ts';

/** How far KubeVirt lets sockets and memory grow while a VM runs (virt-config: DefaultMaxHotplugRatio). */
const maxHotplugRatio = 4;

/** Most vCPUs that KubeVirt plans room for when it works out the sockets itself (pkg/defaults). */
const maxVcpus = 512;

/** Guests below this cannot grow (KubeVirt, pkg/liveupdate/memory: requiredMinGuestMemory). */
const minHotplugMemoryMiB = 1024;

/** What only some machines of a data centre can be asked for. */
export interface Hardware {
  /** CPUs of its own. */
  readonly dedicatedCpus: boolean;
  /** The guest sees the NUMA nodes that it is on. */
  readonly numaPassthrough: boolean;
  /** Thousandths of a CPU that it may not exceed; null without a limit. */
  readonly cpuLimitMilli: number | null;
  readonly growsCpus: boolean;
  readonly growsMemory: boolean;
  readonly isEfi: boolean;
  readonly isSecureBoot: boolean;
}

/**
 * Hardware that the VM has on vSphere and can have here. A VM grows while it runs by a live migration, so that one which
 * cannot migrate does not grow.
 */
export function hardwareOf(vm: Vm, decision: VmDecision): Hardware {
  const { scheduling } = decision;
  const dedicatedCpus = scheduling !== null && scheduling.dedicatedCpus !== null;
  const mayGrow = !dedicatedCpus && decision.storage?.liveMigration !== 'impossible';
  const memoryMiB = decision.sizing?.memoryMiB ?? 0;
  const isEfi = vm.firmware?.toLowerCase() === 'efi';
  return {
    dedicatedCpus,
    numaPassthrough: scheduling?.numaPassthrough === true,
    cpuLimitMilli: scheduling?.cpuLimitMilli ?? null,
    growsCpus: mayGrow && vm.cpuHotAdd === true,
    // Memory grows in steps of 2 MiB, and so must be a multiple of it.
    growsMemory: mayGrow && vm.memoryHotAdd === true && memoryMiB >= minHotplugMemoryMiB && memoryMiB % 2 === 0,
    isEfi,
    // Secure Boot is a function of EFI; a BIOS that claims it is not believed.
    isSecureBoot: isEfi && vm.secureBoot === true,
  };
}

interface Topology {
  readonly sockets: number;
  readonly cores: number;
  readonly threads: number;
}

/** Sockets and cores as the guest sees them today; one core a socket where they do not divide. */
function topologyOf(vm: Vm): Topology {
  const cpus = vm.cpus ?? 1;
  const cores =
    vm.coresPerSocket !== null && vm.coresPerSocket > 0 && cpus % vm.coresPerSocket === 0 ? vm.coresPerSocket : 1;
  return { sockets: cpus / cores, cores, threads: 1 };
}

export function cpu(vm: Vm, hardware: Hardware): unknown {
  const topology = topologyOf(vm);
  const maxSockets = Math.max(
    topology.sockets,
    Math.min(topology.sockets * maxHotplugRatio, Math.floor(maxVcpus / topology.cores)),
  );
  return {
    ...topology,
    ...(hardware.growsCpus ? { maxSockets } : {}),
    ...(hardware.dedicatedCpus ? { dedicatedCpuPlacement: true } : {}),
    ...(hardware.numaPassthrough ? { numa: { guestMappingPassthrough: {} } } : {}),
  };
}

export function memory({ memoryMiB }: Sizing, hardware: Hardware): unknown {
  return {
    guest: `${memoryMiB}Mi`,
    // NUMA passthrough is refused without huge pages.
    ...(hardware.numaPassthrough ? { hugepages: { pageSize: '2Mi' } } : {}),
    ...(hardware.growsMemory ? { maxGuest: `${memoryMiB * maxHotplugRatio}Mi` } : {}),
  };
}

/**
 * Requests from measured demand; KubeVirt's default would be a tenth of the vCPUs, whatever the VM does. With dedicated
 * CPUs they are whole and equal the limits, which KubeVirt insists on.
 */
export function resources(vm: Vm, sizing: Sizing, hardware: Hardware): unknown {
  if (!hardware.dedicatedCpus) {
    return {
      requests: { cpu: `${sizing.cpuRequestMilli}m`, memory: `${sizing.memoryMiB}Mi` },
      ...(hardware.cpuLimitMilli === null ? {} : { limits: { cpu: `${hardware.cpuLimitMilli}m` } }),
    };
  }
  const all = { cpu: String(vm.cpus ?? 1), memory: `${sizing.memoryMiB}Mi` };
  return { requests: all, limits: all };
}

const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export function firmware(vm: Vm, { isEfi, isSecureBoot }: Hardware): unknown {
  const uuid = vm.biosUuid?.toLowerCase() ?? '';
  return {
    // The guest keeps its SMBIOS UUID: licences and backup agents are bound to it.
    ...(uuidPattern.test(uuid) ? { uuid } : {}),
    bootloader: isEfi ? { efi: { secureBoot: isSecureBoot } } : { bios: {} },
  };
}

/** What makes Windows run well on KVM: the `windows` preference of kubevirt/common-instancetypes. */
const hyperv = {
  relaxed: {},
  vapic: {},
  vpindex: {},
  spinlocks: { spinlocks: 8191 },
  synic: {},
  synictimer: { direct: {} },
  tlbflush: {},
  frequencies: {},
  reenlightenment: {},
  ipi: {},
  runtime: {},
  reset: {},
};

/** Undefined where nothing differs from KubeVirt's defaults. */
export function features({ osFamily }: VmDecision, { isSecureBoot }: Hardware): unknown {
  const windows = osFamily === 'windows' ? { acpi: {}, apic: {}, hyperv } : {};
  // KubeVirt refuses Secure Boot without System Management Mode.
  const smm = isSecureBoot ? { smm: { enabled: true } } : {};
  return osFamily === 'windows' || isSecureBoot ? { ...windows, ...smm } : undefined;
}

/** Undefined for guests that are content with KubeVirt's own; the source is that of `hyperv`. */
export function clock({ osFamily }: VmDecision): unknown {
  if (osFamily !== 'windows') return undefined;
  return {
    utc: {},
    timer: {
      hpet: { present: false },
      pit: { tickPolicy: 'delay' },
      rtc: { tickPolicy: 'catchup' },
      hyperv: {},
    },
  };
}

/** Seconds that a guest has to shut down: the preferences of kubevirt/common-instancetypes. */
export function gracePeriodSeconds({ osFamily }: VmDecision): number {
  return osFamily === 'windows' ? 3600 : 180;
}
