import { z } from 'zod';

/**
 * A Guest: what was seen inside one running system, as it was seen. Like the Estate it infers nothing, and what was not
 * seen is null, never 0 and never ''. A list is null where nobody could look and empty where there was nothing.
 * Values that look like credentials were replaced before they left the guest (`redacted`), and again on reading.
 */

const text = z.string().nullable();
const count = z.number().int().nonnegative().nullable();
const amount = z.number().nonnegative().nullable();
const flag = z.boolean().nullable();

/** Stands where a value was that looked like a credential. */
export const redacted = '<redacted>';

export const guestIdentitySchema = z.strictObject({
  machineId: text,
  /** SMBIOS UUID as the guest reads it: real hardware versions from 13 on swap the bytes of its first three fields. */
  biosUuid: text,
  /** "VMware-42 12 …" */
  serialNumber: text,
  manufacturer: text,
  product: text,
  hostName: text,
  fullyQualifiedName: text,
});

export const guestSystemSchema = z.strictObject({
  family: z.enum(['linux', 'windows']),
  /** os-release's ID: "debian", "rhel", "ubuntu"; where there is no os-release, what /etc/*-release says. */
  id: text,
  idLike: z.array(z.string()),
  versionId: text,
  codename: text,
  prettyName: text,
  kernel: text,
  /** As `uname -m` says: "x86_64", "aarch64". */
  architecture: text,
  firmware: z.enum(['bios', 'efi']).nullable(),
  timeZone: text,
  /** systemd, sysv, openrc, busybox, … */
  init: text,
  bootedAt: text,
});

export const fileSystemSchema = z.strictObject({
  /** "/dev/sda1", "nas01:/export/home", "//nas/share" */
  device: z.string(),
  mountPoint: z.string(),
  type: z.string(),
  options: z.array(z.string()),
  sizeMiB: count,
  usedMiB: count,
  /** In /etc/fstab, and so there after the next boot too. */
  inFstab: flag,
});
export type FileSystem = z.infer<typeof fileSystemSchema>;

export const guestInterfaceSchema = z.strictObject({
  name: z.string(),
  macAddress: text,
  /** Without prefix length, IPv4 and IPv6. */
  addresses: z.array(z.string()),
});

export const guestProcessSchema = z.strictObject({
  pid: z.number().int().positive(),
  parentPid: count,
  user: text,
  uid: count,
  gid: count,
  /** comm, which a process can change. */
  name: text,
  /** /proc/PID/exe; " (deleted)" is left off and noted in `executableDeleted`. */
  executable: text,
  executableDeleted: z.boolean(),
  /** argv, redacted. */
  command: z.array(z.string()),
  workingDirectory: text,
  /** "/system.slice/nginx.service" */
  controlGroup: text,
  /** Unit of its control group, "nginx.service"; null for sessions and where there is no systemd. */
  unit: text,
  /** Environment of service processes, redacted; null where it was not readable or not asked for. */
  environment: z.record(z.string(), z.string()).nullable(),
  cpuSeconds: amount,
  residentMiB: amount,
  /** Proportional share, from smaps_rollup, which needs root and a kernel of 4.14 or later. */
  proportionalMiB: amount,
  startedAt: text,
  openFilesLimit: count,
  /** Paths outside /proc, /sys and /dev/null that it holds open, without log rotation's copies; at most 200. */
  openFiles: z.array(z.string()),
});
export type GuestProcess = z.infer<typeof guestProcessSchema>;

export const listenerSchema = z.strictObject({
  protocol: z.enum(['tcp', 'udp', 'unix']),
  /** "0.0.0.0", "::", "127.0.0.1"; of a UNIX socket its path. */
  address: z.string(),
  port: count,
  pid: count,
  processName: text,
});
export type Listener = z.infer<typeof listenerSchema>;

export const connectionSchema = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  localAddress: z.string(),
  localPort: z.number().int(),
  peerAddress: z.string(),
  peerPort: z.number().int(),
  /** in: the local port is one that this guest listens on. */
  direction: z.enum(['in', 'out']),
  pid: count,
  processName: text,
  /** In how many runs of the collector it was seen; client ports do not count as different. */
  observations: z.number().int().positive(),
});
export type Connection = z.infer<typeof connectionSchema>;

export const guestPackageSchema = z.strictObject({
  name: z.string(),
  version: text,
  manager: z.enum(['dpkg', 'rpm', 'apk', 'snap', 'pip', 'npm', 'gem', 'windows']),
  /** Installed by hand and not as a dependency; null where the manager does not know. */
  manual: flag,
  /** For pip, npm and gem: the tree in which it lies. */
  location: text,
});
export type GuestPackage = z.infer<typeof guestPackageSchema>;

