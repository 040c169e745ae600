import type { Call } from './connections.ts';
import { systemServices, systemUsers } from './distribution.ts';
import type { GuestSpec, ProcessSpec, ServiceSpec } from './guest-spec.ts';

/** Linux counts CPU time in hundredths of a second (USER_HZ, proc(5)). */
export const ticksPerSecond = 100;

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly unit: string;
  readonly process: ProcessSpec;
}

interface Socket {
  readonly local: string;
  readonly peer: string;
  /** Of include/net/tcp_states.h: listening, established. */
  readonly state: '0A' | '01';
  readonly pid: number;
  readonly uid: number;
  readonly inode: number;
}

const init: Running = {
  pid: 1,
  parent: 0,
  unit: 'init.scope',
  process: {
    name: 'systemd',
    executable: '/usr/lib/systemd/systemd',
    arguments: ['/sbin/init'],
    user: 'root',
    residentMiB: 12,
    cpuMilli: 1,
  },
};

/** As /proc/net/tcp writes it on a machine with the low byte first. */
function socketAddress(address: string, port: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');
  return `${address
    .split('.')
    .toReversed()
    .map((byte) => hex(Number(byte), 2))
    .join('')}:${hex(port, 4)}`;
}

/** Memory that belongs to one process alone: a tenth of what it holds is shared with others. */
const proportionalKiB = ({ residentMiB }: ProcessSpec): number => Math.floor((residentMiB * 1024 * 9) / 10);

/** What runs in a guest, as the collector finds it in /proc and as systemd shows it. */
export class RunningGuest {
  readonly #services: readonly ServiceSpec[];
  readonly #running: readonly Running[];
  readonly #sockets: readonly Socket[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #uptimeSeconds: number;

