import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Graph, openStore } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { numberNode, slowRegistry as registry } from './slow-bench.js';
import { filesIn, freshFolder } from './store-folder.js';
import { graphOf, host, makeEngine, runAll, told } from './workbench.js';

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
    const run = second.run(graph(2, 2), {
      host,
      events: 'at once',
      onEvent: (event) => {
        if (event.event === 'cached' && event.node === 'b') damageAll();
      },
    });
    expect(await run.result).toMatchObject({ status: 'done', nodes: { c: { sum: 44 } } });
    await second.close();
  });
});

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
