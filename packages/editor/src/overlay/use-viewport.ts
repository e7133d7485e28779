import { type PointerEvent, type RefCallback, useCallback, useRef, useState } from 'react';
import { centred, fitInto, keptIn, type Point, type Size, type Viewport, zoomAt } from './viewport.js';

export type ViewportControl = {
  readonly view: Viewport;
  /** For the box that the picture lies in. */
  readonly box: RefCallback<HTMLElement>;
  /** Where a pointer is, in pixels of the picture. */
  toPicture(event: { readonly clientX: number; readonly clientY: number }): Point;
  fit(): void;
  /** Zooms by a factor around the middle. */
  zoom(factor: number): void;
  /** Shows it at this scale in the middle. */
  show(scale: number): void;
  pan(dx: number, dy: number): void;
  /** Gives true where the event is taken: a drag with the middle button, one that `isPan`, or two fingers. */
  down(event: PointerEvent, isPan: boolean): boolean;
  move(event: PointerEvent): boolean;
  up(event: PointerEvent): boolean;
};

/** Zoom and pan by wheel, drag and two fingers. */
export function useViewport(picture: Size | undefined, most = 1): ViewportControl {
  const [view, setView] = useState<Viewport>({ x: 0, y: 0, scale: 1 });
  const now = useRef({ view, picture, element: undefined as HTMLElement | undefined, isFitted: true });
  now.current.view = view;
  const pointers = useRef(new Map<number, Point>());
  const panning = useRef<number>(undefined);

  const sizeOf = (): Size => {
    const element = now.current.element;
    return { width: element?.clientWidth ?? 0, height: element?.clientHeight ?? 0 };
  };
  const set = (next: Viewport): void => {
    const { picture: shown } = now.current;
    now.current.isFitted = false;
    now.current.view = shown ? keptIn(next, shown, sizeOf()) : next;
    setView(now.current.view);
  };
  const fit = (): void => {
    if (!now.current.picture) return;
    set(fitInto(now.current.picture, sizeOf(), 24, most));
    now.current.isFitted = true;
  };
  const acts = useRef({ set, fit });
  acts.current = { set, fit };

  if (now.current.picture?.width !== picture?.width || now.current.picture?.height !== picture?.height) {
    now.current.picture = picture;
    queueMicrotask(() => acts.current.fit());
  }

  const box = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    now.current.element = element;
    // React listens passively to wheels.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      const lines = event.deltaMode === 1 ? 20 : 1;
      const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016));
      acts.current.set(zoomAt(now.current.view, factor, event.clientX - left, event.clientY - top));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    const watch = new ResizeObserver(() => {
      if (now.current.isFitted) acts.current.fit();
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      element.removeEventListener('wheel', wheel);
    };
  }, []);

  const middle = (): Point => {
    const { width, height } = sizeOf();
    return { x: width / 2, y: height / 2 };
  };

  return {
    view,
    box,
    fit,
    toPicture({ clientX, clientY }) {
      const { left = 0, top = 0 } = now.current.element?.getBoundingClientRect() ?? {};
      const { x, y, scale } = now.current.view;
      return { x: (clientX - left - x) / scale, y: (clientY - top - y) / scale };
    },
    zoom(factor) {
      const { x, y } = middle();
      set(zoomAt(now.current.view, factor, x, y));
    },
    show(scale) {
      if (now.current.picture) set(centred(now.current.picture, sizeOf(), scale));
    },
    pan(dx, dy) {
      const { view: at } = now.current;
      set({ ...at, x: at.x + dx, y: at.y + dy });
    },
    down(event, isPan) {
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const isTaken = isPan || event.button === 1 || pointers.current.size > 1;
      if (!isTaken) return false;
      panning.current = event.pointerId;
      event.currentTarget.setPointerCapture(event.pointerId);
      event.preventDefault();
      return true;
    },
    move(event) {
      const before = pointers.current.get(event.pointerId);
      if (!before) return false;
      const at = { x: event.clientX, y: event.clientY };
      pointers.current.set(event.pointerId, at);
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const { left, top } = now.current.element!.getBoundingClientRect();
        const spread = (point: Point): number => Math.hypot(point.x - other.x, point.y - other.y);
        const factor = spread(at) / Math.max(1, spread(before));
        const zoomed = zoomAt(now.current.view, factor, (at.x + other.x) / 2 - left, (at.y + other.y) / 2 - top);
        set({ ...zoomed, x: zoomed.x + (at.x - before.x) / 2, y: zoomed.y + (at.y - before.y) / 2 });
        return true;
      }
      if (panning.current !== event.pointerId) return false;
      const { view: from } = now.current;
      set({ ...from, x: from.x + at.x - before.x, y: from.y + at.y - before.y });
      return true;
    },
    up(event) {
      pointers.current.delete(event.pointerId);
      if (panning.current !== event.pointerId) return false;
      panning.current = undefined;
      return true;
    },
  };
}
