import { seededRandom as uniform } from '../lib/seeded-random.ts';

/** A stream of numbers that only its seed decides. */
export interface Random {
  /** Uniform integer; both ends are included. */
  integer(low: number, high: number): number;
  /** One of the items, each as likely as the others. */
  pick<T>(items: readonly T[]): T;
  /** True in `percent` of 100 calls. */
  chance(percent: number): boolean;
  /** Hexadecimal digits. */
  hex(digits: number): string;
  /** A UUID in its text form. */
  uuid(): string;
}

/** 32-bit FNV-1a over the UTF-16 code units: spreads similar seeds ("vm-1", "vm-2") over the whole range. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

/** A stream for this seed. */
export function seededRandom(seed: string): Random {
  const fraction = uniform(hash(seed));

  function integer(low: number, high: number): number {
    return low + Math.floor(fraction() * (high - low + 1));
  }

  function hex(digits: number): string {
    let text = '';
    for (let i = 0; i < digits; i++) text += integer(0, 15).toString(16);
    return text;
  }

  return {
    integer,
    hex,
    pick<T>(items: readonly T[]): T {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    chance: (percent) => fraction() * 100 < percent,
    uuid: () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  };
}
