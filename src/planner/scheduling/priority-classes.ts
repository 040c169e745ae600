/**
 * PriorityClasses by HA's restart priority. Only their order counts; medium is HA's default and stays without a class,
 * which is 0. Not below -10, because the cluster autoscaler lets pods below that wait (expendable-pods-priority-cutoff).
 */
export const restartPriorities: ReadonlyMap<string, { readonly name: string; readonly value: number }> = new Map([
  ['highest', { name: 'devirt-restart-highest', value: 20 }],
  ['high', { name: 'devirt-restart-high', value: 10 }],
  ['low', { name: 'devirt-restart-low', value: -5 }],
  ['lowest', { name: 'devirt-restart-lowest', value: -10 }],
]);
