import { formatProblem, type Graph, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { numberNode, slowRegistry as registry } from './slow-bench.js';
import { graphOf, makeEngine, runAll, told } from './workbench.js';

describe('a run of a part', () => {
  test('is refused for a problem in the body of a loop that it needs', async () => {
    const bad = {
      interface: { inputs: { state: 'x.a' }, outputs: { state: 'x.sum' } },
      nodes: { x: { type: 'test/add', params: { plus: 'no' } } },
    };
    const loop = { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'bad', count: 2 } };
    const graph = graphOf({ a: numberNode(1), loop }, { subgraphs: { bad } });
    const part = await runAll(makeEngine({ registry }), graph, { targets: ['loop'] });
    expect(part.result).toMatchObject({ status: 'invalid', problems: [{ node: 'subgraphs.bad.x', port: 'plus' }] });
    const other = await runAll(makeEngine({ registry }), graph, { targets: ['a'] });
    expect(other.result).toMatchObject({ status: 'done', nodes: { a: { value: 1 } } });
  });

  test('is refused for a circle in a subgraph that it needs', async () => {
    const circle = { x: { type: 'test/add', inputs: { a: 'z.sum' } }, z: { type: 'test/add', inputs: { a: 'x.sum' } } };
    const bad = { interface: { outputs: { y: 'x.sum' } }, nodes: circle };
    const after = { type: 'test/add', inputs: { a: 's.y' } };
    const graph = graphOf({ a: numberNode(1), s: { type: 'subgraph/bad' }, after }, { subgraphs: { bad } });
    for (const target of ['s', 's/x', 'after']) {
      const { result } = await runAll(makeEngine({ registry }), graph, { targets: [target] });
      expect(result, target).toMatchObject({ status: 'invalid', problems: [{ found: 'a circle x → z → x' }] });
      expect(result.status === 'invalid' && result.problems, target).toHaveLength(1);
    }
    const other = await runAll(makeEngine({ registry }), graph, { targets: ['a'] });
    expect(other.result).toMatchObject({ status: 'done', nodes: { a: { value: 1 } } });
  });

  test('needs no values for inputs of the graph that lead elsewhere', async () => {
    const graph = graphOf({ a: numberNode(1), b: { type: 'test/add' } }, { interface: { inputs: { x: 'b.a' } } });
    const { result } = await runAll(makeEngine({ registry }), graph, { targets: ['a'] });
    expect(result).toMatchObject({ status: 'done', nodes: { a: { value: 1 } } });
    const other = await runAll(makeEngine({ registry }), graph, { targets: ['b'] });
    expect(other.result).toMatchObject({ status: 'invalid', problems: [{ code: 'missing-input', node: 'b' }] });
  });

  test('goes through a mapped node that is bypassed', async () => {
    const each = { type: 'test/add', inputs: { a: 'items.items' }, map: { by: 'pair' }, mode: 'bypass' } as const;
    const graph = graphOf({
      items: { type: 'test/range', params: { value: 3 } },
      each,
      sum: { type: 'test/total', inputs: { items: 'each.sum' } },
    });
    const { result } = await runAll(makeEngine({ registry }), graph, { targets: ['sum'] });
    expect(result).toMatchObject({ status: 'done', nodes: { sum: { sum: 6, count: 3 } } });
  });
});

const deep: NonNullable<Graph['subgraphs']> = {
  inner: {
    interface: { inputs: { x: 'a.a' }, outputs: { y: 'b.sum', z: 'c.sum' } },
    nodes: {
      a: { type: 'test/add', params: { plus: 1 } },
      b: { type: 'test/add', inputs: { a: 'a.sum' }, params: { plus: 10 } },
      c: { type: 'test/add', inputs: { a: 'a.sum' }, params: { plus: 100 } },
    },
  },
  outer: {
    interface: { inputs: { x: 'one.x' }, outputs: { y: 'two.y' } },
    nodes: { one: { type: 'subgraph/inner' }, two: { type: 'subgraph/inner', inputs: { x: 'one.z' } } },
  },
};

