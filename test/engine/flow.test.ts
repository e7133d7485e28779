import { formatProblem, type Graph, leftOut, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { flowRegistry as registry } from './flow-bench.js';
import { brief, graphOf, makeEngine, runAll, told } from './workbench.js';

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
    expect(result).toMatchObject({
      failures: [{ message: expect.stringContaining('nothing comes to it: link a node') }],
    });
  });

  test('says that something may be muted when what is linked to the side that is chosen does not run', async () => {
    const nodes = { ...graph(false).nodes, no: { type: 'test/number', mode: 'mute' as const } };
    const { result } = await run(graphOf(nodes));
    expect(result).toMatchObject({
      failures: [{ node: 'choose', message: expect.stringMatching(/^"no" is chosen.*muted or bypassed$/) }],
    });
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

describe('an output that is left out', () => {
  const nodes: Graph['nodes'] = {
    a: number1(4),
    off: { type: 'test/add', mode: 'mute', inputs: { a: 'a.value' } },
    below: { type: 'test/add', inputs: { a: 'off.sum' } },
    bare: { ...number1(1), mode: 'bypass' },
    inside: { type: 'subgraph/part', inputs: { x: 'a.value' } },
    each: { type: 'test/add', map: { by: 'pair' }, inputs: { a: 'none.items' } },
    none: { type: 'test/range', mode: 'mute' },
  };
  const outputs = {
    a: 'a.value',
    off: 'off.sum',
    below: 'below.sum',
    bare: 'bare.value',
    in: 'inside.y',
    each: 'each.sum',
  };
  const part = {
    interface: { inputs: { x: 'one.a' }, outputs: { y: 'two.sum' } },
    nodes: {
      one: { type: 'test/add', mode: 'mute' as const },
      two: { type: 'test/add', inputs: { a: 'one.sum' } },
    },
  };
  const graph = graphOf(nodes, { interface: { inputs: { x: 'below.a' }, outputs }, subgraphs: { part } });

  test('is told of with the node that is the reason', () => {
    const because = { off: 'off', below: 'off', bare: 'bare', in: 'inside/one', each: 'none' };
    expect(Object.fromEntries(leftOut(graph, {}, registry))).toEqual(because);
    expect(leftOut(graphOf({ a: number1(1) }, { interface: { outputs: { a: 'a.value' } } }), {}, registry).size).toBe(
      0,
    );
  });

  test('is what a run does not give, and is given once its input is', async () => {
    const { result } = await run(graph);
    expect(result).toMatchObject({ status: 'done', outputs: { a: 4 } });
    expect([...leftOut(graph, { x: 2 }, registry).keys()]).toEqual(['off', 'bare', 'in', 'each']);
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
      'one.a: found list of number from "none.sum", expected number. Add "map": {"by": "pair"} to the node, which runs it once for each item.',
    ]);
  });
});
