import { z } from 'zod';

/** What must leave a host of today before it is free. */
export const hostReleaseSchema = z.strictObject({
  host: z.string(),
  cluster: z.string().nullable(),
  vCenterUuid: z.string().nullable(),
  /** Running VMs on it, with what they are configured for. */
  running: z.number().int().nonnegative(),
  vcpus: z.number().int().nonnegative(),
  memoryMiB: z.number().int().nonnegative(),
  /** Of the running VMs, those that are retained: they must move to another host of today. */
  retained: z.number().int().nonnegative(),
  /** VMs that are registered there and do not run. */
  switchedOff: z.number().int().nonnegative(),
  /** VMware licences that lapse with it, at the end of their term; null where sockets or cores are unknown. */
  licensedCores: z.number().int().nonnegative().nullable(),
  /** Ids of the running VMs, for the hosts that are first in the order; null for the others. */
  vms: z.array(z.string()).nullable(),
});
export type HostRelease = z.infer<typeof hostReleaseSchema>;
