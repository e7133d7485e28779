import { buildGraph, type Graph, parseGraph, parseGraphText, serializeGraph } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, constant, total } from './workbench.js';

const id = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/),
  fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then'),
);
const targets = fc.oneof(
  fc.tuple(id, id).map(([node, port]) => `${node}.${port}`),
  fc.array(
    fc.tuple(id, id).map(([node, port]) => `${node}.${port}`),
    { minLength: 1, maxLength: 3 },
  ),
);
const link = fc.tuple(id, id).map(([node, port]) => `${node}.${port}`);
/** What has come from JSON already, so that nothing of it is lost on the way: no -0. */
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => !JSON.stringify(value).includes('__proto__'));
const extra = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 5 }).map((name) => `x-${name}`),
  json,
  { maxKeys: 2 },
);

function withExtra(fields: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[]) {
  return fc
    .tuple(fc.record(fields, { requiredKeys }), extra, fc.boolean())
    .map(([known, unknown, first]) => (first ? { ...unknown, ...known } : { ...known, ...unknown }));
}

const node = withExtra(
  {
    params: fc.dictionary(id, json, { maxKeys: 3 }),
    inputs: fc.dictionary(id, fc.oneof(link, fc.array(link, { maxLength: 3 })), { maxKeys: 3 }),
    title: fc.string({ maxLength: 20 }),
    mode: fc.constantFrom('bypass', 'mute'),
    map: withExtra({ by: fc.constantFrom('pair', 'repeat', 'cross'), atOnce: fc.integer({ min: 1, max: 9 }) }, ['by']),
    type: fc.constantFrom('image/load', 'test/add'),
  },
  ['type'],
);
const place = withExtra({ y: fc.integer(), x: fc.integer() }, ['x', 'y']);
const document = withExtra(
  {
    subgraphs: fc.dictionary(
      id,
      withExtra(
        {
          layout: withExtra({ nodes: fc.dictionary(id, place, { maxKeys: 1 }) }, []),
          nodes: fc.dictionary(id, node, { maxKeys: 2 }),
          interface: withExtra({ outputs: fc.dictionary(id, link), inputs: fc.dictionary(id, targets) }, []),
          title: fc.string({ maxLength: 20 }),
        },
        ['nodes'],
      ),
      { maxKeys: 2 },
    ),
    layout: withExtra({ notes: fc.array(json, { maxLength: 2 }), nodes: fc.dictionary(id, place, { maxKeys: 2 }) }, []),
    nodes: fc.dictionary(id, node, { maxKeys: 4 }),
    interface: withExtra({ outputs: fc.dictionary(id, link), inputs: fc.dictionary(id, targets) }, []),
    title: fc.string({ maxLength: 20 }),
    version: fc.constant(2),
    format: fc.constant('moodwire.graph'),
  },
  ['format', 'version', 'nodes'],
) as fc.Arbitrary<unknown> as fc.Arbitrary<Graph>;

const NODE_FIELDS = ['type', 'title', 'mode', 'map', 'inputs', 'params'];
type GraphBody = Pick<Graph, 'interface' | 'layout' | 'nodes'>;

/** The object with these fields last and the other way round. */
function turn(object: object, known: readonly string[]): object {
  const entries = Object.entries(object);
  const others = entries.filter(([name]) => !known.includes(name));
  return Object.fromEntries([...others, ...entries.filter(([name]) => known.includes(name)).reverse()]);
}

function read(text: string): Graph {
  const parsed = parseGraphText(text);
  if (!('graph' in parsed)) expect.fail(JSON.stringify(parsed.problems));
  return parsed.graph;
}

