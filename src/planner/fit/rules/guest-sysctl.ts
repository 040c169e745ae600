import { clipped, hitAt, insideRule } from '../inside.ts';
import type { Rule } from '../rule.ts';

/** What applications ask for, as against what hardens a system. */
const ofApplications =
  /^(?:vm\.|fs\.|kernel\.(?:shm|msg|sem|pid_max|threads-max|sched_)|net\.core\.|net\.ipv[46]\.(?:tcp_|udp_|ip_|neigh)|net\.netfilter\.)/u;
const hardening =
  /^(?:fs\.(?:protected_|suid_dumpable)|vm\.(?:mmap_|unprivileged)|net\.ipv[46]\.tcp_(?:syncookies|rfc1337|timestamps|sack))/u;
/** Kubernetes' documentation, "Using sysctls in a Kubernetes Cluster": allowed in every Pod. */
const safe: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);
const namespaced = /^(?:kernel\.(?:shm|msg|sem)|fs\.mqueue\.|net\.(?!netfilter\.nf_conntrack_(?:max|expect_max)))/u;

function whoSets(key: string): string {
  if (safe.has(key)) return 'the Pod';
  return namespaced.test(key) ? 'the Pod, with leave' : 'the node';
}

export const rule: Rule = insideRule({
  id: 'guest.sysctl',
  text: {
    title: 'Kernel settings of its own',
    why: 'A Pod may set only what belongs to its own namespaces, and of that only the safe part without leave; the rest is the node’s, for all its Pods alike.',
    remedy:
      'Find out which application asks for each. Safe ones go into the Pod, unsafe ones need allowedUnsafeSysctls on nodes of their own, the others a profile of the node.',
  },
  guest: ['host.sysctl'],
  check: (guest, subject) => {
    const asked = Object.entries(guest.host.sysctl ?? {}).filter(
      ([key]) => ofApplications.test(key) && !hardening.test(key),
    );
    return hitAt(
      asked.every(([key]) => safe.has(key)) ? 'note' : 'work',
      asked.map(([key, value]) =>
        subject.guestEvidence(`sysctl ${clipped(key)}`, clipped(`${value} (${whoSets(key)})`)),
      ),
    );
  },
});
