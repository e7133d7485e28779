import { float, int } from '@moodwire/engine';
import { describe, expect, it } from 'vitest';
import { allowed, keyed, rangeOf, showNumber, snap } from '../../packages/editor/src/widget/number-range.js';
import { keptShape } from '../../packages/editor/src/widget/size-shape.js';

const help = 'What it does.';
const part = rangeOf(float({ default: 0.5, min: 0, max: 1, step: 0.05, help }));
const count = rangeOf(int({ default: 3, min: 1, max: 9, help }));
const free = rangeOf(float({ default: 0, help }));

describe('a number that is set by hand', () => {
  it('lies on a step, without the errors of sums', () => {
    expect(snap(0.1 + 0.2, part)).toBe(0.3);
    expect(snap(0.676, part)).toBe(0.7);
    expect(snap(3.4, count)).toBe(3);
  });

  it('stays in its range, and whole where it is whole', () => {
    expect(snap(7, part)).toBe(1);
    expect(allowed(-4, count)).toBe(1);
    expect(allowed(2.6, count)).toBe(3);
    expect(allowed(0.123, part)).toBe(0.123);
    expect(allowed(-1e9, free)).toBe(-1e9);
  });

  it('is read with the places of its step, and with more where it has more', () => {
    expect(showNumber(0.8, part)).toBe('0.80');
    expect(showNumber(0.123, part)).toBe('0.123');
    expect(showNumber(3, count)).toBe('3');
    expect(showNumber(1 / 3, free)).toBe('0.333333');
  });

  it('moves by keys', () => {
    expect(keyed('ArrowRight', false, 0.5, part)).toBe(0.55);
    expect(keyed('ArrowDown', false, 0.5, part)).toBe(0.45);
    expect(keyed('ArrowUp', true, 0.2, part)).toBe(0.7);
    expect(keyed('Home', false, 5, count)).toBe(1);
    expect(keyed('End', false, 5, free)).toBeUndefined();
    expect(keyed('a', false, 5, count)).toBeUndefined();
  });
});

it('a size that keeps its shape follows the side that is set, and 0 stands for itself', () => {
  expect(keptShape('width', 768, 3 / 2)).toBe(512);
  expect(keptShape('height', 512, 3 / 2)).toBe(768);
  expect(keptShape('width', 1, 1000)).toBe(1);
  expect(keptShape('width', 0, 3 / 2)).toBe(0);
  expect(keptShape('width', 768, Number.NaN)).toBe(0);
});
