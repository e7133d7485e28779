import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry, defineNode, digest, expand, openStore, type Value } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileRegistry, files, linked } from './file-bench.js';
import { randomGraph } from './random-graph.js';
import { numberNode, slowRegistry as registry, slow, slowNodes } from './slow-bench.js';
import { filesIn, freshFolder, launch } from './store-folder.js';
import { constant, graphOf, makeEngine, runAll, told } from './workbench.js';

const folder = freshFolder();

const open = (storeAboveMs = 0) =>
  makeEngine({ registry, storeAboveMs, store: openStore({ folder: folder.path, limitBytes: 1e9 }) });

describe('what is stored', () => {
  test('of a loop is not every round, only what is dear', async () => {
    const step = {
      interface: { inputs: { state: 'x.a' }, outputs: { state: 'x.sum' } },
      nodes: { x: { type: 'test/add', params: { plus: 1 } } },
    };
    const loop = { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'step', count: 50 } };
    const end = { type: 'test/add', inputs: { a: 'loop.state' } };
    const engine = open(1e6);
    await runAll(engine, graphOf({ a: numberNode(1), loop, end }, { subgraphs: { step } }));
    await engine.close();
    expect(filesIn(join(folder.root, 'values'))).toHaveLength(1);
  });

  test('is also what was asked for when it was in memory already', async () => {
    const graph = graphOf({ a: numberNode(5), b: { type: 'test/add', inputs: { a: 'a.value' } } });
    const first = open(1e6);
    await runAll(first, graph);
    await runAll(first, graph, { targets: ['a'] });
    await first.close();
    const second = open(1e6);
    expect(told((await runAll(second, graph, { targets: ['a'] })).events, 'started')).toEqual([]);
    await second.close();
  });
});

describe('a second engine', () => {
  test('starts no node of any graph that was asked for before, and gives the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(['always', 'fail']), async (graph) => {
        rmSync(folder.root, { recursive: true, force: true });
        const first = open(1e6);
        const { result } = await runAll(first, graph);
        await first.close();
        const second = open(1e6);
        const again = await runAll(second, graph);
        expect(again.result).toEqual(result);
        expect(told(again.events, 'started')).toEqual([]);
        await second.close();
        expect(second.usage).toEqual({ cachedBytes: 0, values: 0 });
      }),
      { numRuns: 40 },
    );
  });

  test('goes on below a node that ran again and gave the same bytes', async () => {
    const graph = (value: number) =>
      graphOf({
        z: numberNode(value),
        a: { type: 'test/sign', inputs: { a: 'z.value' } },
        b: { type: 'test/slow', inputs: { a: 'a.sign' } },
        c: { type: 'test/slow', inputs: { a: 'b.value' }, params: { value: 5 } },
      });
    const started: string[][] = [];
    for (const value of [1, 2, 2]) {
      const engine = open(1e6);
      started.push(told((await runAll(engine, graph(value))).events, 'started'));
      await engine.close();
    }
    // Only `c` was asked for: `b` is made again, and what it feeds is found.
    expect(started).toEqual([['z', 'a', 'b', 'c'], ['z', 'a', 'b'], []]);
  });

  test('runs again what must never be kept, and what a file has changed', async () => {
    let content = 'one';
    const load = defineNode({
      ...constant,
      type: 'test/load',
      params: { ...constant.params },
      fingerprint: () => digest(content),
      run: () => ({ value: content.length }),
    });
    const made = createRegistry([{ name: 'p', nodes: [...slowNodes, load] }]);
    const graph = graphOf({
      load: { type: 'test/load' },
      after: { type: 'test/slow', inputs: { a: 'load.value' } },
      never: { type: 'test/always-slow', inputs: { a: 'after.value' } },
    });
    const started: string[][] = [];
    for (const now of ['one', 'one', 'three', 'one']) {
      content = now;
      const store = openStore({ folder: folder.path, limitBytes: 1e9 });
      const engine = makeEngine({ registry: made, store, storeAboveMs: 0 });
      started.push(told((await runAll(engine, graph)).events, 'started'));
      await engine.close();
    }
    expect(started).toEqual([['load', 'after', 'never'], ['never'], ['load', 'after', 'never'], ['never']]);
  });

  test('finds the rounds of a loop and the items of a map of another graph', async () => {
    const step = {
      interface: { inputs: { state: 's.a' }, outputs: { state: 's.value' } },
      nodes: { s: { type: 'test/slow', params: { value: 1 } } },
    };
    const graph = (rounds: number, items: number) =>
      graphOf(
        {
          a: numberNode(1),
          loop: { type: 'flow/for', inputs: { state: 'a.value' }, params: { body: 'step', count: rounds } },
          items: { type: 'test/range', params: { value: items } },
          each: { type: 'test/slow', inputs: { a: 'items.items' }, params: { value: 100 }, map: { by: 'pair' } },
        },
        { subgraphs: { step } },
      );
    const first = open();
    await runAll(first, graph(3, 3));
    await first.close();
    const second = open();
    const { result, events } = await runAll(second, graph(4, 5));
    expect(result).toMatchObject({ nodes: { loop: { state: 5 }, each: { value: [101, 102, 103, 104, 105] } } });
    expect(told(events, 'started')).toEqual(['loop', 'loop/3/s', 'items', 'each', 'each/3', 'each/4']);
    await second.close();
  });
});

