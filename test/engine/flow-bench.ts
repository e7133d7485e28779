import { boolean, createRegistry, defineNode, lazy, list, number, optional } from '@moodwire/engine';
import { constant, nodes } from './workbench.js';

const common = { version: 1, summary: 'For tests.', runsOn: 'host' } as const;

const range = defineNode({
  ...common,
  type: 'test/range',
  title: 'Range',
  inputs: {},
  params: { ...constant.params },
  outputs: { items: list(number()) },
  run: ({ params }) => ({ items: Array.from({ length: params.value }, (_, i) => i + 1) }),
});

const multiply = defineNode({
  ...common,
  type: 'test/multiply',
  title: 'Multiply',
  inputs: { a: number(), b: number() },
  params: {},
  outputs: { product: number() },
  run: ({ inputs }) => ({ product: inputs.a * inputs.b }),
});

const below = defineNode({
  ...common,
  type: 'test/below',
  title: 'Below',
  inputs: { a: number() },
  params: { limit: constant.params.value },
  outputs: { is: boolean() },
  run: ({ inputs, params }) => ({ is: inputs.a < params.limit }),
});

/** The first of its inputs that is not zero; the others are not even computed. */
const firstOf = defineNode({
  ...common,
  type: 'test/first',
  title: 'First',
  inputs: { a: lazy(number()), b: optional(lazy(number())) },
  params: {},
  outputs: { value: number() },
  async run({ inputs }) {
    const a = await inputs.a();
    return { value: a !== 0 ? a : ((await inputs.b?.()) ?? 0) };
  },
});

export const flowNodes = [...nodes, range, multiply, below, firstOf];
export const flowRegistry = createRegistry([{ name: 'test', nodes: flowNodes }]);
