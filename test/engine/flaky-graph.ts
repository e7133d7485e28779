import { createRegistry, defineNode, type Graph, int, list, number, optional } from '@moodwire/engine';
import fc from 'fast-check';
import { graphOf } from './workbench.js';

const common = { version: 1, title: 'For tests', summary: 'For tests.' } as const;

/** Nodes of numbers, here and on a backend. `during` is called while one runs there. */
export function flakyNodes(during: () => Promise<void>) {
  const one = defineNode({
    ...common,
    type: 'here/one',
    runsOn: 'host',
    inputs: {},
    params: {},
    outputs: { value: number() },
    run: () => ({ value: 1 }),
  });
  const add = (type: string, runsOn: 'host' | 'backend') =>
    defineNode({
      ...common,
      type,
      runsOn,
      inputs: { a: number(), b: optional(number()) },
      params: { plus: int({ default: 0, min: 0, max: 9, help: 'Added on top.' }) },
      outputs: { value: number() },
      async run({ inputs, params }) {
        if (runsOn === 'backend') await during();
        return { value: inputs.a + (inputs.b ?? 0) + params.plus };
      },
    });
  const total = defineNode({
    ...common,
    type: 'there/total',
    runsOn: 'backend',
    inputs: { items: list(number()) },
    params: {},
    outputs: { value: number() },
    async run({ inputs }) {
      await during();
      return { value: inputs.items.reduce((sum, item) => sum + item, 0) };
    },
  });
  return createRegistry([{ name: 'flaky', nodes: [one, add('here/add', 'host'), add('there/add', 'backend'), total] }]);
}

const drawnNode = fc.record({
  // Mostly what runs on the backend, so that there are stretches of many nodes.
  kind: fc.constantFrom('there', 'there', 'there', 'there', 'there', 'here', 'total', 'map'),
  feeds: fc.tuple(fc.nat(), fc.nat()),
  plus: fc.nat(3),
});

/** A graph each node of which is fed by any before it, and whose last values are its outputs. */
export const flakyGraph: fc.Arbitrary<Graph> = fc.array(drawnNode, { minLength: 2, maxLength: 9 }).map((drawn) => {
  const nodes: Graph['nodes'] = { one: { type: 'here/one' } };
  const values = ['one.value'];
  for (const [i, { kind, feeds, plus }] of drawn.entries()) {
    const [a, b] = feeds.map((at) => values[at % values.length]!) as [string, string];
    const id = `n${i}`;
    if (kind === 'total') nodes[id] = { type: 'there/total', inputs: { items: [a, b, a] } };
    else if (kind === 'map') {
      nodes[`${id}m`] = { type: 'there/add', inputs: { a: [a, b, a], b: a }, map: { by: 'repeat' }, params: { plus } };
      nodes[id] = { type: 'there/total', inputs: { items: `${id}m.value` } };
    } else nodes[id] = { type: `${kind}/add`, inputs: { a, b }, params: { plus } };
    values.push(`${id}.value`);
  }
  const outputs = Object.fromEntries(values.slice(-3).map((value, i) => [`o${i}`, value]));
  return graphOf(nodes, { interface: { outputs } });
});
