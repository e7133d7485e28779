import { type ReactElement, type ReactNode, useEffect, useReducer } from 'react';
import { createPortal } from 'react-dom';
import { type GetSchemes, NodeEditor } from 'rete';
import { AreaPlugin, type NodeView } from 'rete-area-plugin';
import { ReactPlugin } from 'rete-react-plugin';
import type { Point } from '../document/body.js';
import type { Viewport } from '../session/session.js';

type Shown = { id: string };
type Schemes = GetSchemes<Shown, { id: string; source: string; target: string }>;

/**
 * Rete as a projection: it holds the nodes that are on the screen, and nothing else. The document is the truth; what is
 * far away is not mounted, and gestures are commands on the document.
 */
export type ReteView = {
  /** Holds what moves with the canvas. */
  readonly holder: HTMLElement;
  readonly mounted: ReadonlySet<string>;
  show(id: string): void;
  hide(id: string): void;
  place(id: string, x: number, y: number): void;
  look(viewport: Viewport): void;
  /** One React tree for all nodes: each is a portal of it. */
  readonly Portals: () => ReactNode;
  destroy(): void;
};

/** An area whose views are plain elements: dragging is a gesture of the canvas, not of each node. */
class StillArea extends AreaPlugin<Schemes> {
  /** Where a node is when it comes. */
  placeOf: (id: string) => Point = () => ({ x: 0, y: 0 });

  override addNodeView({ id }: Shown): NodeView {
    const element = document.createElement('div');
    element.style.position = 'absolute';
    const view = {
      element,
      position: { x: 0, y: 0 },
      translate: async (x: number, y: number) => {
        view.position = { x, y };
        element.style.transform = `translate(${x}px, ${y}px)`;
        return true;
      },
      resize: async () => true,
      destroy: () => {},
    } as unknown as NodeView;
    const { x, y } = this.placeOf(id);
    void view.translate(x, y);
    this.nodeViews.set(id, view);
    this.area.content.add(element);
    void this.emit({ type: 'render', data: { element, type: 'node', payload: { id } } });
    return view;
  }
}

export function createReteView(
  container: HTMLElement,
  drawNode: (id: string) => ReactElement,
  placeOf: (id: string) => Point,
): ReteView {
  const editor = new NodeEditor<Schemes>();
  const area = new StillArea(container);
  area.placeOf = placeOf;
  const portals = createPortals();
  const render = new ReactPlugin<Schemes>({ createRoot: portals.createRoot });
  render.addPreset({
    render: ({ data }: { readonly data: { readonly type: string; readonly payload: Shown } }) =>
      data.type === 'node' ? drawNode(data.payload.id) : undefined,
  } as unknown as Parameters<typeof render.addPreset>[0]);
  editor.use(area);
  area.use(render);
  // The canvas's own gestures do both.
  area.area.setDragHandler(null);
  area.area.setZoomHandler(null);
  const { holder } = area.area.content;
  holder.style.position = 'absolute';
  const mounted = new Set<string>();
  // Rete adds and removes asynchronously; one after the other, or a node would be removed before it is there.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<unknown>): void => {
    turn = turn.then(work);
  };
  return {
    holder,
    mounted,
    show(id) {
      if (mounted.has(id)) return;
      mounted.add(id);
      inTurn(() => editor.addNode({ id }));
    },
    hide(id) {
      if (mounted.delete(id)) inTurn(() => editor.removeNode(id));
    },
    place(id, x, y) {
      void area.nodeViews.get(id)?.translate(x, y);
    },
    look({ x, y, k }) {
      area.area.transform = { x, y, k };
      void area.area.zoom(k);
    },
    Portals: portals.Portals,
    destroy: () => area.destroy(),
  };
}

/** A stand-in for React's `createRoot` that makes a portal of one tree in place of a tree for each element. */
function createPortals() {
  const portals = new Map<Element | DocumentFragment, ReactNode>();
  const keys = new WeakMap<Element | DocumentFragment, string>();
  let count = 0;
  let redraw = (): void => {};
  let isAsked = false;
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    // Outside of the frame that mounts: React then draws all that came together, and in its own time.
    setTimeout(() => {
      isAsked = false;
      redraw();
    }, 0);
  };
  return {
    createRoot: (container: Element | DocumentFragment) => ({
      render(children: ReactNode) {
        let key = keys.get(container);
        if (key === undefined) {
          key = `node-${count++}`;
          keys.set(container, key);
        }
        portals.set(container, createPortal(children, container, key));
        ask();
      },
      unmount() {
        portals.delete(container);
        ask();
      },
    }),
    Portals(): ReactNode {
      const [, draw] = useReducer((n: number) => n + 1, 0);
      useEffect(() => {
        redraw = draw;
        draw();
        return () => {
          redraw = () => {};
        };
      }, []);
      return [...portals.values()];
    },
  };
}
