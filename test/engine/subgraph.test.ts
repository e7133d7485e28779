import { formatProblem, type Graph, parseGraphText, serializeGraph, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowRegistry as registry } from './flow-bench.js';
import { graphOf, makeEngine, runAll, told } from './workbench.js';

const number1 = (value: number) => ({ type: 'test/number', params: { value } });
const run = (graph: Graph, options = {}) => runAll(makeEngine({ registry }), graph, options);

const withSubgraphs = (nodes: Graph['nodes'], subgraphs: NonNullable<Graph['subgraphs']>) =>
  graphOf(nodes, { subgraphs });

const twice = {
  interface: { inputs: { x: ['left.a', 'left.b'], plus: 'left.plus' }, outputs: { y: 'left.sum' } },
  nodes: { left: { type: 'test/add', params: { plus: 1 } } },
};

describe('a subgraph', () => {
  test('is a node with its own inputs, params and outputs; nested, its params are passed through', async () => {
    const graph = withSubgraphs(
      {
        a: number1(5),
        one: { type: 'subgraph/twice', inputs: { x: 'a.value' } },
        two: { type: 'subgraph/four', inputs: { x: 'one.y' }, params: { plus: 10 } },
      },
      {
        twice,
        four: {
          interface: { inputs: { x: 'in.x', plus: 'out.plus' }, outputs: { y: 'out.y' } },
          nodes: {
            in: { type: 'subgraph/twice', params: { plus: 0 } },
            out: { type: 'subgraph/twice', inputs: { x: 'in.y' } },
          },
        },
      },
    );
    expect(validateGraph(graph, registry)).toEqual([]);
    const { result, events } = await run(graph);
    expect(result).toMatchObject({ status: 'done', nodes: { two: { y: 54 } } });
    expect(told(events, 'started')).toEqual(['a', 'one/left', 'two/in/left', 'two/out/left']);
    const part = await run(graph, { targets: ['two/in/left', 'one'] });
    expect(part.result).toMatchObject({ nodes: { 'two/in/left': { sum: 22 }, one: { y: 11 } } });
  });

  test('shows what is wrong inside by the path to it', async () => {
    const graph = withSubgraphs(
      {
        one: { type: 'subgraph/bad' },
        none: { type: 'subgraph/twicee' },
        x: { type: 'subgraph/twice', params: { plus: 'x' } },
      },
      { twice, bad: { nodes: { n: { type: 'test/add', params: { plus: 'x' } } } } },
    );
    expect(validateGraph(graph, registry).map(formatProblem)).toEqual([
      'none.type: found the subgraph "twicee", expected one of twice, bad. Add it under "subgraphs". Did you mean "twice"?',
      'x.x: found no link, expected number. Link an output of type number to it.',
      'x.plus: found "x", expected a number from -1000 to 1000. Added on top.',
      'subgraphs.bad.n.a: found no link, expected number. Link an output of type number to it.',
      'subgraphs.bad.n.plus: found "x", expected a number from -1000 to 1000. Added on top.',
    ]);
    const failing = withSubgraphs(
      { outer: { type: 'subgraph/outer' } },
      {
        outer: { interface: { outputs: { v: 'inner.v' } }, nodes: { inner: { type: 'subgraph/inner' } } },
        inner: { interface: { outputs: { v: 'f.value' } }, nodes: { f: { type: 'test/fail' } } },
      },
    );
    expect((await run(failing)).result).toMatchObject({ failures: [{ node: 'outer/inner/f', message: 'it broke' }] });
  });

  test('that holds itself is a circle, told with its path', () => {
    const body = (type: string) => ({ interface: { outputs: { v: 'n.v' } }, nodes: { n: { type } } });
    const graph = withSubgraphs({ a: { type: 'subgraph/a' } }, { a: body('subgraph/b'), b: body('subgraph/a') });
    expect(validateGraph(graph, registry).map(formatProblem)).toContain(
      'subgraphs.b.n.type: found a circle of subgraphs a → b → a, expected a subgraph that does not hold itself. Take it out.',
    );
  });

  test('that multiplies itself beyond measure is refused, not run', async () => {
    const subgraphs: NonNullable<Graph['subgraphs']> = {
      s0: { interface: { outputs: { v: 'n.value' } }, nodes: { n: number1(1) } },
    };
    for (let i = 1; i < 25; i++) {
      const inner = { type: `subgraph/s${i - 1}` };
      subgraphs[`s${i}`] = { interface: { outputs: { v: 'l.v' } }, nodes: { l: inner, r: inner } };
    }
    const { result } = await run(withSubgraphs({ all: { type: 'subgraph/s24' } }, subgraphs));
    expect(result).toMatchObject({ status: 'invalid', problems: [{ code: 'too-many-nodes' }] });
  });

  test('can be mapped, bypassed and muted as any node', async () => {
    const graph = (node: object) =>
      withSubgraphs(
        {
          items: { type: 'test/range', params: { value: 3 } },
          each: { type: 'subgraph/twice', inputs: { x: 'items.items' }, map: { by: 'pair' } },
          a: number1(1),
          one: { type: 'subgraph/twice', inputs: { x: 'a.value' }, ...node },
        },
        { twice },
      );
    const whole = await run(graph({}));
    expect(whole.result).toMatchObject({ nodes: { each: { y: [3, 5, 7] }, one: { y: 3 } } });
    expect(told(whole.events, 'started')).toContain('each/2/left');
    expect((await run(graph({ mode: 'bypass' }))).result).toMatchObject({ nodes: { each: { y: [3, 5, 7] } } });
    expect((await run(graph({ mode: 'bypass' }), { targets: ['one'] })).result).toMatchObject({
      nodes: { one: { y: 1 } },
    });
    expect((await run(graph({ mode: 'mute' }))).result).toMatchObject({ nodes: { each: { y: [3, 5, 7] } } });
  });
});

test('control flow survives being saved', () => {
  const graph = withSubgraphs(
    { one: { type: 'subgraph/twice', mode: 'mute', map: { by: 'cross', atOnce: 2 } } },
    { twice },
  );
  const parsed = parseGraphText(serializeGraph(graph));
  expect('graph' in parsed && parsed.graph).toEqual(graph);
});
