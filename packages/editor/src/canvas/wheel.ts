import { zoomAt } from '../scene/viewport.js';
import type { Stage } from './stage.js';

const LINE_PX = 16;
const PAGE_PX = 400;

/** The wheel zooms around the pointer; with Shift, or sideways, it moves the canvas. */
export function takeWheel({ session, view, toCanvas }: Stage): () => void {
  function wheel(event: WheelEvent): void {
    const target = event.target as Element;
    if (target.closest('[data-chrome]')) return;
    // Lists and texts in nodes scroll where they have the focus.
    const scrolled = target.closest<HTMLElement>('[data-scrolls], .note-text, .text-look');
    if (scrolled && scrolled.scrollHeight > scrolled.clientHeight + 1 && !event.ctrlKey) return;
    if (event.defaultPrevented) return;
    event.preventDefault();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? LINE_PX
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? PAGE_PX
          : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    const now = session.viewport.get();
    if (event.shiftKey || (Math.abs(dx) > Math.abs(dy) && !event.ctrlKey)) {
      const [x, y] = event.shiftKey && dx === 0 ? [dy, 0] : [dx, dy];
      session.viewport.set({ ...now, x: now.x - x, y: now.y - y });
      return;
    }
    // A pinch on a trackpad comes as a wheel with Ctrl, in smaller steps.
    const factor = Math.exp(-Math.max(-240, Math.min(240, dy)) * (event.ctrlKey ? 0.01 : 0.0016));
    session.viewport.set(zoomAt(now, now.k * factor, toCanvas(event)));
  }
  view.element.addEventListener('wheel', wheel, { passive: false });
  return () => view.element.removeEventListener('wheel', wheel);
}
