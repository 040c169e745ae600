/**
 * What is asked of the rules, by us and by the peers, in the words of the brief (docs/rules.md prints them), and what
 * became of each. The order is the order of the page.
 */

export interface Asked {
  /** What the rule is about. */
  readonly asked: string;
  /** The application that it is asked of, where the words alone do not say it. */
  readonly of?: string;
  /** Rules of ours that answer it. */
  readonly rules?: readonly string[];
  /** What must be there before it can be answered; without this it is answered from inventory. */
  readonly needs?: string;
  /** Why nothing answers it, or what of it is left out. */
  readonly left?: string;
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Asked[];
}

const asked = (what: string, ...rules: string[]): Asked => ({ asked: what, rules });
const inside = (what: string, ...rules: string[]): Asked => ({ asked: what, rules, needs: 'a look inside the guest' });
const partly = (left: string, what: string, ...rules: string[]): Asked => ({ ...inside(what, ...rules), left });
const windows = (what: string, ...rules: string[]): Asked =>
  partly('no collector for Windows brings applicationHost.config yet', what, ...rules);
const of = (application: string, entries: readonly Asked[]): Asked[] =>
  entries.map((entry) => ({ ...entry, of: application }));

const toolsList = 'VMware Tools 11 or later and a live vCenter: vm.runningApplications';
const liveVcenter = (fact: string): string => `a live vCenter: ${fact}`;

