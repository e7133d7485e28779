import { createRegistry, defineNode, type Graph, string } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeDevice } from './device.js';
import { randomGraph } from './random-graph.js';
import { slow, slowNodes, slowThere, takeTurns } from './slow-bench.js';
import { constant, graphOf, host, makeEngine } from './workbench.js';

/** A node that notes its name when it begins. */
function makeMarks() {
  const order: string[] = [];
  const mark = defineNode({
    type: 'test/mark',
    title: 'Mark',
    version: 1,
    summary: 'For tests.',
    runsOn: 'host',
    inputs: {},
    outputs: constant.outputs,
    params: { ...constant.params, name: string({ default: '', help: 'What is noted.' }) },
    async run({ params, signal }) {
      order.push(params.name);
      await takeTurns(1);
      signal.throwIfAborted();
      return { value: params.value };
    },
  });
  const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [...slowNodes, mark] }]), concurrency: 1 });
  return { order, engine };
}

/** `count` nodes that are ready at once. */
function manyMarks(name: string, count: number): Graph {
  const nodes: Graph['nodes'] = {};
  for (let i = 0; i < count; i++) nodes[`${name}${i}`] = { type: 'test/mark', params: { name, value: i } };
  return graphOf(nodes);
}

/** Runs ten nodes while a graph runs that has three hundred ready: every second one is of these ten. */
async function takesTurns(graph: Graph): Promise<void> {
  const { order, engine } = makeMarks();
  const big = engine.run(graph, { host });
  await takeTurns(10);
  const before = order.length;
  await engine.run(manyMarks('small', 10), { host }).result;
  expect(order.slice(before, before + 24).filter((name) => name === 'small').length).toBeGreaterThanOrEqual(9);
  big.cancel();
  await big.result;
}

describe('runs of one engine', () => {
  test('of equal priority take turns node by node, however many nodes one of them has ready', async () => {
    await takesTurns(manyMarks('big', 300));
  });

  test('take turns even when one of them runs many bodies at once', async () => {
    const body = {
      interface: { inputs: { x: 'a.value' }, outputs: { y: 'a.value' } },
      nodes: { a: { type: 'test/mark', params: { name: 'big' } } },
    };
    const graph = graphOf(
      {
        items: { type: 'test/range', params: { value: 300 } },
        each: { type: 'subgraph/body', inputs: { x: 'items.items' }, map: { by: 'pair' } },
      },
      { subgraphs: { body } },
    );
    await takesTurns(graph);
  });

  test('of a higher priority go first, whatever waits', async () => {
    const { order, engine } = makeMarks();
    const low = engine.run(manyMarks('low', 40), { host });
    const middle = engine.run(manyMarks('middle', 40), { host, priority: 1 });
    await takeTurns(6);
    const before = order.length;
    await engine.run(manyMarks('high', 10), { host, priority: 2 }).result;
    expect(order.slice(before, before + 11).filter((name) => name === 'high').length).toBe(10);
    await Promise.all([low.result, middle.result]);
    expect(order.lastIndexOf('middle')).toBeLessThan(order.indexOf('low', 3));
  });

  test('of a lower priority go on when those above are done or cancelled', async () => {
    const { order, engine } = makeMarks();
    const high = engine.run(manyMarks('high', 400), { host, priority: 5 });
    const low = engine.run(manyMarks('low', 5), { host });
    await takeTurns(6);
    high.cancel();
    expect((await low.result).status).toBe('done');
    expect(order.filter((name) => name === 'high').length).toBeLessThan(40);
    await engine.close();
    expect(engine.usage.values).toBe(0);
  });

  test('are not starved by ten thousand nodes that never wait', async () => {
    const { order, engine } = makeMarks();
    const nodes: Graph['nodes'] = {};
    for (let i = 0; i < 10_000; i++) nodes[`n${i}`] = { type: 'test/number', params: { value: i } };
    let done = 0;
    const big = engine.run(graphOf(nodes), { host, onEvent: ({ event }) => void (event === 'finished' && done++) });
    const { status } = await engine.run(manyMarks('small', 1), { host }).result;
    expect({ status, order }).toEqual({ status: 'done', order: ['small'] });
    expect(done).toBeLessThan(10_000);
    expect((await big.result).status).toBe('done');
  });
});

describe('the limits', () => {
  test('of this process and of the device hold whatever the graph and however many runs', async () => {
    const now = { here: 0, there: 0 };
    const most = { here: 0, there: 0 };
    const counted = (where: keyof typeof now) => async () => {
      most[where] = Math.max(most[where], ++now[where]);
      await takeTurns(1);
      now[where]--;
    };
    const here = counted('here');
    const there = counted('there');
    const busy = defineNode({
      ...slow,
      run: async ({ inputs, params }) => {
        await here();
        return { value: (inputs.a ?? 0) + (inputs.b ?? 0) + params.value };
      },
    });
    const made = createRegistry([{ name: 'p', nodes: [...slowNodes.filter((one) => one.type !== slow.type), busy] }]);
    await fc.assert(
      fc.asyncProperty(
        randomGraph(['always', 'first', 'nested']),
        fc.integer({ min: 1, max: 3 }),
        async (graph, concurrency) => {
          most.here = 0;
          const device = makeDevice([slowThere]);
          device.during = there;
          const engine = makeEngine({ registry: made, backends: [device], concurrency });
          const runs = [0, 1, 0].map((priority) => engine.run(graph, { host, priority }));
          runs[0]!.cancel();
          for (const { result } of runs) expect(['done', 'failed', 'cancelled']).toContain((await result).status);
          expect(most.here).toBeLessThanOrEqual(concurrency);
          expect(most.there).toBeLessThanOrEqual(1);
          await engine.close();
          expect(engine.usage.values).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('hold when the run that did the work for many is cancelled', async () => {
    let [now, most, starts] = [0, 0, 0];
    const gate = defineNode({
      ...constant,
      type: 'test/gate',
      async run({ params, signal }) {
        starts++;
        most = Math.max(most, ++now);
        try {
          await takeTurns(20);
          signal.throwIfAborted();
        } finally {
          now--;
        }
        return { value: params.value };
      },
    });
    const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [gate] }]), concurrency: 2 });
    const nodes: Graph['nodes'] = {};
    for (let i = 0; i < 6; i++) nodes[`n${i}`] = { type: 'test/gate', params: { value: i } };
    // The first does one node only, so that the others come to wait for it.
    const all = Object.keys(nodes);
    const runs = [['n0'], all, all, all].map((targets) => engine.run(graphOf(nodes), { host, targets }));
    await takeTurns(3);
    runs[0]!.cancel();
    for (const run of runs.slice(1)) {
      expect(await run.result).toMatchObject({ status: 'done', nodes: { n0: { value: 0 }, n5: { value: 5 } } });
    }
    expect(most).toBe(2);
    expect(starts).toBeLessThanOrEqual(8);
    await engine.close();
    expect(engine.usage.values).toBe(0);
  });

  test('of one node that fails for many runs is told in each of them', async () => {
    const { engine } = makeMarks();
    const graph = graphOf({
      a: { type: 'test/mark' },
      f: { type: 'test/fail', inputs: { a: 'a.value' } },
      after: { type: 'test/add', inputs: { a: 'f.value' } },
    });
    const results = await Promise.all([1, 2, 3].map(() => engine.run(graph, { host }).result));
    for (const result of results) {
      expect(result).toMatchObject({ status: 'failed', failures: [{ node: 'f', message: 'it broke' }] });
    }
  });
});
