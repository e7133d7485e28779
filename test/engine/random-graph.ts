import type { Graph } from '@moodwire/engine';
import fc from 'fast-check';
import { graphOf } from './workbench.js';

/** The bodies that a random graph may use. */
const subgraphs: NonNullable<Graph['subgraphs']> = {
  step: {
    interface: { inputs: { state: 'one.a', by: 'two.b' }, outputs: { state: 'two.value' } },
    nodes: {
      one: { type: 'test/slow', params: { value: 1 } },
      two: { type: 'test/slow', inputs: { a: 'one.value' }, params: { name: 'step' } },
    },
  },
  product: {
    interface: { inputs: { state: 'm.a', item: 'm.b' }, outputs: { state: 'keep.value' } },
    nodes: {
      m: { type: 'test/multiply' },
      keep: { type: 'test/slow', inputs: { a: 'm.product' }, params: { name: 'keep' } },
    },
  },
  nested: {
    interface: { inputs: { x: 'in.state' }, outputs: { y: 'out.value' } },
    nodes: {
      in: { type: 'subgraph/step' },
      asks: { type: 'test/first', inputs: { a: 'in.state', b: 'more.value' } },
      more: { type: 'test/slow', inputs: { a: 'in.state' }, params: { value: 7 } },
      out: { type: 'test/slow', inputs: { a: 'asks.value' }, params: { name: 'out' } },
    },
  },
};

const KINDS = [
  ...['slow', 'slow', 'add', 'twin', 'first', 'switch', 'for', 'fold', 'nested', 'map', 'mapped body', 'cross'],
  ...['expanding', 'device', 'fail', 'always'],
] as const;

type Kind = (typeof KINDS)[number];
type Drawn = { readonly kind: Kind; readonly feeds: readonly [number, number]; readonly value: number };

/** A random graph of numbers, each node of which may be fed by any before it. `without` leaves kinds out. */
export function randomGraph(without: readonly Kind[] = [], maxLength = 10): fc.Arbitrary<Graph> {
  const kinds = KINDS.filter((kind) => !without.includes(kind));
  const drawn = fc.record({
    kind: fc.constantFrom(...kinds),
    feeds: fc.tuple(fc.nat(), fc.nat()),
    value: fc.integer({ min: 0, max: 3 }),
  });
  return fc.array(drawn, { minLength: 2, maxLength }).map(graphFrom);
}

function graphFrom(drawn: readonly Drawn[]): Graph {
  const nodes: Graph['nodes'] = { zero: { type: 'test/slow', params: { name: 'zero', value: 0 } } };
  /** The output of each node that is a number. */
  const outs = ['zero.value'];
  for (const [i, { kind, feeds, value }] of drawn.entries()) {
    const [a, b] = feeds.map((at) => outs[at % outs.length]!) as [string, string];
    const id = `n${i}`;
    const range = { type: 'test/range', params: { value } };
    switch (kind) {
      case 'slow':
        nodes[id] = { type: 'test/slow', inputs: { a, b }, params: { name: id, value } };
        outs.push(`${id}.value`);
        break;
      case 'twin':
        nodes[id] = { type: 'test/slow', inputs: { a }, params: { value } };
        outs.push(`${id}.value`);
        break;
      case 'add':
        nodes[id] = { type: 'test/add', inputs: { a, b }, params: { plus: value } };
        outs.push(`${id}.sum`);
        break;
      case 'first':
        nodes[id] = { type: 'test/first', inputs: { a, b } };
        outs.push(`${id}.value`);
        break;
      case 'switch':
        nodes[`${id}c`] = { type: 'test/below', inputs: { a }, params: { limit: value } };
        nodes[`${id}y`] = { type: 'flow/switch', inputs: { on: `${id}c.is`, yes: a, no: b } };
        nodes[id] = { type: 'test/slow', inputs: { a: `${id}y.value` }, params: { name: id } };
        outs.push(`${id}.value`);
        break;
      case 'for':
        nodes[id] = { type: 'flow/for', inputs: { state: a, by: b }, params: { body: 'step', count: value } };
        outs.push(`${id}.state`);
        break;
      case 'fold':
        nodes[`${id}r`] = range;
        nodes[id] = { type: 'flow/fold', inputs: { state: a, items: [b, a, b] }, params: { body: 'product' } };
        outs.push(`${id}.state`);
        break;
      case 'nested':
        nodes[id] = { type: 'subgraph/nested', inputs: { x: a } };
        outs.push(`${id}.y`);
        break;
      case 'map':
        nodes[`${id}m`] = { type: 'test/slow', inputs: { a: [a, b, a], b: a }, map: { by: 'repeat' } };
        nodes[id] = { type: 'test/total', inputs: { items: `${id}m.value` } };
        outs.push(`${id}.sum`);
        break;
      case 'mapped body':
        nodes[`${id}r`] = range;
        nodes[`${id}m`] = {
          type: 'subgraph/step',
          inputs: { state: `${id}r.items`, by: a },
          map: { by: 'pair', ...(value % 2 ? { atOnce: 2 } : {}) },
        };
        nodes[id] = { type: 'test/total', inputs: { items: `${id}m.state` } };
        outs.push(`${id}.sum`);
        break;
      case 'cross':
        nodes[`${id}r`] = range;
        nodes[`${id}m`] = { type: 'test/slow', inputs: { a: `${id}r.items`, b: [a, b] }, map: { by: 'cross' } };
        nodes[id] = { type: 'test/total', inputs: { items: `${id}m.value` } };
        outs.push(`${id}.sum`);
        break;
      case 'expanding':
        nodes[id] = { type: 'test/expanding', inputs: { a }, params: { value } };
        outs.push(`${id}.value`);
        break;
      case 'device':
        nodes[id] = { type: 'device/slow', inputs: { a, b }, params: { name: id, value } };
        outs.push(`${id}.value`);
        break;
      case 'fail':
        nodes[id] = { type: 'test/fail', inputs: { a }, params: { message: id } };
        outs.push(`${id}.value`);
        break;
      case 'always':
        nodes[id] = { type: 'test/always-slow', inputs: { a }, params: { name: id, value } };
        outs.push(`${id}.value`);
        break;
    }
  }
  return graphOf(nodes, { subgraphs });
}
