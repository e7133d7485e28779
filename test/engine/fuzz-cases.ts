import {
  any,
  createRegistry,
  defineNode,
  float,
  optional,
  type Param,
  parseGraphText,
  type Registry,
  string,
} from '@moodwire/engine';
import fc from 'fast-check';
import { flowNodes } from './flow-bench.js';
import { damage, mutate, picker, realGraphs } from './mutate.js';

/** The kinds of node of the shipped graphs, which do nothing. */
export function standIns(): Registry {
  const graphs = realGraphs
    .map((bytes) => parseGraphText(bytes.toString()))
    .flatMap((one) => ('graph' in one ? one.graph : []));
  const known = new Set([...createRegistry([{ name: 'test', nodes: flowNodes }]).types]);
  const kinds = new Map<string, { inputs: Set<string>; params: Map<string, Param>; outputs: Set<string> }>();
  for (const { nodes } of graphs) {
    for (const { type, params = {}, inputs = {} } of Object.values(nodes)) {
      if (known.has(type) || !/^[a-z]+\/[a-z-]+$/.test(type) || type.startsWith('subgraph/')) continue;
      const kind = kinds.get(type) ?? { inputs: new Set(), params: new Map(), outputs: new Set() };
      kinds.set(type, kind);
      for (const [name, value] of Object.entries(params)) {
        const of =
          typeof value === 'number'
            ? float({ default: value, help: 'A number.' })
            : string({ default: '', help: 'A text.' });
        kind.params.set(name, of);
      }
      for (const name of Object.keys(inputs)) if (!kind.params.has(name)) kind.inputs.add(name);
    }
    for (const link of Object.values(nodes).flatMap(({ inputs = {} }) => Object.values(inputs).flat())) {
      const [id, port] = link.split('.');
      kinds.get(nodes[id!]?.type ?? '')?.outputs.add(port!);
    }
  }
  const made = [...kinds].map(([type, { inputs, params, outputs }]) =>
    defineNode({
      type,
      title: type,
      version: 1,
      summary: 'For tests.',
      inputs: Object.fromEntries([...inputs].map((name) => [name, optional(any())])),
      params: Object.fromEntries(params),
      outputs: Object.fromEntries([...outputs, 'image', 'file'].map((name) => [name, any()])),
      runsOn: 'host',
      run: () => Object.fromEntries([...outputs, 'image', 'file'].map((name) => [name, 1])),
    }),
  );
  return createRegistry([{ name: 'test', nodes: [...flowNodes, ...made] }]);
}

const types = [
  ...['test/number', 'test/add', 'test/total', 'test/range', 'test/sign', 'test/echo', 'test/first', 'test/below'],
  ...['test/multiply', 'test/fail', 'flow/for', 'flow/while', 'flow/fold', 'flow/switch', 'subgraph/a', 'subgraph/b'],
];
const ids = ['a', 'b', 'c', 'd', 'index', 'item', 'again'];
const ports = [
  'value',
  'sum',
  'a',
  'b',
  'items',
  'item',
  'is',
  'product',
  'again',
  'index',
  'plus',
  'yes',
  'on',
  'sign',
];
const wild = fc.oneof(
  { weight: 30, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true }),
  },
);
/** Mostly what should stand there, at times something else. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.tuple(right, wild).map(([one, other]) => (other === undefined ? one : other));
const id = fc.constantFrom(...ids);
const link = fc.tuple(id, fc.constantFrom(...ports)).map(([node, port]) => `${node}.${port}`);
const links = mostly(
  fc.oneof({ weight: 4, arbitrary: link }, { weight: 1, arbitrary: fc.array(link, { maxLength: 3 }) }),
);
const params = fc.record(
  {
    value: mostly(fc.integer({ min: -1, max: 3 })),
    body: mostly(fc.constantFrom('a', 'b')),
    count: mostly(fc.integer({ min: 0, max: 3 })),
    limit: mostly(fc.integer({ min: 1, max: 4 })),
    on: mostly(fc.boolean()),
    plus: mostly(fc.integer({ min: -2, max: 2 })),
  },
  { requiredKeys: [] },
);
const map = fc.record(
  { by: mostly(fc.constantFrom('pair', 'repeat', 'cross')), atOnce: mostly(fc.integer({ min: 1, max: 3 })) },
  { requiredKeys: ['by'] },
);
const node = fc.record(
  {
    type: mostly(fc.constantFrom(...types)),
    inputs: mostly(fc.dictionary(fc.constantFrom(...ports), links, { maxKeys: 2 })),
    params: mostly(params),
    mode: mostly(fc.constantFrom('bypass', 'mute')),
    map: mostly(map),
    title: mostly(fc.string({ unit: 'binary' })),
  },
  { requiredKeys: ['type'] },
);

/** What each kind takes and gives, so that a good part of what is made is right. */
const faces: Readonly<
  Record<string, { inputs: readonly string[]; outputs: readonly string[]; params: readonly string[] }>
