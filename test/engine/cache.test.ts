import { createRegistry, createResources, defineNode, type Graph, type Host } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { direct, fileRegistry, files, linked } from './file-bench.js';
import { constant, graphOf, host, makeEngine, nodes, runAll, told } from './workbench.js';

const MB = 2 ** 20;

/** a → b → c → d with a side branch a → e. */
const chain = (params: Record<string, number> = {}): Graph =>
  graphOf({
    a: { type: 'test/number', params: { value: params['a'] ?? 1 } },
    b: { type: 'test/add', inputs: { a: 'a.value' }, params: { plus: params['b'] ?? 0 } },
    c: { type: 'test/sign', inputs: { a: 'b.sum' } },
    d: { type: 'test/add', inputs: { a: 'c.sign' }, params: { plus: params['d'] ?? 3 } },
    e: { type: 'test/add', inputs: { a: 'a.value' }, params: { plus: params['e'] ?? 7 } },
  });

describe('the cache', () => {
  test('lets a second run start nothing', async () => {
    const engine = makeEngine();
    const first = await runAll(engine, chain());
    const { result, events } = await runAll(engine, chain());
    expect(told(first.events, 'started')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(told(events, 'started')).toEqual([]);
    expect(told(events, 'cached').sort()).toEqual(['d', 'e']);
    expect(result).toEqual(first.result);
  });

  test('lets a changed param run again only what is below it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('a', 'b', 'd', 'e'), fc.integer({ min: 2, max: 99 }), async (id, value) => {
        const engine = makeEngine();
        await runAll(engine, chain());
        const { result, events } = await runAll(engine, chain({ [id]: value + 7 }));
        const below = { a: ['a', 'b', 'c', 'e'], b: ['b', 'c'], d: ['d'], e: ['e'] }[id];
        expect(told(events, 'started')).toEqual(below);
        expect(result).toEqual((await runAll(makeEngine(), chain({ [id]: value + 7 }))).result);
      }),
    );
  });

  test('cuts off early where a node that ran again gave the same bytes', async () => {
    const engine = makeEngine();
    await runAll(engine, chain(), { targets: ['d'] });
    const { events } = await runAll(engine, chain({ b: 5 }), { targets: ['d'] });
    expect(told(events, 'started')).toEqual(['b', 'c']);
    expect(told(events, 'cached')).toEqual(['a', 'd']);
    // What was found by its inputs is from then on found by its recipe too.
    const third = await runAll(engine, chain({ b: 5 }), { targets: ['d'] });
    expect(third.events.map(({ event }) => event)).toEqual(['planned', 'cached']);
  });

  test('does not depend on the names of nodes, the layout or the order of params', async () => {
    const engine = makeEngine();
    await runAll(engine, chain());
    const renamed = JSON.parse(
      JSON.stringify(chain().nodes).replaceAll(/"([abcde])("|\.)/g, '"x$1$2'),
    ) as Graph['nodes'];
    for (const node of Object.values(renamed)) {
      if (node.inputs)
        node.inputs = Object.fromEntries(Object.entries(node.inputs).map(([k, v]) => [k.replace('xa', 'a'), v]));
    }
    const { events } = await runAll(engine, graphOf(renamed, { layout: { nodes: { xa: { x: 1, y: 2 } } } }));
    expect(told(events, 'started')).toEqual([]);
  });

  test('runs a node again that says it must never be kept, and below it only what then differs', async () => {
    let ticks = 0;
    const clock = defineNode({
      ...constant,
      type: 'test/clock',
      cache: 'never',
      run: () => ({ value: 5 + (ticks++ % 2) }),
    });
    const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [...nodes, clock] }]) });
    const graph = graphOf({
      clock: { type: 'test/clock' },
      below: { type: 'test/add', inputs: { a: 'clock.value' } },
      after: { type: 'test/always', inputs: { value: 'below.sum' } },
    });
    const values: unknown[] = [];
    const started: string[][] = [];
    for (let i = 0; i < 3; i++) {
      const { result, events } = await runAll(engine, graph);
      started.push(told(events, 'started'));
      if (result.status === 'done') values.push(result.nodes['after']!['value']);
    }
    expect(values).toEqual([5, 6, 5]);
    expect(started).toEqual([
      ['clock', 'below', 'after'],
      ['clock', 'below', 'after'],
      ['clock', 'after'],
    ]);
  });
});

