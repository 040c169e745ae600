import type { Evidence } from '../../model/finding.ts';
import type { Subject } from './rule.ts';

/** What a program is for a migration. */
export type ProductKind =
  | 'database'
  | 'container runtime'
  | 'kubernetes'
  | 'anti-virus'
  | 'backup agent'
  | 'monitoring agent';

interface RunningProduct {
  readonly product: string;
  readonly kind: ProductKind;
}

// prettier-ignore
/** Names of processes as their makers document them, without ".exe", lower-case. */
const processes: readonly (readonly [kind: ProductKind, product: string, names: readonly string[]])[] = [
  ['database', 'an Oracle database', ['oracle', 'tnslsnr', 'ora_pmon']],
  ['database', 'SQL Server', ['sqlservr']],
  ['database', 'MySQL or MariaDB', ['mysqld', 'mariadbd']],
  ['database', 'PostgreSQL', ['postgres', 'postmaster']],
  ['database', 'Db2, Informix or Sybase', ['db2sysc', 'oninit', 'dataserver']],
  ['database', 'MongoDB', ['mongod', 'mongos']],
  ['database', 'SAP HANA', ['hdbindexserver', 'hdbnameserver', 'hdbdaemon']],
  ['database', 'a data store', ['redis-server', 'memcached', 'beam.smp', 'clickhouse-server', 'influxd']],
  ['container runtime', 'Docker or containerd', ['dockerd', 'containerd', 'docker', 'crio', 'conmon', 'podman']],
  ['kubernetes', 'a Kubernetes node', ['kubelet', 'kube-apiserver', 'k3s', 'k3s-server', 'k3s-agent', 'rke2']],
  ['anti-virus', 'CrowdStrike Falcon', ['falcon-sensor', 'csfalconservice']],
  ['anti-virus', 'SentinelOne', ['sentinelagent', 's1-agent']],
  ['anti-virus', 'Trend Micro Deep Security', ['ds_agent', 'dsa']],
  ['anti-virus', 'Microsoft Defender for Linux', ['wdavdaemon']],
  ['anti-virus', 'Symantec Endpoint Protection', ['ccsvchst']],
  ['anti-virus', 'Sophos', ['savservice', 'sophosfs', 'sav-protect']],
  ['anti-virus', 'ESET', ['ekrn', 'oaeventd']],
  ['anti-virus', 'ClamAV', ['clamd', 'freshclam']],
  ['backup agent', 'NetBackup', ['bpcd', 'vnetd', 'bpinetd']],
  ['backup agent', 'Commvault', ['cvd', 'cvlaunchd']],
  ['backup agent', 'Veeam Agent', ['veeamservice', 'veeam.endpoint.service']],
  ['backup agent', 'IBM Storage Protect', ['dsmc', 'dsmcad', 'dsmcsvc']],
  ['backup agent', 'Dell NetWorker or Avamar', ['nsrexecd', 'avagent']],
  ['backup agent', 'Bacula or Bareos', ['bacula-fd', 'bareos-fd']],
  ['monitoring agent', 'Zabbix agent', ['zabbix_agentd', 'zabbix_agent2']],
  ['monitoring agent', 'Prometheus exporter', ['node_exporter', 'windows_exporter']],
  ['monitoring agent', 'Telegraf', ['telegraf']],
  ['monitoring agent', 'Nagios or Checkmk agent', ['nrpe', 'check_mk_agent', 'cmk-agent-ctl']],
  ['monitoring agent', 'Elastic Beats', ['filebeat', 'metricbeat', 'elastic-agent']],
  ['monitoring agent', 'Splunk forwarder', ['splunkd']],
  ['monitoring agent', 'Dynatrace OneAgent', ['oneagentos', 'oneagentwatchdog']],
  ['monitoring agent', 'System Center Operations Manager', ['healthservice', 'monitoringhost']],
];

const byProcess: ReadonlyMap<string, RunningProduct> = new Map(
  processes.flatMap(([kind, product, names]) =>
    names.map((name): [string, RunningProduct] => [name, { kind, product }]),
  ),
);

/** The product that a process of this name is; null where it is none that we know. */
export function productOf(process: string): RunningProduct | null {
  return byProcess.get(process.toLowerCase().replace(/\.exe$/, '')) ?? null;
}

/** A product that runs in the guest, and the line of VMware Tools' list that shows it. */
export interface Running extends RunningProduct {
  readonly process: string;
  readonly evidence: Evidence;
}

/** Products of a kind that VMware Tools saw running in the guest, each once; none where Tools list nothing. */
export function running(subject: Subject, kind: ProductKind): readonly Running[] {
  const found = new Map<string, Running>();
  for (const { name, version } of subject.vm.runningApplications ?? []) {
    const product = productOf(name);
    if (product === null || product.kind !== kind || found.has(product.product)) continue;
    const shown = version === null ? name : `${name} ${version}`;
    found.set(product.product, {
      ...product,
      process: name,
      evidence: subject.evidence('vm.runningApplications', shown),
    });
  }
  return [...found.values()];
}

/** "Runs PostgreSQL: VMware Tools list postgres." */
export function asRunning(products: readonly Running[]): string {
  const names = products.map(({ product }) => product).join(', ');
  return `Runs ${names}: VMware Tools list ${products.map(({ process }) => process).join(', ')}.`;
}
