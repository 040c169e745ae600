import { z } from 'zod';

/** One end of an edge: an application on a guest, a VM of which only its address is known, or a peer outside. */
export const dependencyEndSchema = z.strictObject({
  /** Id of the VM; null where no VM of the estate has the address. */
  vm: z.string().nullable(),
  /** Instance of the application on its guest; null where nobody looked inside, or the process was not recognised. */
  application: z.string().nullable(),
  /** Address as it was seen, or the name as configuration writes it. */
  address: z.string(),
});
export type DependencyEnd = z.infer<typeof dependencyEndSchema>;

/** That one end connects to the other; who asks is `from`, who answers is `to`. */
export const dependencyEdgeSchema = z.strictObject({
  from: dependencyEndSchema,
  to: dependencyEndSchema,
  protocol: z.enum(['tcp', 'udp']),
  port: z.number().int().nullable(),
  /** What the port or the answering application speaks: "postgresql", "http"; null where that is not known. */
  service: z.string().nullable(),
  /** A connection was seen, configuration names it, or both, in which case one confirms the other. */
  seenBy: z.array(z.enum(['connection', 'configuration'])),
  /** In how many runs of the collector; 0 where configuration alone names it. */
  observations: z.number().int().nonnegative(),
  /** What every guest has (name and time service, monitoring, log relay, ssh): it ties no application together. */
  infrastructure: z.boolean(),
  /** Files and lines, or sockets, that say so; at most five. */
  evidence: z.array(z.string()),
});
export type DependencyEdge = z.infer<typeof dependencyEdgeSchema>;

/** Applications on guests that depend on each other: what people call "the shop". */
export const dependencyGroupSchema = z.strictObject({
  name: z.string(),
  members: z.array(z.strictObject({ vm: z.string(), application: z.string() })),
  /** Start order: what stands in one step needs nothing but what stands in earlier ones. Cycles share a step. */
  startOrder: z.array(z.array(z.strictObject({ vm: z.string(), application: z.string() }))),
  /** Members that wait for each other, so that no order suits all of them. */
  cycles: z.array(z.array(z.strictObject({ vm: z.string(), application: z.string() }))),
});
export type DependencyGroup = z.infer<typeof dependencyGroupSchema>;

export const dependenciesSchema = z.strictObject({
  edges: z.array(dependencyEdgeSchema),
  groups: z.array(dependencyGroupSchema),
  /** Between the first and the last look into any guest, and the fewest and most looks into one. */
  window: z
    .strictObject({ from: z.string().nullable(), to: z.string().nullable(), fewest: z.number(), most: z.number() })
    .nullable(),
  /** VMs that run and into which nobody looked: whatever depends on them is not known. */
  unseenVms: z.number().int().nonnegative(),
});
export type Dependencies = z.infer<typeof dependenciesSchema>;
