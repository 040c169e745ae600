import type { Vm } from '../../model/estate.ts';

/**
 * True for a VM that takes CPU and memory now. An unknown power state counts as running: the plan then has room for it.
 */
export function isRunning(vm: Vm): boolean {
  return vm.template !== true && (vm.powerState === null || vm.powerState === 'poweredOn');
}
