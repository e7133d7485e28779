import fc from 'fast-check';
import { expect, test } from 'vitest';
import { align, distribute, type PlacedBox } from '../../../packages/editor/src/layout/align.js';

const boxes = fc
  .array(
    fc.record({
      x: fc.integer({ min: -2000, max: 2000 }),
      y: fc.integer({ min: -2000, max: 2000 }),
      w: fc.integer({ min: 1, max: 400 }),
      h: fc.integer({ min: 1, max: 400 }),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .map((list) => list.map((box, i): PlacedBox => ({ ...box, id: `n${i}` })));

const moved = (list: readonly PlacedBox[], places: ReadonlyMap<string, { x: number; y: number }>): PlacedBox[] =>
  list.map((box) => ({ ...box, ...places.get(box.id)! }));

const edges = {
  left: ({ x }: PlacedBox) => x,
  centre: ({ x, w }: PlacedBox) => x + w / 2,
  right: ({ x, w }: PlacedBox) => x + w,
  top: ({ y }: PlacedBox) => y,
  middle: ({ y, h }: PlacedBox) => y + h / 2,
  bottom: ({ y, h }: PlacedBox) => y + h,
} as const;

test.each(Object.keys(edges) as (keyof typeof edges)[])(
  'boxes aligned by %s share it, and move along one axis alone',
  (how) => {
    fc.assert(
      fc.property(boxes, (list) => {
        const after = moved(list, align(list, how));
        for (const box of after) expect(edges[how](box)).toBeCloseTo(edges[how](after[0]!), 6);
        const other = how === 'left' || how === 'centre' || how === 'right' ? 'y' : 'x';
        expect(after.map((box) => box[other])).toEqual(list.map((box) => box[other]));
      }),
    );
  },
);

test('aligned boxes stay within the rectangle that they had', () => {
  const list: PlacedBox[] = [
    { id: 'a', x: 0, y: 0, w: 100, h: 50 },
    { id: 'b', x: 300, y: 200, w: 40, h: 80 },
  ];
  expect(align(list, 'left').get('b')).toEqual({ x: 0, y: 200 });
  expect(align(list, 'right').get('a')).toEqual({ x: 240, y: 0 });
  expect(align(list, 'centre').get('b')).toEqual({ x: 150, y: 200 });
  expect(align(list, 'bottom').get('a')).toEqual({ x: 0, y: 230 });
});

test('distributed boxes have equal gaps, in their order, and the ends stay', () => {
  fc.assert(
    fc.property(boxes, fc.constantFrom('horizontally', 'vertically'), (list, along) => {
      const [at, size] = along === 'horizontally' ? (['x', 'w'] as const) : (['y', 'h'] as const);
      const middle = (box: PlacedBox): number => box[at] + box[size] / 2;
      const order = [...list].sort((a, b) => middle(a) - middle(b)).map(({ id }) => id);
      const after = moved(list, distribute(list, along));
      const inOrder = order.map((id) => after.find((box) => box.id === id)!);
      const gaps = inOrder.slice(1).map((box, i) => box[at] - (inOrder[i]![at] + inOrder[i]![size]));
      for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 6);
      for (const id of [order[0], order.at(-1)]) {
        expect(after.find((box) => box.id === id)).toEqual(list.find((box) => box.id === id));
      }
    }),
  );
});

test('nothing to align or to distribute gives nothing', () => {
  expect(align([], 'left').size).toBe(0);
  expect(distribute([], 'vertically').size).toBe(0);
});
