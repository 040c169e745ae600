import { formatInteger } from '../../src/lib/units.ts';
import { html, type Html } from './template.ts';

/*
 * Charts as inline SVG. Positions are percentages of the drawing's own width, so that bars stretch with the page while
 * text keeps its size. No style attributes: the page's policy forbids them.
 */

export interface Segment {
  readonly label: string;
  readonly value: number;
  /** Class that gives the colour, from page/style.css. */
  readonly colour: string;
}

const share = (value: number, total: number): number => (total <= 0 ? 0 : (value / total) * 100);
const position = (percent: number): string => `${Number(percent.toFixed(3))}%`;

/** Share of the bar that a number needs to fit into its segment on a phone. */
const labelSharePercent = (value: number): number => 1.5 + 2.3 * formatInteger(value).length;

/** Every segment is drawn at least this wide, so that a single VM among thousands can be seen. */
const leastSharePercent = 0.6;

interface Drawn extends Segment {
  readonly startPercent: number;
  readonly widthPercent: number;
}

/** Where the segments stand. `total` is what the whole width stands for; rounding up narrow segments never exceeds it. */
function layOut(segments: readonly Segment[], total: number): Drawn[] {
  const visible = segments.filter(({ value }) => value > 0);
  const wanted = visible.map(({ value }) => Math.max(share(value, total), leastSharePercent));
  const sum = wanted.reduce((all, width) => all + width, 0);
  const scale = sum > 100 ? 100 / sum : 1;
  let start = 0;
  return visible.map((segment, index) => {
    const width = (wanted[index] ?? 0) * scale;
    const drawn = { ...segment, startPercent: start, widthPercent: width };
    start += width;
    return drawn;
  });
}

/**
 * A bar cut into segments. `total` is more than the sum of the segments where several bars share a scale. With
 * `values`, segments that are wide enough bear their number. `id` is unique in the page.
 */
export function stackedBar(
  id: string,
  title: string,
  segments: readonly Segment[],
  { total, height, values }: { readonly total: number; readonly height: number; readonly values: boolean },
): Html {
  const description = segments.map(({ label, value }) => `${label} ${formatInteger(value)}`).join(', ');
  const drawn = layOut(segments, total).map(({ colour, value, startPercent, widthPercent }) => [
    html`<rect
      class="segment ${colour}"
      x="${position(startPercent)}"
      y="0"
      width="${position(widthPercent)}"
      height="100%"
    ></rect>`,
    values && widthPercent >= labelSharePercent(value)
      ? html`<text
          class="on-${colour}"
          x="${position(startPercent + widthPercent / 2)}"
          y="${height / 2}"
          dy="0.35em"
          text-anchor="middle"
          >${formatInteger(value)}</text
        >`
      : null,
  ]);
  return html`<svg
    id="${id}"
    class="chart"
    role="img"
    width="100%"
    height="${height}"
    aria-labelledby="${id}-title ${id}-desc"
  >
    <title id="${id}-title">${title}</title>
    <desc id="${id}-desc">${description}</desc>
    ${drawn}
  </svg>`;
}

/** How much of a capacity is used: a filled part of a track. The text beside it bears the figures. */
export function gauge(id: string, title: string, used: number, capacity: number): Html {
  return html`<svg id="${id}" class="chart" role="img" width="100%" height="14" aria-labelledby="${id}-title">
    <title id="${id}-title">${title}</title>
    <rect class="track" x="0" y="0" width="100%" height="100%"></rect>
    <rect class="filled" x="0" y="0" width="${position(Math.min(share(used, capacity), 100))}" height="100%"></rect>
  </svg>`;
}

/** A span of years that several drawings share, in days since 1970. */
export interface DateScale {
  readonly from: number;
  readonly to: number;
}

const millisecondsPerDay = 86_400_000;
/** Years on either side of the assessment beyond which ends of support are drawn at the edge. */
const yearsShown = 9;

/** Days since 1970 of a date YYYY-MM-DD; null for another text. */
function day(date: string): number | null {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds / millisecondsPerDay;
}

const yearOf = (days: number): number => new Date(days * millisecondsPerDay).getUTCFullYear();
const firstDay = (year: number): number => Date.UTC(year, 0, 1) / millisecondsPerDay;

/** Whole years that hold the dates, not too far from `asOf`; null of no date. */
export function dateScale(dates: readonly string[], asOf: string | null): DateScale | null {
  const days = [...dates, ...(asOf === null ? [] : [asOf])].flatMap((date) => day(date) ?? []);
  if (days.length === 0) return null;
  const years = days.map(yearOf);
  const here = asOf === null ? null : day(asOf);
  const first = Math.max(Math.min(...years), here === null ? -Infinity : yearOf(here) - yearsShown);
  const last = Math.min(Math.max(...years), here === null ? Infinity : yearOf(here) + yearsShown);
  return { from: firstDay(first), to: firstDay(last + 1) };
}

const along = (days: number, { from, to }: DateScale): number =>
  Math.min(Math.max(share(days - from, to - from), 0), 100);

/** The years of a scale as an axis, for the head of a column of `lifeLine`s. */
export function dateLine(id: string, title: string, scale: DateScale): Html {
  const first = yearOf(scale.from);
  const last = yearOf(scale.to);
  const step = Math.max(1, Math.ceil((last - first) / 8));
  const years = Array.from({ length: last - first }, (_, index) => first + index).filter(
    (year) => (year - first) % step === 0,
  );
  return html`<svg id="${id}" class="chart axis" role="img" width="100%" height="16" aria-labelledby="${id}-title">
    <title id="${id}-title">${title}</title>
    ${years.map(
      (year) =>
        html`<text x="${position(along(firstDay(year), scale))}" y="8" dy="0.35em" dx="${year === first ? 0 : 3}"
          >${year}</text
        >`,
    )}
  </svg>`;
}

/** Until when a release is supported: standard support dark, extended support light, and the day of the assessment. */
export function lifeLine(
  id: string,
  system: { readonly name: string; readonly standardEnds: string; readonly extendedEnds: string | null },
  asOf: string | null,
  scale: DateScale,
): Html {
  const standard = along(day(system.standardEnds) ?? scale.from, scale);
  const extended = system.extendedEnds === null ? standard : along(day(system.extendedEnds) ?? scale.from, scale);
  const today = asOf === null ? null : day(asOf);
  const state = asOf === null ? 'undated' : system.standardEnds < asOf ? 'ended' : 'supported';
  const description = `standard support until ${system.standardEnds}${
    system.extendedEnds === null ? '' : `, extended support until ${system.extendedEnds}`
  }`;
  return html`<svg
    id="${id}"
    class="chart"
    role="img"
    width="100%"
    height="16"
    aria-labelledby="${id}-title ${id}-desc"
  >
    <title id="${id}-title">Support of ${system.name}</title>
    <desc id="${id}-desc">${description}</desc>
    <rect
      class="life ${state}"
      x="0"
      y="2"
      width="${position(Math.max(standard, leastSharePercent))}"
      height="12"
    ></rect>
    ${
      extended > standard
        ? html`<rect
            class="life extended"
            x="${position(standard)}"
            y="2"
            width="${position(extended - standard)}"
            height="12"
          ></rect>`
        : null
    }
    ${
      today === null
        ? null
        : html`<line
            class="today"
            x1="${position(along(today, scale))}"
            x2="${position(along(today, scale))}"
            y1="0"
            y2="16"
          ></line>`
    }
  </svg>`;
}
