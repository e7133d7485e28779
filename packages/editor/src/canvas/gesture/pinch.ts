import { clampZoom, toGraph } from '../../scene/viewport.js';
import type { ClientPoint } from '../shown-canvas.js';
import type { Stage } from '../stage.js';

/** Two fingers: what is under them stays under them. */
export function pinch({ session, toCanvas }: Stage, first: ClientPoint, second: ClientPoint) {
  const from = session.viewport.get();
  const middle = (a: ClientPoint, b: ClientPoint) =>
    toCanvas({ clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 });
  const apart = (a: ClientPoint, b: ClientPoint): number =>
    Math.max(1, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
  const start = apart(first, second);
  const point = toGraph(from, middle(first, second));
  return {
    move(a: ClientPoint, b: ClientPoint): void {
      const k = clampZoom((from.k * apart(a, b)) / start);
      const { x, y } = middle(a, b);
      session.viewport.set({ k, x: x - point.x * k, y: y - point.y * k });
    },
  };
}
