import {
  createRegistry,
  defineNode,
  expand,
  formatProblem,
  type Graph,
  number,
  parseGraphText,
  serializeGraph,
  validateGraph,
} from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowNodes, flowRegistry as registry } from './flow-bench.js';
import { brief, constant, graphOf, makeEngine, runAll, told } from './workbench.js';

const number1 = (value: number) => ({ type: 'test/number', params: { value } });
const run = (graph: Graph, options = {}) => runAll(makeEngine({ registry }), graph, options);

describe('a lazy input', () => {
  const graph = (value: number) =>
    graphOf({
      a: number1(value),
      deep: number1(7),
      b: { type: 'test/add', inputs: { a: 'deep.value' } },
      first: { type: 'test/first', inputs: { a: 'a.value', b: 'b.sum' } },
    });

  test('is computed only when the node asks for it', async () => {
    const taken = await run(graph(0));
    expect(taken.result).toMatchObject({ nodes: { first: { value: 7 } } });
    expect(brief(taken.events)).toEqual([
      ...['planned', 'started first', 'started a', 'finished a', 'started deep', 'finished deep'],
      ...['started b', 'finished b', 'finished first'],
    ]);
    const left = await run(graph(3));
    expect(left.result).toMatchObject({ nodes: { first: { value: 3 } } });
    expect(told(left.events, 'started')).toEqual(['first', 'a']);
  });

  test('that fails fails the node that asked, and is told of once', async () => {
    const { result, events } = await run(
      graphOf({
        a: number1(0),
        b: { type: 'test/fail' },
        first: { type: 'test/first', inputs: { a: 'a.value', b: 'b.value' } },
        after: { type: 'test/add', inputs: { a: 'first.value' } },
      }),
    );
    expect(result).toMatchObject({ status: 'failed', failures: [{ node: 'b', message: 'it broke' }] });
    expect(told(events, 'failed')).toEqual(['b', 'first']);
  });
});

describe('a switch', () => {
  const graph = (on: boolean) =>
    graphOf({
      yes: { type: 'test/add', inputs: { a: 'shared.value' }, params: { plus: 1 } },
      no: { type: 'test/fail' },
      shared: number1(1),
      choose: { type: 'flow/switch', inputs: { yes: 'yes.sum', no: 'no.value' }, params: { on } },
      end: { type: 'test/add', inputs: { a: 'choose.value', b: 'shared.value' } },
    });

  test('never runs the side that it does not use', async () => {
    const { result, events } = await run(graph(true));
    expect(result).toMatchObject({ status: 'done', nodes: { end: { sum: 3 } } });
    expect(told(events, 'started').sort()).toEqual(['choose', 'end', 'shared', 'yes']);
  });

  test('lets a change of the unused side run nothing but itself', async () => {
    const engine = makeEngine({ registry });
    await runAll(engine, graph(true));
    const other = graph(true);
    const changed = { ...other, nodes: { ...other.nodes, no: { type: 'test/fail', params: { message: 'other' } } } };
    expect(told((await runAll(engine, changed)).events, 'started')).toEqual(['choose']);
  });

  test('says so when nothing is linked to the side that is chosen', async () => {
    const { result } = await run(graphOf({ choose: { type: 'flow/switch', params: { on: false } } }));
    expect(result).toMatchObject({ failures: [{ message: '"no" is chosen, but nothing is linked to it: link it' }] });
  });
});

describe('a bypassed node', () => {
  test('lets the input through that fits its output, whatever its place', async () => {
    const nodes: Graph['nodes'] = {
      a: number1(4),
      mixed: { type: 'test/mixed', mode: 'bypass', inputs: { note: 'words.words' } },
      words: { type: 'test/mixed' },
      skip: { type: 'test/add', mode: 'bypass', inputs: { a: 'a.value' }, params: { plus: 100 } },
      end: { type: 'test/add', inputs: { a: 'skip.sum' } },
    };
    const { result, events } = await run(graphOf(nodes), { targets: ['end', 'skip'] });
    expect(result).toMatchObject({ status: 'done', nodes: { end: { sum: 4 }, skip: { sum: 4 } } });
    expect(told(events, 'started')).toEqual(['a', 'end']);
  });

  test('has nothing to let through where no input fits: what needs it is left out', async () => {
    const nodes: Graph['nodes'] = {
      a: { ...number1(4), mode: 'bypass' },
      needs: { type: 'test/add', inputs: { a: 'a.value' } },
      b: number1(2),
      can: { type: 'test/add', inputs: { a: 'b.value', b: 'a.value' } },
    };
    const { result } = await run(graphOf(nodes));
    expect(result).toEqual({ status: 'done', outputs: {}, nodes: { can: { sum: 2 } } });
  });
});

describe('a muted node', () => {
  const nodes: Graph['nodes'] = {
    a: number1(4),
    off: { type: 'test/add', mode: 'mute', inputs: { a: 'a.value' } },
    below: { type: 'test/add', inputs: { a: 'off.sum' } },
    list: { type: 'test/total', inputs: { items: ['a.value', 'off.sum'] } },
  };

  test('does not run, nor does what cannot do without it; a list goes on without it', async () => {
    const { result, events } = await run(graphOf(nodes));
    expect(result).toEqual({ status: 'done', outputs: {}, nodes: { list: { sum: 4, count: 1 } } });
    expect(told(events, 'started')).toEqual(['a', 'list']);
  });

  test('that is asked for is a problem', async () => {
    const { result } = await run(graphOf(nodes), { targets: ['below'] });
    expect(result).toMatchObject({ status: 'invalid', problems: [{ found: 'the target "below", which is muted' }] });
  });
});

