import { z } from 'zod';

/** A connection between a VM that has moved and one that has not yet, or never will: it must go on working. */
export const bridgeSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  service: z.string().nullable(),
  port: z.number().int().nullable(),
  /** Who has moved: the asker, who now reaches a VM from inside the cluster, or the answerer, whom a VM reaches there. */
  moved: z.enum(['from', 'to']),
  /** Name of the wave in which the other end follows; null where it never does. */
  until: z.string().nullable(),
});
export type Bridge = z.infer<typeof bridgeSchema>;

/** Hosts of a cluster that are empty after a wave, and what becomes of them. */
export const emptiedHostsSchema = z.strictObject({
  cluster: z.string().nullable(),
  /** Hosts that the rest needs, one more included that may fail. */
  needed: z.number().int().nonnegative(),
  emptied: z.number().int().nonnegative(),
  explanation: z.string(),
});

export const waveSchema = z.strictObject({
  /** "00 clean-up", "01 pilot", "02", …, "99 platform": sorts as it runs. */
  name: z.string(),
  kind: z.enum(['clean-up', 'pilot', 'move', 'platform']),
  vms: z.array(z.string()),
  /** Applications, whole or in part. */
  applications: z.array(z.strictObject({ name: z.string(), vms: z.number().int(), ofVms: z.number().int() })),
  /** First and last day, YYYY-MM-DD; null where no date is known to count from. */
  start: z.string().nullable(),
  end: z.string().nullable(),
  effortDays: z.number(),
  /** Data to copy, MiB; null where no VM of the wave tells. */
  dataMiB: z.number().int().nullable(),
  /** First pass at the stated rate, hours; and the second, in which the applications stand still. */
  firstPassHours: z.number().nullable(),
  downtimeHours: z.number().nullable(),
  owners: z.array(z.string()),
  changeWindows: z.array(z.string()),
  bridges: z.array(bridgeSchema),
  hosts: z.array(emptiedHostsSchema),
  /** Worker and spare nodes that all moved VMs need after this wave; of them bought, where hosts are reused. */
  nodesNeeded: z.number().int().nonnegative(),
  nodesFromHosts: z.number().int().nonnegative(),
  nodesNew: z.number().int().nonnegative(),
  /** Why it stands here and holds these. */
  reasons: z.array(z.string()),
});
export type Wave = z.infer<typeof waveSchema>;

export const wavePlanSchema = z.strictObject({
  waves: z.array(waveSchema),
  /** VMs that are in no wave, because they stay. */
  stay: z.array(z.string()),
  /** Most nodes that have to be bought before hosts become free. */
  newNodesAtPeak: z.number().int().nonnegative(),
  end: z.string().nullable(),
  /** What the calendar does to the renewal; null where the end of the contract is not known. */
  renewal: z
    .strictObject({ contractEnd: z.string(), daysBeyond: z.number().int(), explanation: z.string() })
    .nullable(),
  assumptions: z.array(z.string()),
});
export type WavePlan = z.infer<typeof wavePlanSchema>;