describe('a saved graph', () => {
  test('reads back as it was written, fields that are not known included', () => {
    fc.assert(
      fc.property(document, (graph) => {
        expect(read(serializeGraph(graph))).toEqual(graph);
      }),
    );
  });

  test('is written the same, byte by byte, after it was read', () => {
    fc.assert(
      fc.property(document, (graph) => {
        const text = serializeGraph(graph);
        expect(serializeGraph(read(text))).toBe(text);
      }),
    );
  });

  test('is written with known fields first and in one order, in its subgraphs as in itself', () => {
    const bodyFields = ['title', 'description', 'interface', 'nodes', 'layout'];
    const check = (object: object | undefined, order: readonly string[]) => {
      // Names that look like whole numbers come first in every object of JavaScript, whoever makes it.
      const names = Object.keys(object ?? {}).filter((name) => !/^\d+$/.test(name));
      const known = order.filter((name) => names.includes(name));
      expect(names.slice(0, known.length)).toEqual(known);
    };
    const checkBody = (body: GraphBody) => {
      check(body.interface, ['inputs', 'outputs']);
      check(body.layout, ['nodes', 'groups', 'notes']);
      for (const one of Object.values(body.layout?.nodes ?? {})) check(one, ['x', 'y']);
      for (const one of Object.values(body.nodes)) {
        check(one, ['type', 'title', 'mode', 'map', 'inputs', 'params']);
        check(one.map, ['by', 'atOnce']);
      }
    };
    fc.assert(
      fc.property(document, (graph) => {
        const written = JSON.parse(serializeGraph(graph)) as Graph;
        check(written, ['format', 'version', ...bodyFields, 'subgraphs']);
        checkBody(written);
        for (const body of Object.values(written.subgraphs ?? {})) {
          check(body, bodyFields);
          checkBody(body);
        }
        expect(Object.keys(written.subgraphs ?? {})).toEqual(Object.keys(graph.subgraphs ?? {}));
        expect(Object.keys(written.nodes)).toEqual(Object.keys(graph.nodes));
      }),
    );
  });

  test('is written the same whatever the order of its known fields', () => {
    fc.assert(
      fc.property(document, (graph) => {
        // Names, and fields that are not known, stand as they stood; only what has an order of its own is turned round.
        const turned = turn(graph, [
          'format',
          'version',
          'title',
          'description',
          'interface',
          'nodes',
          'layout',
          'subgraphs',
        ]);
        const nodes = Object.entries(graph.nodes).map(([name, one]) => [name, turn(one, NODE_FIELDS)]);
        expect(serializeGraph({ ...turned, nodes: Object.fromEntries(nodes) } as Graph)).toBe(serializeGraph(graph));
      }),
    );
  });

  test('keeps the order of its nodes and puts known fields first', () => {
    const graph = { 'x-tool': 1, nodes: { b: { params: { z: 1, a: 2 }, type: 'test/add' }, a: { type: 'test/add' } } };
    const text = serializeGraph({ ...graph, version: 2, format: 'moodwire.graph', title: 'Two' });
    expect(text).toMatchInlineSnapshot(`
      "{
        "format": "moodwire.graph",
        "version": 2,
        "title": "Two",
        "nodes": {
          "b": { "type": "test/add", "params": { "z": 1, "a": 2 } },
          "a": { "type": "test/add" }
        },
        "x-tool": 1
      }
      "
    `);
  });

  test('may begin with a byte order mark, as some editors write it', () => {
    expect(read(`\uFEFF${serializeGraph({ format: 'moodwire.graph', version: 2, nodes: {} })}`).nodes).toEqual({});
  });

  test('breaks what does not fit on a line', () => {
    const params = { text: 'x'.repeat(130), list: [1, 2] };
    const text = serializeGraph({ format: 'moodwire.graph', version: 2, nodes: { a: { type: 'test/a', params } } });
    expect(text.split('\n').filter((line) => line.length > 120)).toHaveLength(1);
    expect(read(text).nodes['a']!.params).toEqual(params);
  });
});

describe('a graph built in code', () => {
  test('is the document that it describes', () => {
    const build = buildGraph('Sum');
    const one = build.add('one', constant, { value: 1 });
    const two = build.add('two', constant, { value: one.value });
    const sum = build.add('sum', add, { a: one.value, b: two.value, plus: 3 });
    const all = build.add('all', total, { items: [one.value, sum.sum] });
    build.input('first', 'one.value');
    build.output('sum', all.sum);
    expect(build.graph).toEqual({
      format: 'moodwire.graph',
      version: 2,
      title: 'Sum',
      interface: { inputs: { first: 'one.value' }, outputs: { sum: 'all.sum' } },
      nodes: {
        one: { type: 'test/number', inputs: {}, params: { value: 1 } },
        two: { type: 'test/number', inputs: { value: 'one.value' }, params: {} },
        sum: { type: 'test/add', inputs: { a: 'one.value', b: 'two.value' }, params: { plus: 3 } },
        all: { type: 'test/total', inputs: { items: ['one.value', 'sum.sum'] }, params: {} },
      },
    });
    expect(parseGraph(build.graph).problems).toEqual([]);
  });

  test('refuses an id that is taken', () => {
    const build = buildGraph();
    build.add('one', constant, {});
    expect(() => build.add('one', constant, {})).toThrow('has a node "one" already');
  });

  test('does not change after it was given', () => {
    const build = buildGraph();
    const { graph } = build;
    const one = build.add('one', constant, {});
    build.output('one', one.value);
    expect(graph.nodes).toEqual({});
    expect(graph.interface?.outputs).toEqual({});
  });
});