describe('a cheap node after a chain that is dear', () => {
  test('is stored for what all of it would cost', async () => {
    const wait = defineNode({
      ...slow,
      type: 'test/wait',
      async run({ inputs, params }) {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return { value: (inputs.a ?? 0) + params.value };
      },
    });
    const made = createRegistry([{ name: 'p', nodes: [...slowNodes, wait] }]);
    const graph = (plus: number) =>
      graphOf({
        one: { type: 'test/wait', params: { value: 1 } },
        two: { type: 'test/wait', inputs: { a: 'one.value' } },
        three: { type: 'test/wait', inputs: { a: 'two.value' }, params: { value: 7 } },
        cheap: { type: 'test/add', inputs: { a: 'three.value' } },
        end: { type: 'test/add', inputs: { a: 'cheap.sum' }, params: { plus } },
      });
    const makeOne = () =>
      makeEngine({ registry: made, storeAboveMs: 70, store: openStore({ folder: folder.path, limitBytes: 1e9 }) });
    const first = makeOne();
    await runAll(first, graph(1));
    await first.close();
    const second = makeOne();
    const { result, events } = await runAll(second, graph(2));
    expect(result).toMatchObject({ nodes: { end: { sum: 10 } } });
    expect(told(events, 'started')).not.toContain('two');
    await second.close();
  });
});

/** Runs a chain of slow steps with a store, and says which it started and what came of it. */
const CHILD = `
  import { createEngine, createRegistry, createResources, defineNode, number, openStore, optional } from '@moodwire/engine';
  const [folder] = process.argv.slice(1);
  const node = defineNode({
    version: 1, summary: '', runsOn: 'host', title: 'x', type: 'test/step', inputs: { a: optional(number()) },
    params: {}, outputs: { value: number() },
    async run({ inputs }) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { value: (inputs.a ?? 0) + 1 };
    },
  });
  const registry = createRegistry([{ name: 'p', nodes: [node] }]);
  const engine = createEngine({ registry, storeAboveMs: 0, store: openStore({ folder, limitBytes: 1e9 }) });
  const nodes = { n0: { type: 'test/step' } };
  for (let i = 1; i < 40; i++) nodes['n' + i] = { type: 'test/step', inputs: { a: 'n' + (i - 1) + '.value' } };
  const host = { inputFile: async (n) => n, outputFile: async (n) => n, modelFolder: async (n) => n,
    resources: createResources() };
  let started = 0;
  const onEvent = ({ event }) => {
    if (event === 'started' && ++started === 15) process.stdout.write('"half"\\n');
  };
  const result = await engine.run({ format: 'moodwire.graph', version: 2, nodes }, { host, onEvent }).result;
  await engine.close();
  process.stdout.write(JSON.stringify({ started, value: result.nodes.n39.value }) + '\\n');
`;

test('a process that is killed in the middle of a run leaves what it did to the next', async () => {
  const start = () => launch(process.execPath, ['--input-type=module', '-e', CHILD, folder.path]);
  const killed = start();
  await once(killed.child.stdout!, 'data');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const second = (await start().ended).lines as Value[];
  const { started, value } = second.at(-1) as { started: number; value: number };
  expect(value).toBe(40);
  expect(started).toBeGreaterThanOrEqual(24);
  expect(started).toBeLessThan(40);
  expect((await start().ended).lines).toEqual([{ started: 0, value: 40 }]);
});

test('a file that a link names is kept by its content, in another engine too', async () => {
  const seen: unknown[] = [];
  for (const next of ['one', 'two', 'one']) {
    files.set('a.txt', next);
    const store = openStore({ folder: folder.path, limitBytes: 1e9 });
    const engine = makeEngine({ registry: fileRegistry, store });
    const { result, events } = await runAll(engine, linked);
    seen.push([result.status === 'done' && result.nodes['load'], told(events, 'started')]);
    await engine.close();
  }
  expect(seen).toEqual([
    [{ text: 'one' }, ['name', 'load']],
    [{ text: 'two' }, ['name', 'load']],
    [{ text: 'one' }, ['name']],
  ]);
});

test('what a returned graph led to is made again once a node in it has another version, and so is what it feeds', async () => {
  const inner = (version: number) =>
    defineNode({ ...constant, type: 'test/inner', version, run: ({ params }) => ({ value: params.value * version }) });
  const outer = defineNode({
    ...constant,
    type: 'test/outer',
    run: () =>
      expand(
        graphOf({ n: { type: 'test/inner', params: { value: 10 } } }, { interface: { outputs: { value: 'n.value' } } }),
      ),
  });
  const graph = (plus: number) =>
    graphOf({
      o: { type: 'test/outer' },
      a: { type: 'test/add', inputs: { a: 'o.value' }, params: { plus } },
    });
  const open = (version: number) =>
    makeEngine({
      registry: createRegistry([{ name: 'p', nodes: [...slowNodes, inner(version), outer] }]),
      store: openStore({ folder: folder.path, limitBytes: 1e9 }),
      storeAboveMs: 0,
    });
  const seen: unknown[] = [];
  for (const version of [1, 1, 2]) {
    const engine = open(version);
    for (const plus of [1, 2]) {
      const { result, events } = await runAll(engine, graph(plus));
      seen.push([result.status === 'done' && result.nodes['a']!['sum'], told(events, 'started')]);
    }
    await engine.close();
  }
  expect(seen).toEqual([
    [11, ['o', 'o/n', 'a']],
    [12, ['a']],
    [11, []],
    [12, []],
    [21, ['o', 'o/n', 'a']],
    [22, ['a']],
  ]);
});
