import type { Estate } from './estate.ts';
import type { Plan } from './plan.ts';
import type { Settings } from './settings.ts';

/** What every generator is given. `plan.decisions[i]` belongs to `estate.vms[i]`. */
export interface Assessed {
  readonly estate: Estate;
  readonly plan: Plan;
  readonly settings: Settings;
  /** Version of devirt, for provenance. */
  readonly version: string;
}
