import { parseEndpoint } from '@moodwire/engine/graph';
import { type Body, groupsOf, placeOf } from '../document/body.js';
import { dataflowOrder } from './dataflow-order.js';

/** A graph in small: boxes and lines in a picture of its own measures. */
export type Thumbnail = {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ThumbnailBox[];
  readonly groups: readonly { readonly x: number; readonly y: number; readonly w: number; readonly h: number }[];
  readonly lines: readonly {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
    readonly tint: Tint;
  }[];
};

type ThumbnailBox = {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly tint: Tint;
};

/** A colour of the theme, by what the nodes of a category deal with. */
export type Tint = 'image' | 'latent' | 'emotion' | 'model' | 'text' | 'number' | 'mask' | 'condition' | 'any';

const TINTS: Readonly<Record<string, Tint>> = {
  image: 'image',
  latent: 'latent',
  emotion: 'emotion',
  model: 'model',
  text: 'text',
  list: 'text',
  number: 'number',
  flow: 'condition',
  subgraph: 'mask',
};

export const tintOf = (type: string): Tint => TINTS[type.slice(0, type.indexOf('/'))] ?? 'any';

const WIDTH = 200;
const HEAD = 46;
const ROW = 24;
const MARGIN = 40;

/** Draws a graph from its layout; where it has none, in columns as results flow. */
export function thumbnailOf(body: Body): Thumbnail {
  const ids = Object.keys(body.nodes);
  const placed = ids.filter((id) => body.layout?.nodes?.[id]);
  const isLaidOut = placed.length === ids.length;
  const columns = new Map<number, number>();
  const boxes = new Map<string, ThumbnailBox>();
  for (const { id, depth } of isLaidOut ? ids.map((id) => ({ id, depth: 0 })) : dataflowOrder(body)) {
    const node = body.nodes[id]!;
    const rows = Math.min(8, 1 + Object.keys(node.inputs ?? {}).length + Object.keys(node.params ?? {}).length);
    const place = placeOf(body, id);
    const h = place.isCollapsed ? HEAD : HEAD + rows * ROW;
    const row = columns.get(depth) ?? 0;
    columns.set(depth, row + h + 40);
    const at = isLaidOut ? place : { x: depth * (WIDTH + 80), y: row };
    boxes.set(id, { x: at.x, y: at.y, w: place.w ?? WIDTH, h, tint: tintOf(node.type) });
  }
  const groups = isLaidOut ? groupsOf(body).map(({ x, y, w, h }) => ({ x, y, w, h })) : [];
  const all = [...boxes.values(), ...groups];
  const [x0, y0] = all.length === 0 ? [0, 0] : [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const move = <T extends { readonly x: number; readonly y: number }>(box: T): T => ({
    ...box,
    x: box.x - x0 + MARGIN,
    y: box.y - y0 + MARGIN,
  });
  const lines = ids.flatMap((id) =>
    Object.values(body.nodes[id]!.inputs ?? {})
      .flat()
      .flatMap((link, row) => {
        const from = boxes.get(parseEndpoint(link)?.node ?? '');
        const to = boxes.get(id)!;
        if (!from) return [];
        const [a, b] = [move(from), move(to)];
        const y2 = b.y + Math.min(b.h - 10, HEAD + row * ROW + 12);
        return [{ x1: a.x + a.w, y1: a.y + Math.min(a.h - 10, HEAD + 12), x2: b.x, y2, tint: from.tint }];
      }),
  );
  const moved = [...boxes.values()].map(move);
  const movedGroups = groups.map(move);
  const edge = [...moved, ...movedGroups];
  return {
    width: Math.max(1, ...edge.map(({ x, w }) => x + w)) + MARGIN,
    height: Math.max(1, ...edge.map(({ y, h }) => y + h)) + MARGIN,
    boxes: moved,
    groups: movedGroups,
    lines,
  };
}
