import type { SavingsInputs } from '../../model/savings.ts';
import type { Course } from './course.ts';
import type { Flow, Ledger } from './ledger.ts';
import { renewals, vsanEntitlement } from './renewals.ts';

const mibPerTiB = 1024 * 1024;

export interface LicenseCosts {
  readonly contract: Flow;
  readonly renewal: Flow;
  readonly lateRenewal: Flow;
  readonly vsan: Flow;
  /** Of renewals: licences of hosts that are empty already, over all months. */
  readonly strandedCents: number;
}

/** Licences of VMware: the contract to its end, the same in every scenario, and what is renewed after it. */
export function licenseCosts(course: Course, inputs: SavingsInputs, ledger: Ledger): LicenseCosts {
  const { facts, figures, choices } = inputs;
  const { months, read } = ledger;
  const ends = Math.min(months, choices.contractEndsInMonths ?? 0);
  const paid = figures['savings.contract.pricePerCoreYear'];
  const contractCores = figures['savings.contract.cores'] ?? facts.licensedCores;
  const contract =
    paid === null && ends > 0
      ? ledger.lacks('contract', 'savings.contract.pricePerCoreYear')
      : ledger.monthly((month) => (month < ends ? (contractCores * (paid ?? 0)) / 12 : 0));

  const terms = renewals(course.cores, course.lastingCores, inputs);
  const price = renewalPrice(inputs);
  const unknownPrice = price === null && terms.cores.some((cores) => cores > 0);
  const ofCoreMonth = (month: number): number => ((price ?? 0) * (terms.priceFactor[month] ?? 0)) / 12;
  const cores = (month: number): number => terms.cores[month] ?? 0;
  const idle = (month: number): number => cores(month) - (terms.needed[month] ?? 0);
  const renewal = unknownPrice
    ? ledger.lacks('renewal', 'licenses.renewalPricePerCoreYear')
    : ledger.monthly((month) => cores(month) * ofCoreMonth(month));
  const fee = choices.lateRenewal ? read('savings.contract.lateRenewalPercent') / 100 : 0;
  const lateRenewal =
    unknownPrice && fee > 0
      ? ledger.lacks('late-renewal', 'licenses.renewalPricePerCoreYear')
      : ledger.monthly((month) => (month === ends ? cores(month) * ofCoreMonth(month) * 12 * fee : 0));

  const vsanTiB = facts.vsanMiB / mibPerTiB;
  const tiBPerCore = read(`savings.editions.${choices.edition}.vsanTiBPerCore`);
  const vsan = ledger.monthly((month) => {
    if (cores(month) === 0 || vsanTiB === 0) return 0;
    // The part of vSAN on hosts that leave goes with them.
    const usedTiB = course.stays ? vsanTiB : (vsanTiB * (course.cores[month] ?? 0)) / facts.licensedCores;
    const { toBuyTiB } = vsanEntitlement(cores(month), tiBPerCore, usedTiB);
    return (Math.max(0, toBuyTiB) * read('savings.contract.vsanAddOnPerTiBYear')) / 12;
  });
  return {
    contract,
    renewal,
    lateRenewal,
    vsan,
    strandedCents: ledger.monthly((month) => idle(month) * ofCoreMonth(month)).reduce((sum, flow) => sum + flow, 0),
  };
}

/** Of a core and year: the offer for the edition that it is for, the list price for another. Null is unknown. */
function renewalPrice({ choices, figures }: SavingsInputs): number | null {
  return choices.edition === choices.offeredEdition
    ? figures['licenses.renewalPricePerCoreYear']
    : figures[`savings.editions.${choices.edition}.pricePerCoreYear`];
}
