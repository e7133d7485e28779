import {
  createRegistry,
  defineNode,
  float,
  formatProblem,
  number,
  optional,
  parseGraph,
  parseGraphText,
  validateGraph,
} from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphOf, makeEngine, registry, runAll } from './workbench.js';

const inherited = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];

/** What a document may be in wrong hands: the right words in the wrong places. */
const words = fc.constantFrom(
  ...['format', 'version', 'nodes', 'inputs', 'params', 'type', 'interface', 'outputs', 'layout', 'moodwire.graph'],
  ...['test/add', 'a', 'a.b', 'a.sum', '.', '..', '__proto__', ...inherited],
);
const { hostile } = fc.letrec<{ hostile: unknown }>((tie) => ({
  hostile: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
    fc.array(tie('hostile'), { maxLength: 4 }),
    fc.array(fc.tuple(words, tie('hostile')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

function problemsOf(data: unknown) {
  const parsed = typeof data === 'string' ? parseGraphText(data) : parseGraph(data);
  return 'graph' in parsed ? validateGraph(parsed.graph, registry) : parsed.problems;
}

describe('hostile input', () => {
  test('gives problems, never an exception', () => {
    const document = fc
      .tuple(hostile, hostile, hostile)
      .map(([nodes, face, other]) => ({ format: 'moodwire.graph', version: 2, nodes, interface: face, layout: other }));
    fc.assert(
      fc.property(fc.oneof(hostile, document), (data) => {
        for (const problem of problemsOf(data)) expect(formatProblem(problem).length).toBeLessThan(2000);
      }),
      { numRuns: 500 },
    );
  });

  test('as text gives problems, never an exception', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"format":"moodwire.graph","version":2,"nodes":${json}}`),
    );
    fc.assert(
      fc.property(text, (data) => {
        for (const problem of problemsOf(data)) expect(problem.expected).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  test('nested 100,000 deep is a problem and no stack overflow', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      const places = [
        deep,
        `{"format":"moodwire.graph","version":2,"nodes":{},"x":${deep}}`,
        `{"format":"moodwire.graph","version":2,"nodes":{"a":{"type":"test/add","params":{"plus":${deep}}}}}`,
        `{"format":"moodwire.graph","version":2,"nodes":{"a":{"type":"test/add","inputs":{"a":${deep}}}}}`,
        `{"format":${deep},"version":1,"nodes":{}}`,
        `{"format":"moodwire.graph","version":${deep},"nodes":{}}`,
      ];
      for (const text of places) {
        const problems = problemsOf(text);
        expect(problems).toHaveLength(1);
        expect(formatProblem(problems[0]!)).not.toMatch(/call stack/i);
      }
    }
    expect(
      problemsOf(`{"format":"moodwire.graph","version":2,"nodes":{},"x":${'['.repeat(200)}${']'.repeat(200)}}`),
    ).toEqual([expect.objectContaining({ code: 'bad-field', expected: 'at most 100 levels' })]);
  });

  test('that is huge is refused before it is read', () => {
    expect(problemsOf(' '.repeat(64 * 2 ** 20 + 1))).toEqual([expect.objectContaining({ code: 'not-json' })]);
  });

  test('with 200,000 wrong links in one node is told of in full', () => {
    const inputs = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`in${i}`, 'b.sum']));
    const items = Array.from({ length: 200_000 }, (_, i) => `missing${i}.sum`);
    const nodes = { a: { type: 'test/add', inputs }, b: { type: 'test/total', inputs: { items } } };
    expect(validateGraph(graphOf(nodes), registry)).toHaveLength(400_001);
  });

  test('with 20,000 nodes that each name one that is missing is told of in full', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, i) => [`node${i}`, { type: 'test/add', inputs: { a: `mode${i}.sum` } }]),
    );
    expect(validateGraph(graphOf(nodes), registry)).toHaveLength(20_000);
  });

  test('with a name that JavaScript takes for the parent of an object is refused wherever it stands', () => {
    const at = (text: string) => problemsOf(`{"format":"moodwire.graph","version":2,${text}}`);
    for (const text of [
      '"nodes":{"__proto__":{"type":"test/add"}}',
      '"nodes":{"a":{"type":"test/add","inputs":{"__proto__":"a.sum"}}}',
      '"nodes":{"a":{"type":"test/number","params":{"__proto__":1}}}',
      '"nodes":{},"interface":{"outputs":{"__proto__":"a.sum"}}',
      '"nodes":{},"x":[{"__proto__":1}]',
    ]) {
      expect(at(text), text).toEqual([expect.objectContaining({ found: 'a field named "__proto__"' })]);
    }
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  test('with a number that JSON cannot write is refused, because it would not survive being saved', () => {
    expect(problemsOf('{"format":"moodwire.graph","version":2,"nodes":{},"x":1e999}')).toEqual([
      expect.objectContaining({ found: 'the number Infinity' }),
    ]);
  });
});

describe('names that every object inherits', () => {
  test('are not mistaken for ports, params, nodes, inputs or types that are there', () => {
    for (const name of inherited) {
      const nodes = {
        a: { type: 'test/add', inputs: { a: `${name}.sum`, [name]: 'b.value' }, params: { [name]: 1 } },
        b: { type: 'test/number' },
        c: { type: 'test/sign', inputs: { a: `b.${name}` } },
        d: { type: name },
      };
      const face = { inputs: { [name]: `b.${name}` }, outputs: { [name]: `${name}.sum` } };
      expect(validateGraph(graphOf(nodes, { interface: face }), registry).map(({ code }) => code)).toEqual([
        ...['missing-node', 'unknown-input', 'unknown-param', 'missing-output', 'unknown-node-type'],
        ...['bad-interface', 'bad-interface'],
      ]);
    }
  });

  test('are good names for nodes, ports, params, and what the graph is called by', async () => {
    const odd = defineNode({
      type: 'test/odd',
      title: 'Odd',
      version: 1,
      summary: 'For tests.',
      inputs: { valueOf: optional(number()) },
      params: { toString: float({ default: 2, help: 'A number.' }) },
      outputs: { constructor: number() },
      runsOn: 'host',
      run: ({ inputs, params }) => ({ constructor: (inputs.valueOf ?? 1) * params.toString }),
    });
    const packed = createRegistry([{ name: 'odd', nodes: [odd] }]);
    expect(packed.problems).toEqual([]);
    const graph = graphOf(
      {
        constructor: { type: 'test/odd' },
        toString: { type: 'test/odd', inputs: { valueOf: 'constructor.constructor' } },
      } as Record<string, { type: string }>,
      {
        interface: {
          inputs: { hasOwnProperty: 'constructor.toString' } as Record<string, string>,
          outputs: { valueOf: 'toString.constructor', constructor: 'constructor.constructor' } as Record<
            string,
            string
          >,
        },
      },
    );
    const engine = makeEngine({ registry: packed });
    const { result } = await runAll(engine, graph, { inputs: { hasOwnProperty: 5 }, targets: ['toString'] });
    expect(result).toMatchObject({ status: 'done', outputs: { valueOf: 10 } });
    expect(Object.keys(result.status === 'done' ? result.outputs : {})).toEqual(['valueOf']);
    const unknown = await runAll(engine, graph, { inputs: { toString: 5 }, targets: ['valueOf'] });
    expect(unknown.result).toMatchObject({
      status: 'invalid',
      problems: [{ code: 'unknown-interface-input' }, { code: 'unknown-target' }],
    });
  });
});
