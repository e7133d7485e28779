import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../packages/editor/src/widget/expression.js';

const value = (text: string, scope = {}): number | undefined => parseExpression(text, { now: 10, ...scope });

describe('a number that is typed', () => {
  it.each([
    ['42', 42],
    [' -3.5 ', -3.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0,25', 0.25],
    ['1/3', 1 / 3],
    ['2*512+1', 1025],
    ['2+3*4', 14],
    ['(2+3)*4', 20],
    ['2^3^2', 512],
    ['-2^2', -4],
    ['2*-3', -6],
    ['10-4-3', 3],
    ['2*pi', 2 * Math.PI],
    ['π', Math.PI],
    ['3×4÷2', 6],
    ['-0', 0],
  ])('%s is read', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('changes the value before when it begins with a sign and =', () => {
    expect(value('+=5')).toBe(15);
    expect(value('-=2*3')).toBe(4);
    expect(value('*=1.5')).toBe(15);
    expect(value('/=4')).toBe(2.5);
  });

  it('takes a percentage as a place in the range where there is one', () => {
    expect(value('50%', { min: 20, max: 40 })).toBe(30);
    expect(value('50%')).toBe(0.5);
    expect(value('50%', { min: 0, max: Number.POSITIVE_INFINITY })).toBe(0.5);
    // What is added is a part, not a place.
    expect(value('+=50%', { min: 20, max: 40 })).toBe(10.5);
  });

  it.each(['', '  ', 'abc', '1+', '(1', '1)', '1 2', '2pi', '1/0', '0/0', 'constructor', '+=', '%', '1;2', 'alert(1)'])(
    'gives nothing for %j',
    (text) => {
      expect(value(text)).toBeUndefined();
    },
  );

  it('does not follow a paste without an end', () => {
    expect(value('('.repeat(100_000))).toBeUndefined();
    expect(value('-'.repeat(100_000))).toBeUndefined();
  });
});
