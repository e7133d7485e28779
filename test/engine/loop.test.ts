import { createRegistry, defineNode, formatProblem, type Graph, list, number, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowNodes, flowRegistry as registry } from './flow-bench.js';
import { constant, graphOf, makeEngine, runAll, told } from './workbench.js';

const number1 = (value: number) => ({ type: 'test/number', params: { value } });
const run = (graph: Graph, options = {}) => runAll(makeEngine({ registry }), graph, options);

const withSubgraphs = (nodes: Graph['nodes'], subgraphs: NonNullable<Graph['subgraphs']>) =>
  graphOf(nodes, { subgraphs });

describe('a loop', () => {
  const step = {
    interface: { inputs: { state: 'add.a', by: 'add.b' }, outputs: { state: 'add.sum' } },
    nodes: { add: { type: 'test/add' } },
  };
  const indexed = {
    interface: { inputs: { state: 'add.a', index: 'add.plus' }, outputs: { state: 'add.sum' } },
    nodes: { add: { type: 'test/add' } },
  };

  test('"for" runs its body a number of times, each round from what the last one gave', async () => {
    const graph = (count: number) =>
      withSubgraphs(
        {
          a: number1(1),
          loop: { type: 'flow/for', inputs: { state: 'a.value', by: 'a.value' }, params: { body: 'step', count } },
        },
        { step },
      );
    expect(validateGraph(graph(3), registry)).toEqual([]);
    const engine = makeEngine({ registry });
    const { result, events } = await runAll(engine, graph(3));
    expect(result).toMatchObject({ nodes: { loop: { state: 4 } } });
    expect(told(events, 'started')).toEqual(['a', 'loop', 'loop/0/add', 'loop/1/add', 'loop/2/add']);
    const more = await runAll(engine, graph(4));
    expect(more.result).toMatchObject({ nodes: { loop: { state: 5 } } });
    expect(told(more.events, 'started')).toEqual(['loop', 'loop/3/add']);
    expect((await run(graph(0))).result).toMatchObject({ nodes: { loop: { state: 1 } } });
    await engine.close();
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });

  test('without a round names what only a round makes', async () => {
    const loop = (body: string, inputs: Graph['nodes'][string]['inputs'], more = {}) =>
      run(
        withSubgraphs(
          { a: number1(1), loop: { type: 'flow/for', params: { body, count: 0 }, inputs, ...more } },
          {
            more: { ...step, interface: { ...step.interface, outputs: { state: 'add.sum', other: 'add.sum' } } },
            some: {
              ...step,
              interface: { inputs: { by: 'add.b', state: 'add.a' }, outputs: { by: 'add.sum', state: 'add.sum' } },
            },
          },
        ),
      );
    expect((await loop('more', { state: 'a.value' })).result).toMatchObject({
      failures: [
        {
          node: 'loop',
          message: expect.stringMatching(/^it ran no round, so that there is no "other": only a round makes it/),
        },
      ],
    });
    expect((await loop('some', { state: 'a.value' })).result).toMatchObject({
      failures: [{ message: expect.stringContaining('nothing feeds the input "by"') }],
    });
  });

  test('without a round lets a list through that several links feed', async () => {
    const keep = defineNode({
      ...constant,
      type: 'test/keep',
      inputs: { items: list(number()) },
      params: { ...constant.params },
      outputs: { items: list(number()) },
      run: ({ inputs }) => ({ items: inputs.items }),
    });
    const made = createRegistry([{ name: 'p', nodes: [...flowNodes, keep] }]);
    const body = {
      interface: { inputs: { items: 'keep.items' }, outputs: { items: 'keep.items' } },
      nodes: { keep: { type: 'test/keep' } },
    };
    const loop = { type: 'flow/for', inputs: { items: ['a.value', 'a.value'] }, params: { body: 'body', count: 0 } };
    const { result } = await runAll(makeEngine({ registry: made }), withSubgraphs({ a: number1(1), loop }, { body }));
    expect(result).toMatchObject({ nodes: { loop: { items: [1, 1] } } });
  });

  test('gives its body the number of the round, if it asks for it', async () => {
    const graph = withSubgraphs(
      {
        a: number1(0),
        loop: { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'indexed', count: 5 } },
      },
      { indexed },
    );
    expect((await run(graph)).result).toMatchObject({ nodes: { loop: { state: 10 } } });
  });

  const growing = {
    interface: { inputs: { state: 'add.a', limit: 'below.limit' }, outputs: { state: 'add.sum', again: 'below.is' } },
    nodes: { add: { type: 'test/add', params: { plus: 1 } }, below: { type: 'test/below', inputs: { a: 'add.sum' } } },
  };

  test('"while" goes on until its body says that it is done, and no further than its limit', async () => {
    const graph = (limit: number) =>
      withSubgraphs(
        {
          a: number1(0),
          loop: { type: 'flow/while', inputs: { state: 'a.value' }, params: { body: 'growing2', limit } },
        },
        {
          growing2: {
            ...growing,
            interface: { ...growing.interface, inputs: { state: 'add.a' } },
            nodes: { ...growing.nodes, below: { ...growing.nodes.below, params: { limit: 10 } } },
          },
        },
      );
    expect((await run(graph(50))).result).toMatchObject({ nodes: { loop: { state: 10 } } });
    expect((await run(graph(5))).result).toMatchObject({
      failures: [
        { node: 'loop', message: 'still not done after 5 rounds: raise "limit", or let "again" become false sooner' },
      ],
    });
  });

  test('"fold" takes one item of a list after the other', async () => {
    const graph = (body: string) =>
      withSubgraphs(
        {
          one: number1(1),
          items: { type: 'test/range', params: { value: 5 } },
          loop: { type: 'flow/fold', inputs: { state: 'one.value', items: 'items.items' }, params: { body } },
        },
        {
          product: {
            interface: { inputs: { state: 'm.a', item: 'm.b' }, outputs: { state: 'm.product' } },
            nodes: { m: { type: 'test/multiply' } },
          },
          odd: { interface: { outputs: { state: 'n.value' } }, nodes: { n: number1(1) } },
        },
      );
    expect((await run(graph('product'))).result).toMatchObject({ nodes: { loop: { state: 120 } } });
    expect(validateGraph(graph('odd'), registry).map(formatProblem)).toEqual([
      'loop.body: found "odd", expected an input "item". Change the interface of the subgraph.',
    ]);
    expect(validateGraph(graph(''), registry).map(formatProblem)).toEqual([
      'loop.body: found no body, expected a subgraph. Name a subgraph to run.',
    ]);
  });

  test('that fails in a round names the path to it', async () => {
    const graph = withSubgraphs(
      { a: number1(995), loop: { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'fed', count: 9 } } },
      {
        fed: {
          interface: { inputs: { state: ['add.a', 'add.plus'] }, outputs: { state: 'add.sum' } },
          nodes: { add: { type: 'test/add' } },
        },
      },
    );
    const { result, events } = await run(graph);
    expect(result).toMatchObject({
      failures: [{ node: 'loop/1/add', message: 'plus: a link gave 1990, expected a number from -1000 to 1000' }],
    });
    expect(told(events, 'failed')).toEqual(['loop/1/add', 'loop']);
  });
});
