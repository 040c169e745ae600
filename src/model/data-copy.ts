import type { Workload } from './plan.ts';

/** How the data of a workload comes into its volumes. */
export type CopyMethod = 'files' | 'postgresql' | 'mariadb' | 'mysql' | 'replica';

/** One copy: of one volume, or of all volumes of a database, which belong together. */
export interface DataCopy {
  readonly method: CopyMethod;
  readonly volumes: readonly [Workload['volumes'][number], ...Workload['volumes'][number][]];
  readonly sizeMiB: number;
  /** used: what lies there now. claim: nobody knows that, and the size of the volume is the most it can be. */
  readonly sizeFrom: 'used' | 'claim';
  /** At the stated rate, rounded up to whole seconds. */
  readonly seconds: number;
}

const methods: Readonly<Record<string, CopyMethod>> = {
  postgresql: 'postgresql',
  mariadb: 'mariadb',
  redis: 'replica',
  valkey: 'replica',
};

/** By which way a workload's data moves: with the database's own tools where they give a consistent copy of a running one. */
export function copyMethodOf({ container }: Workload): CopyMethod {
  if (container === null || !Object.hasOwn(methods, container.application)) return 'files';
  // MySQL is recognised with MariaDB; its programs have other names.
  const isMysql = container.application === 'mariadb' && /mysql/i.test(container.title);
  return isMysql ? 'mysql' : (methods[container.application] ?? 'files');
}

/** Copies of a workload's data, at a rate in MiB/s; none where nobody looked inside, because no path is known then. */
export function dataCopiesOf(workload: Workload, rateMiBs: number): DataCopy[] {
  const volumes = workload.volumes.filter(({ mountPath }) => mountPath !== null);
  const [first, ...others] = volumes;
  if (first === undefined || workload.container === null) return [];
  const method = copyMethodOf(workload);
  const together: DataCopy['volumes'][] = method === 'files' ? volumes.map((each) => [each]) : [[first, ...others]];
  return together.map((all) => {
    const sizeMiB = all.reduce((sum, each) => sum + (each.usedMiB ?? each.sizeMiB), 0);
    const sizeFrom = all.every(({ usedMiB }) => usedMiB !== null) ? 'used' : 'claim';
    return { method, volumes: all, sizeMiB, sizeFrom, seconds: Math.ceil(sizeMiB / rateMiBs) };
  });
}

/** "45 s", "12 min", "3 h 20 min": rounded up. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
