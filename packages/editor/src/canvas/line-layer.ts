import type { Palette } from '../scene/colours.js';
import { endsOf, linePath, type Scene, swing } from '../scene/scene.js';

/** What a line looks like beside its colour. */
export type LineState = 'plain' | 'running' | 'bypassed' | 'selected' | 'picked';

/** The lines that can be seen, in one SVG that moves with the canvas. */
export type LineLayer = {
  readonly element: SVGSVGElement;
  /** Draws the lines of a part of the graph, and takes the others away. */
  draw(scene: Scene, left: number, top: number, right: number, bottom: number, palette: Palette): void;
  /** What is said of lines has changed; where they end is seen at each drawing. */
  touch(): void;
};

type Entry = {
  readonly group: SVGGElement;
  readonly drawn: string;
  readonly generation: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
};

const isAt = (entry: Entry, x1: number, y1: number, x2: number, y2: number): boolean =>
  entry.x1 === x1 && entry.y1 === y1 && entry.x2 === x2 && entry.y2 === y2;

const SVG = 'http://www.w3.org/2000/svg';
/** Paths that went out of sight and are kept for a while. */
const SPARE = 60;

export function createLineLayer(stateOf: (at: number, scene: Scene) => LineState): LineLayer {
  const element = document.createElementNS(SVG, 'svg');
  element.setAttribute('class', 'lines');
  element.setAttribute('aria-hidden', 'true');
  const paths = new Map<string, Entry>();
  let isTouched = true;
  let last: Scene | undefined;
  let generation = 0;

  return {
    element,
    touch() {
      isTouched = true;
    },
    draw(scene, left, top, right, bottom, palette) {
      if (scene !== last) generation++;
      if (isTouched) generation++;
      isTouched = false;
      last = scene;
      const seen = new Set<string>();
      for (let at = 0; at < scene.lines.length; at++) {
        const line = scene.lines[at]!;
        if (line.target < 0 || isHidden(scene, at)) continue;
        const [x1, y1, x2, y2] = endsOf(scene, at);
        const d = swing(x1, x2);
        if (line.route.length === 0) {
          if (Math.max(x1, x2) + d < left || Math.min(x1, x2) - d > right) continue;
          if (Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) continue;
        }
        seen.add(line.id);
        const known = paths.get(line.id);
        if (known && known.generation === generation && isAt(known, x1, y1, x2, y2)) continue;
        const path = linePath(x1, y1, x2, y2, line.route);
        const state = stateOf(at, scene);
        const colour = palette.port(line.port);
        const drawn = `${path}|${state}|${colour}`;
        const isSame = known?.drawn === drawn;
        const group = known?.group ?? createGroup(element, line.id);
        paths.set(line.id, { group, drawn, generation, x1, y1, x2, y2 });
        if (isSame) continue;
        redraw(group, path, state, colour, line.route);
      }
      if (paths.size <= seen.size + SPARE && paths.size <= scene.lines.length) return;
      for (const [id, { group }] of paths) {
        if (seen.has(id)) continue;
        group.remove();
        paths.delete(id);
      }
    },
  };
}

const isHidden = (scene: Scene, at: number): boolean => {
  const { source, target } = scene.lines[at]!;
  return source >= 0 && target >= 0 && scene.hidden[source] === 1 && scene.hidden[target] === 1;
};

function createGroup(svg: SVGSVGElement, id: string): SVGGElement {
  const group = document.createElementNS(SVG, 'g');
  group.dataset['line'] = id;
  const seen = document.createElementNS(SVG, 'path');
  seen.setAttribute('class', 'line-seen');
  group.append(seen);
  svg.append(group);
  return group;
}

/** The first child is the line itself; dashes that move and the points of its route come only where they are needed. */
function redraw(
  group: SVGGElement,
  path: string,
  state: LineState,
  colour: string,
  route: readonly { readonly x: number; readonly y: number }[],
): void {
  const seen = group.firstElementChild!;
  while (group.lastElementChild !== seen) group.lastElementChild!.remove();
  group.setAttribute('class', `line line-${state}`);
  group.style.color = colour;
  seen.setAttribute('d', path);
  if (state === 'running') {
    const flow = document.createElementNS(SVG, 'path');
    flow.setAttribute('class', 'line-flow');
    flow.setAttribute('d', path);
    group.append(flow);
  }
  for (const [at, { x, y }] of route.entries()) {
    const dot = document.createElementNS(SVG, 'circle');
    dot.setAttribute('cx', String(x));
    dot.setAttribute('cy', String(y));
    dot.setAttribute('r', '6');
    dot.setAttribute('class', 'line-point');
    dot.dataset['point'] = String(at);
    group.append(dot);
  }
}
