import { groupsOf } from '../document/body.js';
import type { Viewport } from '../session/session.js';
import { categoryColour } from '../shape/category.js';
import { HEADER } from '../shape/geometry.js';
import type { Palette } from './colours.js';
import { endsOf, type Scene, swing } from './scene.js';

export type PaintOptions = {
  readonly selection: ReadonlySet<string>;
  /** Nodes that are drawn as elements; they are left out here. */
  skips(at: number): boolean;
  readonly drawsLines: boolean;
  /** The colour of what a node does or has: failed, running; nothing for the rest. */
  stateOf(id: string): string | undefined;
};

/** Draws the scene flat, as boxes and curves: far away, and for what is not mounted yet. Sizes are in CSS pixels. */
export function paintScene(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { x, y, k }: Viewport,
  width: number,
  height: number,
  palette: Palette,
  options: PaintOptions,
  scale = 1,
): void {
  const left = -x / k;
  const top = -y / k;
  const right = (width - x) / k;
  const bottom = (height - y) / k;
  context.setTransform(k * scale, 0, 0, k * scale, x * scale, y * scale);
  paintGroups(context, scene, palette, k);
  if (options.drawsLines) paintLines(context, scene, left, top, right, bottom, k, palette);
  const heads = new Map<string, number[]>();
  const visible: number[] = [];
  context.beginPath();
  for (let at = 0; at < scene.ids.length; at++) {
    const nx = scene.x[at]!;
    const ny = scene.y[at]!;
    const nw = scene.w[at]!;
    const nh = scene.h[at]!;
    if (nx > right || ny > bottom || nx + nw < left || ny + nh < top) continue;
    if (scene.hidden[at] === 1 || options.skips(at)) continue;
    visible.push(at);
    context.rect(nx, ny, nw, nh);
    const colour = categoryColour(scene.body.nodes[scene.ids[at]!]!.type);
    const list = heads.get(colour);
    if (list) list.push(at);
    else heads.set(colour, [at]);
  }
  if (visible.length === 0) return;
  context.fillStyle = palette.node;
  context.fill();
  if (k > 0.12) {
    context.lineWidth = 1 / k;
    context.strokeStyle = palette.border;
    context.stroke();
  }
  for (const [colour, places] of heads) {
    context.fillStyle = palette.variable(/var\((--[\w-]+)\)/.exec(colour)?.[1] ?? '--t-any');
    context.globalAlpha = 0.55;
    context.beginPath();
    for (const at of places) context.rect(scene.x[at]!, scene.y[at]!, scene.w[at]!, HEADER);
    context.fill();
  }
  context.globalAlpha = 1;
  if (k > 0.22) paintTitles(context, scene, visible, palette);
  for (const at of visible) {
    const id = scene.ids[at]!;
    const state = options.selection.has(id) ? palette.accent : options.stateOf(id);
    if (state === undefined) continue;
    context.lineWidth = Math.max(2, 2 / k);
    context.strokeStyle = state;
    context.strokeRect(scene.x[at]!, scene.y[at]!, scene.w[at]!, scene.h[at]!);
  }
}

function paintTitles(
  context: CanvasRenderingContext2D,
  scene: Scene,
  visible: readonly number[],
  palette: Palette,
): void {
  context.fillStyle = palette.text;
  context.font = '600 13px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const at of visible) {
    const node = scene.body.nodes[scene.ids[at]!]!;
    const title = node.title ?? scene.ids[at]!;
    context.fillText(title, scene.x[at]! + 10, scene.y[at]! + HEADER / 2, scene.w[at]! - 20);
  }
}

function paintGroups(context: CanvasRenderingContext2D, scene: Scene, palette: Palette, k: number): void {
  for (const group of groupsOf(scene.body)) {
    context.fillStyle = palette.variable(`--g-${group.colour}`);
    context.globalAlpha = 0.12;
    context.fillRect(group.x, group.y, group.w, group.isCollapsed ? HEADER : group.h);
    context.globalAlpha = 0.9;
    if (k > 0.12) {
      context.font = '650 16px system-ui, sans-serif';
      context.textBaseline = 'middle';
      context.fillText(group.title, group.x + 14, group.y + 18, group.w - 28);
    }
  }
  context.globalAlpha = 1;
}

/** One path for each colour: thousands of lines cost a few strokes. */
function paintLines(
  context: CanvasRenderingContext2D,
  scene: Scene,
  left: number,
  top: number,
  right: number,
  bottom: number,
  k: number,
  palette: Palette,
): void {
  const isStraight = k < 0.18;
  const paths = new Map<string, Path2D>();
  for (let at = 0; at < scene.lines.length; at++) {
    const line = scene.lines[at]!;
    if (line.target < 0) continue;
    const [x1, y1, x2, y2] = endsOf(scene, at);
    const d = isStraight ? 0 : swing(x1, x2);
    if (line.route.length === 0) {
      if (Math.max(x1, x2) + d < left || Math.min(x1, x2) - d > right) continue;
      if (Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) continue;
    }
    const colour = palette.port(line.port);
    let path = paths.get(colour);
    if (!path) {
      path = new Path2D();
      paths.set(colour, path);
    }
    path.moveTo(x1, y1);
    let [x, y] = [x1, y1];
    for (const point of line.route) {
      curveTo(path, x, y, point.x, point.y, isStraight);
      [x, y] = [point.x, point.y];
    }
    curveTo(path, x, y, x2, y2, isStraight);
  }
  context.lineWidth = Math.max(2, 1 / k);
  context.globalAlpha = 0.8;
  for (const [colour, path] of paths) {
    context.strokeStyle = colour;
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

function curveTo(path: Path2D, x1: number, y1: number, x2: number, y2: number, isStraight: boolean): void {
  if (isStraight) path.lineTo(x2, y2);
  else {
    const d = swing(x1, x2);
    path.bezierCurveTo(x1 + d, y1, x2 - d, y2, x2, y2);
  }
}
