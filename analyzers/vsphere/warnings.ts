import { byCodePoint } from '../../src/lib/order.ts';
import type { SourceWarning } from '../../src/model/estate.ts';
import type { Lacking } from './client/retrieve.ts';

/** Refusals that say the same are one line, however many properties they are about. */
const namedPaths = 6;

const counted = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What could not be read of the objects of a type, and what is unknown because of it. */
export function warningsOf(type: string, of: Lacking): SourceWarning[] {
  const warnings: SourceWarning[] = [];
  if (of.gone.length > 0) {
    warnings.push({
      place: type,
      message: `${counted(of.gone.length, 'object was', 'objects were')} deleted while we read, and left out`,
      lacking: false,
    });
  }
  for (const { object, fault } of of.failed) {
    warnings.push({
      place: `${type} ${object.id}`,
      message: `the server cannot read it (${fault}): left out`,
      lacking: true,
    });
  }
  const byFault = new Map<string, { paths: string[]; objects: number }>();
  for (const { path, fault, objects } of of.refused) {
    const entry = byFault.get(fault) ?? { paths: [], objects: 0 };
    entry.paths.push(path);
    entry.objects = Math.max(entry.objects, objects);
    byFault.set(fault, entry);
  }
  for (const [fault, { paths, objects }] of [...byFault].sort(([a], [b]) => byCodePoint(a, b))) {
    const more = paths.length > namedPaths ? ` and ${paths.length - namedPaths} more` : '';
    const why = fault === 'NoPermission' ? 'the user may not read' : `the server does not give (${fault})`;
    warnings.push({
      place: type,
      message: `${why} ${paths.slice(0, namedPaths).join(', ')}${more} of ${counted(objects, 'object', 'objects')}: unknown`,
      lacking: true,
    });
  }
  return warnings;
}
