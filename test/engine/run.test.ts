import { createRegistry, defineNode, type Graph, MoodwireError, number } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brief, constant, graphOf, makeEngine, runAll, told } from './workbench.js';

const outputOf = (graph: Graph, ...outputs: string[]) =>
  ({ ...graph, interface: { outputs: Object.fromEntries(outputs.map((text, i) => [`out${i}`, text])) } }) as Graph;

const diamond = outputOf(
  graphOf({
    bottom: { type: 'test/add', inputs: { a: 'left.sum', b: 'right.sum' } },
    left: { type: 'test/add', inputs: { a: 'top.value' }, params: { plus: 1 } },
    right: { type: 'test/add', inputs: { a: 'top.value' }, params: { plus: 2 } },
    top: { type: 'test/number', params: { value: 10 } },
    unused: { type: 'test/fail' },
  }),
  'bottom.sum',
);

/** A random graph without circles: node i is fed by nodes before it; which ones are asked for is random too. */
const dag = fc
  .array(fc.record({ feeds: fc.array(fc.nat(), { maxLength: 4 }), asked: fc.boolean() }), {
    minLength: 1,
    maxLength: 25,
  })
  .map((shape) => {
    const feeds = shape.map(({ feeds }, i) => (i === 0 ? [] : feeds.map((at) => at % i)));
    const ids = shape.map((_, i) => `n${i}`);
    const entries = ids.map((id, i) => {
      const items = feeds[i]!.map((at) => `n${at}.sum`);
      // The empty list beside it makes each node's key its own, or twins would share one run.
      return [id, { type: 'test/total', inputs: { items, rest: ['own.value', `c${i}.value`] } }] as const;
    });
    const own = ids.map((_, i) => [`c${i}`, { type: 'test/number', params: { value: 2 ** i } }] as const);
    const targets = ids.filter((_, i) => shape[i]!.asked);
    const graph = graphOf(Object.fromEntries([...entries.reverse(), ...own, ['own', { type: 'test/number' }]]));
    return { graph, feeds, targets };
  });

describe('a run', () => {
  test('gives what the graph says, and each event of it in order', async () => {
    const { result, events } = await runAll(makeEngine(), diamond);
    expect(result).toEqual({ status: 'done', outputs: { out0: 23 }, nodes: { bottom: { sum: 23 } } });
    expect(brief(events)).toEqual([
      'planned',
      ...['started top', 'finished top'],
      ...['started left', 'finished left', 'started right', 'finished right'],
      ...['started bottom', 'finished bottom'],
    ]);
    expect(events[0]).toEqual({ event: 'planned', nodes: ['top', 'left', 'right', 'bottom'] });
  });

  test('tells the same events in the same order every time', async () => {
    await fc.assert(
      fc.asyncProperty(dag, async ({ graph, targets }) => {
        const first = await runAll(makeEngine(), graph, { targets });
        const second = await runAll(makeEngine(), graph, { targets });
        expect(brief(second.events)).toEqual(brief(first.events));
        expect(second.result).toEqual(first.result);
      }),
      { numRuns: 30 },
    );
  });

  test('does each node that is needed once, after all that feeds it, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(dag, fc.integer({ min: 1, max: 5 }), async ({ graph, feeds, targets }, concurrency) => {
        const { result, events } = await runAll(makeEngine({ concurrency }), graph, { targets });
        expect(result.status).toBe('done');
        const needed = new Set<number>();
        const pending = targets.map((id) => Number(id.slice(1)));
        while (pending.length > 0) {
          const at = pending.pop()!;
          if (!needed.has(at)) pending.push(...feeds[at]!);
          needed.add(at);
        }
        const finished = new Map<string, number>();
        const started: string[] = [];
        for (const [when, event] of events.entries()) {
          if (event.event === 'finished') finished.set(event.node, when);
          if (event.event !== 'started' || !event.node.startsWith('n')) continue;
          started.push(event.node);
          for (const at of feeds[Number(event.node.slice(1))]!) expect(finished.get(`n${at}`)).toBeLessThan(when);
        }
        expect(started.sort()).toEqual([...needed].map((at) => `n${at}`).sort());
      }),
      { numRuns: 60 },
    );
  });

  test('without outputs or targets does the nodes that feed no other', async () => {
    const { result } = await runAll(makeEngine(), graphOf({ a: { type: 'test/number' }, b: { type: 'test/number' } }));
    expect(result).toMatchObject({ status: 'done', nodes: { a: { value: 0 }, b: { value: 0 } } });
    expect((await runAll(makeEngine(), graphOf({}))).result).toEqual({ status: 'done', outputs: {}, nodes: {} });
  });

  test('takes a target that is asked for twice once', async () => {
    const { result, events } = await runAll(makeEngine(), diamond, { targets: ['left', 'top', 'left'] });
    expect(result).toEqual({ status: 'done', outputs: {}, nodes: { left: { sum: 11 }, top: { value: 10 } } });
    expect(told(events, 'started')).toEqual(['top', 'left']);
  });

  test('takes values for the inputs that the graph names, in place of links', async () => {
    const graph = {
      ...diamond,
      interface: { ...diamond.interface, inputs: { start: 'top.value', more: 'left.plus' } },
    };
    const { result } = await runAll(makeEngine(), graph, { inputs: { start: 1, more: 5 } });
    expect(result).toMatchObject({ status: 'done', outputs: { out0: 9 } });
  });

  test('of a graph with problems starts nothing', async () => {
    const { result, events } = await runAll(makeEngine(), graphOf({ a: { type: 'test/add' } }));
    expect(result).toMatchObject({ status: 'invalid', problems: [{ code: 'missing-input', node: 'a', port: 'a' }] });
    expect(events).toEqual([]);
  });
});

