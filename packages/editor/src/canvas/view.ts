import type { ReactElement } from 'react';
import { type Box, bodyOf, type Point } from '../document/body.js';
import { tellReady } from '../editor/tell-ready.js';
import { type Palette, readPalette } from '../scene/colours.js';
import { boundsOf, createScene, placeNode, type Scene } from '../scene/scene.js';
import { fitBox, revealBox, toGraph } from '../scene/viewport.js';
import { type Session, shownSubgraph, type Viewport } from '../session/session.js';
import { createStore, type Readable } from '../store/store.js';
import { createFlatLayer } from './flat-layer.js';
import { createGrid } from './grid.js';
import { createLineLayer, type LineState } from './line-layer.js';
import { createReteView, type ReteView } from './rete-view.js';

/** Below this zoom all is drawn flat. */
const FLAT_ZOOM = 0.4;
/** How far beyond the edge nodes are mounted, in pixels, and how many stay mounted that are out of sight. */
const MARGIN = 80;
const SPARE = 10;
/** How many nodes are mounted in a frame: at rest, while the canvas moves, while it moves fast or zooms. */
const BUDGET = { rest: 6, moving: 3, fast: 0 };

/** The canvas of one body of an open graph. */
export type CanvasView = {
  readonly session: Session;
  readonly element: HTMLElement;
  readonly rete: ReteView;
  /** What is drawn; another one after each change of the document. */
  readonly scene: Readable<Scene>;
  /** Changes while nodes are dragged, for what is drawn beside them. */
  readonly moved: Readable<number>;
  /** Draws nodes and their lines elsewhere, until the next change of the document. */
  place(ids: ReadonlyMap<string, Point>): void;
  /** Draws anew in the next frame. */
  redraw(): void;
  /** What is said of lines has changed: which is picked up, or selected. */
  touchLines(): void;
  fit(keys?: ReadonlySet<string>): void;
  reveal(id: string): void;
  /** Mounts a node now, wherever it is, so that it can be focused. */
  mount(id: string): void;
  /** The middle of what is seen, in the coordinates of the graph. */
  middle(): Point;
  size(): { readonly width: number; readonly height: number };
  themeChanged(): void;
  destroy(): void;
};