export const sections: readonly Section[] = [
  {
    title: "Google's fit assessment, Linux",
    entries: [
      {
        asked: 'no guest data (unknown)',
        rules: ['guest.no-data', 'guest.match-doubtful', 'tools.not-running', 'os.unknown'],
        left: 'where no VM at all was looked into, the plan’s gaps say so once; each rule that lacks a fact answers unknown itself',
      },
      {
        asked: 'a database process',
        rules: ['guest.database', 'workload.database'],
        needs: `a look inside the guest, or ${toolsList}`,
        left: 'by its name alone it is a note',
      },
      {
        asked: 'docker already present',
        rules: ['guest.container-engine', 'workload.container-host'],
        needs: `a look inside the guest, or ${toolsList}`,
      },
      inside('disk use splits into image and data', 'guest.image-and-data'),
      asked('CPU or memory above the largest node', 'size.larger-than-node'),
      inside('ARM', 'guest.architecture'),
      inside('a listener bound to one IP', 'guest.listener-bound-address'),
      inside('listeners on several IPs', 'guest.listener-several-addresses'),
      inside('several listeners on one port', 'guest.port-shared'),
      asked('several NICs', 'network.several-nics'),
      inside('static host entries (hostAliases)', 'guest.host-aliases'),
      inside('NFS or CIFS mounts', 'guest.nfs-mounts'),
      inside('filesystem not supported', 'guest.file-system-type'),
      inside('SELinux enforcing', 'guest.selinux-enforcing'),
      inside('exports NFS', 'guest.nfs-exports'),
      partly(
        'without root only its own user’s open files are seen',
        'a process holds a block device open',
        'guest.block-device-open',
      ),
    ],
  },
  {
    title: "Google's fit assessment, applications",
    entries: [
      ...of('Tomcat', [
        inside('Tomcat: version outside support', 'tomcat.version'),
        inside('clustering', 'tomcat.clustering'),
        inside('reverse proxy', 'tomcat.reverse-proxy'),
        inside('JVM proxy arguments', 'tomcat.jvm-proxy'),
        inside('JMX', 'tomcat.jmx'),
        inside('Java below 8', 'tomcat.java-version'),
        inside('server.xml missing or broken', 'tomcat.server-xml'),
        inside('jvmRoute', 'tomcat.jvm-route'),
        inside('endorsed dirs', 'tomcat.endorsed-dirs'),
        inside('JDBC and web-server connections', 'tomcat.connections'),
      ]),
      { asked: 'IIS: Windows version', rules: ['os.windows', 'os.end-of-life'] },
      ...of('IIS', [
        windows('virtual directory on a network drive or missing', 'iis.network-directory'),
        windows('AD pool identity (gMSA)', 'iis.pool-identity'),
        windows('ASP.NET Core', 'iis.asp-net-core'),
      ]),
      ...of('Apache', [
        inside('Apache: TLS certificates', 'apache.tls-certificates'),
        inside('not 2.4', 'apache.version'),
        inside('unusual location', 'apache.location'),
        inside('unsupported modules', 'apache.modules'),
        inside('PHP version', 'apache.php-version', 'guest.runtime-end-of-life'),
        inside('WordPress', 'apache.wordpress'),
        inside('Drupal', 'apache.drupal'),
        inside('Magento', 'apache.magento'),
        inside('database connections', 'apache.database-connections'),
      ]),
      ...of('JBoss', [
        inside('JBoss: version', 'jboss.version'),
        inside('keystore', 'jboss.keystore'),
        inside('not standalone', 'jboss.not-standalone'),
        inside('Java version', 'jboss.java-version'),
      ]),
      ...of('WordPress', [
        partly(
          'known of packages alone: the collector does not carry wp-includes',
          'WordPress: version',
          'wordpress.version',
        ),
        partly('those of which a file was carried', 'plugins', 'wordpress.plugins'),
        partly(
          'where wp-config.php states it; else it is in the database, which nothing reads',
          'site URL',
          'wordpress.site-url',
        ),
      ]),
      partly(
        'of Liberty; of the traditional WebSphere no resources.xml is carried',
        'WebSphere: connections',
        'websphere.connections',
      ),
    ],
  },
  {
    title: "Google's fit assessment, VM",
    entries: [
      asked('CD-ROM or floppy attached', 'device.removable-connected'),
      asked('shared VMDK', 'disk.shared', 'availability.vm-cluster'),
      asked('independent disk', 'forklift.vmware.disk_mode.independent'),
      asked('physical RDM', 'disk.raw-device-mapping'),
      asked('CBT', 'forklift.vmware.changed_block_tracking.disabled'),
      partly(
        'Linux names such partitions (LUKS, BitLocker); of Windows nothing brings the state of volumes yet, and a virtual TPM (forklift.vmware.tpm.detected) hints at it',
        'BitLocker',
        'guest.disk-encryption',
      ),
      inside('custom kernel', 'guest.custom-kernel'),
    ],
  },
  {
    title: 'Concerns of forklift',
    entries: [
      asked('datastore missing', 'forklift.vmware.datastore.missing'),
      asked('disk capacity invalid', 'forklift.vmware.disk.capacity.invalid'),
      asked('guest disk free space', 'forklift.vmware.guestDisks.freespace'),
      {
        asked: 'passthrough device',
        rules: ['forklift.vmware.passthrough_device.detected', 'device.pci-passthrough'],
        needs: liveVcenter('vm.pciDevices'),
      },
      {
        asked: 'CBT off for VM or disk',
        rules: ['forklift.vmware.changed_block_tracking.disabled'],
        left: 'by disk is not built: neither source that is read tells it',
      },
      asked('consolidation needed', 'forklift.vmware.consolidation_needed'),
      { asked: 'CPU affinity', rules: ['forklift.vmware.cpu_affinity.detected'], needs: liveVcenter('vm.cpuAffinity') },
      asked('hotplug enabled', 'forklift.vmware.cpu_memory.hotplug.enabled'),
      asked('more than 165 disks', 'forklift.vmware.disk.count.exceeds.limit'),
      asked('independent disk mode', 'forklift.vmware.disk_mode.independent'),
      asked('RDM', 'forklift.vmware.disk.rdm.detected'),
      asked('shared disk', 'forklift.vmware.disk.shared.detected'),
      asked('host affinity', 'forklift.vmware.host_affinity.detected'),
      asked('hostname empty or default', 'forklift.vmware.hostname.empty', 'forklift.vmware.hostname.default'),
      asked('no IP', 'forklift.vmware.vm_missing_ip.detected'),
      asked('name not a DNS label', 'forklift.vmware.vm.name.invalid'),
      {
        asked: 'NUMA affinity',
        rules: ['forklift.vmware.numa_affinity.detected'],
        needs: liveVcenter('vm.numaNodeAffinity'),
      },
      asked('SR-IOV', 'forklift.vmware.device.sriov.detected'),
      { asked: 'TPM', rules: ['forklift.vmware.tpm.detected'], needs: liveVcenter('vm.tpmPresent') },
      asked('USB controller', 'forklift.vmware.usb_controller.detected'),
      asked('OS unsupported', 'forklift.vmware.os.unsupported', 'forklift.vmware.os.upgrade.recommendation'),
      asked('disk serial truncated', 'forklift.vmware.disk_serial.truncated'),
      asked('DPM', 'forklift.vmware.dpm.enabled'),
      asked('DRS', 'forklift.vmware.drs.enabled'),
      asked('Fault Tolerance', 'forklift.vmware.fault_tolerance.enabled', 'availability.fault-tolerance'),
      asked('Windows disk without key', 'forklift.vmware.guestDisks.key.not_found'),
      asked('snapshot', 'forklift.vmware.snapshot.detected', 'snapshot.old'),
      asked('NVMe disk', 'forklift.vmware.disk.nvme.detected'),
      asked('powered off', 'forklift.vmware.vm_powered_off.detected'),
      inside('BTRFS', 'forklift.vmware.guestDisks.btrfs.unsupported'),
    ],
  },
  {
    title: 'Rules that none of them has',
    entries: [
      {
        asked: 'licence bound to MAC or hardware id',
        rules: ['guest.hardware-licence', 'network.manual-mac', 'licence.vendor-support'],
        left: 'an inventory shows that an address was set by hand, and asks; inside, licence servers and drivers of dongles are known by name, and licence files are not carried',
      },
      inside('desktop or X11', 'guest.desktop'),
      inside('loaded modules from outside the distribution', 'guest.foreign-modules'),
      inside('raw /dev use', 'guest.device-files', 'guest.block-device-open'),
      inside('cron and timers', 'guest.scheduled-jobs'),
      inside('local users, sssd, AD join', 'guest.local-users', 'guest.directory-services'),
      partly(
        'private IPv4 addresses',
        'IP addresses written into application configuration',
        'guest.addresses-in-configuration',
      ),
      inside('secrets in plain files (kind and place only, never the value)', 'guest.secrets-in-files'),
      {
        asked: 'end-of-life OS and runtime',
        rules: ['os.end-of-life', 'guest.runtime-end-of-life'],
        left: 'runtimes need a look inside the guest',
      },
      partly('IPv4 groups; broadcast leaves no trace that is collected', 'multicast or broadcast', 'guest.multicast'),
      partly('Tomcat and PHP', 'in-memory sessions', 'guest.in-memory-sessions'),
      {
        asked: 'anti-virus, backup and monitoring agents',
        rules: ['guest.agents', 'workload.agents'],
        needs: `a look inside the guest, or ${toolsList}`,
      },
      inside('SysV shared memory, huge pages', 'guest.shared-memory', 'guest.huge-pages'),
      inside('sysctl and ulimit deltas', 'guest.sysctl', 'guest.ulimits'),
      {
        asked: 'GPU, USB, serial and parallel devices',
        rules: ['device.pci-passthrough', 'forklift.vmware.usb_controller.detected', 'guest.device-files'],
        left: 'GPUs need a live vCenter (vm.pciDevices); of serial and parallel ports only a guest tells that a process holds one open',
      },
      {
        asked: 'real-time scheduling',
        rules: ['performance.latency-sensitivity', 'guest.real-time'],
        left: 'what vSphere is told of it; inside, kernels, limits and chrt: scheduling classes of processes are not collected',
      },
      partly('PTP, GPS and shifted clocks; serving time is not seen', 'clock dependence', 'guest.clock'),
      partly(
        'files that were open when the collector ran as root',
        'state written outside data directories',
        'guest.state-elsewhere',
      ),
      inside('listening UNIX sockets shared between services', 'guest.shared-sockets'),
      partly(
        'PEM files; keystores are not opened',
        'certificates that expire within the migration',
        'guest.certificate-expiry',
      ),
      {
        asked: 'idle and zombie VMs (CPU and memory below 5 % and network below 2 %: idle; all 0: zombie)',
        rules: ['retire.idle', 'retire.powered-off'],
        left: 'one sample and no network use in an export: a candidate until a period was observed or the owner answered',
      },
      partly(
        'by listeners; whether FTP is used actively is not seen',
        'IP-in-payload protocols (SIP, FTP active, Oracle TNS redirect)',
        'guest.address-in-payload',
      ),
      {
        asked: 'start-up above 5 minutes',
        left: 'collect.sh does not ask systemd for it: ActiveEnterTimestampMonotonic and InactiveExitTimestampMonotonic of each unit',
      },
    ],
  },
  {
    title: "Recognising VMware's own",
    entries: [
      asked('vCenter', 'platform.vmware-appliance'),
      asked('ESXi nested', 'platform.nested-esxi'),
      ...[
        'NSX manager and edge',
        'vSAN witness',
        'vCLS',
        'Aria/vRealize family',
        'SRM and vSphere Replication',
        'HCX',
        'Horizon',
        'SDDC Manager',
        'Cloud Director',
        'Tanzu supervisor',
      ].map((what) => asked(what, 'platform.vmware-appliance')),
      {
        asked: 'by managedBy, guestId, annotation, folder, name and vendor-known sizes',
        rules: ['platform.vmware-appliance'],
        left: 'managedBy needs a live vCenter; a name alone is a candidate',
      },
    ],
  },
  {
    title: 'Recognising others',
    entries: [
      {
        asked: 'names and tags of kubeadm, Tanzu, OpenShift (infra id, machineset), Rancher',
        rules: ['platform.kubernetes-node'],
        left: 'tags need a live vCenter; a running kubelet the list of VMware Tools',
      },
      asked('Backup proxies (Veeam, Commvault, Rubrik, Cohesity)', 'platform.backup'),
      asked(
        'Network appliances (F5, NetScaler, Palo Alto, Fortinet, Check Point, Cisco)',
        'platform.network-appliance',
      ),
      asked('Domain controllers', 'workload.directory'),
      asked('SAP HANA', 'workload.enterprise-application', 'workload.database'),
      asked('Oracle', 'workload.database', 'licence.oracle'),
      asked('Exchange', 'workload.enterprise-application'),
      {
        asked: 'SQL Server by name and application list',
        rules: ['workload.database', 'licence.sql-server'],
        left: 'the application list needs a live vCenter',
      },
      asked(
        'A name alone gives confidence `inventory`, and the evidence says so',
        'platform.vmware-appliance',
        'platform.kubernetes-node',
        'workload.database',
        'workload.directory',
      ),
    ],
  },
  {
    title: 'Licences on the target',
    entries: [
      asked(
        'Oracle: by every core of each node on which the image may run; limits do not count',
        'licence.oracle',
        'licence.host-group',
      ),
      asked('SQL Server: per container or per core with a minimum of 4', 'licence.sql-server'),
      asked(
        'Windows Server: by physical core of each node or per VM with a minimum of 8 cores, subscription or SA',
        'licence.windows-server',
      ),
      asked('RHEL, SLES: per node or socket pair', 'licence.enterprise-linux'),
      asked(
        'ISVs: does the vendor support containers, KubeVirt? An unknown is listed for the owner to answer',
        'licence.vendor-support',
      ),
    ],
  },
  {
    title: 'Other things that a practitioner looks for',
    entries: [
      {
        asked: 'recovery targets before and after (an application with one replica and no backup is named)',
        needs: 'the owners’ side table (RTO, RPO)',
        left: 'the targets are asked for and shown; replicas and backups of the target are not judged',
      },
      partly(
        'directory servers are known by name; keytabs are not listed',
        'identity (AD, gMSA, Kerberos, LDAP, certificates)',
        'guest.directory-services',
        'iis.pool-identity',
        'guest.certificate-expiry',
        'workload.directory',
      ),
      partly('change windows need the owners’ side table', 'time zones and change windows', 'guest.time-zone'),
      {
        asked: 'compliance zones (PCI, FIPS) by tag',
        rules: ['compliance.zone'],
        left: 'tags need a live vCenter; custom attributes and folders do not',
      },
      {
        asked: 'EVC baseline',
        rules: ['compute.evc-baseline'],
        left: 'only where hosts are used again: of processors that are bought nothing is known',
      },
      asked('NUMA above one socket', 'size.wider-than-socket', 'size.memory-beyond-numa-node'),
      {
        asked:
          "owner and criticality, imported from a CMDB's CSV and asked for in a worksheet that goes out as xlsx and comes back in",
        needs: 'the owners’ side table',
        left: 'no rule: the report and the worksheet show what is known and ask for the rest',
      },
    ],
  },
];

