import type { Viewport } from '../session/session.js';

const STEP = 20;

/** The dots behind the graph, as a background that moves with it; far away they are left out. */
export function drawGrid(element: HTMLElement, { x, y, k }: Viewport): void {
  let step = STEP * k;
  while (step < 14) step *= 2;
  element.style.backgroundSize = `${step}px ${step}px`;
  element.style.backgroundPosition = `${x}px ${y}px`;
}
