import type { Cluster } from '../../../src/model/estate.ts';
import { flag, memoryMiBOrBytes, most, text, textOrNumberOf, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'cluster', Cluster>('cluster');
const count = whole(most.count);

/** vim25's DrsBehavior in the order of its WSDL; RVTools 3.x writes the number. */
const drsBehaviours = ['manual', 'partiallyAutomated', 'fullyAutomated'] as const;

/** vCluster: a row a cluster. */
export const vClusterColumns: readonly Column<Cluster>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('moRef', text, ['Object ID']),
  column('hostCount', count, ['NumHosts']),
  column('cores', count, ['NumCpuCores']),
  column('threads', count, ['NumCpuThreads']),
  column('totalMHz', whole(most.mhz), ['TotalCpu']),
  column('memoryMiB', memoryMiBOrBytes(most.clusterMemoryMiB), ['TotalMemory']),
  column('haEnabled', flag, ['HA enabled']),
  column('haFailoverLevel', count, ['Failover Level']),
  column('admissionControlEnabled', flag, ['AdmissionControlEnabled']),
  column('drsEnabled', flag, ['DRS enabled']),
  column('drsBehaviour', textOrNumberOf(drsBehaviours), ['DRS default VM behavior']),
  column('dpmEnabled', flag, ['DPM enabled']),
];
