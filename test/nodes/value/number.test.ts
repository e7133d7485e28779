import { calculate, compare, numberList, numberPack, numberValue, range } from '@moodwire/nodes';
import { describe, expect, test } from 'vitest';
import { context } from '../image/pictures.js';
import { expectHelp } from './help.js';

test('every node and param of the pack explains itself', () => {
  expectHelp(numberPack.nodes, ['number/value', 'number/list', 'number/range', 'number/calculate', 'number/compare']);
});

test('number/value gives its number, as it is and rounded', () => {
  expect(numberValue.run(context({}, { value: 2.5 }))).toEqual({ number: 2.5, rounded: 3 });
  expect(numberValue.run(context({}, { value: -7 }))).toEqual({ number: -7, rounded: -7 });
});

test('number/list gives the numbers that were chosen, as they are and rounded', () => {
  expect(numberList.run(context({}, { numbers: [0.25, 9, -1.5] }))).toEqual({
    numbers: [0.25, 9, -1.5],
    rounded: [0, 9, -1],
  });
});

describe('number/range', () => {
  const of = (start: number, count: number, step: number) => range.run(context({}, { start, count, step }));

  test('counts up, down, by fractions without dust, and to nothing', () => {
    expect(of(1, 4, 1)).toEqual({ numbers: [1, 2, 3, 4], rounded: [1, 2, 3, 4] });
    expect(of(10, 3, -5)).toEqual({ numbers: [10, 5, 0], rounded: [10, 5, 0] });
    expect(of(0, 4, 0.1)).toMatchObject({ numbers: [0, 0.1, 0.2, 0.3] });
    expect(of(5, 0, 1)).toEqual({ numbers: [], rounded: [] });
  });
});

describe('number/calculate', () => {
  type Operation = Parameters<typeof calculate.run>[0]['params']['operation'];
  const of = (a: number, operation: Operation, b: number) => calculate.run(context({}, { a, operation, b }));

  test.each([
    [7, 'add', 2, 9],
    [7, 'subtract', 2, 5],
    [7, 'multiply', 2, 14],
    [7, 'divide', 2, 3.5],
    [7, 'remainder', 2, 1],
    [7, 'power', 2, 49],
    [7, 'smaller', 2, 2],
    [7, 'larger', 2, 7],
  ] as const)('%d %s %d is %d', (a, operation, b, result) => {
    expect(of(a, operation, b)).toEqual({ result, rounded: Math.round(result) });
  });

  test('says what is wrong where there is no answer', () => {
    expect(() => of(3, 'divide', 0)).toThrow('3 cannot be divided by 0: give another b');
    expect(() => of(3, 'remainder', 0)).toThrow('3 cannot be divided by 0: give another b');
    expect(() => of(-1, 'power', 0.5)).toThrow('-1 power 0.5 has no answer that is a number: give other numbers');
    expect(() => of(1e300, 'multiply', 1e300)).toThrow('has no answer that is a number');
  });
});

test('number/compare answers each of its questions', () => {
  const QUESTIONS = ['less than', 'at most', 'equal to', 'other than', 'at least', 'more than'] as const;
  const answers = (a: number, b: number) =>
    QUESTIONS.map((is) => compare.run(context({}, { a, is, b }))).flatMap((made, i) =>
      'yes' in made && made.yes ? [QUESTIONS[i]] : [],
    );
  expect(compare.params.is.choices).toEqual(QUESTIONS);
  expect(answers(1, 2)).toEqual(['less than', 'at most', 'other than']);
  expect(answers(2, 2)).toEqual(['at most', 'equal to', 'at least']);
  expect(answers(3, 2)).toEqual(['other than', 'at least', 'more than']);
});
