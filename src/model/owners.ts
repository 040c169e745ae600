import { z } from 'zod';
import { evidenceSchema } from './finding.ts';
import { dispositionSchema } from './plan.ts';

/**
 * What people know of VMs and vSphere does not: kept in a CMDB, or asked for in the worksheet that goes out to owners.
 * Such a side table is named in devirt.yaml and joined to the VMs of the Estate.
 */

const text = z.string().nullable();
const hours = z.number().nonnegative().nullable();

/** Facts about one VM. Null is a field that nobody filled in. */
export const ownerFactsSchema = z.strictObject({
  /** The person or team that answers for the VM. */
  name: text,
  application: text,
  /** In the words of those who keep the table. */
  criticality: text,
  /** Recovery time objective: how long the application may be down. */
  recoveryTimeHours: hours,
  /** Recovery point objective: how much of the latest data may be lost. */
  recoveryPointHours: hours,
  changeWindow: text,
  mayBeRetired: z.boolean().nullable(),
  wishedDisposition: dispositionSchema.nullable(),
  /** Answer to the open questions of the worksheet, in free text. */
  answers: text,
  notes: text,
});
export type OwnerFacts = z.infer<typeof ownerFactsSchema>;
export type OwnerField = keyof OwnerFacts;

export const ownerFields: readonly OwnerField[] = ownerFactsSchema.keyof().options;

/** Facts with the cell that each of them stands in. */
export const ownerSchema = ownerFactsSchema.extend({
  evidence: z.partialRecord(ownerFactsSchema.keyof(), evidenceSchema),
});
export type Owner = z.infer<typeof ownerSchema>;

/** One row of a side table: which VM it means, and what it says. */
export const ownerRowSchema = z.strictObject({
  sheet: z.string(),
  row: z.number().int().positive(),
  /** The strongest that is given counts: id, then UUID, then name. */
  id: text,
  uuid: text,
  vm: text,
  facts: ownerSchema,
});
export type OwnerRow = z.infer<typeof ownerRowSchema>;

/** Facts of which none is known. */
export function blankOwner(): Owner {
  return {
    name: null,
    application: null,
    criticality: null,
    recoveryTimeHours: null,
    recoveryPointHours: null,
    changeWindow: null,
    mayBeRetired: null,
    wishedDisposition: null,
    answers: null,
    notes: null,
    evidence: {},
  };
}

/** True where one answer says that the VM goes and the other that it stays: then neither counts. */
export function contradictsItself({ mayBeRetired, wishedDisposition }: Owner): boolean {
  return mayBeRetired !== null && wishedDisposition !== null && mayBeRetired !== (wishedDisposition === 'retire');
}

/** What a column of a side table holds: a key of the VM, or a fact. */
export type OwnerColumn = 'id' | 'uuid' | 'vm' | OwnerField;

/** Headers as the worksheet writes them. */
export const ownerHeaders: Readonly<Record<OwnerColumn, string>> = {
  id: 'VM id',
  uuid: 'VM UUID',
  vm: 'VM',
  name: 'Owner',
  application: 'Application',
  criticality: 'Criticality',
  recoveryTimeHours: 'RTO (hours)',
  recoveryPointHours: 'RPO (hours)',
  changeWindow: 'Change window',
  mayBeRetired: 'May be retired?',
  wishedDisposition: 'Wished disposition',
  answers: 'Answers to the questions',
  notes: 'Notes',
};
