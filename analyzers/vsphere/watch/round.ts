import { DevirtError, exitCode } from '../../../src/lib/errors.ts';
import { TransportError, VimFault } from '../client/faults.ts';
import { reference } from '../client/envelope.ts';
import type { ManagedObject } from '../client/node.ts';
import { listObjects } from '../client/retrieve.ts';
import { type VimSession, whole } from '../client/session.ts';
import { openHistory } from '../performance/history.ts';
import { PerformanceQuery } from '../performance/query.ts';
import { readSpans, realtimeSeconds, type SpanSamples } from './five-minutes.ts';
import { SampleFile } from './sample-file.ts';

/** How far back hosts keep real-time samples, in seconds: 180 of them (vSphere's documentation of PerformanceManager). */
const keptSeconds = 3600;
/** Groups that are asked for at once, each with queries of its own. */
const concurrency = 3;

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** The server's clock, in whole seconds since 1970. */
export async function serverSeconds(session: VimSession): Promise<number> {
  const now = Date.parse((await session.currentTime()) ?? '');
  if (Number.isNaN(now)) throw new TransportError('foreign', `${session.server.host} does not tell its time`);
  return Math.floor(now / 1000);
}

/** Opens the samples of a server at `path`, or begins them. Throws DevirtError where they are another vCenter's. */
export async function openSamples(path: string, session: VimSession, now: number): Promise<SampleFile> {
  const vCenterUuid = session.about.text('instanceUuid')?.toLowerCase() ?? null;
  const known = await SampleFile.open(path);
  if (known === null) return SampleFile.create(path, { server: session.server.host, vCenterUuid, begun: now });
  if (known.header.vCenterUuid === vCenterUuid) return known;
  await known.close();
  throw new DevirtError(
    `${path}: holds samples of another vCenter, which had the name ${known.header.server}`,
    'Give another --out, or move the folder away to begin anew.',
    exitCode.usage,
  );
}

/**
 * Appends the real-time samples that the file does not have yet and that are not later than `until`, of VMs, hosts, and
 * clusters where the server samples these. Returns the number of objects that had any.
 */
export async function sampleRound(
  session: VimSession,
  file: SampleFile,
  until: number,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number> {
  const source = await openHistory(session);
  if (source === null) return 0;
  const { manager, counters } = source;
  const objects = await sampledObjects(session, manager);
  // Hosts sample at full multiples: half a step would not come back.
  const end = Math.floor(until / realtimeSeconds) * realtimeSeconds;
  const after = (object: ManagedObject): number => Math.max(file.last(object) ?? 0, end - keptSeconds);
  const waiting = file.groups(objects.filter((object) => after(object) < end)).entries();
  let done = 0;
  let sampled = 0;
  const worker = async (): Promise<void> => {
    for (const [group, members] of waiting) {
      const found = new Map<ManagedObject, SpanSamples>();
      const query = new PerformanceQuery(session, {
        manager,
        counters,
        intervalSeconds: realtimeSeconds,
        startOf: (object) => iso(after(object)),
        end: iso(end),
        reduce: (entity) => {
          const object = entity.reference('entity');
          return object === null ? null : readSpans(entity, counters, after(object));
        },
        found: (object, samples) => {
          if (samples !== null) found.set(object, samples);
        },
      });
      await query.run(members, (count) => onProgress((done += count), objects.length));
      await file.append(group, counters, found);
      sampled += found.size;
    }
  };
  // All end before the file may be closed, whatever becomes of one.
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const outcome of ends) if (outcome.status === 'rejected') throw outcome.reason;
  await file.sync();
  return sampled;
}

/** Clusters as vSphere has them have averages of their hosts, later, and no samples: the server is asked. */
async function sampledObjects(session: VimSession, manager: ManagedObject): Promise<ManagedObject[]> {
  const objects = await listObjects(session, ['VirtualMachine', 'HostSystem', 'ClusterComputeResource']);
  const cluster = objects.find(({ type }) => type === 'ClusterComputeResource');
  const areSampled = cluster !== undefined && (await isSampled(session, manager, cluster));
  return objects.filter(({ type }) => areSampled || type !== 'ClusterComputeResource');
}

async function isSampled(session: VimSession, manager: ManagedObject, object: ManagedObject): Promise<boolean> {
  try {
    return await session.call(
      'QueryPerfProviderSummary',
      manager,
      [reference('entity', object)],
      whole((response) => response.flag('returnval.currentSupported') === true),
    );
  } catch (error) {
    // Deleted since, or refused: the next round asks again.
    if (error instanceof VimFault && error.method === 'QueryPerfProviderSummary') return false;
    throw error;
  }
}
