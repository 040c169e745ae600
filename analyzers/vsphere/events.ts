import type { VmEvents } from '../../src/model/estate.ts';
import { element } from './client/envelope.ts';
import { TransportError, VimFault } from './client/faults.ts';
import type { ManagedObject, VimNode } from './client/node.ts';
import { hasNoSession, isPassing, withRetry } from './client/retry.ts';
import { type VimSession, whole } from './client/session.ts';
import { utcTime } from './inventory/times.ts';

/** What an event says of its VM. */
type Meaning = 'powerOff' | 'powerOn' | 'suspend' | 'migration' | 'drsMigration' | 'failedMigration' | 'haRestart';

/**
 * The events that are asked for, by type, or by eventTypeId where the type is EventEx (vim25, EventFilterSpec). A guest
 * that shuts itself down is powered off too, by an event of its own, so that VmGuestShutdownEvent adds nothing.
 */
const meanings: ReadonlyMap<string, readonly Meaning[]> = new Map<string, readonly Meaning[]>([
  ['VmPoweredOffEvent', ['powerOff']],
  ['VmPoweredOnEvent', ['powerOn']],
  ['DrsVmPoweredOnEvent', ['powerOn']],
  ['VmSuspendedEvent', ['suspend']],
  ['VmMigratedEvent', ['migration']],
  ['DrsVmMigratedEvent', ['migration', 'drsMigration']],
  ['VmFailedMigrateEvent', ['failedMigration']],
  ['VmRestartedOnAlternateHostEvent', ['powerOn', 'haRestart']],
  ['com.vmware.vc.ha.VmRestartedByHAEvent', ['powerOn', 'haRestart']],
]);

/** Events of one page: the most that a vCenter gives at once (vim25, ReadNextEvents). */
const pageSize = 1000;

/** What the server keeps of the past. */
export interface KeptEvents {
  /** Time of the oldest event of any kind. */
  readonly from: string;
  /** By the ids of the VMs that were asked for; those without an event have figures of 0. */
  readonly byVm: ReadonlyMap<string, VmEvents>;
}

/**
 * Reads the events up to `now`, the server's time, from the oldest on, and counts them by VM as they come. Null where
 * the server keeps none. What breaks off is read anew from the start: a collector ends with its session, and a page
 * whose answer was lost does not come again. `onProgress` is called with the number of events read.
 * Rejects with VimFault where the server does not give them.
 */
export async function readEvents(
  session: VimSession,
  manager: ManagedObject,
  vms: readonly ManagedObject[],
  now: string,
  onProgress: (events: number) => void = () => {},
): Promise<KeptEvents | null> {
  const attempt = async (): Promise<KeptEvents | null> => {
    const oldest = await withCollector(session, manager, [], now, (collector) => readPage(session, collector, 1));
    const from = oldest[0]?.time ?? null;
    if (from === null) return null;
    const counts = new Map(vms.map(({ id }) => [id, new EventCounts(from)]));
    await withCollector(session, manager, [...meanings.keys()], now, async (collector) => {
      let read = 0;
      let lastKey: string | null = null;
      while (true) {
        const page = await readPage(session, collector, pageSize);
        const last = page.at(-1);
        if (last === undefined) return;
        if (last.key !== null && last.key === lastKey) throw new BrokenEvents(`${session.server.host} repeats a page`);
        lastKey = last.key;
        for (const event of page) counts.get(event.vm ?? '')?.add(event);
        onProgress((read += page.length));
      }
    });
    return { from, byVm: new Map([...counts].map(([id, counted]) => [id, counted.result()])) };
  };
  try {
    return await withRetry(attempt, isWorthAnother, session.backOffMs, session.signal);
  } catch (error) {
    if (error instanceof BrokenEvents) throw new TransportError('cut', error.message, { cause: error });
    throw error;
  }
}

/** Events that cannot be continued. */
class BrokenEvents extends Error {}

