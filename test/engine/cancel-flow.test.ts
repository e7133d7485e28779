import { describe, expect, test } from 'vitest';
import { slowRegistry as registry } from './slow-bench.js';
import { graphOf, host, makeEngine, runAll } from './workbench.js';

describe('a cancelled run', () => {
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

test('nodes that stand for the same graph do not wait for each other for ever', { timeout: 3000 }, async () => {
  const same = { type: 'test/expanding', params: { value: 3 } };
  const { result } = await runAll(makeEngine({ registry, concurrency: 1 }), graphOf({ a: same, b: same, c: same }));
  expect(result).toMatchObject({ status: 'done', nodes: { a: { value: 4 }, b: { value: 4 }, c: { value: 4 } } });
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
