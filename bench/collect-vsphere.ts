// devirt collect vsphere beside govc, which reads the same properties from the same simulator, and alone against a
// server that answers what was recorded.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { clusterProperties } from '../analyzers/vsphere/inventory/clusters.ts';
import { hostProperties } from '../analyzers/vsphere/inventory/hosts.ts';
import {
  distributedPortGroupProperties,
  distributedSwitchProperties,
} from '../analyzers/vsphere/inventory/networks.ts';
import { datastoreProperties, resourcePoolProperties } from '../analyzers/vsphere/inventory/storage-and-pools.ts';
import { vmProperties } from '../analyzers/vsphere/inventory/vm-facts.ts';
import { peerCommand } from '../test/support/peer-command.ts';
import { measureProcess, type ProcessFigures } from './measured-process.ts';
import {
  closeRecording,
  type ExchangeServer,
  openRecording,
  type Recording,
  startCounter,
  startReplay,
} from './recorded-exchange.ts';

const login = { username: 'user', password: 'pass' };
const tree = ['name', 'parent'];

/** What devirt reads of an inventory, as govc is asked for it: a call a type. It waits for ever where there is none of a
 * type, so these are types that the simulator has. */
const properties: readonly (readonly [type: string, paths: readonly string[]])[] = [
  ['Folder', tree],
  ['Datacenter', tree],
  ['DistributedVirtualSwitch', distributedSwitchProperties],
  ['DistributedVirtualPortgroup', distributedPortGroupProperties],
  ['ClusterComputeResource', [...tree, ...clusterProperties]],
  ['HostSystem', [...tree, ...hostProperties]],
  ['Datastore', [...tree, ...datastoreProperties]],
  ['ResourcePool', [...tree, ...resourcePoolProperties]],
  ['VirtualMachine', vmProperties],
];