/** A file of a package that is no longer as the package brought it (dpkg -V, rpm -Va): only after --verify-files. */
export const changedFileSchema = z.strictObject({
  path: z.string(),
  package: text,
  configuration: z.boolean(),
  missing: z.boolean(),
});

/** A file or a tree that no package owns, below /opt, /srv, /usr/local, /var/www, /etc and the homes of service users. */
export const unownedTreeSchema = z.strictObject({
  path: z.string(),
  files: count,
  sizeBytes: count,
});

export const execSchema = z.strictObject({ path: z.string(), argv: z.array(z.string()), ignoreFailure: z.boolean() });
export type Exec = z.infer<typeof execSchema>;

/** A unit of systemd, or a service of SysV or OpenRC with what can be known of it. */
export const guestUnitSchema = z.strictObject({
  /** "nginx.service", "app@8001.service" */
  name: z.string(),
  manager: z.enum(['systemd', 'sysv', 'openrc', 'windows']),
  description: text,
  active: flag,
  /** "running", "exited", "failed", "waiting" */
  subState: text,
  enabled: flag,
  fragmentPath: text,
  dropInPaths: z.array(z.string()),
  /** simple, forking, notify, oneshot, dbus, idle */
  type: text,
  user: text,
  group: text,
  workingDirectory: text,
  execStartPre: z.array(execSchema),
  execStart: z.array(execSchema),
  execStop: z.array(execSchema),
  execReload: z.array(execSchema),
  /** Redacted. */
  environment: z.record(z.string(), z.string()),
  environmentFiles: z.array(z.string()),
  restart: text,
  killSignal: text,
  timeoutStopSeconds: amount,
  openFilesLimit: count,
  capabilities: z.array(z.string()),
  ambientCapabilities: z.array(z.string()),
  privateTmp: flag,
  runtimeDirectories: z.array(z.string()),
  stateDirectories: z.array(z.string()),
  cacheDirectories: z.array(z.string()),
  logsDirectories: z.array(z.string()),
  configurationDirectories: z.array(z.string()),
  after: z.array(z.string()),
  requires: z.array(z.string()),
  wants: z.array(z.string()),
  mainPid: count,
  controlGroup: text,
  memoryMiB: amount,
  cpuSeconds: amount,
  tasks: count,
  /** Of a socket unit: what it listens on, as systemd says it. */
  listen: z.array(z.string()),
  /** Of a timer or socket: the unit that it starts. */
  triggers: text,
  /** Of a timer: OnCalendar and monotonic specifications. */
  schedule: z.array(z.string()),
  lastTriggeredAt: text,
});
export type GuestUnit = z.infer<typeof guestUnitSchema>;

export const cronEntrySchema = z.strictObject({
  /** File and line: "/etc/cron.d/backup:3". */
  place: z.string(),
  /** Five fields or @daily and the like; of /etc/cron.daily its directory's name. */
  schedule: z.string(),
  user: text,
  /** Redacted. */
  command: z.string(),
  timeZone: text,
});
export type CronEntry = z.infer<typeof cronEntrySchema>;

/** A configuration file that was carried, with values that look like credentials replaced. */
export const configurationFileSchema = z.strictObject({
  path: z.string(),
  contents: z.string(),
  truncated: z.boolean(),
  owner: text,
  group: text,
  /** Octal, "0640". */
  mode: text,
});
export type ConfigurationFile = z.infer<typeof configurationFileSchema>;

export const accountSchema = z.strictObject({
  name: z.string(),
  uid: z.number().int(),
  gid: z.number().int(),
  group: text,
  home: text,
  shell: text,
});
export type Account = z.infer<typeof accountSchema>;

/** A secret's kind and place; never its value. */
export const secretPlaceSchema = z.strictObject({
  /** "password", "private-key", "aws-access-key", "url-credentials", … */
  kind: z.string(),
  /** "/etc/app/db.conf:12", "unit app.service Environment=DB_PASSWORD", "process 812 argument 3" */
  place: z.string(),
  /** Name of the key or variable, where it has one. */
  key: text,
});
export type SecretPlace = z.infer<typeof secretPlaceSchema>;

export const certificateSchema = z.strictObject({ path: z.string(), subject: text, notAfter: text });

