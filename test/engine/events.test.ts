import { createRegistry, defineNode, type RunEvent } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { brief, constant, deferred, graphOf, host, makeEngine, runAll, settle } from './workbench.js';

const steps = defineNode({
  ...constant,
  type: 'test/steps',
  async run({ params, progress, preview }) {
    for (let i = 1; i <= 3; i++) {
      progress(i, 3);
      preview(i);
      await Promise.resolve();
    }
    setTimeout(() => progress(4, 3), 1);
    return { value: params.value };
  },
});
const makeSteps = () => makeEngine({ registry: createRegistry([{ name: 'p', nodes: [steps, constant] }]) });
const graph = graphOf({ a: { type: 'test/steps' } });

async function readAll(run: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

const all = ['planned', 'started a', ...[1, 2, 3].flatMap(() => ['progress a', 'preview a']), 'finished a'];

describe('the events of a run', () => {
  test('can be iterated over from the first to the last, and end', async () => {
    const listened: RunEvent[] = [];
    const run = makeSteps().run(graph, { host, onEvent: (event) => listened.push(event) });
    const read = await readAll(run);
    expect(brief(read)).toEqual(all);
    expect(listened).toEqual(read);
    expect((await run.result).status).toBe('done');
  });

  test('come while the run goes on', async () => {
    const gate = deferred<number>();
    const late = defineNode({
      ...constant,
      type: 'test/wait',
      run: async ({ progress }) => {
        await settle();
        progress(1, 2);
        return { value: await gate.promise };
      },
    });
    const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [late] }]) });
    const run = engine.run(graphOf({ a: { type: 'test/wait' } }), { host });
    // Only who reads the progress lets the node go on.
    for await (const { event } of run) if (event === 'progress') gate.resolve(6);
    expect(await run.result).toMatchObject({ nodes: { a: { value: 6 } } });
  });

  test('are not kept for a reader that comes late, who is told so', async () => {
    const run = makeSteps().run(graph, { host });
    await run.result;
    await expect(readAll(run)).rejects.toThrow('begin to read the events of a run before you await anything else');
  });

  test('wait for a reader that is slow', async () => {
    const run = makeSteps().run(graph, { host });
    const read: RunEvent[] = [];
    for await (const event of run) {
      read.push(event);
      await settle();
    }
    expect(brief(read)).toEqual(all);
  });

  test('end for a graph with problems and for a cancelled run too', async () => {
    expect(await readAll(makeSteps().run(graphOf({ a: { type: 'no/such' } }), { host }))).toEqual([]);
    const run = makeSteps().run(graph, { host });
    run.cancel();
    expect(brief(await readAll(run))).toEqual(['cancelled']);
  });

  test('can be left early without stopping the run, and are read once', async () => {
    const run = makeSteps().run(graph, { host });
    for await (const event of run) {
      expect(event.event).toBe('planned');
      break;
    }
    expect((await run.result).status).toBe('done');
    expect(() => run[Symbol.asyncIterator]()).toThrow('can be read once');
  });

  test('hold no report that a node makes after its end', async () => {
    const { events } = await runAll(makeSteps(), graph);
    await settle();
    expect(brief(events)).toEqual(all);
  });

  test('hold what is shown only as a function makes it, which is called only if somebody looks', async () => {
    let drawn = 0;
    const draw = (): number => ++drawn;
    const showing = defineNode({
      ...constant,
      type: 'test/steps',
      run({ params, preview }) {
        preview(draw);
        return { value: params.value };
      },
    });
    const make = () => makeEngine({ registry: createRegistry([{ name: 'p', nodes: [showing] }]) });
    expect((await make().run(graph, { host, targets: ['a'] }).result).status).toBe('done');
    expect(drawn).toBe(0);
    const { events } = await runAll(make(), graph);
    expect(events[2]).toEqual({ event: 'preview', node: 'a', value: 1 });
    expect(drawn).toBe(1);
  });

  test('tell progress, results and time', async () => {
    const { events } = await runAll(makeSteps(), graph);
    expect(events[2]).toEqual({ event: 'progress', node: 'a', done: 1, total: 3 });
    expect(events[3]).toEqual({ event: 'preview', node: 'a', value: 1 });
    expect(events.at(-1)).toEqual({
      event: 'finished',
      node: 'a',
      milliseconds: expect.any(Number),
      outputs: { value: { digest: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 8 } },
    });
  });
});

describe('a listener that throws', () => {
  test.each(['planned', 'started', 'finished', 'failed', 'cancelled'])(
    'at "%s" stops the run, which says so',
    async (name) => {
      const engine = makeEngine();
      const broken = graphOf({ a: { type: 'test/number' }, b: { type: 'test/fail', inputs: { a: 'a.value' } } });
      const run = engine.run(broken, {
        host,
        onEvent: ({ event }) => {
          if (event === name) throw new Error('the listener fell over');
        },
      });
      if (name === 'cancelled') run.cancel();
      await expect(run.result).rejects.toThrow('the listener fell over');
      expect((await runAll(engine, graphOf({ a: { type: 'test/number' } }))).result.status).toBe('done');
      await engine.close();
      expect(engine.usage.values).toBe(0);
    },
  );

  test('does not bring the process down when nobody looks at the result', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    try {
      const run = makeSteps().run(graph, {
        host,
        onEvent: () => {
          throw new Error('the listener fell over');
        },
      });
      await readAll(run);
      await settle();
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(rejections).toEqual([]);
  });
});
