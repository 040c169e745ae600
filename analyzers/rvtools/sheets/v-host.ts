import type { Host } from '../../../src/model/estate.ts';
import { dateTime, flag, memoryMiBOrBytes, most, positive, text, uuid, whole } from '../cells.ts';
import { type Column, columnsOf } from '../columns.ts';
import { keyColumns } from './vm.ts';

const column = columnsOf<'host', Host>('host');
const count = whole(most.count);
const cores = positive(most.hostCores);
/** Hosts show more than 100 % when their clock is raised. */
const usage = whole(1000);

/** vHost: a row a host. Its "Assigned License(s)" are live keys: no column of this list may ever read them. */
export const vHostColumns: readonly Column<Host>[] = [
  column('vCenterUuid', uuid, keyColumns.vCenterUuid.headers, keyColumns.vCenterUuid),
  column('moRef', text, ['Object ID']),
  column('datacenter', text, ['Datacenter']),
  column('cluster', text, ['Cluster']),
  column('vendor', text, ['Vendor']),
  column('model', text, ['Model']),
  column('cpuModel', text, ['CPU Model']),
  column('cpuMHz', positive(most.mhz), ['Speed'], { databaseNames: ['CpuMhz'] }),
  column('cpuSockets', cores, ['# CPU'], { databaseNames: ['NumCpu'] }),
  column('coresPerSocket', cores, ['Cores per CPU']),
  column('cores', cores, ['# Cores'], { databaseNames: ['NumCpuCores'] }),
  column('hyperThreadingActive', flag, ['HT Active']),
  column('memoryMiB', memoryMiBOrBytes(most.memoryMiB), ['# Memory'], { databaseNames: ['MemorySize'] }),
  column('cpuUsagePercent', usage, ['CPU usage %'], { databaseNames: ['OverallCpuUsage'] }),
  column('memoryUsagePercent', usage, ['Memory usage %'], { databaseNames: ['OverallMemoryUsage'] }),
  column('maintenanceMode', flag, ['in Maintenance Mode']),
  column('esxiVersion', text, ['ESX Version'], { databaseNames: ['FullName'] }),
  column('currentEvc', text, ['Current EVC']),
  column('maxEvc', text, ['Max EVC']),
  column('nicCount', count, ['# NICs'], { databaseNames: ['NumNics'] }),
  column('hbaCount', count, ['# HBAs'], { databaseNames: ['NumHBAs'] }),
  column('vmCount', count, ['# VMs']),
  column('vmTotalCount', count, ['# VMs total']),
  column('vcpuCount', count, ['# vCPUs']),
  column('vRamMiB', whole(most.clusterMemoryMiB), ['vRAM']),
  column('bootTime', dateTime, ['Boot time']),
];
