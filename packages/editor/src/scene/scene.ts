import type { GraphNode, Port } from '@moodwire/engine/graph';
import {
  type Body,
  type Box,
  groupsOf,
  type NodePlace,
  notesOf,
  type Point,
  placeOf,
  routeOf,
} from '../document/body.js';
import { type Link, linkId, linksOf } from '../edit/links.js';
import type { Resolved } from '../kinds/resolved.js';
import { type Geometry, measureNode, socketAt } from '../shape/geometry.js';

/** A link as it is drawn, in the coordinates of the graph. */
export type Line = Link & {
  readonly id: string;
  /** Places of its nodes in the scene; −1 for one that is not there. */
  readonly source: number;
  readonly target: number;
  readonly port: Port | undefined;
  readonly route: readonly Point[];
};

/**
 * What is drawn on the canvas, flat, so that all of it can be looked through in each frame: boxes of nodes by place, and
 * lines. Positions may be ahead of the document while something is dragged.
 */
export type Scene = {
  readonly body: Body;
  readonly ids: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
  readonly h: Float64Array;
  readonly geometry: readonly Geometry[];
  /** 1 where a collapsed group hides the node. */
  readonly hidden: Uint8Array;
  readonly lines: readonly Line[];
  /** Ends of line `i`: x1, y1, x2, y2 at 4·i. */
  readonly ends: Float64Array;
  /** The lines at each node. */
  readonly linesOf: readonly (readonly number[])[];
};

type Measured = { readonly kind: unknown; readonly place: NodePlace; readonly geometry: Geometry };
const measured = new WeakMap<GraphNode, Measured>();

/** Measures are kept for nodes that did not change. */
function measure(body: Body, id: string, resolved: Resolved, subgraph: string | undefined): Measured {
  const node = body.nodes[id]!;
  const kind = resolved.nodeOf(id, subgraph);
  const place = placeOf(body, id);
  const known = measured.get(node);
  if (
    known &&
    known.kind === kind &&
    known.place.w === place.w &&
    known.place.look === place.look &&
    known.place.isCollapsed === place.isCollapsed
  ) {
    return { ...known, place };
  }
  const made = { kind, place, geometry: measureNode(kind, node, place) };
  measured.set(node, made);
  return made;
}

export function createScene(body: Body, resolved: Resolved, subgraph: string | undefined): Scene {
  const ids = Object.keys(body.nodes);
  const count = ids.length;
  const index = new Map<string, number>();
  const [x, y, w, h] = [0, 1, 2, 3].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const geometry: Geometry[] = new Array(count);
  for (let at = 0; at < count; at++) {
    const id = ids[at]!;
    const one = measure(body, id, resolved, subgraph);
    index.set(id, at);
    geometry[at] = one.geometry;
    x[at] = one.place.x;
    y[at] = one.place.y;
    w[at] = one.geometry.w;
    h[at] = one.geometry.h;
  }
  const hidden = new Uint8Array(count);
  for (const group of groupsOf(body)) {
    if (!group.isCollapsed) continue;
    for (let at = 0; at < count; at++) if (isInside(group, x[at]!, y[at]!, w[at]!, h[at]!)) hidden[at] = 1;
  }
  const linesOf: number[][] = Array.from({ length: count }, () => []);
  const lines = linksOf(body).map((link, at): Line => {
    const source = index.get(link.from.node) ?? -1;
    const target = index.get(link.node) ?? -1;
    if (source >= 0) linesOf[source]!.push(at);
    if (target >= 0 && target !== source) linesOf[target]!.push(at);
    const id = linkId(link);
    const port = resolved.outputOf(link.from.node, link.from.port, subgraph);
    return { ...link, id, source, target, port, route: routeOf(body, id) };
  });
  const scene = {
    body,
    ids,
    index,
    x,
    y,
    w,
    h,
    geometry,
    hidden,
    lines,
    ends: new Float64Array(4 * lines.length),
    linesOf,
  };
  for (let at = 0; at < lines.length; at++) placeLine(scene, at);
  return scene;
}

const isInside = (box: Box, x: number, y: number, w: number, h: number): boolean =>
  x >= box.x - 1 && y >= box.y - 1 && x + w <= box.x + box.w + 1 && y + h <= box.y + box.h + 1;

/** The keys of what lies in a group: nodes, and notes are asked for by the caller. */
export function nodesIn(scene: Scene, box: Box): string[] {
  return scene.ids.filter((_, at) => isInside(box, scene.x[at]!, scene.y[at]!, scene.w[at]!, scene.h[at]!));
}

