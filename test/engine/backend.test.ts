import { createRegistry, type Graph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { makeDevice } from './device.js';
import {
  add,
  brief,
  deferred,
  fail,
  graphOf,
  host,
  makeEngine,
  nodes,
  runAll,
  settle,
  told,
  total,
} from './workbench.js';

const there = [
  { ...add, type: 'device/add', runsOn: 'backend' as const },
  { ...total, type: 'device/total', runsOn: 'backend' as const },
  { ...fail, type: 'device/fail', runsOn: 'backend' as const },
];
const registry = createRegistry([{ name: 'p', nodes: [...nodes, ...there] }]);

function makeBench(cacheBytes?: number) {
  const device = makeDevice(there);
  const engine = makeEngine({ registry, backends: [device], ...(cacheBytes === undefined ? {} : { cacheBytes }) });
  return { device, engine };
}

/** here → there → there → here. */
const path = (value = 1, plus = 0): Graph =>
  graphOf(
    {
      a: { type: 'test/number', params: { value } },
      b: { type: 'device/add', inputs: { a: 'a.value' }, params: { plus: 100 } },
      c: { type: 'device/add', inputs: { a: 'b.sum', b: 'a.value' }, params: { plus } },
      d: { type: 'test/add', inputs: { a: 'c.sum' } },
    },
    { interface: { outputs: { end: 'd.sum' } } },
  );

describe('a backend', () => {
  test('runs its nodes, is sent each input once and asked for a value only when it is needed here', async () => {
    const { device, engine } = makeBench();
    const { result, events } = await runAll(engine, path());
    expect(result).toMatchObject({ status: 'done', outputs: { end: 102 } });
    // `b` and `c` go over as one.
    expect(device.asked).toEqual(['run device/add device/add', 'put', 'fetch']);
    expect(told(events, 'started')).toEqual(['a', 'b', 'c', 'd']);
    // A second run with another end sends and fetches only what is new.
    device.asked.length = 0;
    await runAll(engine, path(1, 5));
    expect(device.asked).toEqual(['run device/add', 'fetch']);
    device.asked.length = 0;
    await runAll(engine, path(1, 5));
    expect(device.asked).toEqual([]);
  });

  test('gets the items of a list, each once', async () => {
    const { device, engine } = makeBench();
    const graph = graphOf({
      a: { type: 'test/number', params: { value: 3 } },
      b: { type: 'test/number', params: { value: 4 } },
      t: { type: 'device/total', inputs: { items: ['a.value', 'b.value', 'a.value'] } },
    });
    expect((await runAll(engine, graph)).result).toMatchObject({ nodes: { t: { sum: 10, count: 3 } } });
    // The sum is fetched; the count is a 3, and a 3 is here already.
    expect(device.asked).toEqual(['run device/total', 'put', 'put', 'fetch']);
  });

  test('is asked once for a value that two nodes want at the same time', async () => {
    const { device, engine } = makeBench();
    const graph = graphOf({
      a: { type: 'test/number', params: { value: 3 } },
      b: { type: 'device/add', inputs: { a: 'a.value' }, params: { plus: 1 } },
      c: { type: 'test/add', inputs: { a: 'b.sum' }, params: { plus: 1 } },
      d: { type: 'test/add', inputs: { a: 'b.sum' }, params: { plus: 2 } },
    });
    await runAll(engine, graph);
    expect(device.asked.filter((one) => one === 'fetch')).toHaveLength(1);
  });

  test('is told to let go of what nobody uses', async () => {
    const { device, engine } = makeBench(0);
    expect((await runAll(engine, path())).result).toMatchObject({ outputs: { end: 102 } });
    expect(device.held.size).toBe(0);
    expect(engine.usage.values).toBe(0);
  });

  test('holds what the cache holds, until the engine is closed', async () => {
    const { device, engine } = makeBench();
    await runAll(engine, path());
    expect(device.held.size).toBe(3);
    await engine.close();
    expect(device.held.size).toBe(0);
    expect(device.closed).toBe(true);
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });

  test('without one, its nodes run here', async () => {
    const engine = makeEngine({ registry });
    expect((await runAll(engine, path())).result).toMatchObject({ outputs: { end: 102 } });
  });

  test('whose node fails stops only the branch, and is sent its inputs again', async () => {
    const { device, engine } = makeBench();
    const graph = graphOf({
      a: { type: 'test/number', params: { value: 3 } },
      bad: { type: 'device/fail', inputs: { a: 'a.value' } },
      good: { type: 'device/add', inputs: { a: 'a.value' } },
    });
    const { result } = await runAll(engine, graph);
    expect(result).toMatchObject({ status: 'failed', failures: [{ node: 'bad', message: 'it broke' }] });
    expect(result).toMatchObject({ nodes: { good: { sum: 3 } } });
    await engine.close();
    expect(device.held.size).toBe(0);
  });

  test('that gives too little fails the node and keeps nothing', async () => {
    const { device, engine } = makeBench();
    const run = device.run;
    device.run = (stretch, missing, listener, ...rest) => {
      const done: typeof listener.done = (node, { sum: _left, ...made }) => listener.done(node, made);
      return run(stretch, missing, { ...listener, done }, ...rest);
    };
    const graph = graphOf({ t: { type: 'device/total', inputs: { items: [] } } });
    expect((await runAll(engine, graph)).result).toMatchObject({
      status: 'failed',
      failures: [{ message: 'device/total gave no "sum"' }],
    });
    expect(engine.usage.values).toBe(0);
  });

  test('that is cancelled in the middle, even before its inputs came, can be used again', async () => {
    for (const arrived of [true, false]) {
      const { device, engine } = makeBench();
      const run = device.run;
      const begun = deferred();
      device.run = async (stretch, missing, listener, signal, turn) => {
        const stopped = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        begun.resolve();
        if (arrived) for (const [key, value] of missing) device.held.set(key, value);
        await stopped;
        return run(stretch, missing, listener, signal, turn);
      };
      const first = engine.run(path(), { host });
      await begun.promise;
      first.cancel();
      expect(await first.result).toEqual({ status: 'cancelled' });
      device.run = run;
      expect((await runAll(engine, path())).result).toMatchObject({ status: 'done', outputs: { end: 102 } });
      await engine.close();
      expect(device.held.size).toBe(0);
    }
  });
});

describe('a backend that is lost', () => {
  test('between two runs takes only what it alone held', async () => {
    const { device, engine } = makeBench();
    const first = await runAll(engine, path());
    device.lose();
    expect(told((await runAll(engine, path())).events, 'started')).toEqual([]);
    const { result, events } = await runAll(engine, path(1, 5));
    expect(result).toMatchObject({ outputs: { end: 107 } });
    expect(first.result).toMatchObject({ outputs: { end: 102 } });
    // `a` was here all the time; what `b` made was there alone.
    expect(told(events, 'started')).toEqual(['b', 'c', 'd']);
    await engine.close();
    expect(device.held.size).toBe(0);
  });

  test('in the middle of a node is survived: the run goes on from what is left', async () => {
    const { device, engine } = makeBench();
    let times = 0;
    device.during = ({ params }) => {
      if (params['plus'] !== 0 || times++ > 0) return;
      device.lose();
      throw new Error('the connection broke');
    };
    const { result, events } = await runAll(engine, path());
    expect(result).toMatchObject({ status: 'done', outputs: { end: 102 } });
    expect(brief(events)).toEqual([
      ...['planned', 'started a', 'finished a', 'started b', 'finished b', 'started c', 'moved'],
      ...['planned', 'cached a', 'started b', 'finished b', 'started c', 'finished c', 'started d', 'finished d'],
    ]);
    await engine.close();
    expect(device.held.size).toBe(0);
    expect(engine.usage.values).toBe(0);
  });

  test('when a value is fetched from it is survived', async () => {
    const { device, engine } = makeBench();
    const fetch = device.fetch;
    let times = 0;
    device.fetch = async (handle) => {
      if (times++ === 0) {
        device.lose();
        throw new Error('the connection broke');
      }
      return fetch(handle);
    };
    expect((await runAll(engine, path(), { targets: ['c'] })).result).toMatchObject({ nodes: { c: { sum: 102 } } });
    await engine.close();
    expect(engine.usage.values).toBe(0);
  });

  test('again and again is given up in the end', async () => {
    const { device, engine } = makeBench();
    device.during = () => {
      device.lose();
      throw new Error('the connection broke');
    };
    const { result, events } = await runAll(engine, path());
    expect(result).toMatchObject({ status: 'failed', failures: [{ node: 'b', message: 'the connection broke' }] });
    expect(told(events, 'started')).toEqual(['a', 'b', 'b', 'b']);
    expect(told(events, 'failed')).toEqual(['b']);
    await settle();
    await engine.close();
    expect(engine.usage.values).toBe(0);
  });

  test('leaves a failure that is not its fault as it is', async () => {
    const { device, engine } = makeBench();
    device.fetch = async () => {
      throw new Error('too large');
    };
    expect((await runAll(engine, path(), { targets: ['c'] })).result).toMatchObject({
      status: 'failed',
      failures: [{ node: 'c', message: 'too large' }],
    });
  });
});
