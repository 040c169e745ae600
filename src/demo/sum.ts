/** The sum of a figure over all items. */
export function sum<T>(items: Iterable<T>, figure: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += figure(item);
  return total;
}
