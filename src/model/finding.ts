import { z } from 'zod';

/**
 * note: worth knowing; work: small, named effort; obstacle: moderate effort; blocker: no container without redesign;
 * unknown: the evidence is missing, and the remedy says which source would bring it.
 */
export const severitySchema = z.enum(['note', 'work', 'obstacle', 'blocker', 'unknown']);
export type Severity = z.infer<typeof severitySchema>;

export const evidenceSchema = z.strictObject({
  /** Name of the source: the export's file name or the server. */
  source: z.string(),
  /** Place in the source: `vInfo!B12 (Powerstate)` or a property path. */
  path: z.string(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** What a rule found on one VM. The texts stand once, in the dictionary of rules. */
export const findingSchema = z.strictObject({
  rule: z.string(),
  severity: severitySchema,
  evidence: z.array(evidenceSchema),
  /** One sentence particular to this VM, where the evidence alone does not say it. */
  detail: z.string().optional(),
  /** The waiver's reason, where a person waived the finding in devirt.yaml. */
  waived: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

export const ruleTextSchema = z.strictObject({ title: z.string(), why: z.string(), remedy: z.string() });
export type RuleText = z.infer<typeof ruleTextSchema>;
