/** Powers of two and ten that a quantity may end with (k8s.io/apimachinery/pkg/api/resource, quantity.go). */
const binary: ReadonlyMap<string, bigint> = new Map(
  ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index) => [suffix, 1024n ** BigInt(index + 1)]),
);
const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const form = /^\+?(\d{0,30})(?:\.(\d{0,30}))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?|[eE][+-]?\d{1,2})$/;

/**
 * A quantity of Kubernetes ("250m", "1.5Gi", "1e3") times 10^`exponent`, rounded up as the scheduler rounds: 3 gives
 * thousandths of a CPU, 0 bytes. Null for what is no quantity, is negative, or beyond what a number holds exactly.
 */
function scaled(quantity: string, exponent: number): number | null {
  const match = form.exec(quantity);
  if (match === null) return null;
  const [, whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return null;
  const factor = binary.get(suffix) ?? 1n;
  const power = decimalExponents[suffix] ?? (binary.has(suffix) ? 0 : Number(suffix.slice(1)));
  const digits = BigInt(`${whole}${fraction}`) * factor;
  const tens = power - fraction.length + exponent;
  const value = tens >= 0 ? digits * 10n ** BigInt(tens) : divideUp(digits, 10n ** BigInt(-tens));
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value);
}

const divideUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/** "250m" → 250, "2" → 2000. */
export const cpuMilliOf = (quantity: string): number | null => scaled(quantity, 3);

/** "1Gi" → 1073741824. */
export const bytesOf = (quantity: string): number | null => scaled(quantity, 0);