export const guestContainerSchema = z.strictObject({
  runtime: z.string(),
  name: text,
  image: text,
  running: flag,
  /** "8080:80/tcp" */
  ports: z.array(z.string()),
  /** "source:destination" */
  mounts: z.array(z.string()),
  composeFile: text,
});
export type GuestContainer = z.infer<typeof guestContainerSchema>;

export const javaRuntimeSchema = z.strictObject({ home: z.string(), version: text, vendor: text });

/** What else decides whether a service can be a container. */
export const guestHostSettingsSchema = z.strictObject({
  /** enforcing, permissive, disabled */
  seLinux: text,
  appArmorProfiles: z.array(z.string()).nullable(),
  /** Modules that do not come from the distribution's kernel package. */
  foreignModules: z.array(z.string()).nullable(),
  modules: z.array(z.string()).nullable(),
  /** Keys of sysctl that files in /etc set. */
  sysctl: z.record(z.string(), z.string()).nullable(),
  limits: z.array(z.string()).nullable(),
  hugePages: count,
  sharedMemorySegments: z.array(z.strictObject({ key: z.string(), sizeBytes: count, owner: text })).nullable(),
  /** Setuid files and files with capabilities that no package owns. */
  privilegedFiles: z.array(z.string()).nullable(),
  firewallRules: count,
  exports: z.array(z.string()).nullable(),
  hosts: z.array(z.strictObject({ address: z.string(), names: z.array(z.string()) })).nullable(),
  resolvers: z.array(z.string()).nullable(),
  searchDomains: z.array(z.string()).nullable(),
  routes: z.array(z.string()).nullable(),
  multicastGroups: z.array(z.string()).nullable(),
  /** Realm, domain or LDAP server that users come from: sssd, krb5, realmd, nslcd. */
  directoryServices: z.array(z.string()).nullable(),
  blockDevices: z
    .array(z.strictObject({ name: z.string(), type: text, sizeMiB: count, fileSystem: text, mountPoint: text }))
    .nullable(),
  /** Interactive logins within 90 days, by user. */
  logins: z.record(z.string(), z.number().int()).nullable(),
  desktop: flag,
});

export const endpointSchema = z.strictObject({
  protocol: z.enum(['tcp', 'udp']),
  /** null: all addresses of the guest. */
  address: text,
  port: z.number().int().min(1).max(65_535),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** What an application connects to, as its configuration says. */
export const configuredPeerSchema = z.strictObject({
  /** "postgresql", "http", "redis", … */
  protocol: z.string(),
  /** Name or address as written; of a UNIX socket on the same guest its path. */
  host: z.string(),
  port: count,
  /** File and line. */
  place: z.string(),
});
export type ConfiguredPeer = z.infer<typeof configuredPeerSchema>;

/** A cluster that the application's own configuration names: what runs on several guests and is one thing. */
export const applicationClusterSchema = z.strictObject({
  /** As the configuration calls it; null where members are named and the cluster is not. */
  name: text,
  /** Hosts, without ports, as written. */
  members: z.array(z.string()),
});
export type ApplicationCluster = z.infer<typeof applicationClusterSchema>;

/** An application that analyzers/guest/apps recognised, with the evidence for it. */
export const guestApplicationSchema = z.strictObject({
  /** Id of its file in analyzers/guest/apps, "nginx"; "service" for one that no file knows. */
  application: z.string(),
  title: z.string(),
  /** Unique within the guest: "nginx", "tomcat10", "app@8001". */
  instance: z.string(),
  version: text,
  /** "web server", "database", "cache", "queue", "application server", "scheduled job", … */
  role: z.string(),
  /** Of a scheduled job; null of what runs all the time. */
  schedule: z
    .strictObject({
      kind: z.enum(['cron', 'timer']),
      /** Five fields, @daily and the like, or "hourly", "daily", … of /etc/cron.daily; of a timer OnCalendar and the like. */
      expressions: z.array(z.string()),
      timeZone: text,
    })
    .nullable(),
  /** Running now; else enabled and not running. What is only installed is no application. */
  running: z.boolean(),
  unit: text,
  pids: z.array(z.number().int().positive()),
  user: text,
  uid: count,
  gid: count,
  endpoints: z.array(endpointSchema),
  sockets: z.array(z.string()),
  /** Command that stays in the foreground, as argv, for a container's CMD; null where none is known. */
  command: z.array(z.string()).nullable(),
  /** Commands that must have run in the same root filesystem before it. */
  prepare: z.array(z.array(z.string())),
  workingDirectory: text,
  environment: z.record(z.string(), z.string()),
  stopSignal: text,
  /** Packages by name that the image installs. */
  packages: z.array(z.string()),
  configurationFiles: z.array(z.string()),
  /** What is served or run, and belongs into the image: web roots, WARs, code. */
  content: z.array(z.strictObject({ path: z.string(), sizeBytes: count })),
  /** What changes while it runs and must outlive the container. */
  dataDirectories: z.array(z.strictObject({ path: z.string(), sizeBytes: count })),
  /** Written, and lost without harm: caches, runtime files. */
  scratchDirectories: z.array(z.string()),
  logDirectories: z.array(z.string()),
  secrets: z.array(secretPlaceSchema),
  peers: z.array(configuredPeerSchema),
  /** Patroni, Galera, replicas, sentinels, Erlang nodes, discovery hosts, virtual addresses, …; null where nothing says so. */
  cluster: applicationClusterSchema.nullable(),
  /** Instances on the same guest that live inside it (a WordPress its Apache, a Tomcat its JVM). */
  includes: z.array(z.string()),
  /** How to see that it answers. */
  probe: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('http'), path: z.string(), port: z.number().int() }),
      z.strictObject({ kind: z.literal('tcp'), port: z.number().int() }),
      z.strictObject({ kind: z.literal('exec'), command: z.array(z.string()) }),
    ])
    .nullable(),
  /** Name of an official image, without tag: "docker.io/library/nginx"; null where none is known. */
  officialImage: text,
  /** Each line: what was seen and where. */
  evidence: z.array(z.string()),
  /** Recognised by a signature that no real guest of ours confirmed. */
  unverified: z.boolean(),
  /** Shares of the guest by its processes' figures; null where there are none. */
  cpuSeconds: amount,
  memoryMiB: amount,
});
export type GuestApplication = z.infer<typeof guestApplicationSchema>;

