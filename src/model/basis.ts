import { z } from 'zod';
import { evidenceSchema } from './finding.ts';

/** How a figure came about, so that it can be argued with. */
export const basisSchema = z.strictObject({
  /** percentile, momentary, hosts, density, configured, consumed, reservation, processes, heap */
  method: z.string(),
  /** The sum in words with its figures: "1,240 MHz used × 3 ÷ 2,600 MHz a core ÷ 0.62 …". */
  explanation: z.string(),
  evidence: z.array(evidenceSchema),
});
export type Basis = z.infer<typeof basisSchema>;
