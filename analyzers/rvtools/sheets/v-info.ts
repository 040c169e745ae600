import type { Vm } from '../../../src/model/estate.ts';
import { dateTime, flag, most, percentage, positive, text, textOrNumberOf, uuid, whole } from '../cells.ts';
import type { Column } from '../columns.ts';
import { vmColumn, vmColumns } from './vm.ts';

/** vim25's LatencySensitivitySensitivityLevel in the order of its WSDL; RVTools 3.10 writes the number. */
const latencySensitivities = ['low', 'normal', 'medium', 'high', 'custom'] as const;

const size = whole(most.vmStorageMiB);

/** vInfo: one row a VM. Its Folder comes before Annotation, and is blank in all real 4.x exports seen. */
export const vInfoColumns: readonly Column<Vm>[] = [
  vmColumn('biosUuid', uuid, ['SMBIOS UUID'], { afterAttributes: true }),
  vmColumn('instanceUuid', uuid, ['Instance UUID'], { afterAttributes: true }),
  ...vmColumns.filter((column) => column.fact !== 'vm.folder'),
  vmColumn('folder', text, ['Folder']),
  vmColumn('hostName', text, ['DNS Name'], { databaseNames: ['GuestHostName'] }),
  vmColumn('connectionState', text, ['Connection state']),
  vmColumn('guestState', text, ['Guest state']),
  vmColumn('consolidationNeeded', flag, ['Consolidation Needed']),
  vmColumn('bootTime', dateTime, ['PowerOn']),
  vmColumn('createdAt', dateTime, ['Creation date'], { databaseNames: ['CreateDate'] }),
  vmColumn('cpus', positive(most.vcpus), ['CPUs']),
  vmColumn('cpuReadyPercent', percentage, ['Overall Cpu Readiness']),
  vmColumn('memoryMiB', positive(most.memoryMiB), ['Memory', 'Memory MiB']),
  vmColumn('memoryActiveMiB', whole(most.memoryMiB), ['Active Memory']),
  vmColumn('nicCount', whole(most.count), ['NICs']),
  vmColumn('diskCount', whole(most.count), ['Disks'], { databaseNames: ['NumVirtualDisks'] }),
  vmColumn('totalDiskCapacityMiB', size, ['Total disk capacity MiB']),
  vmColumn('fixedPassthroughHotPlug', flag, ['Fixed Passthru HotPlug']),
  vmColumn('latencySensitivity', textOrNumberOf(latencySensitivities), ['Latency Sensitivity']),
  vmColumn('cbt', flag, ['CBT']),
  vmColumn('diskEnableUuid', flag, ['EnableUUID']),
  vmColumn('ipAddress', text, ['Primary IP Address']),
  vmColumn('resourcePool', text, ['Resource pool']),
  vmColumn('vApp', text, ['vApp']),
  vmColumn('faultTolerance', text, ['FT State'], { databaseNames: ['FaultToleranceState'] }),
  vmColumn('provisionedMiB', size, ['Provisioned MiB']),
  vmColumn('inUseMiB', size, ['In Use MiB']),
  vmColumn('unsharedMiB', size, ['Unshared MiB']),
  vmColumn('haRestartPriority', text, ['HA Restart Priority']),
  vmColumn('clusterRules', text, ['Cluster rule(s)']),
  vmColumn('clusterRuleNames', text, ['Cluster rule name(s)']),
  vmColumn('secureBoot', flag, ['EFI Secure boot']),
  vmColumn('firmware', text, ['Firmware']),
  vmColumn('hwVersion', text, ['HW version'], { databaseNames: ['Version'] }),
  vmColumn('minRequiredEvc', text, ['min Required EVC Mode Key']),
  vmColumn('vmxPath', text, ['Path']),
  vmColumn('guestDetailedData', text, ['Guest Detailed Data'], { afterAttributes: true }),
];
