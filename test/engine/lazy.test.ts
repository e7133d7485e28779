import {
  any,
  createRegistry,
  createResources,
  defineNode,
  expand,
  type Graph,
  lazy,
  number,
  openStore,
  optional,
} from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { numberNode, slowNodes, turns } from './slow-bench.js';
import { freshFolder } from './store-folder.js';
import { add, constant, graphOf, host, makeEngine, runAll, told } from './workbench.js';

const folder = freshFolder();

type Ask = (inputs: { a: () => Promise<number>; b: () => Promise<number> }) => Promise<number>;

const asking = (name: string, ask: Ask) =>
  defineNode({
    ...add,
    type: `test/${name}`,
    inputs: { a: lazy(number()), b: lazy(number()) },
    run: async ({ inputs }) => ({ sum: await ask(inputs) }),
  });

const asks = [
  asking('race', ({ a, b }) => Promise.race([a(), b()])),
  asking('all', async ({ a, b }) => (await Promise.all([a(), b()]))[0]),
  asking('staggered', async ({ a, b }) => {
    const first = a();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = b();
    return (await first) + (await second);
  }),
  asking('fallback', async ({ a, b }) => {
    const second = b();
    return (await a().catch(() => -1)) + (await second);
  }),
];
const registry = createRegistry([{ name: 'p', nodes: [...slowNodes, ...asks] }]);

describe('a node that asks for its inputs', () => {
  test.each(['race', 'all', 'staggered', 'fallback'])('as %s leaves the engine free, whatever fails', async (name) => {
    for (const concurrency of [1, 2]) {
      const engine = makeEngine({ registry, concurrency });
      turns.set('late', 6);
      for (const a of [numberNode(1), { type: 'test/fail' }]) {
        const b = { type: 'test/slow', params: { name: 'late', value: 2 } };
        const x = { type: `test/${name}`, inputs: { a: 'a.value', b: 'b.value' } };
        await runAll(engine, graphOf({ a, b, x }), { targets: ['x'] });
        const next = graphOf({ y: { type: 'test/slow', params: { value: 9 } } });
        expect((await runAll(engine, next)).result).toMatchObject({ status: 'done' });
      }
      await engine.close();
      expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
    }
  });

  test('in the moment in which what feeds both is done gets what it asked for', async () => {
    const asker = defineNode({
      ...add,
      type: 'test/asker',
      inputs: { w: number(), b: lazy(number()) },
      run: async ({ inputs }) => ({ sum: inputs.w + (await inputs.b()) }),
    });
    const own = createRegistry([{ name: 'p', nodes: [...slowNodes, asker] }]);
    const parts: [string, Graph['nodes'][string]][] = [
      ['k', { type: 'test/slow', params: { name: 'k', value: 1 } }],
      ['u', { type: 'test/add', inputs: { a: 'k.value' } }],
      ['p', { type: 'test/slow', params: { name: 'p', value: 2 } }],
      ['j', { type: 'test/add', inputs: { a: 'k.value', b: 'p.value' } }],
      ['z', { type: 'test/asker', inputs: { w: 'u.sum', b: 'j.sum' } }],
    ];
    turns.set('k', 1).set('p', 9);
    for (const order of [parts, parts.toReversed()]) {
      const graph = graphOf(Object.fromEntries(order));
      const { result } = await runAll(makeEngine({ registry: own }), graph, { targets: ['z', 'p'] });
      expect(result).toMatchObject({ status: 'done', nodes: { z: { sum: 4 } } });
    }
  });

  test('and goes on without one that failed is run again the next time', async () => {
    let isDown = true;
    const net = defineNode({
      ...constant,
      type: 'test/net',
      run: () => {
        if (isDown) throw new Error('network down');
        return { value: 42 };
      },
    });
    const own = createRegistry([{ name: 'p', nodes: [...slowNodes, ...asks, net] }]);
    const graph = graphOf({
      net: { type: 'test/net' },
      zero: numberNode(0),
      x: { type: 'test/fallback', inputs: { a: 'net.value', b: 'zero.value' } },
    });
    const engine = makeEngine({ registry: own, store: openStore({ folder: folder.path, limitBytes: 1e9 }) });
    expect((await runAll(engine, graph, { targets: ['x'] })).result).toMatchObject({ nodes: { x: { sum: -1 } } });
    isDown = false;
    expect((await runAll(engine, graph, { targets: ['x'] })).result).toMatchObject({ nodes: { x: { sum: 42 } } });
    await engine.close();
  });

  test('does so once in all runs that want the same', async () => {
    const engine = makeEngine({ registry });
    const graph = graphOf({
      a: { type: 'test/slow', params: { name: 'a', value: 1 } },
      b: numberNode(2),
      x: { type: 'test/all', inputs: { a: 'a.value', b: 'b.value' } },
    });
    const runs = await Promise.all([runAll(engine, graph), runAll(engine, graph)]);
    const started = runs.flatMap(({ events }) => told(events, 'started'));
    expect(started.filter((id) => id === 'x')).toHaveLength(1);
  });
});

