import type { SavingsInputs } from '../../model/savings.ts';
import type { Course } from './course.ts';
import type { Flow, Ledger } from './ledger.ts';
import { migrationDays } from './migration-effort.ts';
import { vmsOnVmware } from './usage-costs.ts';

export interface PeopleCosts {
  readonly operations: Flow;
  readonly kubernetesOperations: Flow;
  readonly migration: Flow;
  readonly training: Flow;
}

/** Who runs VMs and Kubernetes, and the work of changing over. */
export function peopleCosts(course: Course, inputs: SavingsInputs, ledger: Ledger): PeopleCosts {
  const { read } = ledger;
  const { vms } = course;
  const person = read('savings.operations.adminCostPerYear');
  const operations = ledger.yearly((month) => {
    const onTarget = (vms.containerize + vms.rehost) * (course.moved[month] ?? 0);
    return ((vmsOnVmware(course, month) + onTarget) / read('savings.operations.vmsPerAdmin')) * person;
  });
  const kubernetesOperations = ledger.yearly((month) =>
    (course.controlPlane[month] ?? 0) > 0 ? read('savings.operations.kubernetesAdmins') * person : 0,
  );

  const days = personDays(course, inputs, ledger);
  const day = read('costs.dayRate') * (1 + read('costs.contingencyPercent') / 100);
  const migration = ledger.rising((month) => days * ((course.done[month] ?? 0) - (course.done[month - 1] ?? 0)) * day);
  const trained = course.stays ? 0 : read('savings.training.people') * read('savings.training.costPerPerson');
  const training = ledger.rising((month) => (month === inputs.choices.delayMonths ? trained : 0));
  return { operations, kubernetesOperations, migration, training };
}

/** Person-days of a scenario, without contingency. */
function personDays({ name, vms, lastingHosts }: Course, inputs: SavingsInputs, { read }: Ledger): number {
  const { figures, facts } = inputs;
  // Nobody right-sizes where it frees no host.
  if (name === 'renew' || (name === 'right-size' && lastingHosts === facts.hosts)) return 0;
  if (name !== 'right-size') return migrationDays(vms, figures);
  const all = vms.containerize + vms.rehost + vms.replace + vms.retain + vms.retire;
  return all * read('savings.stay.daysPerVm');
}
