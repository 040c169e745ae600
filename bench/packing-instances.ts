import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PackingItem } from '../src/planner/nodes/packing/types.ts';

/** A published instance of vector bin packing with what is known about it. */
export interface PackingInstance {
  readonly set: 'new' | 'panigrahy';
  readonly name: string;
  readonly capacity: readonly number[];
  readonly items: readonly PackingItem[];
  /** Fewest bins; null where nobody has proved it. */
  readonly optimum: number | null;
  /** Bins of the published heuristics: the best of about 300 (`best_overall`) and the best of each family of them. */
  readonly published: ReadonlyMap<string, number>;
}

/**
 * The instances of Mommessin et al. (Computers & Operations Research 2024) in `packing/` of the shared data, sorted by
 * set and name.
 */
export function readPackingInstances(packingFolder: string): PackingInstance[] {
  const files = tarFiles(gunzipSync(readFileSync(join(packingFolder, 'instances.tar.gz'))));
  return (['new', 'panigrahy'] as const).flatMap((set) => {
    const [header = '', ...rows] = readFileSync(join(packingFolder, `${set}-optima.tsv`), 'utf8')
      .trim()
      .split('\n');
    const columns = header.split('\t');
    return rows.map((row): PackingInstance => {
      const cells = row.split('\t');
      const known = new Map(columns.map((column, i) => [column, Number(cells[i])]));
      const name = cells[0] ?? '';
      const text = files.get(`${set}/${name}.vbp`);
      if (text === undefined) throw new Error(`instances.tar.gz lacks ${set}/${name}.vbp`);
      const optimum = known.get('OPT') ?? 0;
      const published = new Map([...known].filter(([column]) => column.startsWith('best_')));
      return { set, name, ...parseVbp(text), optimum: optimum > 0 ? optimum : null, published };
    });
  });
}

/** The format .vbp: dimensions, capacities, number of lines, then a line an item: sizes and how many there are of it. */
function parseVbp(text: string): Pick<PackingInstance, 'capacity' | 'items'> {
  const [dimensions = 0, ...numbers] = text.trim().split(/\s+/).map(Number);
  const capacity = numbers.slice(0, dimensions);
  const items: PackingItem[] = [];
  for (let line = 0; line < (numbers[dimensions] ?? 0); line++) {
    const from = dimensions + 1 + line * (dimensions + 1);
    const size = numbers.slice(from, from + dimensions);
    for (let copy = 0; copy < (numbers[from + dimensions] ?? 0); copy++) items.push({ id: `${line}/${copy}`, size });
  }
  return { capacity, items };
}

/** Texts of the regular files in a tar archive (POSIX ustar: blocks of 512 bytes, a header before each file). */
function tarFiles(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let offset = 0;
  while (offset + 512 <= archive.length && archive[offset] !== 0) {
    const field = (start: number, length: number): string =>
      archive.toString('latin1', offset + start, offset + start + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(field(124, 12), 8);
    const isFile = field(156, 1) === '0' || field(156, 1) === '';
    if (isFile)
      files.set(field(0, 100).replace(/^\.\//, ''), archive.toString('utf8', offset + 512, offset + 512 + size));
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
