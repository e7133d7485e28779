import type { Box, Point } from '../document/body.js';
import type { Viewport } from '../session/session.js';

const MIN_ZOOM = 0.05;
const MAX_ZOOM = 3;

export const clampZoom = (k: number): number => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, k));

/** Zooms to `k` so that the point of the screen stays where it is. */
export function zoomAt(viewport: Viewport, k: number, { x, y }: Point): Viewport {
  const to = clampZoom(k);
  const ratio = to / viewport.k;
  return { k: to, x: x - (x - viewport.x) * ratio, y: y - (y - viewport.y) * ratio };
}

export const toGraph = ({ x, y, k }: Viewport, point: Point): Point => ({ x: (point.x - x) / k, y: (point.y - y) / k });

export const toScreen = ({ x, y, k }: Viewport, point: Point): Point => ({ x: point.x * k + x, y: point.y * k + y });

/** Shows a box as large as it fits, at most as large as it is. */
export function fitBox(box: Box, width: number, height: number, margin = 48, most = 1): Viewport {
  const k = clampZoom(Math.min(most, (width - 2 * margin) / box.w, (height - 2 * margin) / box.h));
  return { k, x: (width - box.w * k) / 2 - box.x * k, y: (height - box.h * k) / 2 - box.y * k };
}

/** Moves as little as needed for a box to be seen. */
export function revealBox(viewport: Viewport, box: Box, width: number, height: number, margin = 40): Viewport {
  const { k } = viewport;
  const left = box.x * k + viewport.x;
  const top = box.y * k + viewport.y;
  const shift = (low: number, size: number, room: number): number => {
    if (size > room - 2 * margin || low < margin) return margin - low;
    return low + size > room - margin ? room - margin - low - size : 0;
  };
  const dx = shift(left, box.w * k, width);
  const dy = shift(top, box.h * k, height);
  return dx === 0 && dy === 0 ? viewport : { k, x: viewport.x + dx, y: viewport.y + dy };
}
