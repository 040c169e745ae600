import type { SavingsInputs, TornadoBar } from '../../model/savings.ts';
import { savingsSources, type FigurePath } from '../../model/settings-savings.ts';
import type { SettingSource } from '../../model/settings.ts';
import { byCodePoint } from '../../lib/order.ts';
import { withFigures } from './figure.ts';
import { cashNpvCents, units } from './increment.ts';
import { seededRandom } from '../../lib/seeded-random.ts';

/** Share of the draws that is left out at each end of the range. */
const tail = 0.1;

interface RangedFigure {
  readonly path: FigurePath;
  readonly low: number;
  readonly base: number;
  readonly high: number;
  readonly isPrice: boolean;
}

/** Figures that have a range; others are held. */
function rangedFigures({ figures, ranges }: SavingsInputs): RangedFigure[] {
  const paths = Object.keys(figures).filter((path): path is FigurePath => Object.hasOwn(savingsSources, path));
  return paths.flatMap((path) => {
    const range = ranges[path];
    const base = figures[path];
    if (range === undefined || base === null || range.low === range.high) return [];
    return { path, ...range, base, isPrice: sourceOf(path).group === 'price' };
  });
}

const sourceOf = (path: FigurePath): SettingSource => savingsSources[path];

/** The cash NPV with each input at its low and its high value, the widest first; inputs that change nothing are left out. */
export function tornado(inputs: SavingsInputs, years: number): TornadoBar[] {
  const at = (path: FigurePath, value: number): number =>
    units(cashNpvCents(withFigures(inputs, { [path]: value }), years));
  const own = new Set(inputs.own);
  return rangedFigures(inputs)
    .map(({ path, low, high }) => ({
      setting: path,
      low,
      high,
      npvAtLow: at(path, low),
      npvAtHigh: at(path, high),
      evidence: own.has(path) ? null : (sourceOf(path).evidence ?? null),
    }))
    .filter(({ npvAtLow, npvAtHigh }) => npvAtLow !== npvAtHigh)
    .sort((a, b) => width(b) - width(a) || byCodePoint(a.setting, b.setting));
}

const width = ({ npvAtLow, npvAtHigh }: TornadoBar): number => Math.abs(npvAtHigh - npvAtLow);

/**
 * The range of assumed cases of the cash NPV: every input that has a range is drawn from a triangle over it with the base
 * case as its peak, prices partly together (a Gaussian copula with one common factor), and the middle eight tenths of the
 * draws are the range. Ranges that reach further on one side move the middle away from the base case, even beyond the range. It says what the assumptions allow, and nothing of what is likely: the ranges are assumed. The same
 * seed gives the same range. Each draw costs two scenarios.
 */
export function rangeOfCases(
  inputs: SavingsInputs,
  years: number,
): { low: number; base: number; middle: number; high: number } {
  const next = seededRandom(inputs.seed);
  const ranged = rangedFigures(inputs);
  const together = Math.sqrt(inputs.priceCorrelation);
  const apart = Math.sqrt(1 - inputs.priceCorrelation);
  const results = new Float64Array(inputs.draws);
  for (let draw = 0; draw < inputs.draws; draw++) {
    const market = normal(next);
    const figures: Partial<Record<FigurePath, number>> = {};
    for (const one of ranged) {
      const share = one.isPrice ? normalShare(together * market + apart * normal(next)) : next();
      figures[one.path] = triangular(share, one);
    }
    results[draw] = cashNpvCents(withFigures(inputs, figures), years);
  }
  results.sort();
  const at = (share: number): number => units(results[Math.round(share * (results.length - 1))] ?? 0);
  return { low: at(tail), base: units(cashNpvCents(inputs, years)), middle: at(0.5), high: at(1 - tail) };
}

/** The value below which a share of a triangle over low, base, high lies. A base outside its range is its nearest end. */
export function triangular(share: number, { low, base, high }: Pick<RangedFigure, 'low' | 'base' | 'high'>): number {
  const span = high - low;
  if (span <= 0) return low;
  const peak = Math.min(high, Math.max(low, base));
  const left = (peak - low) / span;
  return share < left
    ? low + Math.sqrt(share * span * (peak - low))
    : high - Math.sqrt((1 - share) * span * (high - peak));
}

/** Standard normal deviate (Box and Muller 1958). */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** Share of the standard normal distribution below z: Abramowitz and Stegun 26.2.17, off by less than 7.5e-8. */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const above =
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - above : above;
}
