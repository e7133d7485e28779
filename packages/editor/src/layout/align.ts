import type { Box, Point } from '../document/body.js';

export type PlacedBox = Box & { readonly id: string };

export const ALIGNMENTS = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

/** Where boxes go so that they share an edge, or a centre line, of the rectangle around them all. */
export function align(boxes: readonly PlacedBox[], how: Alignment): ReadonlyMap<string, Point> {
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, w }) => x + w));
  const bottom = Math.max(...boxes.map(({ y, h }) => y + h));
  const place = ({ x, y, w, h }: Box): Point => {
    switch (how) {
      case 'left':
        return { x: left, y };
      case 'centre':
        return { x: (left + right - w) / 2, y };
      case 'right':
        return { x: right - w, y };
      case 'top':
        return { x, y: top };
      case 'middle':
        return { x, y: (top + bottom - h) / 2 };
      case 'bottom':
        return { x, y: bottom - h };
    }
  };
  return new Map(boxes.map((box) => [box.id, place(box)]));
}

/**
 * Where boxes go so that the gaps between them are alike. The first and the last stay; where there is too little room
 * between them, the boxes lap over each other by the same amount.
 */
export function distribute(
  boxes: readonly PlacedBox[],
  along: 'horizontally' | 'vertically',
): ReadonlyMap<string, Point> {
  const [at, size] = along === 'horizontally' ? (['x', 'w'] as const) : (['y', 'h'] as const);
  const inOrder = [...boxes].sort((a, b) => a[at] + a[size] / 2 - (b[at] + b[size] / 2));
  const first = inOrder[0];
  const last = inOrder.at(-1);
  const places = new Map<string, Point>();
  if (!first || !last) return places;
  const taken = inOrder.reduce((sum, box) => sum + box[size], 0);
  const gap = inOrder.length > 1 ? (last[at] + last[size] - first[at] - taken) / (inOrder.length - 1) : 0;
  let next = first[at];
  for (const box of inOrder) {
    places.set(box.id, box === last ? { x: box.x, y: box.y } : { x: box.x, y: box.y, [at]: next });
    next += box[size] + gap;
  }
  return places;
}
