import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry, defineNode, type Graph, openStore, string } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { numberNode, slowRegistry as registry, slowNodes } from './slow-bench.js';
import { filesIn, freshFolder } from './store-folder.js';
import { constant, graphOf, host, makeEngine, runAll, told } from './workbench.js';

const folder = freshFolder();

const open = (storeAboveMs = 0) =>
  makeEngine({ registry, storeAboveMs, store: openStore({ folder: folder.path, limitBytes: 1e9 }) });

/** Changes a bit of every value that is kept, and leaves the sizes as they are. */
function damageAll(): void {
  for (const path of filesIn(join(folder.root, 'values'))) {
    const bytes = readFileSync(path);
    bytes[bytes.length - 3]! ^= 255;
    writeFileSync(path, bytes);
  }
}

describe('values on disk that turn out to be damaged', () => {
  /** Six kept values, each needed by another node of a chain. */
  const chain = (plus: number): Graph => {
    const nodes: Graph['nodes'] = {};
    for (let i = 0; i < 6; i++) {
      nodes[`s${i}`] = { type: 'test/slow', params: { value: 2 ** i + 0.5 } };
      const inputs = i === 0 ? { a: 's0.value' } : { a: `s${i}.value`, b: `e${i - 1}.sum` };
      nodes[`e${i}`] = { type: 'test/add', inputs, params: { plus } };
    }
    return graphOf(nodes);
  };

  test('one after the other are all made again', async () => {
    const first = open();
    await runAll(first, chain(1));
    await first.close();
    damageAll();
    const second = open();
    const { result } = await runAll(second, chain(2));
    expect(result).toEqual((await runAll(makeEngine({ registry }), chain(2))).result);
    await second.close();
    expect(second.usage).toEqual({ cachedBytes: 0, values: 0 });
  });

  test('after they were found by what they are made from are made again', async () => {
    const graph = (value: number, plus: number) =>
      graphOf({
        z: numberNode(value),
        a: { type: 'test/sign', inputs: { a: 'z.value' } },
        b: { type: 'test/add', inputs: { a: 'a.sign' }, params: { plus: 41 } },
        c: { type: 'test/add', inputs: { a: 'b.sum' }, params: { plus } },
      });
    const first = open();
    await runAll(first, graph(1, 1));
    await first.close();
    const second = open();
    let plans = 0;
    const run = second.run(graph(2, 2), {
      host,
      events: 'at once',
      onEvent: (event) => {
        if (event.event === 'planned') plans++;
        if (event.event === 'cached' && event.node === 'b') damageAll();
      },
    });
    expect(await run.result).toMatchObject({ status: 'done', nodes: { c: { sum: 44 } } });
    expect(plans).toBe(2);
    await second.close();
  });
});

describe('a file of the cache that goes while a run counts on it', () => {
  const large = defineNode({
    type: 'test/large',
    title: 'Large',
    version: 1,
    summary: 'For tests.',
    runsOn: 'host',
    inputs: {},
    params: { name: string({ default: '', help: 'What it is made of.' }) },
    outputs: { value: constant.outputs.value },
    run: ({ params }) => ({ value: params.name.length + 0.25 }),
  });
  const made = createRegistry([{ name: 'p', nodes: [...slowNodes, large] }]);
  const graph = (plus: number) =>
    graphOf({
      a: { type: 'test/large', params: { name: 'abc' } },
      first: { type: 'test/slow', params: { value: plus } },
      end: { type: 'test/add', inputs: { a: 'a.value', b: 'first.value' } },
    });
  const harm: Record<string, (path: string) => void> = {
    'is damaged': (path) => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 2]! ^= 1;
      writeFileSync(path, bytes);
    },
    'is cut short': (path) => truncateSync(path, 20),
    'is removed': (path) => rmSync(path, { force: true }),
    'is empty': (path) => truncateSync(path, 0),
  };

  test.each(Object.keys(harm))('and %s is made again', async (how) => {
    const makeOne = () =>
      makeEngine({ registry: made, storeAboveMs: 0, store: openStore({ folder: folder.path, limitBytes: 1e9 }) });
    const before = makeOne();
    await runAll(before, graph(1));
    await before.close();
    const engine = makeOne();
    const run = engine.run(graph(2), {
      host,
      onEvent: (event) => {
        if (event.event === 'planned') for (const path of filesIn(join(folder.root, 'values'))) harm[how]!(path);
      },
    });
    expect(await run.result).toMatchObject({ status: 'done', nodes: { end: { sum: 5.25 } } });
    // What was made again is there for the next.
    await engine.close();
    const after = makeOne();
    expect(told((await runAll(after, graph(2))).events, 'started')).toEqual([]);
    await after.close();
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });

  test('with its whole folder ends in nothing worse than work done again', async () => {
    const troubles: string[] = [];
    const store = openStore({ folder: folder.path, limitBytes: 1e9, onTrouble: (text) => troubles.push(text) });
    const engine = makeEngine({ registry: made, storeAboveMs: 0, store });
    let count = 0;
    const nodes: Graph['nodes'] = {};
    for (let i = 0; i < 20; i++) nodes[`n${i}`] = { type: 'test/slow', params: { value: i } };
    const run = engine.run(graphOf(nodes), {
      host,
      onEvent: ({ event }) => {
        if (event !== 'finished' || ++count !== 8) return;
        rmSync(folder.root, { recursive: true, force: true });
        writeFileSync(folder.root, 'in the way');
      },
    });
    expect((await run.result).status).toBe('done');
    await engine.close();
    expect(troubles.length).toBeLessThanOrEqual(1);
    expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  });
});
