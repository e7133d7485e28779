import { createRegistry, defineNode, type RunEvent } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brief, constant, deferred, graphOf, host, makeEngine, nodes, runAll, told } from './workbench.js';

/** Takes a few turns of the event loop and gives up between two of them when it is told to. */
const patient = defineNode({
  ...constant,
  type: 'test/patient',
  async run({ params, signal, progress }) {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      progress(i, 3);
    }
    return { value: params.value };
  },
});

/** Breaks the rule: told to stop, it gives what it has. */
const sloppy = defineNode({
  ...constant,
  type: 'test/sloppy',
  async run({ signal }) {
    for (let i = 0; i < 4; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) return { value: i };
    }
    return { value: 100 };
  },
});

const registry = createRegistry([{ name: 'p', nodes: [...nodes, patient, sloppy] }]);
const graph = graphOf({
  a: { type: 'test/patient', params: { value: 1 } },
  b: { type: 'test/patient', params: { value: 2 } },
  s: { type: 'test/sloppy' },
  sum: { type: 'test/total', inputs: { items: ['a.value', 'b.value', 's.value', 'b.value'] } },
  beside: { type: 'test/echo', inputs: { value: 'a.value' } },
  after: { type: 'test/always', inputs: { value: 'beside.value' } },
  end: { type: 'test/add', inputs: { a: 'sum.sum', b: 'a.value' } },
});
const targets = ['end', 'after', 'sum'];

describe('a cancelled run', () => {
  test('leaves a cache from which a second run gives the same bytes, whenever it was cancelled', async () => {
    const whole = await runAll(makeEngine({ registry }), graph, { targets });
    expect(whole.result).toMatchObject({ status: 'done', nodes: { end: { sum: 106 } } });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.events.length - 2), fc.integer({ min: 1, max: 4 }), async (at, concurrency) => {
        const engine = makeEngine({ registry, concurrency });
        const seen: RunEvent[] = [];
        const run = engine.run(graph, {
          host,
          targets,
          onEvent: (event) => {
            if (seen.push(event) === at + 1) run.cancel();
          },
        });
        expect(await run.result).toEqual({ status: 'cancelled' });
        expect(seen.at(-1)).toEqual({ event: 'cancelled' });
        expect(told(seen.slice(at + 1), 'started')).toEqual([]);
        const again = await runAll(engine, graph, { targets });
        expect(again.result).toEqual(whole.result);
        const finished = told(seen, 'finished').filter((id) => id !== 'after');
        expect(told(again.events, 'started').filter((id) => finished.includes(id))).toEqual([]);
        await engine.close();
        expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
      }),
      { numRuns: 60 },
    );
  });

  test('stops a node in the middle of its work, through the signal', async () => {
    const { events, result } = await new Promise<Awaited<ReturnType<typeof runAll>>>((resolve) => {
      const abort = new AbortController();
      const seen: RunEvent[] = [];
      const run = makeEngine({ registry }).run(graphOf({ a: { type: 'test/patient' } }), {
        host,
        signal: abort.signal,
        onEvent: (event) => {
          seen.push(event);
          if (event.event === 'progress') abort.abort();
        },
      });
      void run.result.then((result) => resolve({ events: seen, result }));
    });
    expect(result).toEqual({ status: 'cancelled' });
    expect(brief(events)).toEqual(['planned', 'started a', 'progress a', 'cancelled']);
  });

  test('with a signal that was aborted before starts nothing', async () => {
    const { result, events } = await runAll(makeEngine({ registry }), graph, { signal: AbortSignal.abort() });
    expect(result).toEqual({ status: 'cancelled' });
    expect(told(events, 'started')).toEqual([]);
  });

  test('is waited for when the engine is closed', async () => {
    const gate = deferred();
    const held = defineNode({
      ...constant,
      type: 'test/held',
      async run({ params, signal }) {
        signal.addEventListener('abort', () => setTimeout(gate.resolve, 20));
        await gate.promise;
        return { value: params.value };
      },
    });
    const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [held] }]) });
    const run = engine.run(graphOf({ a: { type: 'test/held' } }), { host });
    await new Promise((resolve) => setImmediate(resolve));
    let over = false;
    void run.result.then(() => {
      over = true;
    });
    await engine.close();
    expect(over).toBe(true);
    expect(await run.result).toEqual({ status: 'cancelled' });
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });
});
