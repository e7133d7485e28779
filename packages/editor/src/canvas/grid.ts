import type { Viewport } from '../session/session.js';

const STEP = 20;
/** Dots are no closer than this on the screen, and never as far apart as twice this. */
const LEAST = 14;
/** How far the layer reaches beyond the canvas, so that it can be moved by as much as a step. */
const BEYOND = 2 * LEAST;

/** The dots behind the graph: a layer of its own that is painted once and moved, and painted anew only by a zoom. */
export function createGrid(): { readonly element: HTMLElement; draw(viewport: Viewport): void } {
  const element = document.createElement('div');
  element.className = 'canvas-grid';
  element.style.inset = `-${BEYOND}px`;
  let drawn = 0;
  return {
    element,
    draw({ x, y, k }) {
      let step = STEP * k;
      while (step < LEAST) step *= 2;
      while (step >= BEYOND) step /= 2;
      if (step !== drawn) element.style.backgroundSize = `${step}px ${step}px`;
      drawn = step;
      // The first dot of the layer stands BEYOND before the edge; dots go through the origin of the graph.
      const shift = (origin: number): number => (((origin + BEYOND) % step) + step) % step;
      element.style.transform = `translate(${shift(x)}px, ${shift(y)}px)`;
    },
  };
}
