/** virt-launcher's monitor, virt-launcher, virtlogd, virtqemud and QEMU, MiB each. */
const launcherProcessesMiB = 25 + 100 + 25 + 40 + 50;
const perVcpuMiB = 8;
/** One I/O thread and the graphics device, which KubeVirt gives every VM by default. */
const ioThreadMiB = 8;
const graphicsMiB = 32;

/**
 * Memory that KubeVirt requests for a VM beyond the guest's own, MiB: page tables (one 512th of the guest's memory),
 * the launcher's processes, vCPUs, I/O thread, graphics. 2 vCPUs with 4 GiB: 304 MiB. TPM (+53), passthrough devices
 * (+1,024 each) and encrypted memory (+256) are not in it.
 * Source: kubevirt/kubevirt, commit d923fdb, pkg/hypervisor/kvm/hypervisorbackend.go.
 */
export function kubeVirtOverheadMiB(vcpus: number, guestMemoryMiB: number): number {
  const fixed = launcherProcessesMiB + ioThreadMiB + graphicsMiB;
  return Math.ceil(guestMemoryMiB / 512) + fixed + perVcpuMiB * vcpus;
}

/** The most guest memory that fits into `memoryMiB` together with KubeVirt's overhead for `vcpus` vCPUs, MiB. */
export function largestGuestMiB(vcpus: number, memoryMiB: number): number {
  const room = memoryMiB - kubeVirtOverheadMiB(vcpus, 0);
  return Math.max(0, Math.floor((room * 512) / 513));
}
