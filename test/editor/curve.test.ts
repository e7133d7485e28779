import { describe, expect, it } from 'vitest';
import {
  addPoint,
  movePoint,
  readCurve,
  removePoint,
  STRAIGHT,
  widestGap,
} from '../../packages/editor/src/widget/curve.js';
import { moved } from '../../packages/editor/src/widget/list-order.js';
import { matching, optionAt } from '../../packages/editor/src/widget/options.js';

const curve = [
  [0, 0],
  [0.5, 0.7],
  [1, 1],
] as const;

describe('a curve', () => {
  it('is the straight one for what is none', () => {
    expect(readCurve(curve)).toEqual(curve);
    for (const wrong of [
      undefined,
      'x',
      [],
      [[0, 0]],
      [[0, 0], [1]],
      [
        [0, 0],
        ['1', 1],
      ],
      Array(17).fill([0, 0]),
    ]) {
      expect(readCurve(wrong)).toBe(STRAIGHT);
    }
  });

  it('keeps its points in order and its ends at the ends', () => {
    expect(movePoint(curve, 1, 2, 0.2)).toEqual([
      [0, 0],
      [0.99, 0.2],
      [1, 1],
    ]);
    expect(movePoint(curve, 0, 0.4, -3)).toEqual([
      [0, 0],
      [0.5, 0.7],
      [1, 1],
    ]);
    expect(movePoint(curve, 2, 0.4, 0.5)[2]).toEqual([1, 0.5]);
  });

  it('takes up to sixteen points, and gives back all but its ends', () => {
    expect(addPoint(curve, 0.25, 0.3)).toEqual({
      curve: [
        [0, 0],
        [0.25, 0.3],
        [0.5, 0.7],
        [1, 1],
      ],
      at: 1,
    });
    expect(addPoint(curve, 0.501, 0.3)).toBeUndefined();
    expect(removePoint(curve, 1)).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(removePoint(curve, 0)).toBe(curve);
    let full = readCurve(curve);
    for (let count = 3; count < 16; count++) full = addPoint(full, ...widestGap(full))!.curve;
    expect(full).toHaveLength(16);
    expect(addPoint(full, ...widestGap(full))).toBeUndefined();
  });
});

it('an item of a list moves to a place, and no further than the ends', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(moved(['a', 'b', 'c'], 2, -5)).toEqual(['c', 'a', 'b']);
  const list = ['a', 'b'];
  expect(moved(list, 1, 9)).toBe(list);
});

it('options are found by name or value, those that begin with the text first', () => {
  const options = [
    { value: 'fear', name: '두려움' },
    { value: 'anger', name: 'anger' },
    { value: 'read', name: 'read' },
  ];
  expect(matching(options, ' R').map(({ value }) => value)).toEqual(['read', 'fear', 'anger']);
  expect(matching(options, '두').map(({ value }) => value)).toEqual(['fear']);
  expect(matching(options, '')).toBe(options);
  expect(optionAt('ArrowDown', 2, 3)).toBe(0);
  expect(optionAt('ArrowUp', -1, 3)).toBe(2);
  expect(optionAt('ArrowDown', -1, 0)).toBeUndefined();
});
