import type { Run, RunResult } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Delivery, type FlakyBackend, flakyBackend } from './flaky-backends.js';
import { flakyGraph, flakyNodes } from './flaky-graph.js';
import { graphOf, host, makeEngine } from './workbench.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What is done to a backend, or to the first run, while a node is at work. */
const faults: Readonly<Record<string, (backend: FlakyBackend, first: Run) => void>> = {
  'a device dies': (backend) => backend.killDevice(),
  'a backend starts anew and empty': (backend) => backend.restart(),
  'one of them is cancelled': (_, first) => first.cancel(),
};

const setting = fc.record({
  graphs: fc.array(flakyGraph, { minLength: 2, maxLength: 3 }),
  backendCount: fc.integer({ min: 1, max: 2 }),
  /** While which node, counted over all, a fault comes; whom it meets; and does the node go on for a while after it? */
  plan: fc.array(fc.record({ at: fc.integer({ min: 1, max: 20 }), whom: fc.nat(1), goesOn: fc.boolean() }), {
    minLength: 1,
    maxLength: 2,
  }),
  isCached: fc.boolean(),
});

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

/** What a run came to, wherever its nodes ran. */
function brief(result: RunResult) {
  const failures = 'failures' in result ? result.failures.map(({ message }) => message) : [];
  return { status: result.status, outputs: 'outputs' in result ? result.outputs : undefined, failures };
}

const near = makeEngine({ registry: flakyNodes(async () => {}) });

/** Runs graphs at once and then once more, checks all, and says how many faults there were. */
async function check(
  { graphs, backendCount, plan, isCached }: Setting,
  what: string,
  delivery: Delivery,
): Promise<number> {
  const fault = faults[what];
  let begun = 0;
  let came = 0;
  let isOver = false;
  let firstRun: Run | undefined;
  const registry = flakyNodes(async () => {
    begun++;
    const planned = plan.find(({ at }) => at === begun);
    if (fault && planned && firstRun && !isOver) {
      came++;
      fault(backends[planned.whom % backends.length]!, firstRun);
      if (planned.goesOn) await nextTurn();
    } else if (begun % 3 === 0) await nextTurn();
  });
  const backends = Array.from({ length: backendCount }, (_, i) => flakyBackend(`backend ${i}`, registry, delivery));
  const engine = makeEngine({
    registry,
    backends: backends.map(({ remote }) => remote),
    cacheBytes: isCached ? 2 ** 20 : 0,
  });
  const expected = await Promise.all(graphs.map(async (graph) => brief(await near.run(graph, { host }).result)));

  const runs = graphs.map((graph) => engine.run(graph, { host }));
  firstRun = runs[0]!;
  const results = await Promise.all(runs.map(({ result }) => result));
  isOver = true;
  for (const [k, result] of results.entries()) {
    const mayBeCancelled = k === 0 && fault === faults['one of them is cancelled'];
    if (!(mayBeCancelled && result.status === 'cancelled')) expect(brief(result)).toEqual(expected[k]);
  }
  const again = await Promise.all(graphs.map((graph) => engine.run(graph, { host }).result));
  expect(again.map(brief)).toEqual(expected);

  await engine.close();
  expect(engine.usage.values).toBe(0);
  // The last messages are still on their way.
  const isHeld = (): boolean => backends.some(({ held }) => held > 0);
  for (let turn = 0; turn < 1000 && isHeld(); turn++) await nextTurn();
  expect(backends.map(({ held }) => held)).toEqual(backends.map(() => 0));
  await Promise.all(backends.map((backend) => backend.close()));
  for (let turn = 0; turn < 1000 && backends.some(({ kept }) => kept > 0); turn++) await nextTurn();
  expect(backends.map(({ kept }) => kept)).toEqual(backends.map(() => 0));
  return came;
}

const add = (a: string, b: string, plus = 0) => ({ type: 'there/add', inputs: { a, b }, params: { plus } });
const one = { type: 'here/one' };
const n0 = add('one.value', 'one.value');
const map = { by: 'repeat' } as const;

/** A run in its last attempt waited for a node that another run had begun before the device died the second time. */
const secondDeath: Setting = {
  graphs: [
    graphOf(
      {
        one,
        n0,
        n1: add('one.value', 'n0.value'),
        mapped: {
          type: 'there/add',
          inputs: { a: ['one.value', 'n1.value', 'one.value'], b: 'one.value' },
          params: { plus: 0 },
          map,
        },
        total: { type: 'there/total', inputs: { items: 'mapped.value' } },
        n3: n0,
        n4: n0,
      },
      { interface: { outputs: { total: 'total.value', n3: 'n3.value', n4: 'n4.value' } } },
    ),
    graphOf(
      { one, n0, n1: add('n0.value', 'one.value') },
      { interface: { outputs: { one: 'one.value', n0: 'n0.value', n1: 'n1.value' } } },
    ),
    graphOf(
      { one, n0: add('one.value', 'one.value', 1), n1: add('one.value', 'n0.value') },
      { interface: { outputs: { one: 'one.value', n0: 'n0.value', n1: 'n1.value' } } },
    ),
  ],
  backendCount: 1,
  plan: [
    { at: 9, whom: 0, goesOn: false },
    { at: 3, whom: 0, goesOn: false },
  ],
  isCached: false,
};

/** A run joined a stretch that another run had begun on what it held before the backend began anew. */
const begunOnWhatIsGone: Setting = {
  graphs: [
    graphOf(
      {
        one,
        n0: add('one.value', 'one.value', 3),
        n1: n0,
        n2: add('n0.value', 'one.value'),
      },
      { interface: { outputs: { n0: 'n0.value', n1: 'n1.value', n2: 'n2.value' } } },
    ),
    graphOf(
      { one, n0: add('one.value', 'one.value', 3), n1: n0, n2: n0, n3: add('n0.value', 'n1.value') },
      { interface: { outputs: { n1: 'n1.value', n2: 'n2.value', n3: 'n3.value' } } },
    ),
  ],
  backendCount: 1,
  plan: [{ at: 3, whom: 0, goesOn: false }],
  isCached: false,
};

describe.each<Delivery>(['all at once', 'one message a turn'])(
  'runs on backends, with messages delivered %s,',
  (delivery) => {
    test.each(['nothing happens', ...Object.keys(faults)])(
      'come to what they come to in this process, and nothing of them stays, when %s',
      async (what) => {
        let came = 0;
        const property = fc.asyncProperty(setting, async (drawn) => {
          came += await check(drawn, what, delivery);
        });
        // What hangs is told with the graphs that it hangs on.
        await fc.assert(property, {
          examples: [[secondDeath], [begunOnWhatIsGone]],
          numRuns: 40,
          timeout: 5000,
          interruptAfterTimeLimit: 50_000,
        });
        if (what in faults) expect(came).toBeGreaterThan(10);
      },
    );
  },
);
