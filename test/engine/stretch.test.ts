import { createRegistry, type Graph } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Device, makeDevice } from './device.js';
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
  sign,
  told,
  total,
} from './workbench.js';

const there = [
  { ...add, type: 'device/add', runsOn: 'backend' as const },
  { ...sign, type: 'device/sign', runsOn: 'backend' as const },
  { ...total, type: 'device/total', runsOn: 'backend' as const },
  { ...fail, type: 'device/fail', runsOn: 'backend' as const },
];
const registry = createRegistry([{ name: 'p', nodes: [...nodes, ...there] }]);

function makeBench(count = 1, cacheBytes?: number) {
  const devices = Array.from({ length: count }, () => makeDevice(there));
  const kept = cacheBytes === undefined ? {} : { cacheBytes };
  return { devices, device: devices[0]!, engine: makeEngine({ registry, backends: devices, ...kept }) };
}

const runs = ({ asked }: Device): string[] => asked.filter((one) => one.startsWith('run'));
const number = (value: number) => ({ type: 'test/number', params: { value } });
const plus = (a: string, value = 1) => ({ type: 'device/add', inputs: { a }, params: { plus: value } });

/** A number, then so many nodes of a device in a row; `change` puts another in place of some. */
function chain(length: number, change: Graph['nodes'] = {}, value = 1): Graph {
  const row: Graph['nodes'] = { n0: number(value) };
  for (let i = 1; i <= length; i++) row[`n${i}`] = plus(i === 1 ? 'n0.value' : `n${i - 1}.sum`);
  return graphOf({ ...row, ...change }, { interface: { outputs: { end: `n${length}.sum` } } });
}

describe('nodes in a row on a backend', () => {
  it('are one request, and only their end comes back', async () => {
    const { device, engine } = makeBench();
    const { result, events } = await runAll(engine, chain(20));
    expect(result).toMatchObject({ status: 'done', outputs: { end: 21 } });
    expect(device.asked).toEqual([`run${' device/add'.repeat(20)}`, 'put', 'fetch']);
    expect(told(events, 'finished')).toHaveLength(21);
  });

  it('that part and meet again are one request, and twins among them are asked for once', async () => {
    const { device, engine } = makeBench();
    const graph = graphOf(
      {
        n: number(1),
        top: plus('n.value'),
        left: plus('top.sum', 10),
        right: plus('top.sum', 20),
        twin: plus('top.sum', 10),
        end: { type: 'device/total', inputs: { items: ['left.sum', 'right.sum', 'twin.sum'] } },
      },
      { interface: { outputs: { end: 'end.sum' } } },
    );
    const { result, events } = await runAll(engine, graph);
    expect(result).toMatchObject({ status: 'done', outputs: { end: 46 } });
    expect(device.asked).toEqual([`run${' device/add'.repeat(3)} device/total`, 'put', 'fetch']);
    expect(new Set([...told(events, 'finished'), ...told(events, 'cached')])).toEqual(
      new Set(Object.keys(graph.nodes)),
    );
  });

  it('do not take with them what nobody needs', async () => {
    const { device, engine } = makeBench();
    const { nodes } = chain(6, { spare: plus('n2.sum', 5) });
    await runAll(engine, graphOf(nodes), { targets: ['n3'] });
    expect(runs(device)).toEqual([`run${' device/add'.repeat(3)}`]);
  });

  it('are asked for again only from the one that has changed', async () => {
    const { device, engine } = makeBench();
    await runAll(engine, chain(8));
    device.asked.length = 0;
    await runAll(engine, chain(8, { n6: plus('n5.sum', 100) }));
    expect(device.asked).toEqual([`run${' device/add'.repeat(3)}`, 'fetch']);
  });
});

