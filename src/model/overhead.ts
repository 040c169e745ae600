import { z } from 'zod';

/** One step of an overhead ladder; shares are of the estate's physical capacity. Null is "not measured". */
export const overheadStepSchema = z.strictObject({
  step: z.string(),
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
  /** "measured: …", "formula: …", "assumed: …", or "not measured: needs …" */
  basis: z.string(),
  /** What the step takes nothing of by its nature: its percent is null, and not because nobody measured it. */
  doesNotApply: z.enum(['cpu', 'memory']).optional(),
  /** Shown beside the ladder and in no sum: needed on either side, or avoidable on either side. */
  apart: z.literal(true).optional(),
});
export type OverheadStep = z.infer<typeof overheadStepSchema>;

/** Layers that do the same work one above the other. */
export const layerSchema = z.strictObject({
  of: z.enum(['orchestration', 'network', 'storage']),
  /** What the estate has today, the outermost first, each with where that was seen. */
  today: z.array(z.string()),
  /** What the plan has instead. */
  target: z.array(z.string()),
});
export type Layer = z.infer<typeof layerSchema>;

const sumSchema = z.strictObject({
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
  /** False where a step of the ladder is not known and therefore not in the sum. */
  complete: z.boolean(),
});

export const overheadSchema = z.strictObject({
  /** The claim under test: T. Barton, BetaNews, April 2019. Never printed as a finding. */
  claimPercent: z.literal(40),
  today: z.array(overheadStepSchema),
  target: z.array(overheadStepSchema),
  sums: z.strictObject({ today: sumSchema, target: sumSchema, net: sumSchema }),
  /** The net of the dimension that fixes the number of nodes; null where it cannot be stated. */
  netPercent: z.number().nullable(),
  layers: z.array(layerSchema),
});
export type Overhead = z.infer<typeof overheadSchema>;
