import type { Assessed } from '../../src/model/assessed.ts';
import { assumptionRegister as registerOf } from '../../src/model/assumption-register.ts';
import type { Assumption } from '../../src/model/savings.ts';

export { setByPerson } from '../../src/model/assumption-register.ts';

/** Every setting that is an assumption, with its value, range and where that comes from; first what the plan derived. */
export function assumptionRegister({ settings, plan }: Assessed): Assumption[] {
  const derived = plan.savings.assumptions.filter(({ whose }) => whose === 'plan');
  const paths = new Set(derived.map(({ setting }) => setting));
  return [...derived, ...registerOf(settings).filter(({ setting }) => !paths.has(setting))];
}

/** What the savings take for granted beside the settings, such as costs that they leave out. */
export function assumptionsBesideSettings({ plan }: Assessed): Assessed['plan']['savings']['limits'] {
  return plan.savings.limits;
}
