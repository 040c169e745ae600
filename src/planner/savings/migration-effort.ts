import type { Figures, VmCounts } from '../../model/savings.ts';
import { figure } from './figure.ts';

/**
 * Sum of the effort of `count` like items, the first of which takes 1. Wright's law: whenever twice as many are done, one
 * takes `learningPercent` less, down to a floor: the n-th takes max(floor, n ^ log2(1 - learning)). After the first item
 * the sum is the integral from 1.5 to count + 0.5, which is off by less than 3 %.
 */
export function learnedEffort(count: number, learningPercent: number, floorPercent: number): number {
  const exponent = Math.log2(1 - learningPercent / 100);
  const floor = floorPercent / 100;
  if (count <= 1 || exponent === 0 || floor >= 1) return count;
  const end = count + 0.5;
  const atFloor = Math.max(1.5, Math.min(end, Math.pow(floor, 1 / exponent)));
  return 1 + integral(atFloor, exponent) - integral(1.5, exponent) + (end - atFloor) * floor;
}

/** Of x ^ exponent, from 1 to x; the logarithm where the exponent is -1, which is a learning of 50 %. */
function integral(x: number, exponent: number): number {
  return exponent === -1 ? Math.log(x) : (Math.pow(x, exponent + 1) - 1) / (exponent + 1);
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
