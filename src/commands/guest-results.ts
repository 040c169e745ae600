import { basename } from 'node:path';
import type { GuestFailure } from '../../analyzers/guest/ways/ssh-failure.ts';
import { terminalText } from '../lib/markup.ts';
import type { KeptBundle } from './keep-bundle.ts';

/** What became of a guest: a bundle, or why there is none. */
export interface GuestResult {
  readonly label: string;
  readonly bundle: KeptBundle | null;
  readonly failure: GuestFailure | null;
  /** True where sudo was asked for and refused. */
  readonly sudoRefused: boolean;
  /** Received, of a bundle that breaks off too. */
  readonly bytes: number;
  readonly seconds: number;
}

function row({ label, bundle, failure, bytes, seconds }: GuestResult): readonly string[] {
  const result = bundle === null ? 'failed' : bundle.asRoot ? 'collected' : 'in part';
  const what = bundle === null ? (failure?.reason ?? '') : basename(bundle.path);
  return [label, result, String(bytes), seconds.toFixed(1), what].map(terminalText);
}

/** A line a guest, in the order in which they were named: host, result, bytes, seconds, bundle or reason. */
export function resultTable(results: readonly GuestResult[]): string {
  const rows = [['HOST', 'RESULT', 'BYTES', 'SECONDS', 'BUNDLE OR REASON'], ...results.map(row)];
  const widths = [0, 1, 2, 3].map((column) =>
    rows.reduce((most, cells) => Math.max(most, cells[column]?.length ?? 0), 0),
  );
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 2 || column === 3 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Guests that a line names before it only counts the others. */
const namedGuests = 5;

function named(labels: readonly string[]): string {
  const more = labels.length - namedGuests;
  return labels.slice(0, namedGuests).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What lacks, once for all guests that lack it, with what to do. `sudo`: it was asked for. */
export function failuresByReason(
  results: readonly GuestResult[],
  sudo: boolean,
): readonly { readonly message: string; readonly remedy: string }[] {
  const groups = new Map<string, { readonly reason: string; readonly remedy: string; readonly labels: string[] }>();
  const add = (label: string, reason: string, remedy: string): void => {
    const key = `${reason}\n${remedy}`;
    const group = groups.get(key) ?? { reason, remedy, labels: [] };
    group.labels.push(label);
    groups.set(key, group);
  };
  for (const { label, bundle, failure, sudoRefused } of results) {
    if (failure !== null) add(label, failure.reason, failure.remedy);
    if (bundle === null || bundle.asRoot) continue;
    const without = "other users' processes, the owners of sockets and protected files are not in it";
    if (sudoRefused) {
      add(
        label,
        `sudo asks for a password or refuses: collected as this user, ${without}`,
        'docs/guide/guests.md has the smallest rule for sudo.',
      );
    } else if (sudo) add(label, `sudo did not make this user root: ${without}`, 'The rule for sudo must lead to root.');
    else add(label, `not collected as root: ${without}`, 'Log in as root, or give --sudo.');
  }
  return [...groups.values()].map(({ reason, remedy, labels }) => ({ message: `${named(labels)}: ${reason}`, remedy }));
}
