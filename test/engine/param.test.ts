import {
  checkParam,
  colour,
  createEngine,
  createRegistry,
  curve,
  defineNode,
  formatProblem,
  type Json,
  number,
  numbers,
  type Param,
  texts,
  validateGraph,
} from '@moodwire/engine';
import { afterAll, describe, expect, test } from 'vitest';
import { graphOf, host, nodes } from './workbench.js';

const help = 'For tests.';
const range = { min: 0, max: 1, most: 3, step: 0.1 };

const drawn = defineNode({
  type: 'test/drawn',
  title: 'Drawn',
  version: 1,
  summary: 'For tests.',
  inputs: {},
  params: {
    colour: colour({ default: '#ff8800', help }),
    curve: curve({ help }),
    weights: numbers({ default: [0.5], help, ...range }),
    lines: texts({ default: [], help }),
  },
  outputs: { sum: number() },
  runsOn: 'host',
  run: ({ params }) => ({
    sum: params.weights.reduce((sum, one) => sum + one, 0) + params.curve.length + params.lines.length,
  }),
});

const registry = createRegistry([{ name: 'test', nodes: [...nodes, drawn] }]);
const engine = createEngine({ registry });
afterAll(() => engine.close());

const expected = (param: Param, value: unknown) => checkParam(param, value)?.expected;

describe('a param', () => {
  test('that is a colour takes #rrggbb in lower case alone', () => {
    const { colour } = drawn.params;
    expect(checkParam(colour, '#00ff7f')).toBeUndefined();
    for (const wrong of ['#FF8800', '#f80', 'red', '#ff880000', ' #ff8800', '#ff8800\n', 5, null, ['#ff8800']]) {
      expect(expected(colour, wrong)).toBe('a colour as #rrggbb in lower case, such as #ff8800');
    }
  });

  test('that is a curve takes 2 to 16 points that rise from 0 to 1', () => {
    const { curve } = drawn.params;
    expect(curve.default).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const row = (count: number) => Array.from({ length: count }, (_, i) => [i / (count - 1), 0.5]);
    for (const fine of [
      row(2),
      row(16),
      [
        [0, 1],
        [0.25, 0],
        [1, 1],
      ],
    ])
      expect(checkParam(curve, fine)).toBeUndefined();
    const wrong: unknown[] = [
      row(17),
      [[0, 0]],
      [
        [0, 0],
        [0.9, 1],
      ],
      [
        [0.1, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [0.5, 0],
        [0.5, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [0.6, 0],
        [0.5, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1.01],
      ],
      [
        [0, -0.01],
        [1, 1],
      ],
      [
        [0, 0],
        [1, Number.NaN],
      ],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
      [
        [0, '0'],
        [1, 1],
      ],
      [
        [0, [0]],
        [1, 1],
      ],
      'linear',
      {},
      null,
    ];
    for (const one of wrong)
      expect(expected(curve, one)).toBe('2 to 16 points [x, y] from 0 to 1, x rising from 0 to 1');
  });

  test('that is a list of numbers holds each of them to the range, and their count', () => {
    const { weights } = drawn.params;
    for (const fine of [[], [0, 1, 0.25]]) expect(checkParam(weights, fine)).toBeUndefined();
    for (const wrong of [[0, 0, 0, 0], [1.1], [-1], ['1'], [null], 0.5, '0.5', { 0: 1 }]) {
      expect(expected(weights, wrong)).toBe('a list of at most 3, each item a number from 0 to 1');
    }
    expect(expected(numbers({ default: [], help }), 5)).toBe('a list, each item a number');
  });

  test('that is a list of texts takes text alone', () => {
    const { lines } = drawn.params;
    for (const fine of [[], ['', 'two\nlines']]) expect(checkParam(lines, fine)).toBeUndefined();
    for (const wrong of ['word', [1], [['word']], null]) expect(expected(lines, wrong)).toBe('a list, each item text');
  });

  test('of any kind is checked in a graph, and may be fed by a link of its type', async () => {
    const draw = (params: Record<string, Json>, inputs: Record<string, string | string[]> = {}) =>
      graphOf({
        one: { type: 'test/number', params: { value: 1 } },
        far: { type: 'test/number', params: { value: 7 } },
        draw: { type: 'test/drawn', params, inputs },
      });
    const problems = validateGraph(draw({ colour: 'red', curve: [], weights: [2], lines: [1] }), registry);
    expect(problems.map(formatProblem)).toEqual([
      'draw.colour: found "red", expected a colour as #rrggbb in lower case, such as #ff8800. For tests.',
      'draw.curve: found [], expected 2 to 16 points [x, y] from 0 to 1, x rising from 0 to 1. For tests.',
      'draw.weights: found [2], expected a list of at most 3, each item a number from 0 to 1. For tests.',
      'draw.lines: found [1], expected a list, each item text. For tests.',
    ]);
    expect(validateGraph(draw({}, { curve: 'one.value', colour: 'one.value' }), registry).map(formatProblem)).toEqual([
      expect.stringContaining('draw.curve: found number from "one.value", expected curve.'),
      expect.stringContaining('draw.colour: found number from "one.value", expected text.'),
    ]);
    const sum = async (weights: string[]) => engine.run(draw({}, { weights }), { host, targets: ['draw'] }).result;
    expect(await sum(['one.value', 'one.value'])).toMatchObject({ status: 'done', nodes: { draw: { sum: 4 } } });
    expect(await sum(['one.value', 'far.value'])).toMatchObject({
      status: 'failed',
      failures: [
        {
          node: 'draw',
          message: 'weights: a link gave [1,7], expected a list of at most 3, each item a number from 0 to 1',
        },
      ],
    });
  });
});