/** Finds where a line begins and ends. */
function placeLine(scene: Scene, at: number): void {
  const { source, target, from, slot } = scene.lines[at]!;
  const end = 4 * at;
  if (target < 0) return;
  const into = socketAt(scene.geometry[target]!, 'input', slot);
  scene.ends[end + 2] = scene.x[target]! + into.x;
  scene.ends[end + 3] = scene.y[target]! + into.y;
  if (source < 0) {
    // A link from nothing: a stub at its slot.
    scene.ends[end] = scene.ends[end + 2]! - 40;
    scene.ends[end + 1] = scene.ends[end + 3]!;
    return;
  }
  const out = socketAt(scene.geometry[source]!, 'output', from.port);
  scene.ends[end] = scene.x[source]! + out.x;
  scene.ends[end + 1] = scene.y[source]! + out.y;
}

/** Puts a node elsewhere for as long as it is dragged, and its lines with it. */
export function placeNode(scene: Scene, at: number, x: number, y: number): void {
  scene.x[at] = x;
  scene.y[at] = y;
  for (const line of scene.linesOf[at]!) placeLine(scene, line);
}

/** How far a curve swings out to the side. */
export const swing = (x1: number, x2: number): number => Math.min(160, Math.max(30, Math.abs(x2 - x1) * 0.45));

/** The path of a line through its points, as SVG has it. */
export function linePath(x1: number, y1: number, x2: number, y2: number, route: readonly Point[]): string {
  let path = `M${x1} ${y1}`;
  let [x, y] = [x1, y1];
  for (const point of [...route, { x: x2, y: y2 }]) {
    const d = swing(x, point.x);
    path += `C${x + d} ${y} ${point.x - d} ${point.y} ${point.x} ${point.y}`;
    [x, y] = [point.x, point.y];
  }
  return path;
}

/** What encloses all nodes, groups and notes; nothing where there is none. */
export function boundsOf(scene: Scene, keys?: ReadonlySet<string>): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (x: number, y: number, w: number, h: number): void => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + w);
    bottom = Math.max(bottom, y + h);
  };
  for (let at = 0; at < scene.ids.length; at++) {
    if (keys && !keys.has(scene.ids[at]!)) continue;
    add(scene.x[at]!, scene.y[at]!, scene.w[at]!, scene.h[at]!);
  }
  for (const { id, x, y, w, h } of groupsOf(scene.body)) if (!keys || keys.has(`group:${id}`)) add(x, y, w, h);
  for (const { id, x, y, w, h } of notesOf(scene.body)) if (!keys || keys.has(`note:${id}`)) add(x, y, w, h);
  return left === Infinity ? undefined : { x: left, y: top, w: right - left, h: bottom - top };
}

/** The topmost node at a point, or −1. */
export function nodeAt(scene: Scene, { x, y }: Point, margin = 0): number {
  for (let at = scene.ids.length - 1; at >= 0; at--) {
    if (scene.hidden[at] === 1) continue;
    const left = scene.x[at]! - margin;
    const top = scene.y[at]! - margin;
    if (x >= left && y >= top && x <= left + scene.w[at]! + 2 * margin && y <= top + scene.h[at]! + 2 * margin)
      return at;
  }
  return -1;
}

/** The line that passes closest to a point, within `reach`, or −1. */
export function lineAt(scene: Scene, point: Point, reach: number): number {
  let best = -1;
  let least = reach;
  for (let at = 0; at < scene.lines.length; at++) {
    const { route, target } = scene.lines[at]!;
    if (target < 0) continue;
    const [x1, y1, x2, y2] = endsOf(scene, at);
    let [x, y] = [x1, y1];
    for (const next of [...route, { x: x2, y: y2 }]) {
      const distance = curveDistance(x, y, next.x, next.y, point, least);
      if (distance < least) {
        least = distance;
        best = at;
      }
      [x, y] = [next.x, next.y];
    }
  }
  return best;
}

export function endsOf({ ends }: Scene, at: number): [number, number, number, number] {
  const end = 4 * at;
  return [ends[end]!, ends[end + 1]!, ends[end + 2]!, ends[end + 3]!];
}

function curveDistance(x1: number, y1: number, x2: number, y2: number, { x, y }: Point, most: number): number {
  const d = swing(x1, x2);
  const [left, right] = [Math.min(x1, x2) - d - most, Math.max(x1, x2) + d + most];
  if (x < left || x > right || y < Math.min(y1, y2) - most || y > Math.max(y1, y2) + most) return Infinity;
  let least = Infinity;
  let [px, py] = [x1, y1];
  for (let step = 1; step <= 24; step++) {
    const t = step / 24;
    const s = 1 - t;
    const qx = s * s * s * x1 + 3 * s * s * t * (x1 + d) + 3 * s * t * t * (x2 - d) + t * t * t * x2;
    const qy = s * s * s * y1 + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t * t * t * y2;
    least = Math.min(least, segmentDistance(px, py, qx, qy, x, y));
    [px, py] = [qx, qy];
  }
  return least;
}

function segmentDistance(x1: number, y1: number, x2: number, y2: number, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}
