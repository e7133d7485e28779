import type { Palette } from '../scene/colours.js';
import { type PaintOptions, paintScene } from '../scene/painter.js';
import type { Scene } from '../scene/scene.js';
import type { Viewport } from '../session/session.js';

/**
 * A canvas behind the nodes. Far away it shows everything, from a bitmap somewhat larger than the view that is drawn
 * anew only when one leaves it; near, it stands in for nodes that are not mounted yet.
 */
export type FlatLayer = {
  readonly element: HTMLCanvasElement;
  resize(width: number, height: number): void;
  /** The bitmap is out of date. */
  forget(): void;
  draw(scene: Scene, viewport: Viewport, palette: Palette, options: FlatOptions): void;
};

type FlatOptions = Omit<PaintOptions, 'drawsLines'> & {
  readonly isFlat: boolean;
  readonly isNeeded: boolean;
  /** Asks for another frame. */
  again(): void;
};

/** How much of the view the bitmap reaches beyond it, on each side. */
const BEYOND = 0.35;
/** A bitmap is scaled within these bounds before it is drawn sharp. */
const COARSEST = 0.66;
const FINEST = 1.5;
const SHARPEN_MS = 90;

export function createFlatLayer(): FlatLayer {
  const element = document.createElement('canvas');
  element.className = 'canvas-flat';
  element.setAttribute('aria-hidden', 'true');
  const context = element.getContext('2d')!;
  const bitmap = document.createElement('canvas');
  const bitmapContext = bitmap.getContext('2d')!;
  let width = 0;
  let height = 0;
  let scale = 1;
  let isClean = true;
  let drawn: Viewport | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function clear(): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, element.width, element.height);
  }

  function drawFar(scene: Scene, viewport: Viewport, palette: Palette, options: FlatOptions): void {
    const bw = width * (1 + 2 * BEYOND);
    const bh = height * (1 + 2 * BEYOND);
    const ratio = drawn ? viewport.k / drawn.k : 0;
    const left = drawn ? viewport.x - drawn.x * ratio : 0;
    const top = drawn ? viewport.y - drawn.y * ratio : 0;
    const covers = left <= 0 && top <= 0 && left + bw * ratio >= width && top + bh * ratio >= height;
    clear();
    if (!drawn || !covers || ratio < COARSEST || ratio > FINEST) {
      bitmapContext.setTransform(1, 0, 0, 1, 0, 0);
      bitmapContext.clearRect(0, 0, bitmap.width, bitmap.height);
      drawn = { k: viewport.k, x: viewport.x + width * BEYOND, y: viewport.y + height * BEYOND };
      paintScene(bitmapContext, scene, drawn, bw, bh, palette, { ...options, drawsLines: true }, scale);
      context.drawImage(bitmap, (viewport.x - drawn.x) * scale, (viewport.y - drawn.y) * scale);
      return;
    }
    context.drawImage(bitmap, left * scale, top * scale, bitmap.width * ratio, bitmap.height * ratio);
    if (Math.abs(ratio - 1) < 1e-3) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      drawn = undefined;
      options.again();
    }, SHARPEN_MS);
  }

  return {
    element,
    resize(w, h) {
      width = w;
      height = h;
      scale = Math.min(2, window.devicePixelRatio || 1);
      element.width = Math.round(w * scale);
      element.height = Math.round(h * scale);
      bitmap.width = Math.round(w * (1 + 2 * BEYOND) * scale);
      bitmap.height = Math.round(h * (1 + 2 * BEYOND) * scale);
      drawn = undefined;
    },
    forget() {
      drawn = undefined;
    },
    draw(scene, viewport, palette, options) {
      if (options.isFlat) {
        isClean = false;
        drawFar(scene, viewport, palette, options);
        return;
      }
      if (!options.isNeeded && isClean) return;
      clear();
      isClean = !options.isNeeded;
      if (options.isNeeded) {
        paintScene(context, scene, viewport, width, height, palette, { ...options, drawsLines: false }, scale);
      }
    },
  };
}