/** A collector that is gone was of a session that is gone. */
const isWorthAnother = (error: unknown): boolean =>
  error instanceof BrokenEvents ||
  isPassing(error) ||
  hasNoSession(error) ||
  (error instanceof VimFault && error.type === 'ManagedObjectNotFound');

interface Event {
  readonly key: string | null;
  /** Type of the event, or what stands for it in an EventEx. */
  readonly type: string;
  readonly time: string | null;
  /** Id of its VM. */
  readonly vm: string | null;
}

function readEvent(node: VimNode): Event {
  return {
    key: node.text('key'),
    type: node.text('eventTypeId') ?? node.type ?? '',
    time: utcTime(node.text('createdTime')),
    vm: node.reference('vm.vm')?.id ?? (node.text('objectType') === 'VirtualMachine' ? node.text('objectId') : null),
  };
}

/** The next events of a collector, from old to new; none where it is at its end. Texts of events stay on the server. */
function readPage(session: VimSession, collector: ManagedObject, size: number): Promise<readonly Event[]> {
  return session.call(
    'ReadNextEvents',
    collector,
    [element('maxCount', size)],
    () => {
      const events: Event[] = [];
      return {
        each: ['Envelope', 'Body', 'ReadNextEventsResponse', 'returnval'],
        take: (node) => events.push(readEvent(node)),
        finish: () => events,
      };
    },
    // It moves the collector on: asked again, it would leave out a page.
    false,
  );
}

/** Makes a collector of some types of events, or of all, and destroys it after use: a server has but a few. */
async function withCollector<T>(
  session: VimSession,
  manager: ManagedObject,
  types: readonly string[],
  now: string,
  use: (collector: ManagedObject) => Promise<T>,
): Promise<T> {
  const collector = await session.call(
    'CreateCollectorForEvents',
    manager,
    [
      element('filter', [
        // What happens while we read would never end.
        element('time', [element('endTime', now)]),
        // Messages are for people, in the server's language, and may hold anything.
        element('disableFullMessage', true),
        ...types.map((type) => element('eventTypeId', type)),
      ]),
    ],
    whole((response) => response.reference('returnval')),
    false,
  );
  if (collector === null) throw new TransportError('foreign', `${session.server.host} gave no collector of events`);
  try {
    return await use(collector);
  } finally {
    await session
      .call(
        'DestroyCollector',
        collector,
        [],
        whole(() => {}),
        false,
      )
      .catch(() => {
        // It ends with the session.
      });
  }
}

/** Counts the events of one VM, which come from old to new. */
class EventCounts {
  readonly #from: string;
  readonly #times: Partial<Record<Meaning, string | null>> = {};
  readonly #counts: Partial<Record<Meaning, number>> = {};
  /** Restarts by HA by the type of event: a server that posts both types posts both of each restart. */
  readonly #restarts = new Map<string, number>();

  constructor(from: string) {
    this.#from = from;
  }

  add({ type, time }: Event): void {
    for (const meaning of meanings.get(type) ?? []) {
      this.#counts[meaning] = (this.#counts[meaning] ?? 0) + 1;
      const known = this.#times[meaning] ?? null;
      if (time !== null && (known === null || time > known)) this.#times[meaning] = time;
      if (meaning === 'haRestart') this.#restarts.set(type, (this.#restarts.get(type) ?? 0) + 1);
    }
  }

  result(): VmEvents {
    const count = (meaning: Meaning): number => this.#counts[meaning] ?? 0;
    const time = (meaning: Meaning): string | null => this.#times[meaning] ?? null;
    return {
      from: this.#from,
      lastPowerOff: time('powerOff'),
      lastPowerOn: time('powerOn'),
      lastSuspend: time('suspend'),
      powerOffs: count('powerOff'),
      migrations: count('migration'),
      drsMigrations: count('drsMigration'),
      failedMigrations: count('failedMigration'),
      haRestarts: Math.max(0, ...this.#restarts.values()),
    };
  }
}
