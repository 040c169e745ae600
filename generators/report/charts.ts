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

/** Share of the bar below which a number does not fit into its segment on a phone. */
const labelSharePercent = 12;

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
    values && widthPercent >= labelSharePercent
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
