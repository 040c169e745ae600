import { z } from 'zod';

/** One release of an operating system that VMs run, and until when its maker supports it. */
export const operatingSystemSchema = z.strictObject({
  /** For people: "Red Hat Enterprise Linux 7", "Windows Server 2012 R2", "Linux, which one is not told". */
  name: z.string(),
  /** The name without its version. */
  product: z.string(),
  /** Last day of the support that comes with the product, YYYY-MM-DD; null where the table has no date for it. */
  standardEnds: z.string().nullable(),
  /** Last day of the longest support that the maker offers beyond; null where none is known. */
  extendedEnds: z.string().nullable(),
  /** Name of that longer support. */
  extension: z.string().nullable(),
  /** Where the dates come from; null where there are none. */
  source: z.string().nullable(),
  /** Ids of the VMs, templates included. */
  vms: z.array(z.string()),
});
export type OperatingSystem = z.infer<typeof operatingSystemSchema>;
