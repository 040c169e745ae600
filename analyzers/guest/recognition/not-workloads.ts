import { matchesPattern } from './paths.ts';

/**
 * What belongs to the operating system of a VM and goes with it: no workload, and the measured overhead. Names of
 * units without their type, and of executables, as Debian, Ubuntu, RHEL, SLES and the makers of agents ship them.
 */
const groups: Readonly<Record<string, readonly string[]>> = {
  'init and sessions':
    'init systemd systemd-* user@* user-runtime-dir@* getty getty@* agetty serial-getty@* console-getty console-setup keyboard-setup login dbus dbus-* dbus-broker* polkit polkitd elogind accounts-daemon rtkit-daemon upower colord switcheroo-control gdm* lightdm sddm plymouth-* ifup@* kmod* emergency rescue initrd-* sshd-keygen* bolt fwupd* packagekit low-memory-monitor power-profiles-daemon'.split(
      ' ',
    ),
  'remote access': 'ssh sshd ssh@* dropbear* cockpit* xrdp* telnet*'.split(' '),
  scheduling: 'cron crond cronie anacron atd fcron'.split(' '),
  logging: 'rsyslog rsyslogd syslog syslog-ng klogd auditd augenrules audit-rules journald* logrotate'.split(' '),
  time: 'chrony chronyd ntp ntpd ntpsec openntpd timesyncd ptp4l phc2sys'.split(' '),
  network:
    'networking NetworkManager NetworkManager-* networkd-dispatcher wicked* wpa_supplicant ModemManager dhclient dhclient@* dhcpcd dhcpcd5 resolvconf* *-resolvconf nscd unscd iptables ip6tables netfilter-persistent nftables firewalld ufw fail2ban fail2ban-server iscsid open-iscsi iscsi iscsi-* avahi-daemon lldpd rpcbind rpc-* rpc.* nfs-client nfs-common nfs-utils nfs-blkmap nfs-idmapd nfs-convert autofs automount wg-quick@* strongswan*'.split(
      ' ',
    ),
  identity: 'sssd sssd-* sssd_* nslcd realmd oddjobd winbind winbindd vasd adclient centrifydc gssproxy krb5-*'.split(
    ' ',
  ),
  hardware:
    'udev udevd systemd-udevd udisks2 udisksd multipathd multipath-tools lvm2-* lvmetad dmeventd mdadm mdmonitor smartd smartmontools irqbalance rngd rng-tools* haveged acpid thermald tuned microcode kdump kdump-tools sysstat* fstrim e2scrub* cpufrequtils tlp hv-* gpm alsa-* bluetooth zfs-* btrfs*'.split(
      ' ',
    ),
  packages:
    'apt-daily* unattended-upgrade* dpkg-db-backup man-db* dnf-* yum-* snapd* snap.lxd* packagekit* rhsmcertd subscription-manager needrestart* apparmor* selinux* motd-news* update-notifier* ua-* ubuntu-advantage* esm-* apport* whoopsie kerneloops phpsessionclean mlocate* plocate* updatedb*'.split(
      ' ',
    ),
  hypervisor:
    'vmtoolsd open-vm-tools vmware-* vgauth VGAuthService vgauthd vmware-vmblock-fuse qemu-ga qemu-guest-agent spice-vdagent* hyperv-daemons* hv_* walinuxagent waagent cloud-init* cloud-config cloud-final google-* amazon-ssm-agent xe-daemon vboxadd* virtualbox-guest-*'.split(
      ' ',
    ),
  configuration:
    'puppet* pe-puppet* chef-client cinc-client salt-minion cf-execd cf-serverd cf-monitord cfengine3 ansible-pull* landscape-client katello-agent goferd'.split(
      ' ',
    ),
  monitoring:
    'zabbix-agent* zabbix_agentd zabbix_agent2 node_exporter prometheus-node-exporter* prometheus-*-exporter *_exporter nrpe nagios-nrpe-server check-mk-agent* check_mk* cmk-agent-ctl* telegraf collectd munin-node snmpd snmptrapd datadog-agent* newrelic-infra oneagent* oneagentos* dynatrace* instana-agent appdynamics* filebeat metricbeat auditbeat packetbeat heartbeat-elastic elastic-agent fluent-bit fluentd td-agent* promtail vector alloy grafana-agent splunkd SplunkForwarder Splunkd splunk omsagent* omid scx-cimd azuremonitoragent* netdata nagios-nsca sensu-agent icinga2-agent ossec-* wazuh-agent* wazuh-modulesd osqueryd* auoms pcp pmcd pmlogger pmproxy'.split(
      ' ',
    ),
  backup:
    'bareos-fd bareos-filedaemon bacula-fd bacula-filedaemon veeamservice veeamtransport veeamdeployment nsrexecd networker nbu vnetd bpcd pbx_exchange netbackup dsmcad dsmc cvd cvlaunchd commvault rubrikagents* rubrik* cohesity* urbackupclientbackend avagent borgmatic*'.split(
      ' ',
    ),
  'anti-virus':
    'clamav-freshclam freshclam clamonacc falcon-sensor falcond ds_agent ds_am mdatp wdavdaemon sophos* sav-protect savd sav-rms mfetpd mfeespd ma masvc esets* eea eraagent rtvscand symcfgd smcd cbagentd cbdaemon cbagent cylancesvc sentinelone sentinelagent s1-* trapsd traps_pmd kesl kesl-supervisor tripwire aide* rkhunter'.split(
      ' ',
    ),
};

const literal = new Set<string>();
const globs: string[] = [];
for (const name of Object.values(groups).flat()) {
  if (name.includes('*')) globs.push(name);
  else literal.add(name);
}

/** Whether a unit (without its type) or an executable is part of the operating system rather than of a workload. */
export const isNoWorkload = (name: string): boolean =>
  literal.has(name) || globs.some((pattern) => matchesPattern(pattern, name));

/**
 * Units that hold processes of others: a process below them that listens was started by hand, by cron or at a login,
 * and is a service all the same.
 */
export const holdsOthers = (unit: string): boolean =>
  /^(?:session-c?\d+|user@.*|run-[ru]?[0-9a-f]+|cron|crond|atd|anacron|ssh|sshd|ssh@.*)$/u.test(unit);

/** Programs that start and watch services of their own below one unit. */
export const supervisors: ReadonlySet<string> = new Set([
  'supervisord',
  'circusd',
  'runsvdir',
  'runsv',
  's6-svscan',
  's6-supervise',
  'svscan',
  'monit',
]);