interface Simulator {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** VMs of a cluster that are created and not copied. */
const originals = 10;
const clusters = 10;

async function startSimulator(command: string, vms: number): Promise<Simulator> {
  const copies = Math.max(0, Math.round(vms / (clusters * originals)) - 1);
  const options = {
    username: login.username,
    password: login.password,
    'standalone-hosts': 0,
    clusters,
    hosts: 10,
    vms: originals,
    copies,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`-${name}`, String(value)]);
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.stdout === null) throw new Error('vcsim has no stdout');
  // What once() gives of these events, and what the simulator of test/peers/vcsim prints.
  const [started] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { address } = JSON.parse(started) as { address: string };
  const [host = '', port = ''] = address.split(':');
  return {
    host,
    port: Number(port),
    stop: async () => {
      // Asked to end, it waits for connections that are still open.
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

type Address = Pick<Simulator, 'host' | 'port'>;

/** Reads a server with devirt, in a process of its own. */
function withDevirt(cli: string, { host, port }: Address, out: string, history: boolean): Promise<ProcessFigures> {
  const args = ['--server', `${host}:${port}`, '--username', login.username, '--insecure', '--quiet', '--out', out];
  return measureProcess(process.execPath, [cli, 'collect', 'vsphere', ...args, ...(history ? [] : ['--no-history'])], {
    DEVIRT_PASSWORD: login.password,
  });
}

/** Reads the same properties with govc, a process a type: times are added, of the peaks the largest counts. */
async function withGovc(command: string, { host, port }: Address): Promise<ProcessFigures> {
  const env = {
    GOVC_URL: `https://${host}:${port}/sdk`,
    GOVC_USERNAME: login.username,
    GOVC_PASSWORD: login.password,
    GOVC_INSECURE: 'true',
    GOVC_PERSIST_SESSION: 'false',
  };
  let sum: ProcessFigures = { seconds: 0, cpuSeconds: 0, peakMiB: 0, exitCode: 0, stderr: '' };
  for (const [type, paths] of properties) {
    const unique = [...new Set(paths)];
    const one = await measureProcess(command, ['object.collect', '-json', '-type', type, '/', ...unique], env);
    sum = {
      seconds: sum.seconds + one.seconds,
      cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
      peakMiB: Math.max(sum.peakMiB, one.peakMiB),
      exitCode: sum.exitCode === 0 ? one.exitCode : sum.exitCode,
      stderr: sum.stderr + one.stderr,
    };
  }
  return sum;
}

/** Exit codes of devirt that mean that something was read. */
const hasRead = ({ exitCode }: ProcessFigures): boolean => exitCode === 0 || exitCode === 5;

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
const times = (ours: number, theirs: number): string => (theirs / ours).toFixed(2);

function line(what: string, vms: number, figures: ProcessFigures, note: string): void {
  const { seconds, cpuSeconds, peakMiB } = figures;
  if (!hasRead(figures)) process.stderr.write(figures.stderr.slice(-2000));
  const columns = hasRead(figures)
    ? `${seconds.toFixed(1).padStart(8)} s ${cpuSeconds.toFixed(2).padStart(8)} s ${peakMiB.toFixed(0).padStart(6)} MiB`
    : 'failed'.padStart(32);
  process.stdout.write(`${what.padEnd(34)}${String(vms).padStart(8)}${columns}  ${note}\n`);
}

/**
 * Prints for each number of VMs what devirt and govc take, and what devirt takes of a recorded exchange. `cli` is
 * devirt's script, `scratch` a folder for what is recorded. Peers that are missing are named.
 */
export async function benchCollectVsphere(cli: string, scratch: string, sizes: readonly number[]): Promise<void> {
  process.stdout.write('\nA vCenter: wall, the own CPU time of the client, its peak memory\n');
  const vcsim = peerCommand('vcsim');
  if (vcsim === null) {
    process.stdout.write('not measured, because vcsim is missing: test/peers/install builds it (needs Go)\n');
    return;
  }
  const govc = peerCommand('govc');
  if (govc === null) process.stdout.write('govc is missing, so nothing to compare: test/peers/install builds it\n');
  const peaks: { vms: number; replayed: number; history: number }[] = [];
  for (const vms of sizes) {
    const simulator = await startSimulator(vcsim, vms);
    const recording = openRecording(join(scratch, `exchange-${vms}`));
    const withHistory = openRecording(join(scratch, `exchange-history-${vms}`));
    try {
      await beside(cli, govc, simulator, recording, scratch, vms);
      await recordHistory(cli, simulator, withHistory, scratch);
    } finally {
      await simulator.stop();
    }
    try {
      const replayed = await alone(cli, recording, scratch, vms, false);
      const history = await alone(cli, withHistory, scratch, vms, true);
      peaks.push({ vms, replayed: replayed.peakMiB, history: history.peakMiB });
    } finally {
      closeRecording(recording);
      closeRecording(withHistory);
    }
  }
  const [smallest] = peaks;
  const largest = peaks.at(-1);
  if (smallest === undefined || largest === undefined || largest.vms <= smallest.vms) return;
  const slope = (of: 'replayed' | 'history'): string =>
    (((largest[of] - smallest[of]) * 1024) / (largest.vms - smallest.vms)).toFixed(1);
  process.stdout.write(`peak memory grows by ${slope('replayed')} KiB a VM, with history by ${slope('history')} KiB\n`);
}

/** Both clients against the simulator, first for the times, then through a proxy that counts. */
async function beside(
  cli: string,
  govc: string | null,
  simulator: Simulator,
  recording: Recording,
  scratch: string,
  vms: number,
): Promise<void> {
  const out = join(scratch, 'snapshot.ndjson.gz');
  const ours = await withDevirt(cli, simulator, out, false);
  const ourTrips = await counted(simulator, recording, (proxy) => withDevirt(cli, proxy, out, false));
  line(
    'vcsim: devirt, no history',
    vms,
    ours,
    `${ourTrips.roundTrips} round trips, ${mebibytes(ourTrips.sentBytes)} MiB`,
  );
  if (govc === null) return;
  const theirs = await withGovc(govc, simulator);
  const theirTrips = await counted(simulator, null, (proxy) => withGovc(govc, proxy));
  const ratio = `${times(ours.seconds, theirs.seconds)} times our wall, ${times(ours.cpuSeconds, theirs.cpuSeconds)} times our CPU`;
  line(
    'vcsim: govc, the same properties',
    vms,
    theirs,
    `${theirTrips.roundTrips} round trips, ${mebibytes(theirTrips.sentBytes)} MiB; ${ratio}`,
  );
}

async function counted(
  target: Address,
  recording: Recording | null,
  run: (proxy: ExchangeServer) => Promise<ProcessFigures>,
): Promise<ExchangeServer> {
  const proxy = await startCounter(target, recording);
  try {
    const figures = await run(proxy);
    if (!hasRead(figures)) throw new Error(`the exchange could not be recorded: ${figures.stderr.slice(-2000)}`);
    return proxy;
  } finally {
    proxy.close();
  }
}

async function recordHistory(cli: string, simulator: Simulator, recording: Recording, scratch: string): Promise<void> {
  await counted(simulator, recording, (proxy) => withDevirt(cli, proxy, join(scratch, 'snapshot.ndjson.gz'), true));
}

/** devirt against the recorded answers. */
async function alone(
  cli: string,
  recording: Recording,
  scratch: string,
  vms: number,
  history: boolean,
): Promise<ProcessFigures> {
  const server = await startReplay(recording);
  try {
    const figures = await withDevirt(cli, server, join(scratch, 'snapshot.ndjson.gz'), history);
    const { cpuSeconds } = figures;
    const rates = `${server.roundTrips} round trips, ${mebibytes(server.sentBytes)} MiB, ${(server.sentBytes / 2 ** 20 / cpuSeconds).toFixed(0)} MiB/s and ${(recording.objects / cpuSeconds).toFixed(0)} objects/s of CPU`;
    const unknown = server.unknown === 0 ? '' : `; ${server.unknown} requests were not recorded`;
    line(`replay: devirt${history ? ', with history' : ', no history'}`, vms, figures, rates + unknown);
    return figures;
  } finally {
    server.close();
  }
}
