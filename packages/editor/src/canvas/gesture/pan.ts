import type { Gesture, Stage } from '../stage.js';

/** Moves the canvas. A press that does not move clears the selection. */
export function pan({ session, view }: Stage, start: PointerEvent, onClick?: () => void): Gesture {
  const from = session.viewport.get();
  let isMoved = false;
  view.element.classList.add('is-panning');
  const over = (): void => view.element.classList.remove('is-panning');
  return {
    move({ clientX, clientY }) {
      const dx = clientX - start.clientX;
      const dy = clientY - start.clientY;
      isMoved ||= Math.hypot(dx, dy) > 3;
      if (isMoved) session.viewport.set({ k: from.k, x: from.x + dx, y: from.y + dy });
    },
    end() {
      over();
      if (!isMoved) onClick?.();
    },
    cancel() {
      over();
      session.viewport.set(from);
    },
  };
}