describe('a target', () => {
  const graph = graphOf(
    { start: numberNode(1), sub: { type: 'subgraph/outer', inputs: { x: 'start.value' } } },
    { subgraphs: deep },
  );

  test.each([
    ['sub', ['start', 'sub/one/a', 'sub/one/c', 'sub/two/a', 'sub/two/b'], { y: 113 }],
    ['sub/one', ['start', 'sub/one/a', 'sub/one/b', 'sub/one/c'], { y: 12, z: 102 }],
    ['sub/one/b', ['start', 'sub/one/a', 'sub/one/b'], { sum: 12 }],
    ['sub/two/a', ['start', 'sub/one/a', 'sub/one/c', 'sub/two/a'], { sum: 103 }],
  ])('may be %s, and then runs what it needs', async (target, started, outputs) => {
    const { result, events } = await runAll(makeEngine({ registry }), graph, { targets: [target] });
    expect(result).toEqual({ status: 'done', outputs: {}, nodes: { [target]: outputs } });
    expect(told(events, 'started')).toEqual(started);
  });

  test.each(['sub/one/nothing', 'sub/three', 'sub/', '/sub', 'start/x'])('%j is a problem', async (target) => {
    const { result } = await runAll(makeEngine({ registry }), graph, { targets: ['start', target] });
    expect(result).toMatchObject({
      status: 'invalid',
      problems: [{ code: 'unknown-target', found: `a target "${target}"` }],
    });
  });

  test('inside what is bypassed is none, and what is muted says so', async () => {
    const changed = (mode: 'bypass' | 'mute') =>
      graphOf({ ...graph.nodes, sub: { ...graph.nodes['sub']!, mode } }, { subgraphs: deep });
    const engine = makeEngine({ registry });
    const passed = await runAll(engine, changed('bypass'), { targets: ['sub'] });
    expect(passed.result).toEqual({ status: 'done', outputs: {}, nodes: { sub: { y: 1 } } });
    const inside = await runAll(engine, changed('bypass'), { targets: ['sub/one'] });
    expect(inside.result).toMatchObject({ status: 'invalid', problems: [{ code: 'unknown-target' }] });
    const muted = await runAll(engine, changed('mute'), { targets: ['sub'] });
    expect(muted.result).toMatchObject({
      status: 'invalid',
      problems: [{ found: 'the target "sub", which is muted' }],
    });
  });

  test('is refused for problems of what it needs, inside subgraphs too, and for no other', async () => {
    const inner = deep['inner']!;
    const broken = { ...inner, nodes: { ...inner.nodes, b: { type: 'test/add', inputs: { a: 'a.nothing' } } } };
    const wrong = graphOf(
      {
        ...graph.nodes,
        other: { type: 'no/such' },
        lone: { type: 'test/add' },
        circle: { type: 'test/add', inputs: { a: 'circle.sum' } },
      },
      { subgraphs: { ...deep, inner: broken } },
    );
    const statusOf = async (target: string) =>
      (await runAll(makeEngine({ registry }), wrong, { targets: [target] })).result.status;
    expect(await statusOf('start')).toBe('done');
    expect(await statusOf('sub/one/c')).toBe('done');
    expect(await statusOf('sub/two/a')).toBe('done');
    for (const target of ['sub', 'sub/one', 'sub/one/b', 'other', 'lone', 'circle']) {
      expect(await statusOf(target), target).toBe('invalid');
    }
  });
});

describe('what is told to be wrong', () => {
  test('in a subgraph in a map in a loop names the whole path', async () => {
    const subgraphs: NonNullable<Graph['subgraphs']> = {
      bad: {
        interface: { inputs: { x: 'a.a' }, outputs: { y: 'f.value' } },
        nodes: { a: { type: 'test/add' }, f: { type: 'test/fail', inputs: { a: 'a.sum' } } },
      },
      round: {
        interface: { inputs: { state: 'each.x' }, outputs: { state: 'sum.sum' } },
        nodes: {
          items: { type: 'test/range', params: { value: 2 } },
          each: { type: 'subgraph/wrap', inputs: { x: 'items.items' }, map: { by: 'pair' } },
          sum: { type: 'test/total', inputs: { items: 'each.y' } },
        },
      },
      wrap: { interface: { inputs: { x: 'in.x' }, outputs: { y: 'in.y' } }, nodes: { in: { type: 'subgraph/bad' } } },
      carry: {
        interface: { inputs: { state: 'keep.a' }, outputs: { state: 'keep.sum', made: 'again.state' } },
        nodes: { keep: { type: 'test/add' }, again: { type: 'subgraph/once' } },
      },
      once: {
        interface: { outputs: { state: 'sum.sum' } },
        nodes: {
          items: { type: 'test/range', params: { value: 2 } },
          each: { type: 'subgraph/wrap', inputs: { x: 'items.items' }, map: { by: 'pair' } },
          sum: { type: 'test/total', inputs: { items: 'each.y' } },
        },
      },
    };
    const { round: _, ...used } = subgraphs;
    const graph = graphOf(
      {
        a: numberNode(1),
        loop: { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'carry', count: 3 } },
      },
      { subgraphs: used },
    );
    for (const concurrency of [1, 4]) {
      const { result, events } = await runAll(makeEngine({ registry, concurrency }), graph);
      expect(result.status === 'failed' && result.failures.map(({ node }) => node)).toEqual([
        'loop/0/again/each/0/in/f',
        'loop/0/again/each/1/in/f',
      ]);
      expect(told(events, 'failed')).toEqual([
        'loop/0/again/each/0/in/f',
        'loop/0/again/each/0',
        'loop/0/again/each/1/in/f',
        'loop/0/again/each/1',
        'loop/0/again/each',
        'loop',
      ]);
    }
  });

  test('comes all at once and in the same order, with control flow in it', () => {
    const circle = { p: { type: 'test/add', inputs: { a: 'q.sum' } }, q: { type: 'test/add', inputs: { a: 'p.sum' } } };
    const graph = graphOf(
      {
        loop: { type: 'flow/for', params: { body: 'nothing', count: -1 } },
        choose: { type: 'flow/switch', inputs: { yes: 'gone.value' } },
        each: { type: 'subgraph/deep', map: { by: 'pair' } },
        x: { type: 'test/add', inputs: { a: 'y.sum' } },
        y: { type: 'test/add', inputs: { a: 'x.sum' } },
      },
      { subgraphs: { deep: { interface: { outputs: { v: 'p.sum' } }, nodes: circle } } },
    );
    const found = validateGraph(graph, registry).map(formatProblem);
    expect(found.map((text) => text.split(',')[0])).toEqual([
      'loop.body: found the subgraph "nothing"',
      'choose.yes: found a link from "gone"',
      'each.map: found no list that feeds it',
      'x: found a circle x → y → x',
      'subgraphs.deep.p: found a circle p → q → p',
    ]);
    expect(validateGraph(structuredClone(graph), registry).map(formatProblem)).toEqual(found);
  });
});
