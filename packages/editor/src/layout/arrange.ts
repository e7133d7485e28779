import type { Box, Point } from '../document/body.js';
import { type Link, layers, type Ordered, type SizedBox } from './layers.js';
import { GRID } from './snap.js';

/** Orders boxes that hang together in columns. */
export type Ordering = (boxes: readonly SizedBox[], links: readonly Link[], gap: number) => readonly Ordered[];

/** Between columns, and between boxes of one column, at least.
 * @internal
 */
export const COLUMN_GAP = 60;
/** @internal */
export const ROW_GAP = 30;
/** Where boxes that nothing is linked to stand in rows, these are at least so wide. */
const LEAST_WIDTH = 1200;

/**
 * Places for boxes: what feeds another stands left of it, nothing laps over anything, all on the grid. The top left is
 * at the origin. What does not hang together stands below each other, and what has no links in rows at the end.
 */
export function arrange(
  boxes: readonly SizedBox[],
  links: readonly Link[],
  order: Ordering = layers,
): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>();
  let top = 0;
  let width = LEAST_WIDTH;
  const loose: SizedBox[] = [];
  for (const part of partsOf(boxes, links)) {
    if (part.boxes.length === 1) {
      loose.push(part.boxes[0]!);
      continue;
    }
    const placed = inColumns(part.boxes, order(part.boxes, part.links, ROW_GAP), places, top);
    top = up(placed.bottom + 2 * ROW_GAP);
    width = Math.max(width, placed.right);
  }
  inRows(loose, places, top, width);
  return places;
}

/**
 * The places moved so that the middle of the boxes stays where it was.
 * @param before where the boxes were
 */
export function keepMiddle(
  places: ReadonlyMap<string, Point>,
  before: readonly (Box & { readonly id: string })[],
): ReadonlyMap<string, Point> {
  let dx = 0;
  let dy = 0;
  for (const { id, x, y } of before) {
    const now = places.get(id);
    if (!now) continue;
    dx += (x - now.x) / before.length;
    dy += (y - now.y) / before.length;
  }
  const by = { x: Math.round(dx / GRID) * GRID, y: Math.round(dy / GRID) * GRID };
  return new Map([...places].map(([id, { x, y }]) => [id, { x: x + by.x, y: y + by.y }]));
}

const up = (value: number): number => Math.ceil(value / GRID - 1e-6) * GRID;

function inColumns(
  boxes: readonly SizedBox[],
  ordered: readonly Ordered[],
  places: Map<string, Point>,
  top: number,
): { readonly right: number; readonly bottom: number } {
  const size = new Map(boxes.map((box) => [box.id, box]));
  const columns = new Map<number, Ordered[]>();
  for (const one of ordered) {
    const members = columns.get(one.column);
    if (members) members.push(one);
    else columns.set(one.column, [one]);
  }
  const first = Math.min(...ordered.map(({ id, middle }) => middle - size.get(id)!.h / 2));
  let left = 0;
  let bottom = top;
  let right = 0;
  for (const [, members] of [...columns].sort(([a], [b]) => a - b)) {
    let end = Number.NEGATIVE_INFINITY;
    let widest = 0;
    for (const { id, middle } of members.sort((a, b) => a.middle - b.middle)) {
      const { w, h } = size.get(id)!;
      const wished = Math.round((top + middle - h / 2 - first) / GRID) * GRID;
      const y = Math.max(wished, up(end + ROW_GAP));
      places.set(id, { x: left, y });
      end = y + h;
      widest = Math.max(widest, w);
    }
    bottom = Math.max(bottom, end);
    right = left + widest;
    left = up(right + COLUMN_GAP);
  }
  return { right, bottom };
}

function inRows(boxes: readonly SizedBox[], places: Map<string, Point>, top: number, width: number): void {
  let x = 0;
  let y = top;
  let bottom = top;
  for (const { id, w, h } of boxes) {
    if (x > 0 && x + w > width) {
      x = 0;
      y = up(bottom + ROW_GAP);
    }
    places.set(id, { x, y });
    x = up(x + w + COLUMN_GAP);
    bottom = Math.max(bottom, y + h);
  }
}

type Part = { readonly boxes: SizedBox[]; readonly links: Link[] };

/** What hangs together, in the order in which it first occurs. */
function partsOf(boxes: readonly SizedBox[], links: readonly Link[]): readonly Part[] {
  const above = new Map(boxes.map(({ id }) => [id, id]));
  const top = (id: string): string => {
    let at = id;
    while (above.get(at) !== at) {
      above.set(at, above.get(above.get(at)!)!);
      at = above.get(at)!;
    }
    return at;
  };
  const known = links.filter(([a, b]) => above.has(a) && above.has(b) && a !== b);
  for (const [a, b] of known) above.set(top(b), top(a));
  const parts = new Map<string, Part>();
  for (const box of boxes) {
    const id = top(box.id);
    const part = parts.get(id) ?? { boxes: [], links: [] };
    part.boxes.push(box);
    parts.set(id, part);
  }
  for (const link of known) parts.get(top(link[0]))!.links.push(link);
  return [...parts.values()];
}