describe('inputs', () => {
  test('of a list take several links in order, or one link that brings a list', async () => {
    const graph = graphOf({
      one: { type: 'test/number', params: { value: 1 } },
      two: { type: 'test/number', params: { value: 2 } },
      all: { type: 'test/total', inputs: { items: ['two.value', 'one.value', 'two.value'], rest: [] } },
    });
    const { result } = await runAll(makeEngine(), graph, { targets: ['all'] });
    expect(result).toMatchObject({ nodes: { all: { sum: 5, count: 3 } } });
  });

  test('that are optional may stay open', async () => {
    const graph = graphOf({
      a: { type: 'test/number', params: { value: 4 } },
      b: { type: 'test/add', inputs: { a: 'a.value' } },
    });
    expect((await runAll(makeEngine(), graph)).result).toMatchObject({ nodes: { b: { sum: 4 } } });
  });

  test('may feed a param, whose range then holds at run time', async () => {
    const graph = (value: number) =>
      graphOf({
        a: { type: 'test/number', params: { value } },
        b: { type: 'test/add', inputs: { a: 'a.value', plus: 'a.value' } },
      });
    const engine = makeEngine();
    expect((await runAll(engine, graph(500))).result).toMatchObject({ nodes: { b: { sum: 1000 } } });
    expect((await runAll(engine, graph(5000))).result).toMatchObject({
      status: 'failed',
      failures: [{ node: 'b', message: 'plus: a link gave 5000, expected a number from -1000 to 1000' }],
    });
  });

  test('that feed a param with something large are told of in short', async () => {
    const graph = graphOf({
      a: { type: 'test/megabyte' },
      b: { type: 'test/echo', inputs: { value: 'a.bytes' } },
      c: { type: 'test/number', inputs: { value: 'b.value' } },
    });
    const { result } = await runAll(makeEngine(), graph);
    expect(result).toMatchObject({
      failures: [{ message: 'value: a link gave Uint8Array of 1048576 bytes, expected a number' }],
    });
  });
});

describe('a node that fails', () => {
  const throwing = (thrown: unknown) =>
    defineNode({
      ...constant,
      type: 'test/throwing',
      run: () => {
        throw thrown;
      },
    });

  test('stops only what depends on it', async () => {
    const graph = graphOf({
      a: { type: 'test/number', params: { value: 1 } },
      broken: { type: 'test/fail', inputs: { a: 'a.value' }, params: { message: 'no more film' } },
      below: { type: 'test/add', inputs: { a: 'broken.value' } },
      beside: { type: 'test/add', inputs: { a: 'a.value' } },
    });
    const { result, events } = await runAll(makeEngine(), graph);
    expect(result).toMatchObject({
      status: 'failed',
      failures: [{ node: 'broken', message: 'no more film' }],
      nodes: { beside: { sum: 1 } },
    });
    expect(events).toContainEqual({ event: 'failed', node: 'broken', message: 'no more film' });
    expect(told(events, 'started')).toEqual(['a', 'broken', 'beside']);
  });

  test('is told of by its message, whatever it threw', async () => {
    const unspeakable = Object.create(null) as object;
    const thrown = [new MoodwireError('in words'), new TypeError('of a kind'), 'text', undefined, unspeakable];
    const messages: string[] = [];
    for (const one of thrown) {
      const engine = makeEngine({ registry: createRegistry([{ name: 'p', nodes: [throwing(one)] }]) });
      const { result } = await runAll(engine, graphOf({ a: { type: 'test/throwing' } }));
      if (result.status === 'failed') messages.push(result.failures[0]!.message);
    }
    expect(messages).toEqual(['in words', 'of a kind', 'text', 'undefined', 'something was thrown that has no text']);
  });

  test('is one that leaves out an output, or gives what is no value', async () => {
    const loose = (run: () => unknown) => {
      const node = { ...constant, type: 'test/loose', outputs: { value: number(), toString: number() }, run } as never;
      return makeEngine({ registry: createRegistry([{ name: 'p', nodes: [node] }]) });
    };
    const graph = graphOf({ a: { type: 'test/loose' } });
    for (const [run, message] of [
      [() => ({ value: 1 }), 'test/loose gave no "toString"'],
      [() => undefined, 'test/loose gave no "value"'],
      [() => ({ value: 1, toString: new Map() }), 'a value is made of JSON and typed arrays; this one holds a Map'],
    ] as const) {
      const engine = loose(run);
      expect((await runAll(engine, graph)).result).toMatchObject({ status: 'failed', failures: [{ message }] });
      expect(engine.usage).toEqual({ cachedBytes: 0, values: 0 });
    }
  });
});

describe('the limit', () => {
  test('on nodes at once is kept, and reached', async () => {
    for (const concurrency of [1, 3]) {
      let [now, most] = [0, 0];
      const slow = defineNode({
        ...constant,
        type: 'test/slow',
        async run({ params }) {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 2));
          now--;
          return { value: params.value };
        },
      });
      const registry = createRegistry([{ name: 'p', nodes: [slow] }]);
      const many: Graph['nodes'] = {};
      for (let i = 0; i < 8; i++) {
        many[`n${i}`] = { type: 'test/slow', params: { value: i } };
        // A second row, so that work comes to the limit while it is being used.
        many[`m${i}`] = { type: 'test/slow', inputs: { value: `n${i}.value` } };
      }
      await runAll(makeEngine({ registry, concurrency }), graphOf(many));
      expect(most).toBe(concurrency);
    }
  });
});
