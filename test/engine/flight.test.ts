import { createRegistry, createResources, defineNode, type Engine, type RunEvent } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { brief, constant, deferred, graphOf, host, makeEngine, nodes, runAll, settle, told } from './workbench.js';

/** A node that waits until the test lets it go, and notes each time it began. */
function makeSlow() {
  const starts: ReturnType<typeof deferred<number>>[] = [];
  const slow = defineNode({
    ...constant,
    type: 'test/slow',
    async run({ signal }) {
      const gate = deferred<number>();
      starts.push(gate);
      signal.addEventListener('abort', () => gate.reject(signal.reason));
      return { value: await gate.promise };
    },
  });
  const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [...nodes, slow] }]) });
  return { engine, starts };
}

const single = graphOf({
  a: { type: 'test/slow' },
  b: { type: 'test/add', inputs: { a: 'a.value' }, params: { plus: 1 } },
});

function launch(engine: Engine, graph = single) {
  const events: RunEvent[] = [];
  const run = engine.run(graph, { host, onEvent: (event) => events.push(event) });
  return { run, events, result: run.result };
}

async function expectEmpty(engine: Engine) {
  await engine.close();
  expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
}

describe('the same work wanted twice at once', () => {
  test('is done once in one run', async () => {
    const { engine, starts } = makeSlow();
    const twins = graphOf({
      one: { type: 'test/slow' },
      two: { type: 'test/slow' },
      sum: { type: 'test/total', inputs: { items: ['one.value', 'two.value'] } },
    });
    const { result, events } = launch(engine, twins);
    await settle();
    expect(starts).toHaveLength(1);
    starts[0]!.resolve(4);
    expect(await result).toMatchObject({ status: 'done', nodes: { sum: { sum: 8 } } });
    expect(brief(events)).toEqual([
      ...['planned', 'started one', 'finished one', 'cached two', 'started sum', 'finished sum'],
    ]);
    await expectEmpty(engine);
  });

  test('is done once in two runs', async () => {
    const { engine, starts } = makeSlow();
    const [first, second] = [launch(engine), launch(engine)];
    await settle();
    expect(starts).toHaveLength(1);
    starts[0]!.resolve(4);
    expect(await first.result).toEqual(await second.result);
    expect(told(first.events, 'started')).toEqual(['a', 'b']);
    expect(told(second.events, 'started')).toEqual([]);
    // Each run held what it used, and the cache holds it still.
    const { result, events } = await runAll(engine, single, { targets: ['a'] });
    expect(result).toMatchObject({ nodes: { a: { value: 4 } } });
    expect(told(events, 'started')).toEqual([]);
    await expectEmpty(engine);
  });

  test('goes on in the second run when the first is cancelled', async () => {
    const { engine, starts } = makeSlow();
    const [first, second, third] = [launch(engine), launch(engine), launch(engine)];
    await settle();
    first.run.cancel();
    expect(await first.result).toEqual({ status: 'cancelled' });
    await settle();
    expect(starts).toHaveLength(2);
    starts[1]!.resolve(4);
    expect(await second.result).toMatchObject({ status: 'done', nodes: { b: { sum: 5 } } });
    expect(await third.result).toMatchObject({ status: 'done', nodes: { b: { sum: 5 } } });
    await expectEmpty(engine);
  });

  test('does not hold back a run that is cancelled while it waits for another', async () => {
    const { engine, starts } = makeSlow();
    const [first, second] = [launch(engine), launch(engine)];
    await settle();
    second.run.cancel();
    expect(await second.result).toEqual({ status: 'cancelled' });
    starts[0]!.resolve(4);
    expect(await first.result).toMatchObject({ status: 'done' });
    await expectEmpty(engine);
  });

  test('keeps count of its values when a run that waits is cancelled in the moment of landing', async () => {
    for (const turns of [0, 1, 2, 3, 4, 5, 6]) {
      const { engine, starts } = makeSlow();
      const [first, second] = [launch(engine), launch(engine)];
      await settle();
      starts[0]!.resolve(4);
      for (let i = 0; i < turns; i++) await Promise.resolve();
      second.run.cancel();
      expect(await second.result).toEqual({ status: 'cancelled' });
      expect(await first.result).toMatchObject({ status: 'done', nodes: { b: { sum: 5 } } });
      await expectEmpty(engine);
    }
  });

  test('fails for all who wait when it fails', async () => {
    const { engine, starts } = makeSlow();
    const [first, second] = [launch(engine), launch(engine)];
    await settle();
    starts[0]!.reject(new Error('out of film'));
    for (const { result } of [first, second]) {
      expect(await result).toMatchObject({ status: 'failed', failures: [{ node: 'a', message: 'out of film' }] });
    }
    expect(starts).toHaveLength(1);
    await expectEmpty(engine);
  });
});

describe('a resource', () => {
  test('is opened once by all who ask at once, and again after it could not be opened', async () => {
    const resources = createResources();
    let opened = 0;
    const open = async () => {
      opened++;
      if (opened === 1) throw new Error('busy');
      return opened;
    };
    await expect(resources.get('x', open)).rejects.toThrow('busy');
    expect(await Promise.all([resources.get('x', open), resources.get('x', open)])).toEqual([2, 2]);
    const thrower = (): Promise<number> => {
      throw new Error('at once');
    };
    await expect(resources.get('y', thrower)).rejects.toThrow('at once');
  });
});
