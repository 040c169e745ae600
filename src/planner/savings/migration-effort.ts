import type { Figures, VmCounts } from '../../model/savings.ts';
import { figure } from './figure.ts';

/**
 * Sum of the effort of `count` like items, the first of which takes 1. Wright's law: whenever twice as many are done, one
 * takes `learningPercent` less, down to a floor: the n-th takes max(floor, n ^ log2(1 - learning)). The sum is the
 * integral from 0.5 to count + 0.5, which is off by less than 6 % from the sum over items for learning up to 30 %, and by far less for many items.
 */
export function learnedEffort(count: number, learningPercent: number, floorPercent: number): number {
  if (count <= 0) return 0;
  const exponent = Math.log2(1 - learningPercent / 100);
  const floor = floorPercent / 100;
  if (exponent === 0 || floor >= 1) return count;
  const end = count + 0.5;
  const atFloor = Math.max(0.5, Math.min(end, Math.pow(floor, 1 / exponent)));
  const integral = (Math.pow(atFloor, exponent + 1) - Math.pow(0.5, exponent + 1)) / (exponent + 1);
  return integral + (end - atFloor) * floor;
}

/** Person-days of a migration without contingency. Only what is done many times over is learned: containers and moves. */
export function migrationDays(vms: VmCounts, figures: Figures): number {
  const learned = (count: number): number =>
    learnedEffort(
      count,
      figure(figures, 'savings.migration.learningPercent'),
      figure(figures, 'savings.migration.learningFloorPercent'),
    );
  return (
    learned(vms.containerize) * figure(figures, 'costs.daysPerVm.containerize') +
    learned(vms.rehost) * figure(figures, 'costs.daysPerVm.rehost') +
    vms.replace * figure(figures, 'costs.daysPerVm.replace') +
    vms.retain * figure(figures, 'costs.daysPerVm.retain') +
    vms.retire * figure(figures, 'costs.daysPerVm.retire')
  );
}
