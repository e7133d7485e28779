import { type Graph, parseEndpoint, type ResolvedGraph, resolveGraph, validateGraph } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Body, groupsOf, notesOf, placeOf, routesOf } from '../../../packages/editor/src/document/body.js';
import { createDocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { addGroup, addNote } from '../../../packages/editor/src/edit/frames.js';
import { slotPort } from '../../../packages/editor/src/edit/links.js';
import { routeLink } from '../../../packages/editor/src/edit/routes.js';
import {
  makeSubgraph,
  unpackSubgraph,
  whyNoSubgraph,
  whyNoUnpack,
} from '../../../packages/editor/src/edit/subgraph.js';
import { randomGraph } from '../../engine/random-graph.js';
import { slowRegistry } from '../../engine/slow-bench.js';
import { makeEngine, runAll } from '../../engine/workbench.js';
import { codes, graphOf, reopened, shipped } from './graphs.js';

const isEachIn =
  (body: Body, resolved: ResolvedGraph) =>
  (id: string, slot: string): boolean => {
    const kind = resolved.nodeOf(id);
    if (!kind || slotPort(kind, slot)?.kind === 'list') return false;
    const feed = body.nodes[id]?.inputs?.[slot];
    const from = typeof feed === 'string' ? parseEndpoint(feed) : undefined;
    return Array.isArray(feed) || (from !== undefined && resolved.outputOf(from.node, from.port)?.kind === 'list');
  };

const never = () => false;

/** A graph with the subgraph made, or why it is not. */
function made(graph: Graph, ids: readonly string[], registry = slowRegistry) {
  const set = new Set(ids);
  const why = whyNoSubgraph(graph, set, isEachIn(graph, resolveGraph(graph, registry)));
  if (why !== undefined) return { why, graph };
  const document = createDocumentStore(graph);
  let id = '';
  document.edit('make', (draft) => {
    id = makeSubgraph(draft, draft, set, 'Part');
  });
  return { why, id, graph: reopened(document.get()) };
}

function unpacked(graph: Graph, id: string) {
  const document = createDocumentStore(graph);
  let ids: string[] = [];
  document.edit('unpack', (draft) => {
    ids = unpackSubgraph(draft, draft, id);
  });
  return { graph: reopened(document.get()), ids };
}

/** A random graph that takes two numbers and gives three, and whatever of its nodes were selected. */
const drawn = fc
  .record({ graph: randomGraph(['device', 'fail', 'always']), ins: fc.nat(), outs: fc.nat(), bits: fc.nat(2 ** 24) })
  .map(({ graph, ins, outs, bits }) => {
    const ids = Object.keys(graph.nodes);
    const valued = ids.filter((id) => ['test/slow', 'test/range'].includes(graph.nodes[id]!.type));
    const resolved = resolveGraph(graph, slowRegistry);
    const giving = (at: number): string => {
      const id = ids[at % ids.length]!;
      return `${id}.${Object.keys(resolved.nodeOf(id)!.outputs)[0]}`;
    };
    const places = [`${valued[ins % valued.length]}.value`, `${valued[(ins + 1) % valued.length]}.value`];
    const face = {
      inputs: { one: places[0]!, both: [...new Set([places[0]!, places[1]!])] },
      outputs: { first: giving(outs), second: giving(outs + 1), last: giving(ids.length - 1) },
    };
    return {
      graph: reopened({ ...graph, interface: face }),
      ids: ids.filter((_, at) => (bits >> (at % 24)) % 2 === 1),
      inputs: [{}, { one: 2 }, { both: 3 }] as const,
    };
  });

async function given(graph: Graph, inputs: Readonly<Record<string, number>>) {
  const engine = makeEngine({ registry: slowRegistry });
  const { result } = await runAll(engine, graph, { inputs });
  await engine.close();
  return result.status === 'done' ? result.outputs : { ...result, nodes: undefined };
}

describe('a subgraph made of any nodes', () => {
  test('never changes what the graph gives, nor does unpacking it', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(drawn, async ({ graph, ids, inputs }) => {
        const part = made(graph, ids);
        if (part.id === undefined) return;
        count++;
        expect(validateGraph(part.graph, slowRegistry)).toEqual([]);
        const back = unpacked(part.graph, part.id);
        expect(validateGraph(back.graph, slowRegistry)).toEqual([]);
        expect(Object.keys(back.graph.nodes).sort()).toEqual(Object.keys(graph.nodes).sort());
        for (const [id, node] of Object.entries(graph.nodes)) expect(back.graph.nodes[id]).toEqual(node);
        expect(back.graph.subgraphs).toEqual(graph.subgraphs);
        for (const values of inputs) {
          const expected = await given(graph, values);
          expect(await given(part.graph, values)).toEqual(expected);
          expect(await given(back.graph, values)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
    // Enough of what was drawn can be made one.
    expect(count).toBeGreaterThan(15);
  });

  test('is refused only where it would be wrong', () => {
    fc.assert(
      fc.property(drawn, ({ graph, ids }) => {
        if (ids.length === 0 || whyNoSubgraph(graph, new Set(ids), never) !== undefined) return;
        if (made(graph, ids).why === undefined) return;
        // Refused for its lists alone: made all the same it cannot run.
        const document = createDocumentStore(graph);
        document.edit('make', (draft) => void makeSubgraph(draft, draft, new Set(ids), 'Part'));
        expect(validateGraph(reopened(document.get()), slowRegistry)).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

const slow = (inputs?: Record<string, string>): Graph['nodes'][string] => ({
  type: 'test/slow',
  ...(inputs && { inputs }),
});

test('a node between those that are selected must come along: the subgraph would feed itself', () => {
  const graph = graphOf({
    a: slow(),
    b: slow({ a: 'a.value' }),
    c: slow({ a: 'b.value' }),
    d: slow({ a: 'c.value' }),
  });
  expect(made(graph, ['a', 'd']).why).toBe('b lies between the nodes that are selected: select it as well.');
  expect(made(graph, ['a', 'c']).why).toMatch(/^b lies between/);
  expect(made(graph, ['a', 'b', 'd']).why).toMatch(/^c lies between/);
  expect(made(graph, ['b', 'c']).why).toBeUndefined();
  expect(made(graph, []).why).toBe('Select the nodes first.');
});

test('a slot that is fed from both sides and a node that is run for each item say why they stay', () => {
  const graph = graphOf({
    x: slow(),
    y: slow(),
    all: { type: 'test/total', inputs: { items: ['x.value', 'y.value'] } },
    r: { type: 'test/range', params: { value: 3 } },
    m: { type: 'test/slow', inputs: { a: 'r.items' }, map: { by: 'pair' } },
  });
  expect(made(graph, ['x', 'all']).why).toMatch(/^all.items is fed from inside and outside/);
  expect(made(graph, ['m']).why).toBe('m runs once for each item of what feeds m.a: select that as well.');
  expect(made(graph, ['m', 'r']).why).toBeUndefined();
});

test('the same output feeds one port of the subgraph, however many nodes inside take it', () => {
  const graph = graphOf({ a: slow(), b: slow({ a: 'a.value' }), c: slow({ a: 'a.value', b: 'b.value' }) });
  const part = made(graph, ['b', 'c']).graph;
  expect(part.nodes['part']).toEqual({ type: 'subgraph/part', inputs: { a: 'a.value' } });
  expect(part.subgraphs!['part']!.interface).toEqual({ inputs: { a: ['b.a', 'c.a'] }, outputs: {} });
});

test('notes, groups, points of links and what outside sets come back when a subgraph is unpacked', () => {
  const graph = graphOf({
    a: slow(),
    b: { ...slow({ a: 'a.value' }), params: { value: 1 } },
    c: slow({ a: 'b.value' }),
  });
  const document = createDocumentStore(graph);
  document.edit('points', (draft) => {
    routeLink(draft, 'b.a', [{ x: 5, y: 6 }]);
    draft.interface = { inputs: { value: 'b.value' } };
    draft.layout!.nodes = { a: { x: 100, y: 50 }, b: { x: 400, y: 70, isCollapsed: true } };
  });
  let id = '';
  document.edit('make', (draft) => {
    id = makeSubgraph(draft, draft, new Set(['a', 'b']), 'Part');
  });
  document.edit('inside', (draft) => {
    const part = draft.subgraphs!['part']!;
    addNote(part, { x: 10, y: 20, w: 100, h: 50 }, 'why');
    addGroup(part, { x: 0, y: 0, w: 300, h: 200 }, 'both', 'rose');
    const [port] = Object.keys(part.interface!.inputs!);
    draft.nodes[id]!.params = { [port!]: 7 };
  });
  expect(placeOf(document.get(), id)).toEqual({ x: 100, y: 50 });
  expect(routesOf(document.get())).toEqual({});
  const { graph: back, ids } = unpacked(document.get(), id);
  expect(routesOf(back)).toEqual({ 'b.a': [{ x: 5, y: 6 }] });
  expect(placeOf(back, 'b')).toEqual({ x: 400, y: 70, isCollapsed: true });
  expect(notesOf(back)).toEqual([{ id: 'note', x: 110, y: 70, w: 100, h: 50, text: 'why' }]);
  expect(groupsOf(back)).toMatchObject([{ id: 'group', x: 100, y: 50, title: 'both', colour: 'rose' }]);
  expect(ids).toEqual(['a', 'b', 'group:group', 'note:note']);
  expect(back.nodes['b']!.params).toEqual({ value: 7 });
  expect(back.interface).toEqual({ inputs: { value: 'b.value' } });
  expect(back).not.toHaveProperty('subgraphs.part');
});

test('a link from outside comes before a value inside, and a value from outside before a link inside', async () => {
  const part = {
    interface: { inputs: { linked: 'in.value', set: 'out.value' }, outputs: { sum: 'out.value' } },
    nodes: {
      five: { type: 'test/number', params: { value: 5 } },
      in: { type: 'test/slow', params: { value: 1 } },
      out: { type: 'test/slow', inputs: { a: 'in.value', value: 'five.value' } },
    },
  };
  const graph = graphOf(
    {
      ten: { type: 'test/number', params: { value: 10 } },
      part: { type: 'subgraph/part', inputs: { linked: 'ten.value' }, params: { set: 100 } },
    },
    { subgraphs: { part }, interface: { outputs: { sum: 'part.sum' } } },
  );
  const back = unpacked(graph, 'part').graph;
  expect(validateGraph(back, slowRegistry)).toEqual([]);
  expect(await given(graph, {})).toEqual({ sum: 110 });
  expect(await given(back, {})).toEqual({ sum: 110 });
});

test('a subgraph that is run for each item, bypassed, or only named by a loop says why it cannot be unpacked', () => {
  expect(whyNoUnpack({ type: 'subgraph/part' })).toBeUndefined();
  expect(whyNoUnpack({ type: 'subgraph/part', mode: 'mute' })).toBeUndefined();
  expect(whyNoUnpack({ type: 'subgraph/part', map: { by: 'pair' } })).toMatch(/each item/);
  expect(whyNoUnpack({ type: 'subgraph/part', mode: 'bypass' })).toMatch(/bypassed/);
  expect(whyNoUnpack({ type: 'flow/for' })).toMatch(/Only the node of a subgraph/);
  const graph = shipped('examples/for');
  const loop = Object.keys(graph.nodes).find((id) => graph.nodes[id]!.type === 'flow/for')!;
  expect(unpacked(graph, loop)).toEqual({ graph, ids: [] });
});

test('what is muted stays so when it is unpacked', () => {
  const graph = graphOf({ a: slow(), b: slow({ a: 'a.value' }) });
  const part = made(graph, ['a', 'b']);
  const muted = reopened({ ...part.graph, nodes: { part: { ...part.graph.nodes['part']!, mode: 'mute' } } });
  const { graph: back } = unpacked(muted, 'part');
  expect(back.nodes).toEqual({ a: { ...graph.nodes['a'], mode: 'mute' }, b: { ...graph.nodes['b'], mode: 'mute' } });
});

test('every part of the graphs that ship can be unpacked, and nothing is wrong then', () => {
  for (const name of ['examples/subgraph', 'affective-edit']) {
    const graph = shipped(name);
    for (const [id, node] of Object.entries(graph.nodes)) {
      if (whyNoUnpack(node) !== undefined) continue;
      expect(codes(unpacked(graph, id).graph)).toEqual([]);
    }
    const ids = Object.keys(graph.nodes);
    expect(codes(made(graph, ids).graph)).toEqual([]);
  }
});
