import type { Graph, GraphNode, Json } from '@moodwire/engine/graph';

/** What a graph and each of its subgraphs have in common: what is drawn on one canvas. */
export type Body = Pick<Graph, 'title' | 'description' | 'interface' | 'nodes' | 'layout'>;
export type { Graph, GraphNode };

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly w: number; readonly h: number };

/** Where a node is drawn, and how. */
export type NodePlace = Point & {
  readonly w?: number;
  readonly isCollapsed?: boolean;
  readonly isPinned?: boolean;
  /** The output whose value it shows in itself; false for none, and unless given what its kind is best understood by. */
  readonly look?: string | false;
};

/** A frame with a title around nodes. What lies in it moves with it; collapsed it is drawn as one bar. */
export type Group = Box & {
  readonly id: string;
  readonly title: string;
  readonly colour: string;
  readonly isCollapsed?: boolean;
};

/** A note in Markdown. */
export type Note = Box & { readonly id: string; readonly text: string; readonly colour?: string };

/** The body that is drawn: the graph itself, or the subgraph of this name. */
export function bodyOf(graph: Graph, subgraph: string | undefined): Body | undefined {
  return subgraph === undefined ? graph : graph.subgraphs?.[subgraph];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

/** The place of a node, or where the layout says nothing of it: the origin. */
export function placeOf(body: Body, id: string): NodePlace {
  const place: unknown = body.layout?.nodes?.[id];
  if (!isObject(place) || !isNumber(place['x']) || !isNumber(place['y'])) return { x: 0, y: 0 };
  return {
    x: place['x'],
    y: place['y'],
    ...(isNumber(place['w']) && { w: Math.min(1200, Math.max(160, place['w'])) }),
    ...(place['isCollapsed'] === true && { isCollapsed: true }),
    ...(place['isPinned'] === true && { isPinned: true }),
    ...((typeof place['look'] === 'string' || place['look'] === false) && { look: place['look'] }),
  };
}

function boxOf(value: Record<string, unknown>): Box | undefined {
  const { x, y, w, h } = value;
  return isNumber(x) && isNumber(y) && isNumber(w) && isNumber(h) ? { x, y, w, h } : undefined;
}

/** The groups of a layout; what is no group is left out, for layouts come from outside. */
export function groupsOf(body: Body): readonly Group[] {
  return read(body.layout?.groups, (value, box) => ({
    ...box,
    id: text(value['id'], ''),
    title: text(value['title'], ''),
    colour: colourOf(value['colour']) ?? 'teal',
    ...(value['isCollapsed'] === true && { isCollapsed: true }),
  }));
}

/** The notes of a layout; what is no note is left out. */
export function notesOf(body: Body): readonly Note[] {
  return read(body.layout?.notes, (value, box) => {
    const colour = colourOf(value['colour']);
    return { ...box, id: text(value['id'], ''), text: text(value['text'], ''), ...(colour && { colour }) };
  });
}

/** The colours that groups and notes may have. */
export const COLOURS = ['teal', 'blue', 'violet', 'rose', 'amber', 'green', 'grey'] as const;

const colourOf = (value: unknown): string | undefined => COLOURS.find((colour) => colour === value);

const kept = new WeakMap<object, readonly unknown[]>();

/** Read once for each list: what is drawn again and again must be the same object. */
function read<T extends { readonly id: string }>(
  list: unknown,
  make: (value: Record<string, unknown>, box: Box) => T,
): readonly T[] {
  if (!Array.isArray(list)) return NONE as readonly T[];
  const known = kept.get(list);
  if (known) return known as readonly T[];
  const made = (list as Json[]).flatMap((value) => {
    const box = isObject(value) ? boxOf(value) : undefined;
    const item = box && make(value as Record<string, unknown>, box);
    return item && item.id !== '' ? [item] : [];
  });
  kept.set(list, made);
  return made;
}

const NONE: readonly unknown[] = [];

/** The points through which a link is led, by the slot that it feeds: "node.input", or "node.input#1" in a list. */
export function routesOf(body: Body): Readonly<Record<string, readonly Point[]>> {
  const routes: unknown = body.layout?.['routes'];
  return isObject(routes) ? (routes as Record<string, readonly Point[]>) : NO_ROUTES;
}

const NO_ROUTES: Readonly<Record<string, readonly Point[]>> = {};

/** The points of one route; what is no point is left out. */
export function routeOf(body: Body, slot: string): readonly Point[] {
  const points: unknown = routesOf(body)[slot];
  if (!Array.isArray(points)) return NONE as readonly Point[];
  return points.filter((point): point is Point => isObject(point) && isNumber(point['x']) && isNumber(point['y']));
}
