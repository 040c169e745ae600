import type { FactId, FactPlace, FilledFact, Source, Vm } from './estate.ts';
import { emptyIsAnAnswer, hasFact } from './evidence.ts';

/** What a record is and whose it is, which no other source tells of it. */
const notFacts: ReadonlySet<string> = new Set(['id', 'source', 'origin', 'row', 'name', 'owner', 'filled']);

/** Lists of a VM whose rows are facts of their own, by the object that these are named after. */
const rowObjects: Readonly<Record<string, string>> = {
  disks: 'disk',
  nics: 'nic',
  partitions: 'partition',
  snapshots: 'snapshot',
  removables: 'removable',
};

type Fields = Readonly<Record<string, unknown>>;

const isList = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Null, an empty list, an empty set of attributes. */
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);

/**
 * True where the later source says that there is nothing, as against saying nothing: lists that it brings are complete,
 * and of some facts an empty cell is an answer.
 */
function isAnswer(source: Source, fact: string, value: unknown): boolean {
  // A name that is no fact of any source is simply not found.
  const known = fact as FactId;
  return hasFact(source, known) && (isList(value) || emptyIsAnAnswer.has(known));
}

/** The fields that the earlier record has and the later one lacks, by name. */
function lacking(later: Fields, earlier: Fields, isTold: (field: string, value: unknown) => boolean): string[] {
  return Object.keys(earlier).filter(
    (field) =>
      !notFacts.has(field) && isEmpty(later[field]) && !isEmpty(earlier[field]) && !isTold(field, later[field]),
  );
}

/** The fields of `earlier` named in `fields`, laid over nothing: the types are those of the record that they come from. */
function pick<R extends object>(earlier: R, fields: readonly string[]): Partial<R> {
  const wanted = new Set(fields);
  // Entries of a record are of the record.
  return Object.fromEntries(Object.entries(earlier).filter(([field]) => wanted.has(field))) as Partial<R>;
}

/**
 * One VM of two sources: each fact by the later that tells it, and with it where the earlier told what the later does
 * not (`filled`). Linear in the fields.
 */
export function mergeVm(later: Vm, earlier: Vm, laterSource: Source, earlierSource: Source): Vm {
  const fields = lacking(later, earlier, (field, value) => {
    const object = rowObjects[field];
    if (object === undefined) return isAnswer(laterSource, `vm.${field}`, value);
    return Object.keys(laterSource.facts).some((fact) => fact.startsWith(`${object}.`));
  });
  if (fields.length === 0 && later.filled === undefined) return later;
  const filled: Record<string, FilledFact> = {};
  const note = (fact: string, from: FilledFact | undefined, places: readonly FactPlace[] | undefined): void => {
    const place = places?.find(({ sheet }) => earlier.origin[sheet] !== undefined) ?? places?.[0];
    if (from !== undefined) filled[fact] = from;
    else if (place !== undefined)
      filled[fact] = { source: earlierSource.name, place, row: earlier.origin[place.sheet] ?? null };
  };
  for (const field of fields) {
    const object = rowObjects[field];
    if (object === undefined) {
      const fact = `vm.${field}`;
      note(fact, earlier.filled?.[fact], earlierSource.facts[fact]);
      continue;
    }
    for (const [fact, places] of Object.entries(earlierSource.facts)) {
      if (fact.startsWith(`${object}.`)) note(fact, earlier.filled?.[fact], places);
    }
  }
  return { ...later, ...pick(earlier, fields), filled: { ...filled, ...later.filled } };
}

/** As `mergeVm`, for hosts, clusters, datastores and the like; `object` is what their facts are named after. */
export function mergeRecord<R extends object>(later: R, earlier: R, object: string, laterSource: Source): R {
  const fields = lacking(later as Fields, earlier as Fields, (field, value) =>
    isAnswer(laterSource, `${object}.${field}`, value),
  );
  return fields.length === 0 ? later : { ...later, ...pick(earlier, fields) };
}