export function createCanvasView(
  element: HTMLElement,
  session: Session,
  drawNode: (id: string) => ReactElement,
  lineState: (at: number, scene: Scene) => LineState,
  nodeColour: (id: string, palette: Palette) => string | undefined,
): CanvasView {
  const subgraph = shownSubgraph(session);
  const bodyNow = () => bodyOf(session.document.get(), subgraph) ?? { nodes: {} };
  const scene = createStore(createScene(bodyNow(), session.resolved.get(), subgraph));
  const moved = createStore(0);
  const placeOf = (id: string): Point => {
    const now = scene.get();
    const at = now.index.get(id);
    return at === undefined ? { x: 0, y: 0 } : { x: now.x[at]!, y: now.y[at]! };
  };
  const flat = createFlatLayer();
  const grid = createGrid();
  element.prepend(grid.element, flat.element);
  // Rete listens to its container: not to the whole canvas, whose gestures are its own.
  const container = document.createElement('div');
  container.className = 'canvas-rete';
  element.append(container);
  const rete = createReteView(container, drawNode, placeOf);
  container.style.overflow = 'visible'; // Rete hides what is beyond it, and it has no size
  const lines = createLineLayer(lineState);
  rete.holder.prepend(lines.element);
  rete.holder.classList.add('canvas-holder');
  let palette = readPalette(document.documentElement);
  let { width, height } = element.getBoundingClientRect();
  let last: Viewport = { x: NaN, y: NaN, k: NaN };
  let isAsked = false;
  let isReady = false;
  let isGone = false;
  const kept = new Set<string>();

  function redraw(): void {
    if (isAsked || isGone) return;
    isAsked = true;
    requestAnimationFrame(frame);
  }

  function frame(): void {
    isAsked = false;
    if (isGone) return;
    const viewport = session.viewport.get();
    const now = scene.get();
    const isZooming = viewport.k !== last.k && !Number.isNaN(last.k);
    const speed = Math.hypot(viewport.x - last.x, viewport.y - last.y);
    if (viewport !== last) {
      rete.look(viewport);
      grid.draw(viewport);
    }
    last = viewport;
    const isFlat = viewport.k < FLAT_ZOOM;
    rete.holder.style.display = isFlat ? 'none' : '';
    const skips = (at: number): boolean => !isFlat && rete.mounted.has(now.ids[at]!);
    let isMissing = false;
    if (!isFlat) {
      const budget = isZooming ? BUDGET.fast : speed > 60 ? BUDGET.fast : speed > 0 ? BUDGET.moving : BUDGET.rest;
      isMissing = mountVisible(now, viewport, budget);
      const { x, y, k } = viewport;
      const m = MARGIN / k;
      lines.draw(now, -x / k - m, -y / k - m, (width - x) / k + m, (height - y) / k + m, palette);
    }
    flat.draw(now, viewport, palette, {
      isFlat,
      isNeeded: isFlat || isMissing,
      selection: session.selection.get(),
      skips,
      stateOf: (id) => nodeColour(id, palette),
      again: redraw,
    });
    if (isMissing) redraw();
    else if (!isReady) {
      isReady = true;
      // Painted once the frame after this one begins.
      requestAnimationFrame(() => requestAnimationFrame(tellReady));
    }
  }

  function mountVisible(now: Scene, { x, y, k }: Viewport, budget: number): boolean {
    const m = MARGIN / k;
    const left = -x / k - m;
    const top = -y / k - m;
    const right = (width - x) / k + m;
    const bottom = (height - y) / k + m;
    const wanted = new Set<string>();
    let leftOver = budget;
    let isMissing = false;
    for (let at = 0; at < now.ids.length; at++) {
      if (now.x[at]! > right || now.y[at]! > bottom) continue;
      if (now.x[at]! + now.w[at]! < left || now.y[at]! + now.h[at]! < top || now.hidden[at] === 1) continue;
      const id = now.ids[at]!;
      wanted.add(id);
      if (rete.mounted.has(id)) continue;
      if (leftOver-- > 0) rete.show(id);
      else isMissing = true;
    }
    let spare = rete.mounted.size - wanted.size - SPARE;
    for (const id of rete.mounted) {
      if (!now.index.has(id) || now.hidden[now.index.get(id)!] === 1) rete.hide(id);
      else if (spare > 0 && !wanted.has(id) && !kept.has(id) && !isFocused(id)) {
        rete.hide(id);
        spare--;
      }
    }
    return isMissing;
  }

  /** What has the focus stays, wherever it is. */
  const isFocused = (id: string): boolean =>
    document.activeElement?.closest<HTMLElement>('[data-node]')?.dataset['node'] === id;

  function rebuild(): void {
    const body = bodyOf(session.document.get(), subgraph);
    if (!body) return; // the trail leads elsewhere in a moment
    const before = scene.get();
    const next = createScene(body, session.resolved.get(), subgraph);
    scene.set(next);
    for (const id of rete.mounted) {
      const at = next.index.get(id);
      const was = before.index.get(id);
      if (at === undefined) continue;
      if (was === undefined || next.x[at] !== before.x[was] || next.y[at] !== before.y[was]) {
        rete.place(id, next.x[at]!, next.y[at]!);
      }
    }
    flat.forget();
    redraw();
  }

  const stop = [
    session.resolved.subscribe(rebuild),
    session.document.subscribe(rebuild),
    session.viewport.subscribe(redraw),
    session.selection.subscribe(() => {
      lines.touch();
      flat.forget();
      redraw();
    }),
    session.run.subscribe(() => {
      lines.touch();
      if (session.viewport.get().k < FLAT_ZOOM) flat.forget();
      redraw();
    }),
  ];
  const resized = new ResizeObserver(() => {
    ({ width, height } = element.getBoundingClientRect());
    flat.resize(width, height);
    redraw();
  });
  resized.observe(element);
  flat.resize(width, height);
  redraw();

  return {
    session,
    element,
    rete,
    scene,
    moved,
    place(ids) {
      const now = scene.get();
      for (const [id, { x, y }] of ids) {
        const at = now.index.get(id);
        if (at === undefined) continue;
        placeNode(now, at, x, y);
        if (rete.mounted.has(id)) rete.place(id, x, y);
      }
      moved.set((n) => n + 1);
      flat.forget();
      redraw();
    },
    redraw,
    touchLines: lines.touch,
    fit(keys) {
      const box = boundsOf(scene.get(), keys);
      if (box) session.viewport.set(fitBox(box, width, height));
    },
    reveal(id) {
      const box = boxOf(scene.get(), id);
      if (!box) return;
      const { k, ...rest } = session.viewport.get();
      const near = k < FLAT_ZOOM ? fitBox(box, width, height, 120) : { k, ...rest };
      session.viewport.set(revealBox(near, box, width, height));
    },
    mount(id) {
      if (!scene.get().index.has(id)) return;
      kept.add(id);
      rete.show(id);
    },
    middle: () => toGraph(session.viewport.get(), { x: width / 2, y: height / 2 }),
    size: () => ({ width, height }),
    themeChanged() {
      palette = readPalette(document.documentElement);
      lines.touch();
      flat.forget();
      redraw();
    },
    destroy() {
      isGone = true;
      for (const end of stop) end();
      resized.disconnect();
      rete.destroy();
      container.remove();
      flat.element.remove();
      grid.element.remove();
    },
  };
}

function boxOf(scene: Scene, id: string): Box | undefined {
  const at = scene.index.get(id);
  if (at === undefined) return undefined;
  return { x: scene.x[at]!, y: scene.y[at]!, w: scene.w[at]!, h: scene.h[at]! };
}
