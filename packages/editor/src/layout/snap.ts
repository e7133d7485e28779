import type { Box, Point } from '../document/body.js';

/** The grid of the canvas, in its units. */
export const GRID = 20;
/** How near an edge must come to another to be caught, in pixels of the screen. */
const NEAR_PX = 6;

/** A line to draw: where two boxes now share an edge or a centre. `axis: 'x'` is upright, at x = `at`. */
export type Guide = { readonly axis: 'x' | 'y'; readonly at: number; readonly from: number; readonly to: number };

type Snapped = Point & { readonly guides: readonly Guide[] };

type SnapOptions = {
  readonly zoom: number;
  /** Is what no neighbour catches put on the grid? */
  readonly toGrid: boolean;
};

export type Snapper = {
  /** Where a box that is dragged to a place should be, and what it then stands in line with. */
  snap(box: Box, options: SnapOptions): Snapped;
};

type Line = { readonly at: number; readonly from: number; readonly to: number };

const toGrid = (value: number): number => Math.round(value / GRID) * GRID;

/** Made once, when a drag begins, of the boxes that stay where they are; thousands are fine. */
export function createSnapper(others: readonly Box[]): Snapper {
  const upright = sorted(others.flatMap(({ x, y, w, h }) => linesAt(x, w, y, y + h)));
  const level = sorted(others.flatMap(({ x, y, w, h }) => linesAt(y, h, x, x + w)));

  return {
    snap(box, { zoom, toGrid: onGrid }) {
      const near = NEAR_PX / zoom;
      const dx = nearest(upright, box.x, box.w, box.y, near);
      const dy = nearest(level, box.y, box.h, box.x, near);
      const x = dx === undefined ? (onGrid ? toGrid(box.x) : box.x) : box.x + dx;
      const y = dy === undefined ? (onGrid ? toGrid(box.y) : box.y) : box.y + dy;
      const guides = [
        ...(dx === undefined ? [] : guidesOf('x', upright, x, box.w, y, y + box.h)),
        ...(dy === undefined ? [] : guidesOf('y', level, y, box.h, x, x + box.w)),
      ];
      return { x, y, guides };
    },
  };
}

/** The two edges and the centre of a box, along one axis; `from` and `to` are its ends along the other. */
const linesAt = (start: number, size: number, from: number, to: number): Line[] =>
  [start, start + size / 2, start + size].map((at) => ({ at, from, to }));

const sorted = (lines: Line[]): readonly Line[] => lines.sort((a, b) => a.at - b.at);

function firstFrom(lines: readonly Line[], at: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How far to move so that an edge or the centre meets a line; of lines as near, the one of the nearest box. */
function nearest(
  lines: readonly Line[],
  start: number,
  size: number,
  across: number,
  near: number,
): number | undefined {
  let best: number | undefined;
  let bestAway = Number.POSITIVE_INFINITY;
  for (const mine of [start, start + size / 2, start + size]) {
    for (let i = firstFrom(lines, mine - near); i < lines.length && lines[i]!.at <= mine + near; i++) {
      const line = lines[i]!;
      const move = line.at - mine;
      const away = Math.max(line.from - across, across - line.to, 0);
      const isNearer = best === undefined || Math.abs(move) < Math.abs(best) - 1e-9;
      const isAsNear = best !== undefined && Math.abs(Math.abs(move) - Math.abs(best)) <= 1e-9;
      if (!isNearer && !(isAsNear && away < bestAway)) continue;
      best = move;
      bestAway = away;
    }
  }
  return best;
}

/** One line for each edge that meets others, as long as the boxes it joins. */
function guidesOf(axis: 'x' | 'y', lines: readonly Line[], start: number, size: number, from: number, to: number) {
  const guides: Guide[] = [];
  for (const at of [start, start + size / 2, start + size]) {
    let low = from;
    let high = to;
    let isMet = false;
    for (let i = firstFrom(lines, at - 0.01); i < lines.length && lines[i]!.at <= at + 0.01; i++) {
      isMet = true;
      low = Math.min(low, lines[i]!.from);
      high = Math.max(high, lines[i]!.to);
    }
    if (isMet) guides.push({ axis, at, from: low, to: high });
  }
  return guides;
}
