import type { CostHead, SavingsInputs, ScenarioName } from '../../model/savings.ts';
import { courseOf } from './course.ts';
import { hardwareCosts } from './hardware-costs.ts';
import { openLedger, type Flow, type Missing } from './ledger.ts';
import { licenseCosts } from './license-costs.ts';
import { peopleCosts } from './people-costs.ts';
import { usageCosts } from './usage-costs.ts';

/** Costs of a scenario by head and month, in whole cents. */
export interface ScenarioCosts {
  readonly heads: Readonly<Record<CostHead, Flow>>;
  readonly missing: readonly Missing[];
  /** Of renewals: licences of hosts that are empty already, over all months. */
  readonly strandedCents: number;
}

/** What a scenario costs over so many months. Linear in months and in the steps in which hosts are freed. */
export function scenarioCosts(name: ScenarioName, inputs: SavingsInputs, months: number): ScenarioCosts {
  const course = courseOf(name, inputs, months);
  const ledger = openLedger(inputs, months);
  const licenses = licenseCosts(course, inputs, ledger);
  const hardware = hardwareCosts(course, inputs, ledger);
  const usage = usageCosts(course, inputs, ledger);
  const people = peopleCosts(course, inputs, ledger);
  return {
    heads: {
      contract: licenses.contract,
      renewal: licenses.renewal,
      'late-renewal': licenses.lateRenewal,
      vsan: licenses.vsan,
      hardware: hardware.hardware,
      'hardware-support': hardware.support,
      network: hardware.network,
      storage: hardware.storage,
      power: usage.power,
      rack: usage.rack,
      subscription: usage.subscription,
      protection: usage.protection,
      'guest-licenses': usage.guestLicenses,
      operations: people.operations,
      'kubernetes-operations': people.kubernetesOperations,
      migration: people.migration,
      training: people.training,
    },
    missing: ledger.missing,
    strandedCents: licenses.strandedCents,
  };
}
