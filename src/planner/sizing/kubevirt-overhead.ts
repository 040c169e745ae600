import type { Vm } from '../../model/estate.ts';
import { dedicatedCpus } from '../scheduling/dedicated-cpus.ts';

/** virt-launcher's monitor, virt-launcher, virtlogd, virtqemud and QEMU, MiB each. */
const launcherProcessesMiB = 25 + 100 + 25 + 40 + 50;
const perVcpuMiB = 8;
/** One I/O thread and the graphics device, which KubeVirt gives every VM by default. */
const ioThreadMiB = 8;
const graphicsMiB = 32;

/**
 * Memory that KubeVirt requests for a VM beyond the guest's own, MiB: page tables (one 512th of the guest's memory),
 * the launcher's processes, vCPUs, I/O thread, graphics. 2 vCPUs with 4 GiB: 304 MiB. Encrypted memory (+256) is not in
 * it, because nothing here asks for it; `extraOverheadMiB` gives what a VM's own hardware adds.
 * Source: kubevirt/kubevirt, commit d923fdb, pkg/hypervisor/kvm/hypervisorbackend.go.
 */
export function kubeVirtOverheadMiB(vcpus: number, guestMemoryMiB: number): number {
  const fixed = launcherProcessesMiB + ioThreadMiB + graphicsMiB;
  return Math.ceil(guestMemoryMiB / 512) + fixed + perVcpuMiB * vcpus;
}

/** A VM with CPUs of its own, a software TPM, and any device passed through (VFIO): once, however many there are. */
const dedicatedCpusMiB = 100;
const tpmMiB = 53;
const vfioMiB = 1024;

/** What a VM's own hardware adds to `kubeVirtOverheadMiB`, MiB. The source is the same. */
export function extraOverheadMiB(vm: Vm): number {
  return (
    (dedicatedCpus(vm) === null ? 0 : dedicatedCpusMiB) +
    (vm.tpmPresent === true ? tpmMiB : 0) +
    (vm.pciDevices.length === 0 ? 0 : vfioMiB)
  );
}

/** The most guest memory that fits into `memoryMiB` together with KubeVirt's overhead for `vcpus` vCPUs, MiB. */
export function largestGuestMiB(vcpus: number, memoryMiB: number): number {
  const room = memoryMiB - kubeVirtOverheadMiB(vcpus, 0);
  return Math.max(0, Math.floor((room * 512) / 513));
}
