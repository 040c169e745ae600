import type { SavingsInputs } from '../../model/savings.ts';
import { figure } from './figure.ts';

/** Cores of the smallest order, where that rule is in force (savings.contract.minimum72Cores; sources disagree). */
const minimumOrderCores = 72;

/** What is renewed, by month: cores that are paid for, what of them is needed, and the price against the first renewal's. */
export interface Renewals {
  readonly cores: Float64Array;
  readonly needed: Float64Array;
  readonly priceFactor: Float64Array;
}

/**
 * Renewals from the end of the contract on. Whoever will need fewer cores than now renews for a short term, at a higher
 * price; within a term no core can be given back, so that hosts that are emptied meanwhile stay paid until it ends. Each
 * renewal after the first costs the uplift more. Months in which the contract still runs hold nothing.
 */
export function renewals(needed: Float64Array, lasting: number, inputs: SavingsInputs): Renewals {
  const { figures, choices } = inputs;
  const months = needed.length;
  const order = (cores: number): number =>
    choices.minimum72Cores && cores > 0 ? Math.max(minimumOrderCores, cores) : cores;
  const result: Renewals = {
    cores: new Float64Array(months),
    needed: new Float64Array(months),
    priceFactor: new Float64Array(months),
  };
  let factor = 1;
  let month = choices.contractEndsInMonths ?? 0;
  while (month < months) {
    const cores = needed[month] ?? 0;
    if (cores === 0) break;
    const bridges = cores > lasting;
    const term = Math.max(
      1,
      Math.round(figure(figures, bridges ? 'savings.contract.bridgeMonths' : 'savings.contract.renewalMonths')),
    );
    const price = bridges ? factor * (1 + figure(figures, 'savings.contract.bridgeUpliftPercent') / 100) : factor;
    for (const end = Math.min(months, month + term); month < end; month++) {
      result.cores[month] = order(cores);
      result.needed[month] = order(needed[month] ?? 0);
      result.priceFactor[month] = price;
    }
    factor *= 1 + figure(figures, 'savings.contract.upliftPercent') / 100;
  }
  return result;
}

export interface VsanEntitlement {
  readonly entitledTiB: number;
  readonly usedTiB: number;
  /** Whole TiB to buy; negative where the entitlement is larger than what is used (Broadcom KB 313548 counts so). */
  readonly toBuyTiB: number;
}

/** Raw vSAN capacity that comes with licensed cores, against what is used: Broadcom KB 313548. */
export function vsanEntitlement(licensedCores: number, tiBPerCore: number, usedTiB: number): VsanEntitlement {
  const entitledTiB = licensedCores * tiBPerCore;
  return { entitledTiB, usedTiB, toBuyTiB: Math.ceil(usedTiB - entitledTiB) };
}
