import type { Point } from '../document/body.js';
import type { Session } from '../session/session.js';
import type { Store } from '../store/store.js';
import type { CanvasView } from './view.js';

/** What pointers do on empty canvas: move it, or select by a box or a loop. */
export type Tool = 'pan' | 'box' | 'lasso';

/** The canvas that is shown, as the rest of the editor reaches it. */
export type ShownCanvas = {
  readonly session: Session;
  readonly view: CanvasView;
  /** What is written into now: the title of a node or group, or a note, by its key. */
  readonly writing: Store<string | undefined>;
  /** A point of the window in the coordinates of the graph, or of the canvas. */
  toGraph(event: ClientPoint): Point;
  toCanvas(event: ClientPoint): Point;
};

export type ClientPoint = { readonly clientX: number; readonly clientY: number };
