import { z } from 'zod';

/** Until when general support of a release of vSphere lasts; all null where the version or its date is not known. */
const support = {
  supportEnds: z.string().nullable(),
  /** From the date of the assessment; negative where it is over. */
  daysLeft: z.number().int().nullable(),
};

/** What is known of the platform itself: how long it is supported and licensed, and what it complains about. */
export const platformSchema = z.strictObject({
  vCenters: z.array(
    z.strictObject({
      vCenterUuid: z.string().nullable(),
      name: z.string().nullable(),
      version: z.string().nullable(),
      ...support,
    }),
  ),
  /** Hosts by release of ESXi, "8.0.3". */
  hosts: z.array(z.strictObject({ version: z.string().nullable(), hosts: z.number().int().positive(), ...support })),
  /** Licences of vCenter by edition, without their keys. */
  editions: z.array(
    z.strictObject({
      vCenterUuid: z.string().nullable(),
      name: z.string().nullable(),
      costUnit: z.string().nullable(),
      /** -1 is unlimited. */
      total: z.number().int().nullable(),
      used: z.number().int().nullable(),
      /** Last day, YYYY-MM-DD, or "never" or "expired". */
      expires: z.string().nullable(),
      daysLeft: z.number().int().nullable(),
    }),
  ),
  /** What RVTools found odd, by its own kinds, the most frequent first. */
  health: z.array(
    z.strictObject({
      kind: z.string(),
      count: z.number().int().positive(),
      examples: z.array(z.strictObject({ object: z.string().nullable(), message: z.string().nullable() })),
    }),
  ),
});
export type Platform = z.infer<typeof platformSchema>;