export const guestSchema = z.strictObject({
  /** Index into Estate.sources. */
  source: z.number().int().nonnegative(),
  /** Stable: machine id, else BIOS UUID, else a hash of name and addresses. */
  id: z.string(),
  /** script (a running guest), root (a mounted root filesystem: no processes), powershell (Windows, unverified). */
  way: z.enum(['script', 'root', 'powershell']),
  asRoot: flag,
  /** ISO 8601 in UTC: first and last run that is merged here. */
  observedFrom: text,
  observedTo: text,
  observations: z.number().int().positive(),
  /** What the collector could not see, and why. */
  gaps: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
  identity: guestIdentitySchema,
  system: guestSystemSchema,
  cpus: count,
  /** /proc/meminfo; used is total less available. */
  memoryMiB: count,
  memoryUsedMiB: count,
  swapUsedMiB: count,
  /** CPU seconds of all processes since boot, and seconds since boot. */
  cpuSeconds: amount,
  uptimeSeconds: amount,
  fileSystems: z.array(fileSystemSchema).nullable(),
  interfaces: z.array(guestInterfaceSchema).nullable(),
  processes: z.array(guestProcessSchema).nullable(),
  listeners: z.array(listenerSchema).nullable(),
  connections: z.array(connectionSchema).nullable(),
  packages: z.array(guestPackageSchema).nullable(),
  changedFiles: z.array(changedFileSchema).nullable(),
  unownedTrees: z.array(unownedTreeSchema).nullable(),
  units: z.array(guestUnitSchema).nullable(),
  cron: z.array(cronEntrySchema).nullable(),
  configuration: z.array(configurationFileSchema).nullable(),
  accounts: z.array(accountSchema).nullable(),
  secrets: z.array(secretPlaceSchema).nullable(),
  certificates: z.array(certificateSchema).nullable(),
  containers: z.array(guestContainerSchema).nullable(),
  javaRuntimes: z.array(javaRuntimeSchema).nullable(),
  host: guestHostSettingsSchema,
  applications: z.array(guestApplicationSchema),
  /** What belongs to the operating system and not to an application: CPU and memory of sshd, systemd, agents, … */
  overhead: z.strictObject({ cpuSeconds: amount, memoryMiB: amount, pids: z.number().int().nonnegative() }).nullable(),
});
export type Guest = z.infer<typeof guestSchema>;

/** How a guest was tied to a VM. Doubt is a finding, never a guess: then `vm` is null and the candidates are named. */
export const guestMatchSchema = z.strictObject({
  guest: z.string(),
  vm: text,
  by: z.enum(['bios-uuid', 'mac-address', 'name-and-address', 'none']),
  candidates: z.array(z.string()),
  explanation: z.string(),
});
export type GuestMatch = z.infer<typeof guestMatchSchema>;
