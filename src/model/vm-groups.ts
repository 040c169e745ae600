import { z } from 'zod';

/** VMs that are one cluster and are decided as one. */
export const vmGroupSchema = z.strictObject({
  /** Ids, in the order of the estate. */
  vms: z.array(z.string()),
  /** What ties them together. */
  links: z.array(
    z.strictObject({
      by: z.enum(['disk', 'antiAffinity']),
      /** The disk's file or LUN, or the name of the rule. */
      what: z.string(),
      vms: z.array(z.string()),
    }),
  ),
});
export type VmGroup = z.infer<typeof vmGroupSchema>;
