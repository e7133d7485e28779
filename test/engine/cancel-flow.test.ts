import { createRegistry, defineNode, lazy, number, openStore, type RunEvent } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeDevice } from './device.js';
import { randomGraph } from './random-graph.js';
import { slowRegistry as registry, slow, slowThere, takeTurns, turns } from './slow-bench.js';
import { freshFolder } from './store-folder.js';
import { graphOf, host, makeEngine, runAll } from './workbench.js';

const folder = freshFolder();

const withoutErrors = <T extends object>(result: T) => ('failures' in result ? { ...result, failures: [] } : result);

describe('a cancelled run', () => {
  test('of any graph, at any moment, leaves an engine that gives the same bytes', async () => {
    turns.clear();
    const options = fc.record({
      at: fc.nat(60),
      later: fc.nat(4),
      concurrency: fc.integer({ min: 1, max: 4 }),
      isThere: fc.boolean(),
      isStored: fc.boolean(),
      events: fc.constantFrom('in order' as const, 'at once' as const),
    });
    await fc.assert(
      fc.asyncProperty(randomGraph(), options, async (graph, { at, later, concurrency, isThere, isStored, events }) => {
        const whole = withoutErrors((await runAll(makeEngine({ registry }), graph)).result);
        const device = makeDevice([slowThere]);
        const store = isStored ? { store: openStore({ folder: folder.path, limitBytes: 1e9 }), storeAboveMs: 0 } : {};
        const engine = makeEngine({ registry, concurrency, ...(isThere ? { backends: [device] } : {}), ...store });
        const seen: RunEvent[] = [];
        const first = engine.run(graph, {
          host,
          events,
          onEvent: (event) => {
            if (seen.push(event) === at + 1) void takeTurns(later).then(first.cancel);
          },
        });
        // It may do work that the first waits for, or wait for work of the first.
        const second = runAll(engine, graph);
        const cancelled = await first.result;
        if (cancelled.status !== 'cancelled') expect(withoutErrors(cancelled)).toEqual(whole);
        expect(withoutErrors((await second).result)).toEqual(whole);
        expect(withoutErrors((await runAll(engine, graph)).result)).toEqual(whole);
        await engine.close();
        expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
        expect(device.held.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test('that is closed with its engine at any moment leaves nothing held', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(), fc.nat(40), async (graph, after) => {
        const device = makeDevice([slowThere]);
        const engine = makeEngine({ registry, backends: [device] });
        const runs = [
          engine.run(graph, { host }),
          engine.run(graph, { host }),
          engine.run(graph, { host, priority: 1 }),
        ];
        await takeTurns(after);
        await engine.close();
        for (const { result } of runs) expect(['done', 'failed', 'cancelled']).toContain((await result).status);
        expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
        expect(device.held.size).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test('of a subgraph for each of many items, one at a time, ends', { timeout: 5000 }, async () => {
    const engine = makeEngine({ registry });
    const face = { inputs: { x: 'a.a' }, outputs: { y: 'a.sum' } };
    const each = { type: 'subgraph/s', inputs: { x: 'items.items' }, map: { by: 'pair', atOnce: 1 } } as const;
    const graph = graphOf(
      { items: { type: 'test/range', params: { value: 20_000 } }, each },
      { subgraphs: { s: { interface: face, nodes: { a: { type: 'test/add' } } } } },
    );
    let thrown = 0;
    const onThrown = () => void thrown++;
    process.once('uncaughtException', onThrown);
    const run = engine.run(graph, {
      host,
      onEvent: (event) => {
        if (event.event === 'finished' && event.node === 'each/3') run.cancel();
      },
    });
    expect(await run.result).toEqual({ status: 'cancelled' });
    process.off('uncaughtException', onThrown);
    expect(thrown).toBe(0);
    await engine.close();
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });
});

test('nodes that stand for the same graph do not wait for each other for ever', { timeout: 5000 }, async () => {
  const same = { type: 'test/expanding', inputs: { a: 'before.value' }, params: { value: 3 } };
  const graph = graphOf({ before: { type: 'test/slow' }, a: same, b: same, c: same });
  for (const concurrency of [1, 2]) {
    const { result } = await runAll(makeEngine({ registry, concurrency }), graph);
    expect(result).toMatchObject({ status: 'done', nodes: { a: { value: 4 }, b: { value: 4 }, c: { value: 4 } } });
  }
});

test('a node that waits for another is told to stop at once, however long the other takes to', async () => {
  const order: string[] = [];
  const stubborn = defineNode({
    ...slow,
    type: 'test/stubborn',
    async run({ params, progress }) {
      progress(0, 1);
      await takeTurns(20);
      order.push('the other ended');
      return { value: params.value };
    },
  });
  const asking = defineNode({
    ...slow,
    type: 'test/asking',
    inputs: { a: lazy(number()) },
    async run({ inputs }) {
      try {
        return { value: await inputs.a() };
      } finally {
        order.push('it was told');
      }
    },
  });
  const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [stubborn, asking] }]) });
  const graph = graphOf({ a: { type: 'test/stubborn' }, b: { type: 'test/asking', inputs: { a: 'a.value' } } });
  const run = engine.run(graph, { host, onEvent: ({ event }) => void (event === 'progress' && run.cancel()) });
  expect(await run.result).toEqual({ status: 'cancelled' });
  expect(order).toEqual(['it was told', 'the other ended']);
});

test('a node that does not wait for what it asked for brings nothing down when that fails', async () => {
  const rejected: unknown[] = [];
  const onRejected = (error: unknown) => void rejected.push(error);
  process.on('unhandledRejection', onRejected);
  const { result } = await runAll(
    makeEngine({ registry }),
    graphOf({
      a: { type: 'test/fail' },
      b: { type: 'test/fail', params: { message: 'too' } },
      c: { type: 'test/careless', inputs: { a: 'a.value', b: 'b.value' } },
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', onRejected);
  expect(result).toMatchObject({ status: 'failed', failures: [{ node: 'a' }, { node: 'b' }] });
  expect(rejected).toEqual([]);
});

test('what returns a graph that must always run is run again, and so is what it feeds', async () => {
  for (const type of ['test/expanding-clock', 'test/expanding-twice']) {
    const engine = makeEngine({ registry });
    const graph = graphOf({ a: { type }, b: { type: 'test/add', inputs: { a: 'a.value' } } });
    const first = await runAll(engine, graph);
    expect((await runAll(engine, graph)).result).not.toEqual(first.result);
  }
});
