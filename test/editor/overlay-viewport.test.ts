import { describe, expect, it } from 'vitest';
import { centred, fitInto, keptIn, MOST_SCALE, zoomAt } from '../../packages/editor/src/overlay/viewport.js';

const box = { width: 800, height: 600 };

describe('a picture in a box', () => {
  it('keeps what lies under the pointer there while it is zoomed', () => {
    const view = { x: 40, y: -30, scale: 0.8 };
    const under = (at: typeof view) => ({ x: (300 - at.x) / at.scale, y: (200 - at.y) / at.scale });
    const zoomed = zoomAt(view, 2.5, 300, 200);
    expect(zoomed.scale).toBe(2);
    expect(under(zoomed).x).toBeCloseTo(under(view).x, 9);
    expect(under(zoomed).y).toBeCloseTo(under(view).y, 9);
  });

  it('stops at the ends of the zoom without drifting', () => {
    const view = { x: 10, y: 20, scale: MOST_SCALE };
    expect(zoomAt(view, 2, 300, 200)).toEqual(view);
  });

  it('is shown whole and in the middle, and small ones not larger than is wished', () => {
    expect(fitInto({ width: 1600, height: 600 }, { width: 848, height: 648 })).toEqual({ x: 24, y: 174, scale: 0.5 });
    expect(fitInto({ width: 100, height: 100 }, box, 24, 2)).toEqual(centred({ width: 100, height: 100 }, box, 2));
    expect(fitInto({ width: 0, height: 0 }, box)).toEqual({ x: 0, y: 0, scale: 1 });
  });

  it('cannot be lost out of sight', () => {
    const picture = { width: 400, height: 300 };
    const far = keptIn({ x: 5000, y: -5000, scale: 1 }, picture, box);
    expect(far).toEqual({ x: 752, y: -252, scale: 1 });
    expect(keptIn({ x: 10, y: 10, scale: 1 }, picture, box)).toEqual({ x: 10, y: 10, scale: 1 });
  });
});
