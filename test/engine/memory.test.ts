import { any, createRegistry, defineNode, type Graph, lazy, number, optional } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { slowNodes } from './slow-bench.js';
import { launch } from './store-folder.js';
import { graphOf, host, makeEngine, megabyte } from './workbench.js';

const MB = 2 ** 20;

/** One megabyte made of another. */
const grow = defineNode({
  ...megabyte,
  type: 'test/grow',
  inputs: { before: any(), beside: optional(any()) },
  run: ({ inputs, params }) => ({
    bytes: new Uint8Array(MB).fill((inputs.before as Uint8Array)[0]! + 1 + params.seed),
  }),
});

/** Asks for the first of its inputs and never for the second. */
const picky = defineNode({
  ...grow,
  type: 'test/picky',
  inputs: { a: lazy(any()), b: optional(lazy(any())) },
  outputs: { value: number() },
  run: async ({ inputs }) => ({ value: ((await inputs.a()) as Uint8Array).length }),
});

const registry = createRegistry([{ name: 'p', nodes: [...slowNodes, grow, picky] }]);

/** Runs a graph and gives how many values were held at most, and at the end. */
async function watch(graph: Graph, cacheBytes: number, targets?: readonly string[]) {
  const engine = makeEngine({ registry, cacheBytes, concurrency: 2 });
  let most = 0;
  const run = engine.run(graph, {
    host,
    ...(targets ? { targets } : {}),
    onEvent() {
      most = Math.max(most, engine.usage.values);
    },
  });
  const { status } = await run.result;
  const { values, cachedBytes } = engine.usage;
  await engine.close();
  expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
  return { status, most, left: values, cachedBytes };
}

const loop = (count: number): Graph =>
  graphOf(
    {
      first: { type: 'test/megabyte' },
      loop: { type: 'flow/for', inputs: { state: 'first.bytes' }, params: { body: 'step', count } },
    },
    {
      subgraphs: {
        step: {
          interface: { inputs: { state: 'a.before' }, outputs: { state: 'b.bytes' } },
          nodes: { a: { type: 'test/grow' }, b: { type: 'test/grow', inputs: { before: 'a.bytes' } } },
        },
      },
    },
  );

describe('a run holds what it still needs and no more', () => {
  test('in a loop over a large state, however long', async () => {
    for (const count of [3, 60]) {
      const { status, most, left } = await watch(loop(count), 0);
      expect(status).toBe('done');
      expect(most).toBeLessThanOrEqual(5);
      expect(left).toBe(0);
    }
  });

  test('in a loop with a cache, within its budget', async () => {
    const { most, cachedBytes } = await watch(loop(60), 8 * MB);
    expect(most).toBeLessThanOrEqual(8 + 5);
    expect(cachedBytes).toBeLessThanOrEqual(8 * MB);
  });

  test('once the side of a switch is chosen, nothing that only the other side would have read', async () => {
    const nodes: Graph['nodes'] = { shared: { type: 'test/megabyte', params: { seed: 1 } } };
    for (const side of ['yes', 'no']) {
      for (let i = 0; i < 10; i++) {
        const before = i === 0 ? 'shared.bytes' : `${side}${i - 1}.bytes`;
        nodes[`${side}${i}`] = { type: 'test/grow', inputs: { before, beside: 'shared.bytes' } };
      }
    }
    nodes['choose'] = { type: 'flow/switch', inputs: { yes: 'yes9.bytes', no: 'no9.bytes' } };
    for (let i = 0; i < 10; i++) {
      const before = i === 0 ? 'choose.value' : `after${i - 1}.bytes`;
      nodes[`after${i}`] = { type: 'test/grow', inputs: { before }, params: { seed: 50 } };
    }
    const engine = makeEngine({ registry, cacheBytes: 0 });
    const held: number[] = [];
    const started: string[] = [];
    const run = engine.run(graphOf(nodes), {
      host,
      onEvent(event) {
        if (event.event !== 'started') return;
        started.push(event.node);
        if (event.node.startsWith('after')) held.push(engine.usage.values);
      },
    });
    expect((await run.result).status).toBe('done');
    expect(started.filter((id) => id.startsWith('no'))).toEqual([]);
    // What goes in and the result of the node before it: `shared` is not among them.
    expect(Math.max(...held.slice(1))).toBeLessThanOrEqual(2);
  });

  test('when a node that could still ask is done', async () => {
    const nodes: Graph['nodes'] = {
      a: { type: 'test/megabyte', params: { seed: 1 } },
      b: { type: 'test/megabyte', params: { seed: 2 } },
      other: { type: 'test/grow', inputs: { before: 'b.bytes' } },
      picky: { type: 'test/picky', inputs: { a: 'a.bytes', b: 'b.bytes' } },
    };
    const { status, left } = await watch(graphOf(nodes), 0, ['picky', 'other']);
    expect({ status, left }).toEqual({ status: 'done', left: 0 });
  });
});