describe('a row in which one', () => {
  it('fails stops there, is told of as in this process, and holds nothing', async () => {
    const graph = chain(6, { n3: { type: 'device/fail', inputs: { a: 'n2.sum' } }, n4: plus('n3.value') });
    const { device, engine } = makeBench(1, 0);
    const far = await runAll(engine, graph);
    expect(far.result).toMatchObject({ status: 'failed', failures: [{ node: 'n3', message: 'it broke' }] });
    const near = await runAll(makeEngine({ registry, cacheBytes: 0 }), graph);
    expect(brief(far.events)).toEqual(brief(near.events));
    expect(device.ran).toEqual(['device/add', 'device/add']);
    await engine.close();
    expect([...device.held.keys()]).toEqual([]);
  });

  it('gives what it gave before lets the rest go, which is known', async () => {
    const { device, engine } = makeBench();
    const change = { n1: { type: 'device/sign', inputs: { a: 'n0.value' } }, n2: plus('n1.sign') };
    await runAll(engine, chain(5, change, 1));
    const { result, events } = await runAll(engine, chain(5, change, 2));
    expect(result).toMatchObject({ status: 'done', outputs: { end: 5 } });
    expect(told(events, 'cached')).toEqual(['n2', 'n3', 'n4', 'n5']);
    await engine.close();
    expect([...device.held.keys()]).toEqual([]);
  });

  it('runs when the run is cancelled stops, and holds nothing', async () => {
    const { device, engine } = makeBench(1, 0);
    const begun = deferred();
    device.during = ({ params }, signal) => {
      if (params['plus'] !== 7) return undefined;
      begun.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const run = engine.run(chain(6, { n3: plus('n2.sum', 7) }), { host });
    await begun.promise;
    run.cancel();
    expect(await run.result).toEqual({ status: 'cancelled' });
    expect(device.ran).toEqual(['device/add', 'device/add']);
    device.during = () => {};
    await engine.close();
    expect([...device.held.keys()]).toEqual([]);
  });

  it('is lost with its backend is run anew, with the same end', async () => {
    const { device, engine } = makeBench();
    let isFirst = true;
    device.during = ({ params }) => {
      if (params['plus'] !== 7 || !isFirst) return;
      isFirst = false;
      device.lose();
      throw new Error('it died');
    };
    const { result } = await runAll(engine, chain(6, { n3: plus('n2.sum', 7) }));
    expect(result).toMatchObject({ status: 'done', outputs: { end: 13 } });
    expect(runs(device)).toHaveLength(2);
  });
});

describe('two backends', () => {
  const branches = (count: number): Graph => {
    const row: Graph['nodes'] = { n: number(1) };
    for (let i = 0; i < count; i++) {
      row[`a${i}`] = plus('n.value', i);
      row[`b${i}`] = plus(`a${i}.sum`, 10);
    }
    const items = Array.from({ length: count }, (_, i) => `b${i}.sum`);
    const end = { type: 'test/total', inputs: { items } };
    return graphOf({ ...row, end }, { interface: { outputs: { end: 'end.sum' } } });
  };

  it('share the branches of a graph, each of which stays where it began', async () => {
    const { devices, engine } = makeBench(2);
    for (const device of devices) device.during = () => new Promise((resolve) => setImmediate(resolve));
    const { result } = await runAll(engine, branches(6));
    expect(result).toMatchObject({ status: 'done', outputs: { end: 81 } });
    for (const device of devices) expect(device.ran.length).toBeGreaterThan(0);
    expect(devices.flatMap(({ ran }) => ran)).toHaveLength(12);
    for (const one of devices.flatMap(runs)) expect(one).toBe('run device/add device/add');
    // The number goes to each of them once.
    for (const device of devices) expect(device.asked.filter((one) => one === 'put')).toHaveLength(1);
  });

  it('of which one is lost in the middle end the graph on the other', async () => {
    const { devices, engine } = makeBench(2);
    const first = devices[0]!;
    first.during = () => {
      first.during = () => {};
      first.lose();
      throw new Error('it died');
    };
    const { result } = await runAll(engine, branches(6));
    expect(result).toMatchObject({ status: 'done', outputs: { end: 81 } });
  });
});

it('any graph gives on one or two backends what it gives in this process, and tells the same', async () => {
  const drawn = fc.record({
    kind: fc.constantFrom('device/add', 'device/add', 'device/sign', 'device/total', 'device/fail', 'test/add'),
    feeds: fc.tuple(fc.nat(), fc.nat()),
    value: fc.integer({ min: 0, max: 2 }),
  });
  const graphs = fc.array(drawn, { minLength: 2, maxLength: 14 }).map((all) => {
    const made: Graph['nodes'] = { n: number(1) };
    const outs = ['n.value'];
    for (const [i, { kind, feeds, value }] of all.entries()) {
      const [a, b] = feeds.map((at) => outs[at % outs.length]!) as [string, string];
      const id = `x${i}`;
      if (kind.endsWith('add')) made[id] = { type: kind, inputs: { a, b }, params: { plus: value } };
      else if (kind === 'device/total') made[id] = { type: kind, inputs: { items: [a, b] } };
      else made[id] = { type: kind, inputs: { a } };
      outs.push(`${id}.${kind.endsWith('sign') ? 'sign' : kind.endsWith('fail') ? 'value' : 'sum'}`);
    }
    return graphOf(made);
  });
  await fc.assert(
    fc.asyncProperty(graphs, async (graph) => {
      const targets = Object.keys(graph.nodes);
      const near = await runAll(makeEngine({ registry }), graph, { targets });
      for (const count of [1, 2]) {
        const { devices, engine } = makeBench(count);
        const far = await runAll(engine, graph, { targets });
        expect(saidOf(far.result)).toEqual(saidOf(near.result));
        expect(endsOf(far.events)).toEqual(endsOf(near.events));
        await engine.close();
        expect(devices.flatMap(({ held }) => [...held.keys()])).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});

/** A result without the errors themselves. */
function saidOf(result: Awaited<ReturnType<typeof runAll>>['result']): unknown {
  if (result.status !== 'failed') return result;
  return { ...result, failures: result.failures.map(({ node, message }) => `${node}: ${message}`) };
}

/** What became of each node, in order; whether it was made or found is a matter of who made it first. */
const endsOf = (events: Parameters<typeof brief>[0]): string[] =>
  brief(events.filter(({ event }) => event !== 'started')).map((line) => line.replace('cached', 'finished'));
