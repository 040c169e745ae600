import { z } from 'zod';

const count = z.number().int().nonnegative();

/** How many workers a stock kube-scheduler needs, by simulation, and what each rule adds to the packing. */
export const schedulerCheckSchema = z.strictObject({
  /** Seeded orders, wave after wave, in which no pod stays pending. */
  orders: z.number().int().positive(),
  /** Workers that the packing found; with the nodes of `costs` they are the plan's workers. */
  packedWorkers: count,
  /**
   * Nodes that each rule adds, in the order in which they were laid on: that the scheduler spreads pods instead of packing
   * them; rules between pods; nodes of their own for groups; room to drain a node.
   */
  costs: z.array(z.strictObject({ rule: z.enum(['spreading', 'podRules', 'nodeGroups', 'drain']), nodes: count })),
  /** Of the workers, those that take the place of hosts that rules name: keys of labels, and of taints among these. */
  labelledNodes: z.array(
    z.strictObject({
      type: z.string(),
      labels: z.array(z.string()),
      taints: z.array(z.string()),
      count: z.number().int().positive(),
    }),
  ),
  /** Pods that would stay pending because no further node can be had; 0 where the count holds. */
  pending: count,
});
export type SchedulerCheck = z.infer<typeof schedulerCheckSchema>;
