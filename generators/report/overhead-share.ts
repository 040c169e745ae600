import type { OverheadStep } from '../../src/model/overhead.ts';

/** What an overhead step says of a resource whose share is null. */
export function shareUnknown({ doesNotApply }: OverheadStep, of: 'cpu' | 'memory'): string {
  return doesNotApply === of ? 'does not apply' : 'not measured';
}

/** True where a step might take something of a resource and nobody knows how much. */
export function isOpen(step: OverheadStep, of: 'cpu' | 'memory'): boolean {
  return (of === 'cpu' ? step.cpuPercent : step.memoryPercent) === null && step.doesNotApply !== of;
}
