import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  arrange,
  COLUMN_GAP,
  keepMiddle,
  type Ordering,
  ROW_GAP,
} from '../../../packages/editor/src/layout/arrange.js';
import { dagreOrder } from '../../../packages/editor/src/layout/dagre-order.js';
import { type Link, layers, type SizedBox } from '../../../packages/editor/src/layout/layers.js';

const orders: readonly (readonly [string, Ordering])[] = [
  ['dagre', dagreOrder],
  ['own columns', layers],
];

const size = fc.integer({ min: 20, max: 700 });
const graphs = fc.integer({ min: 0, max: 24 }).chain((count) =>
  fc.record({
    boxes: fc.tuple(
      ...Array.from({ length: count }, (_, i) => fc.record({ id: fc.constant(`n${i}`), w: size, h: size })),
    ),
    links: fc.array(fc.tuple(fc.nat(Math.max(0, count - 1)), fc.nat(Math.max(0, count - 1))), { maxLength: 40 }),
  }),
);
const named = (links: readonly (readonly [number, number])[]): Link[] => links.map(([a, b]) => [`n${a}`, `n${b}`]);

test.each(orders)('by %s, whatever is linked, nothing laps over anything and all is on the grid', (_, order) => {
  fc.assert(
    fc.property(graphs, ({ boxes, links }) => {
      const places = arrange(boxes, named(links), order);
      expect(places.size).toBe(boxes.length);
      const all = boxes.map((box) => ({ ...box, ...places.get(box.id)! }));
      for (const a of all) {
        expect([a.x % 20, a.y % 20]).toEqual([0, 0]);
        for (const b of all) {
          if (a.id >= b.id) continue;
          const dx = Math.max(a.x - (b.x + b.w), b.x - (a.x + a.w));
          const dy = Math.max(a.y - (b.y + b.h), b.y - (a.y + a.h));
          expect(dx >= COLUMN_GAP || dy >= ROW_GAP, `${a.id} and ${b.id}: ${dx}, ${dy}`).toBe(true);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test.each(orders)('by %s, what feeds a node stands left of it where there are no circles', (_, order) => {
  fc.assert(
    fc.property(graphs, ({ boxes, links }) => {
      const forward = links.filter(([a, b]) => a < b);
      const places = arrange(boxes, named(forward), order);
      for (const [a, b] of named(forward)) {
        if (!places.has(a) || !places.has(b)) continue;
        const from = boxes.find(({ id }) => id === a)!;
        expect(places.get(a)!.x + from.w + COLUMN_GAP).toBeLessThanOrEqual(places.get(b)!.x);
      }
    }),
    { numRuns: 100 },
  );
});

test('the same graph is laid out the same way', () => {
  const boxes = Array.from({ length: 30 }, (_, i) => ({ id: `n${i}`, w: 200, h: 100 + i }));
  const links: Link[] = boxes.slice(1).map(({ id }, i) => [`n${i >> 1}`, id]);
  expect(arrange(boxes, links, dagreOrder)).toEqual(arrange(boxes, links, dagreOrder));
});

test('chains of many thousands, and circles, are laid out too', () => {
  const boxes: SizedBox[] = Array.from({ length: 20_000 }, (_, i) => ({ id: `n${i}`, w: 200, h: 100 }));
  const links: Link[] = boxes.map(({ id }, i) => [id, `n${(i + 1) % boxes.length}`]);
  const places = arrange(boxes, links, dagreOrder);
  expect(new Set([...places.values()].map(({ x }) => x)).size).toBe(20_000);
});

test('the middle of what is moved stays where it was, to half a step of the grid', () => {
  const before = [
    { id: 'a', x: 1000, y: 40, w: 200, h: 100 },
    { id: 'b', x: 1030, y: 90, w: 200, h: 100 },
    { id: 'c', x: 900, y: 310, w: 200, h: 100 },
  ];
  const places = keepMiddle(
    arrange(before, [
      ['a', 'b'],
      ['b', 'c'],
    ]),
    before,
  );
  const mean = (axis: 'x' | 'y'): number => [...places.values()].reduce((sum, place) => sum + place[axis], 0) / 3;
  expect(Math.abs(mean('x') - 2930 / 3)).toBeLessThanOrEqual(10);
  expect(Math.abs(mean('y') - 440 / 3)).toBeLessThanOrEqual(10);
});