  constructor(spec: GuestSpec, calls: readonly Call[], uptimeSeconds: number) {
    this.#services = [...systemServices, ...spec.services];
    this.#uptimeSeconds = uptimeSeconds;
    this.#ids = new Map([...systemUsers, ...spec.users].map(({ name, id }) => [name, id]));
    let next = 400;
    this.#running = [
      init,
      ...this.#services.flatMap(({ unit, processes }) => {
        const main = next;
        return processes.map((process, index): Running => {
          const pid = next++;
          return { pid, parent: index === 0 ? 1 : main, unit, process };
        });
      }),
    ];
    this.#sockets = this.#socketsOf(spec.vm, calls);
  }

  #mainOf(unit: string | undefined): Running | undefined {
    return this.#running.find((each) => each.unit === unit);
  }

  #idOf(user: string): number {
    const id = this.#ids.get(user);
    if (id === undefined) throw new RangeError(`no account ${user}`);
    return id;
  }

  #socketsOf(vm: string, calls: readonly Call[]): Socket[] {
    const sockets: Socket[] = [];
    const open = (holder: Running | undefined, state: Socket['state'], local: string, peer: string): void => {
      if (holder === undefined) throw new RangeError(`${vm}: nothing holds the socket ${local}`);
      const uid = this.#idOf(holder.process.user);
      sockets.push({ local, peer, state, pid: holder.pid, uid, inode: 20_000 + sockets.length });
    };
    for (const { unit, listens = [] } of this.#services) {
      for (const port of listens) {
        open(this.#mainOf(unit), '0A', socketAddress('0.0.0.0', port), socketAddress('0.0.0.0', 0));
      }
    }
    for (const call of calls) {
      const client = socketAddress(call.fromAddress, call.fromPort);
      const server = socketAddress(call.toAddress, call.toPort);
      if (call.from === vm) open(this.#mainOf(call.fromUnit ?? undefined), '01', client, server);
      if (call.to !== vm) continue;
      const answering = this.#services.find(({ listens = [] }) => listens.includes(call.toPort));
      open(this.#mainOf(answering?.unit), '01', server, client);
    }
    return sockets;
  }

  /** Ticks since it began. */
  #ticks({ cpuMilli }: ProcessSpec): number {
    return Math.floor((this.#uptimeSeconds * ticksPerSecond * cpuMilli) / 1000);
  }

  get cpuTicks(): number {
    return this.#running.reduce((sum, { process }) => sum + this.#ticks(process), 0);
  }

  get memoryKiB(): number {
    return this.#running.reduce((sum, { process }) => sum + proportionalKiB(process), 0);
  }

  #controlGroup(unit: string): string {
    return unit === init.unit
      ? '/init.scope'
      : `/system.slice/${unit.includes('@') ? `system-${unit.split('@', 1)[0]}.slice/` : ''}${unit}`;
  }

  /** The collector's own form of /proc/PID/status, stat, limits, cgroup, smaps_rollup and cmdline. */
  processes(): string {
    return this.#running
      .map(({ pid, parent, unit, process }) => {
        const id = this.#idOf(process.user);
        const ticks = this.#ticks(process);
        const system = Math.floor(ticks / 4);
        return [
          `process ${pid}`,
          `Name ${process.name}`,
          `PPid ${parent}`,
          `Uid ${id}\t${id}\t${id}\t${id}`,
          `Gid ${id}\t${id}\t${id}\t${id}`,
          `NSpid ${pid}`,
          `VmRSS ${process.residentMiB * 1024} kB`,
          'Threads 1',
          `stat ${ticks - system} ${system} ${pid * 2}`,
          'openfiles 1024',
          `cgroup 0::${this.#controlGroup(unit)}`,
          `pss ${proportionalKiB(process)}`,
          ...process.arguments.map((argument) => `arg ${argument}`),
          '',
        ].join('\n');
      })
      .join('');
  }

  /** `ls -l` of /proc/PID/exe and cwd; `day` as it writes dates. */
  processLinks(day: string): string {
    return this.#running
      .flatMap(({ pid, process }) => [
        `lrwxrwxrwx 1 0 0 0 ${day} /proc/${pid}/cwd -> /\n`,
        `lrwxrwxrwx 1 0 0 0 ${day} /proc/${pid}/exe -> ${process.executable}\n`,
      ])
      .join('');
  }

  /** `ls -l` of /proc/PID/fd/. */
  processFiles(day: string): string {
    return this.#running
      .map(({ pid }) => {
        const held = this.#sockets.filter((socket) => socket.pid === pid);
        return [
          `/proc/${pid}/fd/:`,
          'total 0',
          `lrwx------ 1 0 0 64 ${day} 0 -> /dev/null`,
          ...held.map(({ inode }, index) => `lrwx------ 1 0 0 64 ${day} ${index + 3} -> socket:[${inode}]`),
          '',
          '',
        ].join('\n');
      })
      .join('');
  }

  /** /proc/net/tcp. */
  tcp(): string {
    return [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      ...this.#sockets.map(
        ({ local, peer, state, uid, inode }, index) =>
          `${String(index).padStart(4)}: ${local} ${peer} ${state} 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 100 0 0 10 0`,
      ),
      '',
    ].join('\n');
  }

  /** `systemctl show` of all services. */
  units(): string {
    return this.#services
      .map((service) => {
        const running = this.#running.filter(({ unit }) => unit === service.unit);
        const ticks = running.reduce((sum, { process }) => sum + this.#ticks(process), 0);
        const kibibytes = running.reduce((sum, { process }) => sum + proportionalKiB(process), 0);
        const [path = ''] = service.start;
        const none = running.length === 0;
        const template = service.unit.replace(/@[^.]*/, '@');
        const properties: Record<string, string> = {
          Id: service.unit,
          Description: service.description,
          Type: service.type,
          LoadState: 'loaded',
          ActiveState: 'active',
          SubState: none ? 'exited' : 'running',
          UnitFileState: template === service.unit ? 'enabled' : 'enabled-runtime',
          FragmentPath: `/lib/systemd/system/${template}`,
          Restart: 'on-failure',
          TimeoutStopUSec: '1min 30s',
          KillSignal: '15',
          MainPID: String(running[0]?.pid ?? 0),
          ExecStart: `{ path=${path} ; argv[]=${service.start.join(' ')} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=${running[0]?.pid ?? 0} ; code=(null) ; status=0/0 }`,
          ControlGroup: none ? '' : this.#controlGroup(service.unit),
          MemoryCurrent: none ? '[not set]' : String(kibibytes * 1024),
          CPUUsageNSec: none ? '[not set]' : String(ticks * (1e9 / ticksPerSecond)),
          TasksCurrent: none ? '[not set]' : String(running.length),
          LimitNOFILE: '524288',
          LimitNOFILESoft: '1024',
          User: service.user ?? '',
          Environment: Object.entries(service.environment ?? {})
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
          ...(service.environmentFile === undefined
            ? {}
            : { EnvironmentFiles: `${service.environmentFile} (ignore_errors=yes)` }),
          After: 'network.target',
          ...service.properties,
        };
        return Object.entries(properties)
          .map(([name, value]) => `${name}=${value}\n`)
          .join('');
      })
      .join('\n');
  }
}
