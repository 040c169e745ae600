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
const guest = (what: string, facts: string): Asked => ({ asked: what, needs: `a look inside the guest: ${facts}` });
const guests = (facts: string, ...whats: string[]): Asked[] => whats.map((what) => guest(what, facts));
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
        rules: ['tools.not-running', 'os.unknown'],
        left: 'each rule that lacks a fact answers unknown itself',
      },
      {
        asked: 'a database process',
        rules: ['workload.database'],
        needs: toolsList,
        left: 'by its name alone it is a note',
      },
      { asked: 'docker already present', rules: ['workload.container-host'], needs: toolsList },
      guest('disk use splits into image and data', 'files by owner (package or not) and by change'),
      asked('CPU or memory above the largest node', 'size.larger-than-node'),
      {
        asked: 'ARM',
        left: 'no source tells the architecture; vSphere runs on x86 but for ESXi-Arm, which is not meant for production',
      },
      ...guests(
        'listening sockets with address, port and process',
        'a listener bound to one IP',
        'listeners on several IPs',
        'several listeners on one port',
      ),
      asked('several NICs', 'network.several-nics'),
      guest('static host entries (hostAliases)', '/etc/hosts'),
      guest('NFS or CIFS mounts', 'mounts: VMware Tools list local file systems alone'),
      guest('filesystem not supported', 'mounts with their type'),
      guest('SELinux enforcing', 'state of SELinux and its policy'),
      guest('exports NFS', '/etc/exports and running services'),
      guest('a process holds a block device open', 'open files of processes'),
    ],
  },
  {
    title: "Google's fit assessment, applications",
    entries: [
      ...of(
        'Tomcat',
        guests(
          'its processes, server.xml and libraries',
          'Tomcat: version outside support',
          'clustering',
          'reverse proxy',
          'JVM proxy arguments',
          'JMX',
          'Java below 8',
          'server.xml missing or broken',
          'jvmRoute',
          'endorsed dirs',
          'JDBC and web-server connections',
        ),
      ),
      { asked: 'IIS: Windows version', rules: ['os.windows', 'os.end-of-life'] },
      ...of(
        'IIS',
        guests(
          'applicationHost.config',
          'virtual directory on a network drive or missing',
          'AD pool identity (gMSA)',
          'ASP.NET Core',
        ),
      ),
      ...of(
        'Apache',
        guests(
          'its configuration, and that of PHP',
          'Apache: TLS certificates',
          'not 2.4',
          'unusual location',
          'unsupported modules',
          'PHP version',
          'WordPress',
          'Drupal',
          'Magento',
          'database connections',
        ),
      ),
      ...of('JBoss', guests('its configuration', 'JBoss: version', 'keystore', 'not standalone', 'Java version')),
      ...of('WordPress', guests('wp-config.php, plugins and database', 'WordPress: version', 'plugins', 'site URL')),
      guest('WebSphere: connections', 'its resources'),
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
      guest('BitLocker', 'state of volumes; a virtual TPM (forklift.vmware.tpm.detected) hints at it'),
      guest('custom kernel', 'kernel and its package'),
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
      guest('BTRFS', 'mounts with their type'),
    ],
  },
  {
    title: 'Rules that none of them has',
    entries: [
      {
        asked: 'licence bound to MAC or hardware id',
        rules: ['network.manual-mac', 'licence.vendor-support'],
        left: 'an inventory shows that an address was set by hand, and asks; licence files are inside the guest',
      },
      guest('desktop or X11', 'packages, sessions'),
      guest('loaded modules from outside the distribution', 'modules and their packages'),
      guest('raw /dev use', 'open files of processes'),
      guest('cron and timers', 'crontabs and timer units'),
      guest('local users, sssd, AD join', 'passwd, sssd.conf, realm'),
      guest('IP addresses written into application configuration', 'configuration files'),
      guest('secrets in plain files (kind and place only, never the value)', 'configuration files'),
      { asked: 'end-of-life OS and runtime', rules: ['os.end-of-life'], left: 'runtimes need a look inside the guest' },
      guest('multicast or broadcast', 'sockets and group memberships'),
      guest('in-memory sessions', 'configuration of the application server'),
      { asked: 'anti-virus, backup and monitoring agents', rules: ['workload.agents'], needs: toolsList },
      guest('SysV shared memory, huge pages', 'ipcs, meminfo'),
      guest('sysctl and ulimit deltas', 'sysctl and limits against the defaults of the release'),
      {
        asked: 'GPU, USB, serial and parallel devices',
        rules: ['device.pci-passthrough', 'forklift.vmware.usb_controller.detected'],
        left: 'GPUs need a live vCenter (vm.pciDevices); serial and parallel ports no source that is read tells',
      },
      {
        asked: 'real-time scheduling',
        rules: ['performance.latency-sensitivity'],
        left: 'what vSphere is told of it; scheduling classes need a look inside the guest',
      },
      guest('clock dependence', 'time services and their configuration'),
      guest('state written outside data directories', 'files by change'),
      guest('listening UNIX sockets shared between services', 'sockets and processes'),
      guest('certificates that expire within the migration', 'certificate stores and files'),
      {
        asked: 'idle and zombie VMs (CPU and memory below 5 % and network below 2 %: idle; all 0: zombie)',
        rules: ['retire.idle', 'retire.powered-off'],
        left: 'one sample and no network use in an export: a candidate until a period was observed or the owner answered',
      },
      guest(
        'IP-in-payload protocols (SIP, FTP active, Oracle TNS redirect)',
        'listening services and their configuration',
      ),
      guest('start-up above 5 minutes', 'journal of the last start'),
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
      guest(
        'identity (AD, gMSA, Kerberos, LDAP, certificates)',
        'join, keytabs, services; directory servers are known by name (workload.directory)',
      ),
      {
        asked: 'time zones and change windows',
        needs: 'the owners’ side table (change window); time zones of guests need a look inside',
      },
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