/** Rules of ours that nobody asked for, by what they are about. */
export const beside: readonly Asked[] = [
  asked('rules of DRS', 'availability.cluster-rules', 'availability.rule-conflict'),
  asked('restart priority of HA', 'availability.restart-priority'),
  { asked: 'vMotions in the events', rules: ['availability.vmotion'], needs: liveVcenter('vm.events') },
  { asked: 'restarts by HA in the events', rules: ['availability.ha-restart'], needs: liveVcenter('vm.events') },
  asked(
    'protected by Site Recovery Manager, and its placeholders',
    'availability.site-recovery',
    'retire.srm-placeholder',
  ),
  asked('adapters that bypass the hypervisor', 'device.direct-path-io'),
  asked('Secure Boot', 'firmware.secure-boot'),
  asked('port groups', 'network.promiscuous', 'network.trunk', 'network.vlan-by-host'),
  asked('datastores', 'storage.inaccessible', 'storage.nfs', 'storage.one-host', 'storage.vsan', 'storage.vvol'),
  asked(
    'two answers about the operating system, and systems that are neither Linux nor Windows',
    'os.conflict',
    'os.not-linux',
  ),
  asked('contention and limits', 'performance.cpu-ready', 'performance.limits', 'performance.memory-pressure'),
  asked(
    'templates, orphans and states',
    'retire.template',
    'retire.orphaned',
    'state.not-connected',
    'state.suspended',
  ),
];
