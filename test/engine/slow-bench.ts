import { createRegistry, defineNode, expand, type Graph, lazy, number, optional, string } from '@moodwire/engine';
import { flowNodes } from './flow-bench.js';
import { constant, graphOf } from './workbench.js';

const common = { version: 1, summary: 'For tests.', runsOn: 'host' } as const;

/** How many turns of the event loop each `test/slow` takes, by its name: no part of any key. */
export const turns = new Map<string, number>();

export async function takeTurns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Adds up, after the turns that stand under its name. The name is part of its key unless it is empty. */
export const slow = defineNode({
  ...common,
  type: 'test/slow',
  title: 'Slow',
  inputs: { a: optional(number()), b: optional(number()) },
  params: { name: string({ default: '', help: 'Whose turns.' }), value: constant.params.value },
  outputs: { value: number() },
  async run({ inputs, params, signal }) {
    await takeTurns(turns.get(params.name) ?? 1);
    signal.throwIfAborted();
    return { value: (inputs.a ?? 0) + (inputs.b ?? 0) + params.value };
  },
});

/** As `slow`, where a device is. */
export const slowThere = defineNode({ ...slow, type: 'device/slow', runsOn: 'backend' });

/** As `slow`, each time anew. */
const alwaysSlow = defineNode({ ...slow, type: 'test/always-slow', cache: 'never' });

/** Stands for two slow nodes, the second of which is fed by the first. */
const expanding = defineNode({
  ...common,
  type: 'test/expanding',
  title: 'Expanding',
  inputs: { a: optional(number()) },
  params: { value: constant.params.value },
  outputs: { value: number() },
  run({ inputs, params }) {
    const nodes: Graph['nodes'] = {
      first: { type: 'test/slow', params: { value: params.value } },
      second: { type: 'test/slow', inputs: { a: 'first.value' }, params: { value: 1 } },
    };
    const face = { inputs: { a: 'first.b' }, outputs: { value: 'second.value' } };
    return expand(graphOf(nodes, { interface: face }), inputs.a === undefined ? {} : { a: inputs.a });
  },
});

/** Asks for both of its inputs at once and waits for neither. */
const careless = defineNode({
  ...common,
  type: 'test/careless',
  title: 'Careless',
  inputs: { a: lazy(number()), b: lazy(number()) },
  params: {},
  outputs: { value: number() },
  async run({ inputs }) {
    void inputs.a();
    void inputs.b();
    await takeTurns(5);
    return { value: 1 };
  },
});

let ticks = 0;
const clock = defineNode({ ...constant, type: 'test/clock', cache: 'never', run: () => ({ value: ticks++ }) });

/** Returns a graph with a node that must never be kept. */
const expandingClock = defineNode({
  ...constant,
  type: 'test/expanding-clock',
  run: () =>
    expand<{ value: number }>(graphOf({ n: { type: 'test/clock' } }, { interface: { outputs: { value: 'n.value' } } })),
});

/** Returns a graph with a node that returns such a graph. */
const expandingTwice = defineNode({
  ...constant,
  type: 'test/expanding-twice',
  run: () =>
    expand<{ value: number }>(
      graphOf({ n: { type: 'test/expanding-clock' } }, { interface: { outputs: { value: 'n.value' } } }),
    ),
});

export const slowNodes = [
  ...flowNodes,
  slow,
  slowThere,
  alwaysSlow,
  expanding,
  careless,
  clock,
  expandingClock,
  expandingTwice,
];
export const slowRegistry = createRegistry([{ name: 'test', nodes: slowNodes }]);

export const numberNode = (value: number) => ({ type: 'test/number', params: { value } });
