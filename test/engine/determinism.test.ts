import type { Engine, Graph, RunEvent, RunOptions } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeDevice } from './device.js';
import { randomGraph } from './random-graph.js';
import { numberNode, slowRegistry as registry, slowThere, turns } from './slow-bench.js';
import { brief, graphOf, makeEngine, runAll } from './workbench.js';

/** Two nodes, `u` and `v`, of which either may be the later one. */
async function bothWays(graph: Graph) {
  const told = [];
  for (const [u, v] of [
    [1, 12],
    [12, 1],
  ]) {
    turns.set('u', u!).set('v', v!);
    const { result, events } = await runAll(makeEngine({ registry }), graph);
    const failures =
      result.status === 'failed' ? result.failures.map(({ node, message }) => `${node}: ${message}`) : [];
    told.push({ events: brief(events), failures, nodes: 'nodes' in result && result.nodes });
  }
  return told;
}

const u = { type: 'test/slow', params: { name: 'u', value: 0 } };
const v = { type: 'test/slow', params: { name: 'v', value: 0 } };

describe('the order of what is told does not depend on which node is the later one', () => {
  test('of two loops that share their work', async () => {
    const loop = (from: string) => ({
      type: 'flow/for',
      inputs: { state: `${from}.value` },
      params: { body: 'step', count: 2 },
    });
    const face = { inputs: { state: 's.a' }, outputs: { state: 's.value' } };
    const step = { interface: face, nodes: { s: { type: 'test/slow', params: { value: 1 } } } };
    const [one, two] = await bothWays(graphOf({ u, v, x: loop('u'), y: loop('v') }, { subgraphs: { step } }));
    expect(two).toEqual(one);
  });

  test('of two nodes that ask for the same', async () => {
    const asks = (from: string) => ({ type: 'test/first', inputs: { a: `${from}.value`, b: 'shared.sum' } });
    const shared = { type: 'test/add', inputs: { a: 'up.value' } };
    const [one, two] = await bothWays(graphOf({ u, v, up: numberNode(5), shared, f1: asks('u'), f2: asks('v') }));
    expect(two).toEqual(one);
  });

  test('of two nodes that fail', async () => {
    const fails = (from: string) => ({ type: 'test/fail', inputs: { a: `${from}.value` }, params: { message: from } });
    const [one, two] = await bothWays(graphOf({ u, v, f1: fails('u'), f2: fails('v') }));
    expect(two).toEqual(one);
  });
});

/** What was told, without what time it took. */
const timeless = (events: readonly RunEvent[]) =>
  events.map((event) => (event.event === 'finished' ? { ...event, milliseconds: 0 } : event));

async function all(engine: Engine, graph: Graph, options: Partial<RunOptions> = {}) {
  const { result, events } = await runAll(engine, graph, options);
  const failures = 'failures' in result ? result.failures.map(({ node, message }) => ({ node, message })) : [];
  return { events: timeless(events), result: { ...result, failures } };
}

/** A number of turns for each node, from a seed. */
function shuffleTurns(graph: Graph, seed: number): void {
  turns.clear();
  let state = seed + 1;
  for (const id of [...Object.keys(graph.nodes), 'step', 'keep', 'out', 'zero', '']) {
    state = (state * 48271) % 2147483647;
    turns.set(id, state % 7);
  }
}

const seeds = fc.tuple(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000));

describe('a random graph', () => {
  test('tells the same events in the same order and gives the same bytes, whatever runs at once', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(), seeds, async (graph, runs) => {
        for (const isThere of [false, true]) {
          let first: unknown;
          for (const [i, seed] of runs.entries()) {
            shuffleTurns(graph, seed);
            const backends = isThere ? { backends: [makeDevice([slowThere])] } : {};
            const engine = makeEngine({ registry, concurrency: [1, 2, 8][i]!, ...backends });
            const cold = await all(engine, graph);
            shuffleTurns(graph, seed + 1);
            const warm = await all(engine, graph);
            first ??= { cold, warm };
            expect({ cold, warm }).toEqual(first);
            await engine.close();
            expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('without twins tells the same events at once, in whatever order', async () => {
    const twins = [
      'add',
      'twin',
      'switch',
      'for',
      'fold',
      'nested',
      'map',
      'mapped body',
      'cross',
      'expanding',
    ] as const;
    const sorted = (events: readonly RunEvent[]) => events.map((event) => JSON.stringify(event)).sort();
    await fc.assert(
      fc.asyncProperty(randomGraph(twins, 14), fc.nat(10_000), async (graph, seed) => {
        shuffleTurns(graph, seed);
        const [one, two] = [makeEngine({ registry, concurrency: 3 }), makeEngine({ registry, concurrency: 3 })];
        for (let i = 0; i < 2; i++) {
          const inOrder = await all(one, graph);
          const atOnce = await all(two, graph, { events: 'at once' });
          expect(sorted(atOnce.events)).toEqual(sorted(inOrder.events));
          expect(atOnce.result).toEqual(inOrder.result);
        }
      }),
      { numRuns: 60 },
    );
  });
});