describe('a node that returns a graph', () => {
  const returning = (next: (value: number) => number) => {
    const node = defineNode({
      ...constant,
      type: 'test/returning',
      run: ({ params }) =>
        expand(
          graphOf(
            { r: { type: 'test/returning', params: { value: next(params.value) } } },
            { interface: { outputs: { value: 'r.value' } } },
          ),
        ),
    });
    return makeEngine({ registry: createRegistry([{ name: 'p', nodes: [node] }]) });
  };
  const graph = graphOf({ e: { type: 'test/returning' } });

  test('that holds the same again is refused, and so is one without end', async () => {
    expect(
      (
        await runAll(
          returning((value) => value),
          graph,
        )
      ).result,
    ).toMatchObject({
      failures: [{ node: 'e/r', message: expect.stringMatching(/^it runs itself again with the same settings/) }],
    });
    expect(
      (
        await runAll(
          returning((value) => value + 1),
          graph,
        )
      ).result,
    ).toMatchObject({
      failures: [{ message: expect.stringMatching(/^graphs that return graphs are 200 deep here/) }],
    });
  });
});

test('work that fails inside is told of in each run that shares it', async () => {
  const engine = makeEngine({ registry });
  const graph = graphOf({
    items: { type: 'test/range', params: { value: 2 } },
    f: { type: 'test/fail', inputs: { a: 'items.items' }, map: { by: 'pair' } },
  });
  const mapped = { ...graph, nodes: { ...graph.nodes, f: { ...graph.nodes['f']!, type: 'test/broken' } } };
  const broken = defineNode({
    ...add,
    type: 'test/broken',
    async run() {
      await Promise.resolve();
      throw new Error('broke');
    },
  });
  const own = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [...slowNodes, broken] }]) });
  const results = await Promise.all([1, 2, 3].map(() => own.run(mapped, { host }).result));
  for (const result of results) {
    expect(result).toMatchObject({ status: 'failed' });
    expect('failures' in result && result.failures[0]).toMatchObject({ message: 'broke' });
  }
  await engine.close();
});

test('a file that changes while it is read is not kept for what it was', async () => {
  let [content, isSwapped] = ['red', true];
  const load = defineNode({
    ...constant,
    type: 'test/load',
    outputs: { value: any() },
    inputs: { after: optional(any()) },
    fingerprint: () => content,
    async run() {
      if (isSwapped) content = 'blue';
      return { value: content };
    },
  } as never);
  const own = createRegistry([{ name: 'p', nodes: [load as never] }]);
  const graph = graphOf({ l: { type: 'test/load' } });
  const seen: unknown[] = [];
  for (const next of ['red', 'red', 'blue']) {
    content = next;
    const engine = makeEngine({ registry: own, store: openStore({ folder: folder.path, limitBytes: 1e9 }) });
    const { result } = await runAll(engine, graph, { host: { ...host, resources: createResources() } });
    seen.push(result.status === 'done' && result.nodes['l']!['value']);
    isSwapped = false;
    await engine.close();
  }
  expect(seen).toEqual(['blue', 'red', 'blue']);
});

test('what was cleared from the disk is kept again when it is asked for again', async () => {
  const store = openStore({ folder: folder.path, limitBytes: 1e9 });
  const engine = makeEngine({ registry, store });
  const graph = graphOf({ a: numberNode(5), b: { type: 'test/add', inputs: { a: 'a.value' } } });
  await runAll(engine, graph);
  await store.settle();
  await store.clear();
  await runAll(engine, graph);
  await store.settle();
  expect((await store.stats()).entries).toBeGreaterThan(0);
  await engine.close();
});