describe('a fingerprint', () => {
  const disk: Host = { ...host, resources: createResources() };

  test.each([
    ['of a file that a param names', direct],
    ['of a file that a link names', linked],
  ])('%s is part of the key', async (_, graph) => {
    const engine = makeEngine({ registry: fileRegistry });
    const seen: unknown[] = [];
    for (const content of ['one', 'one', 'two', 'one']) {
      files.set('a.txt', content);
      const { result, events } = await runAll(engine, graph, { host: disk });
      seen.push([result.status === 'done' && result.nodes['load']!['text'], told(events, 'started').includes('load')]);
    }
    expect(seen).toEqual([
      ['one', true],
      ['one', false],
      ['two', true],
      ['one', false],
    ]);
  });

  test.each([direct, linked])('that cannot be taken leaves the node to say why, and keeps nothing', async (graph) => {
    const engine = makeEngine({ registry: fileRegistry });
    files.clear();
    const { result } = await runAll(engine, graph);
    expect(result).toMatchObject({ status: 'failed', failures: [{ node: 'load', message: 'there is no a.txt' }] });
    files.set('a.txt', 'back');
    expect((await runAll(engine, graph)).result).toMatchObject({ nodes: { load: { text: 'back' } } });
  });
});

describe('the memory', () => {
  const one = (seed: number) => graphOf({ [`m${seed}`]: { type: 'test/megabyte', params: { seed } } });

  test('of a long run stays within the budget', async () => {
    const engine = makeEngine({ cacheBytes: 10 * MB });
    const count = 60;
    const many = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `m${i}`,
        { type: 'test/megabyte', params: { seed: i }, ...(i > 0 ? { inputs: { before: `m${i - 1}.bytes` } } : {}) },
      ]),
    );
    let most = 0;
    const run = engine.run(graphOf(many), {
      host,
      onEvent() {
        most = Math.max(most, engine.usage.values);
      },
    });
    expect((await run.result).status).toBe('done');
    expect(most).toBeLessThanOrEqual(12);
    expect(engine.usage.cachedBytes).toBeLessThanOrEqual(10 * MB);
    expect(engine.usage.values).toBe(9);
  });

  test('lets go of what was used longest ago', async () => {
    const engine = makeEngine({ cacheBytes: 3 * MB + 1000 });
    for (const seed of [1, 2, 3]) await runAll(engine, one(seed));
    await runAll(engine, one(1));
    await runAll(engine, one(4));
    const started: string[] = [];
    for (const seed of [1, 3, 4, 2]) started.push(...told((await runAll(engine, one(seed))).events, 'started'));
    expect(started).toEqual(['m2']);
  });

  test('keeps nothing that is larger than all of it, and still runs', async () => {
    const engine = makeEngine({ cacheBytes: 1000 });
    const small = graphOf({ a: { type: 'test/number' } });
    await runAll(engine, small);
    const before = engine.usage;
    expect((await runAll(engine, one(1))).result.status).toBe('done');
    expect(engine.usage).toEqual(before);
    // Nor does it drive out the rest.
    expect(told((await runAll(engine, small)).events, 'started')).toEqual([]);
  });

  test('counts a value that several results share once for as long as one of them is kept', async () => {
    const engine = makeEngine({ cacheBytes: 2 * MB });
    const twin = graphOf({
      a: { type: 'test/megabyte', params: { seed: 1 } },
      b: { type: 'test/echo', inputs: { value: 'a.bytes' } },
    });
    await runAll(engine, twin);
    expect(engine.usage.values).toBe(1);
    expect((await runAll(engine, twin)).result.status).toBe('done');
    await engine.close();
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });
});