> = {
  'test/number': { inputs: [], outputs: ['value'], params: ['value'] },
  'test/add': { inputs: ['a', 'b'], outputs: ['sum'], params: ['plus'] },
  'test/total': { inputs: ['items'], outputs: ['sum', 'count'], params: [] },
  'test/range': { inputs: [], outputs: ['items'], params: ['value'] },
  'test/sign': { inputs: ['a'], outputs: ['sign'], params: [] },
  'test/echo': { inputs: ['value'], outputs: ['value'], params: [] },
  'test/first': { inputs: ['a', 'b'], outputs: ['value'], params: [] },
  'test/below': { inputs: ['a'], outputs: ['is'], params: ['limit'] },
  'flow/switch': { inputs: ['yes', 'no'], outputs: ['value'], params: ['on'] },
  'flow/for': { inputs: ['a'], outputs: ['a'], params: ['body', 'count'] },
  'flow/while': { inputs: ['a'], outputs: ['a'], params: ['body', 'limit'] },
  'flow/fold': { inputs: ['a', 'items'], outputs: ['a'], params: ['body'] },
  'subgraph/a': { inputs: ['a'], outputs: ['a'], params: [] },
  'subgraph/b': { inputs: ['a'], outputs: ['a'], params: [] },
};

/** A body whose links mostly lead to what is there: made of numbers, so that it shrinks. */
const sound = fc
  .array(fc.array(fc.nat(999), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 6 })
  .map((rows) => {
    const nodes: Record<string, unknown> = { start: { type: 'test/number', params: { value: 1 } } };
    const outputs = ['start.value'];
    const lists: string[] = [];
    for (const [at, row] of rows.entries()) {
      const kinds = Object.keys(faces);
      const type = kinds[row[0]! % kinds.length]!;
      const face = faces[type]!;
      const from = (i: number, list: readonly string[]) =>
        list[list.length - 1 - (row[i]! % list.length)] ?? 'start.value';
      const inputs = Object.fromEntries(
        face.inputs.map((name, i) => {
          if (name === 'items')
            return [name, lists.length > 0 && row[9]! % 2 ? from(1, lists) : [from(1, outputs), from(2, outputs)]];
          return [name, lists.length > 0 && row[10]! % 4 === 0 ? from(3 + i, lists) : from(3 + i, outputs)];
        }),
      );
      const isMapped = row[10]! % 4 === 0 && lists.length > 0 && face.inputs.length > 0;
      const values = {
        value: row[5]! % 4,
        plus: row[5]! % 3,
        limit: 1 + (row[5]! % 4),
        count: row[5]! % 4,
        body: row[5]! % 2 ? 'a' : 'b',
        on: row[5]! % 2 === 0,
      };
      const set = Object.fromEntries(Object.entries(values).filter(([name]) => face.params.includes(name)));
      const mode = [undefined, undefined, undefined, undefined, 'bypass', 'mute'][row[6]! % 6];
      nodes[`n${at}`] = {
        type,
        ...(row[8]! % 3 ? { params: set } : type.startsWith('flow/') ? { params: set } : {}),
        ...(mode ? { mode } : {}),
        ...(isMapped ? { map: { by: ['pair', 'repeat', 'cross'][row[7]! % 3] } } : {}),
        inputs,
      };
      for (const name of face.outputs) (isMapped || name === 'items' ? lists : outputs).push(`n${at}.${name}`);
    }
    const last = outputs.at(-1)!;
    const firstIn = Object.entries(nodes).find(([, one]) => 'a' in ((one as { inputs?: object }).inputs ?? {}))?.[0];
    const exposed = { a: firstIn ? `${firstIn}.a` : 'start.value', index: 'start.value' };
    return { interface: { inputs: { ...exposed, item: ['start.value'] }, outputs: { a: last, again: last } }, nodes };
  });

const face = fc.record(
  {
    inputs: mostly(fc.dictionary(id, links, { maxKeys: 2 })),
    outputs: mostly(fc.dictionary(id, mostly(link), { maxKeys: 2 })),
  },
  { requiredKeys: [] },
);
const loose = fc.record(
  {
    interface: mostly(face),
    nodes: mostly(fc.dictionary(id, mostly(node), { maxKeys: 4 })),
    title: mostly(fc.string()),
    layout: wild,
    extra: wild,
  },
  { requiredKeys: ['nodes'] },
);
const body = fc.oneof(loose, sound);
export const document = fc
  .tuple(
    body,
    mostly(fc.dictionary(fc.constantFrom('a', 'b'), mostly(body), { maxKeys: 2 })),
    mostly(fc.constantFrom(2, 2, 2, 1)),
  )
  .map(([root, subgraphs, version]) => ({ format: 'moodwire.graph', version, ...root, subgraphs }));
export const working = fc
  .tuple(sound, sound, sound)
  .map(([root, a, b]) => ({ format: 'moodwire.graph', version: 2, ...root, subgraphs: { a, b } }));

/** A case for each number: they need no shrinking, the number says all. */
const numbers = fc.noShrink(fc.nat());
const source = (pick: (below: number) => number) => realGraphs[pick(realGraphs.length)]!;

export const mutated = numbers.map((number) => {
  const pick = picker(number);
  return mutate(JSON.parse(source(pick).toString()), pick);
});
export const damaged = numbers.map((number) => {
  const pick = picker(number);
  return damage(source(pick), source(pick), pick).toString();
});
