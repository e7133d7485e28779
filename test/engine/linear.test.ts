import {
  bindInputs,
  type Graph,
  type GraphNode,
  parseGraphText,
  serializeGraph,
  validateGraph,
} from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowRegistry as registry } from './flow-bench.js';
import { graphOf, host, makeEngine } from './workbench.js';

const each = <T>(n: number, of: (i: number) => readonly [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => of(i)));
const list = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));
const one: GraphNode = { type: 'test/number' };

/** Documents that cost more than their size where something is looked for again and again, by how many parts they have. */
const shapes: Readonly<Record<string, (n: number) => Graph>> = {
  'kinds of node that are not known': (n) => graphOf(each(n, (i) => [`n${i}`, { type: `test/nunber${i}` }])),
  'links from nodes that are not there, with names nearly right': (n) =>
    graphOf(each(n, (i) => [`node-number-${i}`, { type: 'test/add', inputs: { a: `node-nunber-${i}.sum` } }])),
  'links to outputs that are not there': (n) =>
    graphOf({ a: one, ...each(n, (i) => [`n${i}`, { type: 'test/sign', inputs: { a: `a.valve${i}` } }]) }),
  'inputs and params that are not there': (n) =>
    graphOf({
      a: one,
      b: {
        type: 'test/add',
        inputs: each(n, (i) => [`plas${i}`, 'a.value']),
        params: each(n, (i) => [`pluss${i}`, i]),
      },
    }),
  'a list of links': (n) =>
    graphOf({ a: one, all: { type: 'test/total', inputs: { items: list(n, () => 'a.value') } } }),
  'a list of links to nodes that are not there': (n) =>
    graphOf({ all: { type: 'test/total', inputs: { items: list(n, (i) => `al${i}.value`) } } }),
  'names in the interface': (n) =>
    graphOf(
      { a: one },
      { interface: { inputs: each(n, (i) => [`in${i}`, ['a.value']]), outputs: each(n, (i) => [`o${i}`, 'a.value']) } },
    ),
  'names in the interface that lead nowhere': (n) =>
    graphOf(
      each(n, (i) => [`n${i}`, one]),
      {
        interface: {
          inputs: each(n, (i) => [`in${i}`, `m${i}.value`]),
          outputs: each(n, (i) => [`o${i}`, `n${i}.valve`]),
        },
      },
    ),
  'places under one name of the interface': (n) =>
    graphOf(
      each(n, (i) => [`n${i}`, one]),
      { interface: { inputs: { all: list(n, (i) => `n${i}.value`) } } },
    ),
  'names in the interface for one node that has as many inputs': (n) =>
    graphOf(
      { a: { type: 'test/number', inputs: each(n, (i) => [`x${i}`, 'a.value']) } },
      { interface: { inputs: each(n, (i) => [`in${i}`, 'a.value']) } },
    ),
  'subgraphs that each use one that is not there': (n) =>
    graphOf({}, { subgraphs: each(n, (i) => [`part-${i}`, { nodes: { a: { type: `subgraph/pert-${i}` } } }]) }),
  'nodes that use subgraphs that are not there': (n) =>
    graphOf(
      each(n, (i) => [`n${i}`, { type: 'flow/for', params: { body: `pert-${i}` } }]),
      {
        subgraphs: each(n, (i) => [`part-${i}`, { nodes: {} }]),
      },
    ),
  'subgraphs in a circle': (n) =>
    graphOf({}, { subgraphs: each(n, (i) => [`s${i}`, { nodes: { a: { type: `subgraph/s${(i + 1) % n}` } } }]) }),
  'subgraphs one in the other, the outermost first': (n) =>
    graphOf(
      {},
      { subgraphs: each(n, (i) => [`s${i}`, { nodes: i + 1 < n ? { a: { type: `subgraph/s${i + 1}` } } : {} }]) },
    ),
  'subgraphs one in the other, the innermost first': (n) =>
    graphOf(
      {},
      { subgraphs: each(n, (i) => [`s${i}`, { nodes: i > 0 ? { a: { type: `subgraph/s${i - 1}` } } : {} }]) },
    ),
  'nodes that use a subgraph with as many inputs': (n) =>
    graphOf(
      each(n, (i) => [`n${i}`, { type: 'subgraph/s', inputs: { nothing: 'n0.a' } }]),
      {
        subgraphs: {
          s: {
            interface: {
              inputs: each(n, (i) => [`in${i}`, `n${i}.a`]),
              outputs: each(n, (i) => [`o${i}`, `n${i}.sum`]),
            },
            nodes: each(n, (i) => [`n${i}`, { type: 'test/add' }]),
          },
        },
      },
    ),
  'a chain': (n) =>
    graphOf(each(n, (i) => [`n${i}`, i === 0 ? one : { type: 'test/echo', inputs: { value: `n${i - 1}.value` } }])),
  'a chain from back to front': (n) =>
    graphOf(each(n, (i) => [`n${i}`, i === n - 1 ? one : { type: 'test/echo', inputs: { value: `n${i + 1}.value` } }])),
  'a chain of bypassed nodes': (n) =>
    graphOf(
      each(n, (i) => [
        `n${i}`,
        i === 0 ? one : { type: 'test/echo', mode: 'bypass', inputs: { value: `n${i - 1}.value` } },
      ]),
    ),
  'a chain behind a muted node': (n) =>
    graphOf(
      each(n, (i) => [
        `n${i}`,
        i === 0 ? { ...one, mode: 'mute' } : { type: 'test/echo', inputs: { value: `n${i - 1}.value` } },
      ]),
    ),
  'one circle': (n) =>
    graphOf(each(n, (i) => [`n${i}`, { type: 'test/echo', inputs: { value: `n${(i + 1) % n}.value` } }])),
  'many circles': (n) =>
    graphOf(each(n, (i) => [`n${i}`, { type: 'test/echo', inputs: { value: `n${i ^ 1}.value` } }])),
  'circles one in the other, the smallest first': (n) =>
    graphOf({
      ...each(n, (i) => [`n${i}`, { type: 'test/echo', inputs: { value: `n${i + 1}.value` } }]),
      [`n${n}`]: { type: 'test/total', inputs: { items: list(n, (i) => `n${n - 1 - i}.value`) } },
    }),
  'lists as deep as they may be': (n) =>
    graphOf({
      a: {
        type: 'test/number',
        params: { value: list(n / 50, () => JSON.parse(`${'['.repeat(90)}${']'.repeat(90)}`)) },
      },
    }),
  'objects as deep as they may be, each with a long name': (n) =>
    graphOf({}, {
      x: list(n / 50, () => JSON.parse(`${'{"nameOfSomeField":'.repeat(90)}1${'}'.repeat(90)}`)),
    } as Partial<Graph>),
  'long texts': (n) => graphOf({ a: { type: 'test/number', params: { value: 'x'.repeat(10 * n) } } }),
};

function timeOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Eight times the parts may cost eight times as much, and what garbage and caches add; their square costs 64 times. */
const MOST = 24;
/** Below this many milliseconds a clock tells nothing. */
const LEAST = 4;

function growth(work: (n: number) => () => void, n: number): number {
  const [few, many] = [work(n), work(8 * n)];
  few();
  let ratio = Number.POSITIVE_INFINITY;
  // Something else may take the processor for a while: the best of three says what the work costs.
  for (let left = 3; left > 0 && ratio > MOST; left--) {
    ratio = Math.min(ratio, timeOf(many) / Math.max(timeOf(few), LEAST));
  }
  return ratio;
}

function readAll(text: string): Graph {
  const parsed = parseGraphText(text);
  if (!('graph' in parsed)) throw new Error(JSON.stringify(parsed.problems[0]));
  validateGraph(parsed.graph, registry);
  return parsed.graph;
}

describe('a document eight times as large takes about eight times as long', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    test(`to read, check and write: ${name}`, () => {
      const work = (n: number) => {
        const text = serializeGraph(shape(n));
        return () => void serializeGraph(readAll(text));
      };
      expect(growth(work, 2_000)).toBeLessThan(MOST);
    });
  }

  test('to call by all its names, and by names that it has not', () => {
    for (const name of ['names in the interface', 'names in the interface for one node that has as many inputs']) {
      const work = (n: number) => {
        const graph = shapes[name]!(n);
        const values = each(n, (i) => [`in${i}`, i]);
        const wrong = each(n, (i) => [`im${i}`, i]);
        return () => {
          bindInputs(graph, values, registry);
          bindInputs(graph, wrong, registry);
        };
      };
      expect(growth(work, 2_000), name).toBeLessThan(MOST);
    }
  });
});

describe('a document of a few lines that stands for very much', () => {
  const nested = (inner: Graph['nodes'], depth: number) =>
    each(depth, (i): [string, { nodes: Graph['nodes'] }] => [
      `s${i}`,
      { nodes: i === 0 ? inner : each(10, (k) => [`n${k}`, { type: `subgraph/s${i - 1}` }]) },
    ]);

  test('is refused before it is made, also where nothing stands in the innermost subgraph', async () => {
    for (const inner of [{}, { a: one }, { a: { ...one, mode: 'mute' as const } }]) {
      const graph = graphOf({ all: { type: 'subgraph/s30' } }, { subgraphs: nested(inner, 31) });
      const result = await makeEngine({ registry }).run(graph, { host }).result;
      expect(result).toMatchObject({ status: 'invalid', problems: [{ code: 'too-many-nodes' }] });
    }
  });

  test('is refused where a long list of links stands for a million times as many', async () => {
    const inner: Graph['nodes'] = {
      a: one,
      all: { type: 'test/total', inputs: { items: list(10_000, () => 'a.value') } },
    };
    const graph = graphOf({ all: { type: 'subgraph/s5' } }, { subgraphs: nested(inner, 6) });
    const result = await makeEngine({ registry }).run(graph, { host }).result;
    expect(result).toMatchObject({ status: 'invalid', problems: [{ code: 'too-many-nodes' }] });
  });

  test('nests no deeper than 32 subgraphs, in whatever order they stand', () => {
    const chain = (depth: number, order: (i: number) => number) =>
      graphOf(
        { a: { type: `subgraph/s${depth - 1}` } },
        {
          subgraphs: each(depth, (k) => {
            const i = order(k);
            return [`s${i}`, { nodes: i === 0 ? {} : { in: { type: `subgraph/s${i - 1}` } } }] as const;
          }),
        },
      );
    for (const order of [(i: number) => i, undefined]) {
      const found = (depth: number) =>
        validateGraph(chain(depth, order ?? ((i) => depth - 1 - i)), registry).map(({ code }) => code);
      expect(found(32)).toEqual([]);
      expect(found(33)).toEqual(['too-deep']);
      expect(new Set(found(20_000))).toEqual(new Set(['too-deep']));
    }
  });
});
