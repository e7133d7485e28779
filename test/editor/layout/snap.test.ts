import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSnapper } from '../../../packages/editor/src/layout/snap.js';

const other = { x: 103, y: 207, w: 200, h: 100 };

test('what is near no edge goes to the grid, or stays where it is', () => {
  const { snap } = createSnapper([other]);
  const box = { x: 611, y: 629, w: 77, h: 33 };
  expect(snap(box, { zoom: 1, toGrid: true })).toEqual({ x: 620, y: 620, guides: [] });
  expect(snap(box, { zoom: 1, toGrid: false })).toEqual({ x: 611, y: 629, guides: [] });
});

test('an edge within six pixels of another is put on it, with a line along both', () => {
  const { snap } = createSnapper([other]);
  const at = snap({ x: 108, y: 500, w: 150, h: 60 }, { zoom: 1, toGrid: true });
  expect(at).toEqual({ x: 103, y: 500, guides: [{ axis: 'x', at: 103, from: 207, to: 560 }] });
  expect(snap({ x: 110, y: 500, w: 150, h: 60 }, { zoom: 1, toGrid: true })).toEqual({ x: 120, y: 500, guides: [] });
});

test('centres meet centres, and both axes at once', () => {
  const { snap } = createSnapper([other]);
  const at = snap({ x: 150, y: 310, w: 100, h: 60 }, { zoom: 1, toGrid: false });
  expect([at.x, at.y]).toEqual([153, 307]);
  expect(at.guides.map(({ axis, at: line }) => [axis, line])).toEqual([
    ['x', 203],
    ['y', 307],
  ]);
});

test('how near is near is told on the screen: zoomed in it is less, zoomed out more', () => {
  const { snap } = createSnapper([other]);
  const box = { x: 108, y: 600, w: 151, h: 60 };
  expect(snap(box, { zoom: 2, toGrid: false }).x).toBe(108);
  expect(snap({ ...box, x: 113 }, { zoom: 0.5, toGrid: false }).x).toBe(103);
});

test('it finds the same as looking at every edge', () => {
  const box = fc.record({
    x: fc.integer({ min: 0, max: 300 }),
    y: fc.integer({ min: 0, max: 300 }),
    w: fc.integer({ min: 10, max: 90 }),
    h: fc.integer({ min: 10, max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(box, { maxLength: 20 }), box, (others, mine) => {
      const at = createSnapper(others).snap(mine, { zoom: 1, toGrid: false });
      const lines = (start: number, size: number) => [start, start + size / 2, start + size];
      const moves = others.flatMap(({ x, w }) =>
        lines(x, w).flatMap((to) => lines(mine.x, mine.w).map((from) => to - from)),
      );
      const least = Math.min(...moves.map(Math.abs));
      if (least <= 6) {
        expect(Math.abs(at.x - mine.x)).toBeCloseTo(least, 9);
        expect(at.guides.some(({ axis }) => axis === 'x')).toBe(true);
      } else expect(at.x).toBe(mine.x);
    }),
  );
});
