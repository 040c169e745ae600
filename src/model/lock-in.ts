import { z } from 'zod';

const tieSchema = z.strictObject({
  what: z.string(),
  kind: z.enum(['feature', 'format', 'appliance', 'interface', 'operator', 'driver', 'distribution']),
  /** How much hangs on it; null is unknown, because no source tells. */
  count: z.number().int().nonnegative().nullable(),
  /** What is counted: "VMs". */
  unit: z.string(),
  /** VMs of which the sources do not tell; in no count. */
  unknown: z.number().int().nonnegative(),
  /** What takes its place, or what it would take to leave. */
  leaving: z.string(),
});
export type Tie = z.infer<typeof tieSchema>;

/** What ties an estate to VMware, and what would tie it to the target: counts, no judgement. */
export const lockInSchema = z.strictObject({ vmware: z.array(tieSchema), target: z.array(tieSchema) });
export type LockIn = z.infer<typeof lockInSchema>;
