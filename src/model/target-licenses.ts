import { z } from 'zod';

/** One way in which a product's licences are counted on the target. */
export const licenseCountSchema = z.strictObject({
  /** What is counted: "cores of the VMs", "processors of all workers". */
  metric: z.string(),
  units: z.number().nonnegative(),
  /** The sum in words with its figures. */
  explanation: z.string(),
  /** Setting that holds the price of a unit and year. */
  setting: z.string(),
  pricePerUnitYear: z.number().nonnegative().nullable(),
  /** Null while the price is. */
  pricePerYear: z.number().nonnegative().nullable(),
});
export type LicenseCount = z.infer<typeof licenseCountSchema>;

/** Licences of a product that the plan's nodes or VMs need. What of it is owned already, no inventory tells. */
export const targetLicenseSchema = z.strictObject({
  product: z.string(),
  /** Rule whose findings say which VMs need it. */
  rule: z.string(),
  vms: z.number().int().positive(),
  /** Of these, VMs that only their name gives away. */
  byNameOnly: z.number().int().nonnegative(),
  /** VMs whose vCPUs are unknown and which are in no sum over VMs. */
  unknownVms: z.number().int().nonnegative(),
  /** Ways to count, of which one applies; it depends on the agreement which. */
  counts: z.array(licenseCountSchema),
});
export type TargetLicense = z.infer<typeof targetLicenseSchema>;