/** Runs a graph of megabytes in a process of its own, and says what it took. */
const CHILD = `
  import { any, createEngine, createRegistry, createResources, defineNode, list, optional } from '@moodwire/engine';
  const [shape, count, cache] = process.argv.slice(1);
  const MB = 2 ** 20;
  const common = { version: 1, summary: '', runsOn: 'host', title: 'x' };
  const grow = defineNode({
    ...common, type: 'test/grow', inputs: { before: optional(any()), beside: optional(any()) }, params: {},
    outputs: { bytes: any() },
    async run({ inputs, preview }) {
      const bytes = new Uint8Array(MB);
      bytes.set([((inputs.before?.[0] ?? 0) + 1) % 256, Math.random() * 256, Math.random() * 256, Math.random() * 256]);
      if (shape === 'showing') preview(new Uint8Array(MB));
      await null;
      return { bytes: shape === 'showing' ? new Uint8Array(bytes.slice(0, 8)) : bytes };
    },
  });
  const registry = createRegistry([{ name: 'p', nodes: [grow] }]);
  const options = cache === 'default' ? {} : { cacheBytes: Number(cache) };
  const engine = createEngine({ registry, concurrency: 4, ...options });
  const host = { inputFile: async (n) => n, outputFile: async (n) => n, modelFolder: async (n) => n,
    resources: createResources() };
  const nodes = {};
  const width = shape === 'layers' ? 10 : 1;
  for (let i = 0; i < count; i++) {
    const layer = Math.floor(i / width);
    const at = (k) => 'n' + ((layer - 1) * width + (k % width)) + '.bytes';
    nodes['n' + i] = { type: 'test/grow', inputs: layer === 0 ? {} : { before: at(i), beside: at(i + 1) } };
  }
  const graph = { format: 'moodwire.graph', version: 2, nodes };
  let values = 0;
  let rss = 0;
  let events = 0;
  const run = engine.run(graph, {
    host, targets: ['n' + (count - 1)],
    onEvent() {
      values = Math.max(values, engine.usage.values);
      if (events++ % 100 === 0) rss = Math.max(rss, process.memoryUsage.rss());
    },
  });
  const { status } = await run.result;
  process.stdout.write(JSON.stringify({ status, values, megabytes: Math.round(rss / MB) }) + '\\n');
`;

type Taken = { readonly status: string; readonly values: number; readonly megabytes: number };

async function take(shape: string, count: number, cache: number | 'default'): Promise<Taken> {
  const args = ['--input-type=module', '-e', CHILD, shape, String(count), String(cache)];
  const { code, lines, err } = await launch(process.execPath, args).ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return lines[0] as Taken;
}

describe('a process that makes thousands of megabytes', () => {
  test.each([
    ['chain', 3000, 0, 4],
    ['chain', 3000, 8 * MB, 8 + 4],
    ['layers', 3000, 0, 24],
    ['layers', 10_000, 64 * MB, 64 + 24],
    ['showing', 3000, 0, 8],
  ] as const)(
    'in the shape of %s, %i of them, with a cache of %i bytes, holds few at a time',
    async (shape, count, cache, most) => {
      const { status, values, megabytes } = await take(shape, count, cache);
      expect(status).toBe('done');
      expect(values).toBeLessThanOrEqual(most);
      expect(megabytes).toBeLessThan(700);
    },
  );
});