describe('a node that is mapped', () => {
  const graph = (by: 'pair' | 'repeat' | 'cross', three: number, two: number, atOnce?: number) =>
    graphOf({
      a: { type: 'test/range', params: { value: three } },
      b: { type: 'test/range', params: { value: two } },
      each: {
        type: 'test/multiply',
        map: { by, ...(atOnce ? { atOnce } : {}) },
        inputs: { a: 'a.items', b: 'b.items' },
      },
      sum: { type: 'test/total', inputs: { items: 'each.product' } },
    });

  test('pairs lists, repeats the last item of the shorter one, or takes each with each', async () => {
    const products = async (...given: Parameters<typeof graph>) => {
      const { result } = await run(graph(...given), { targets: ['each'] });
      return result.status === 'done' ? result.nodes['each']!['product'] : result;
    };
    expect(await products('pair', 3, 3)).toEqual([1, 4, 9]);
    expect(await products('repeat', 3, 2)).toEqual([1, 4, 6]);
    expect(await products('cross', 3, 2)).toEqual([1, 2, 2, 4, 3, 6]);
    expect(await products('pair', 0, 0)).toEqual([]);
    expect(await products('cross', 3, 0)).toEqual([]);
    expect(await products('pair', 3, 2)).toMatchObject({
      failures: [
        {
          node: 'each',
          message: 'to pair lists they must be of one length; found 3 in a, 2 in b: choose "repeat" or "cross"',
        },
      ],
    });
  });

  test('tells of each item by its number, and runs only those that are new', async () => {
    const engine = makeEngine({ registry });
    const first = await runAll(engine, graph('repeat', 2, 1));
    expect(brief(first.events).slice(5)).toEqual([
      ...['started each', 'started each/0', 'finished each/0', 'started each/1', 'finished each/1'],
      ...['progress each', 'progress each', 'finished each', 'started sum', 'finished sum'],
    ]);
    const { result, events } = await runAll(engine, graph('repeat', 3, 1));
    expect(result).toMatchObject({ nodes: { sum: { sum: 6 } } });
    expect(told(events, 'started')).toEqual(['a', 'each', 'each/2', 'sum']);
  });

  test('is a problem where no list feeds it, and its outputs are lists', () => {
    const wrong = graphOf({
      a: number1(1),
      none: { type: 'test/add', map: { by: 'pair' }, inputs: { a: 'a.value' } },
      one: { type: 'test/add', inputs: { a: 'none.sum' } },
    });
    expect(validateGraph(wrong, registry).map(formatProblem)).toEqual([
      'none.map: found no list that feeds it, expected at least one. Link a list to it, or take "map" away.',
      'one.a: found list of number from "none.sum", expected number. list of number is not number.',
    ]);
  });
});

const withSubgraphs = (nodes: Graph['nodes'], subgraphs: NonNullable<Graph['subgraphs']>, more: Partial<Graph> = {}) =>
  graphOf(nodes, { subgraphs, ...more });

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

describe('a node that returns a graph', () => {
  const factorial = defineNode({
    ...constant,
    type: 'test/factorial',
    run({ params }) {
      if (params.value <= 1) return { value: 1 };
      const nodes = {
        less: { type: 'test/factorial', params: { value: params.value - 1 } },
        n: number1(params.value),
        times: { type: 'test/multiply', inputs: { a: 'less.value', b: 'n.value' } },
      };
      return expand(graphOf(nodes, { interface: { outputs: { value: 'times.product' } } }));
    },
  });
  const given = defineNode({
    ...constant,
    type: 'test/given',
    params: { ...constant.params },
    outputs: { value: number() },
    run: ({ params }) =>
      expand(
        graphOf(
          { e: { type: 'test/echo' } },
          { interface: { inputs: { x: 'e.value' }, outputs: { [params.value > 0 ? 'value' : 'other']: 'e.value' } } },
        ),
        { x: params.value },
      ),
  });
  const made = createRegistry([{ name: 'p', nodes: [...flowNodes, factorial, given] }]);

  test('has it run in its place, as deep as it likes, and cached', async () => {
    const engine = makeEngine({ registry: made });
    const graph = graphOf({ f: { type: 'test/factorial', params: { value: 5 } } });
    const { result, events } = await runAll(engine, graph);
    expect(result).toMatchObject({ nodes: { f: { value: 120 } } });
    expect(told(events, 'started')).toContain('f/less/less/less/less');
    const next = await runAll(engine, graphOf({ f: { type: 'test/factorial', params: { value: 6 } } }));
    expect(next.result).toMatchObject({ nodes: { f: { value: 720 } } });
    expect(told(next.events, 'started')).toEqual(['f', 'f/n', 'f/times']);
    await engine.close();
    expect(engine.usage.values).toBe(0);
  });

  test('may give it values, and must get what it promised', async () => {
    const of = (value: number) =>
      runAll(makeEngine({ registry: made }), graphOf({ g: { type: 'test/given', params: { value } } }));
    expect((await of(7)).result).toMatchObject({ nodes: { g: { value: 7 } } });
    expect((await of(0)).result).toMatchObject({ failures: [{ message: 'test/given gave no "value"' }] });
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
