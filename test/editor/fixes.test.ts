import { createRegistry, emptyGraph, type Graph, resolveGraph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { expect, test } from 'vitest';
import { createDocumentStore } from '../../packages/editor/src/document/document-store.js';
import { fixesFor, placeOfProblem } from '../../packages/editor/src/edit/fixes.js';

const registry = createRegistry(packs);

type Nodes = Graph['nodes'];
const load: Nodes[string] = { type: 'image/load', params: { file: 'photos/coffee.jpg' } };

/** The first problem of a graph, and what it says once its first (or another) fix is done. */
function mend(graph: Graph, which = 0, code?: string) {
  const document = createDocumentStore(graph);
  const resolved = resolveGraph(graph, registry);
  const problem = resolved.problems.find((one) => code === undefined || one.code === code);
  const fixes = fixesFor(problem!, graph, resolved, registry);
  const fix = fixes[which];
  if (fix?.kind === 'edit') document.edit('Fix', fix.apply);
  const after = document.get();
  return {
    code: problem!.code,
    names: fixes.map(({ name, detail }) => (detail === undefined ? name : `${name} ${detail}`)),
    left: resolveGraph(after, registry).problems.map(({ code }) => code),
    nodes: after.nodes,
    graph: after,
    fix,
  };
}

const graph = (nodes: Nodes, more: Partial<Graph> = {}): Graph => ({ ...emptyGraph(), nodes, ...more });
const resize = (
  inputs: Record<string, string | string[]>,
  params?: Record<string, number | string>,
): Nodes[string] => ({
  type: 'image/resize',
  inputs,
  ...(params && { params }),
});

test('a link from a node that is not there is taken away, or led to the one that was meant', () => {
  const broken = graph({ photo: load, small: resize({ image: 'phot.image' }) });
  const meant = mend(broken);
  expect(meant.code).toBe('missing-node');
  expect(meant.names).toEqual(['useInstead photo', 'removeLink']);
  expect(meant.nodes['small']!.inputs).toEqual({ image: 'photo.image' });
  expect(meant.left).toEqual([]);
  const removed = mend(broken, 1);
  expect(removed.nodes['small']).not.toHaveProperty('inputs');
  expect(removed.left).toEqual(['missing-input']);
});

test('of several links only the one that leads nowhere is taken away', () => {
  const broken = graph({
    load,
    wall: { type: 'image/grid', inputs: { images: ['load.image', 'away.image', 'load.image'] } },
  });
  const { code, nodes, left } = mend(broken);
  expect(code).toBe('missing-node');
  expect(nodes['wall']!.inputs).toEqual({ images: ['load.image', 'load.image'] });
  expect(left).toEqual([]);
});

test('a link from an output that is not there is led to the one that was meant', () => {
  const { code, names, nodes, left } = mend(graph({ load, small: resize({ image: 'load.imgae' }) }));
  expect(code).toBe('missing-output');
  expect(names[0]).toBe('useInstead image');
  expect(nodes['small']!.inputs).toEqual({ image: 'load.image' });
  expect(left).toEqual([]);
});

test('a link to an input that is not there is moved to the one that was meant, or taken away', () => {
  const broken = graph({ load, small: resize({ imaje: 'load.image' }) });
  expect(mend(broken).code).toBe('unknown-input');
  expect(mend(broken).nodes['small']!.inputs).toEqual({ image: 'load.image' });
  const other = mend(graph({ load, small: resize({ image: 'load.image', photograph: 'load.image' }) }));
  expect(other.names).toEqual(['removeLink']);
  expect(other.left).toEqual([]);
});

test('a param out of its range is brought into it, or goes back to its default', () => {
  const broken = graph({ load, small: resize({ image: 'load.image' }, { width: 1e9 + 0.4 }) });
  const nearest = mend(broken);
  expect(nearest.code).toBe('bad-param');
  expect(nearest.names[0]).toMatch(/^clamp \d+$/);
  expect(nearest.nodes['small']!.params!['width']).toBeLessThan(1e9);
  expect(nearest.left).toEqual([]);
  const reset = mend(broken, 1);
  expect(reset.nodes['small']).not.toHaveProperty('params');
  expect(reset.left).toEqual([]);
  expect(mend(graph({ load, small: resize({ image: 'load.image' }, { width: -1 }) })).names).toEqual(['reset 0']);
});

test('a word that is not among the choices becomes the one that was meant, or the default', () => {
  const eic = (target: string) => ({ type: 'emotion/eic-convert', params: { target } });
  const [{ names, nodes }, other] = [
    mend(graph({ eic: eic('saddness') }), 0, 'bad-param'),
    mend(graph({ eic: eic('xxxxxxxxx') }), 0, 'bad-param'),
  ];
  expect(names[0]).toBe('useInstead sadness');
  expect(nodes['eic']!.params).toEqual({ target: 'sadness' });
  expect(other.names).toHaveLength(1);
  expect(other.names[0]).toMatch(/^reset /);
  expect(other.nodes['eic']).not.toHaveProperty('params');
});

test('a param that is not known is taken away', () => {
  const { code, names, left, nodes } = mend(graph({ load, small: resize({ image: 'load.image' }, { zzzzzzzz: 1 }) }));
  expect(code).toBe('unknown-param');
  expect(names).toEqual(['removeParam']);
  expect(nodes['small']).not.toHaveProperty('params');
  expect(left).toEqual([]);
});

test('a kind of node that is misspelled becomes the one that was meant', () => {
  const { code, names, left } = mend(graph({ load: { ...load, type: 'image/laod' } }));
  expect(code).toBe('unknown-node-type');
  expect(names).toEqual(['changeType image/load']);
  expect(left).toEqual([]);
  expect(mend(graph({ load: { type: 'nobody/knows-this-one' } })).names).toEqual([]);
});

test('of too many links the first is kept, or the node runs for each', () => {
  const broken = graph({ load, small: resize({ image: ['load.image', 'load.image'] }) });
  expect(mend(broken).code).toBe('too-many-links');
  expect(mend(broken).nodes['small']!.inputs).toEqual({ image: 'load.image' });
  expect(mend(broken).left).toEqual([]);
  expect(mend(broken, 1).left).toEqual([]);
});

test('a link of the wrong type is taken away', () => {
  const broken = graph({ load, small: resize({ image: 'load.image', width: 'load.image' }) });
  const { code, nodes, left } = mend(broken);
  expect(code).toBe('wrong-type');
  expect(nodes['small']!.inputs).toEqual({ image: 'load.image' });
  expect(left).toEqual([]);
});

test('a list where one is wanted can be worked on item by item', () => {
  const list: Nodes[string] = { type: 'text/lines', params: { text: 'a\nb' } };
  const { code, names, left } = mend(graph({ list, load: { type: 'image/load', inputs: { file: 'list.lines' } } }));
  expect(code).toBe('wrong-type');
  expect(names).toEqual(['mapEach', 'removeLink']);
  expect(left).toEqual([]);
});

test('a param with a value and a link keeps one of them', () => {
  const number: Nodes[string] = { type: 'number/value' };
  const broken = graph({
    load,
    number,
    small: resize({ image: 'load.image', width: 'number.rounded' }, { width: 64 }),
  });
  expect(mend(broken).code).toBe('fed-twice');
  expect(mend(broken).left).toEqual([]);
  expect(mend(broken, 1).nodes['small']).toEqual(resize({ image: 'load.image' }, { width: 64 }));
});

test('an input that needs a link asks for a node', () => {
  const { code, fix } = mend(graph({ small: { type: 'image/resize' } }));
  expect(code).toBe('missing-input');
  expect(fix).toEqual({ kind: 'suggest', name: 'connect', node: 'small', port: 'image' });
});

test('a circle is broken', () => {
  const broken = graph({ a: resize({ image: 'b.image' }), b: resize({ image: 'a.image' }) });
  const { code, left } = mend(broken);
  expect(code).toBe('cycle');
  expect(left).toEqual(['missing-input']);
});

test('what the interface names and is not there is taken out of it', () => {
  const face = { inputs: { width: ['small.width', 'small.nothing'] }, outputs: { image: 'smal.image' } };
  const broken = graph({ load, small: resize({ image: 'load.image' }) }, { interface: face });
  const once = mend(broken);
  expect(once.code).toBe('bad-interface');
  expect(once.graph.interface!.inputs).toEqual({ width: ['small.width'] });
  const twice = mend(once.graph);
  expect(twice.names[0]).toBe('useInstead small.image');
  expect(twice.graph.interface!.outputs).toEqual({ image: 'small.image' });
  expect(twice.left).toEqual([]);
});

test('what is wrong in a subgraph is mended there', () => {
  const broken = graph(
    { load, use: { type: 'subgraph/soft', inputs: { image: 'load.image' } } },
    {
      subgraphs: {
        soft: {
          interface: { inputs: { image: 'small.image' }, outputs: { image: 'small.image' } },
          nodes: { small: { type: 'image/resize', params: { width: 'wide' } } },
        },
      },
    },
  );
  const { code, graph: after, left } = mend(broken);
  expect(code).toBe('bad-param');
  expect(after.subgraphs!['soft']!.nodes['small']).not.toHaveProperty('params');
  expect(left).toEqual([]);
});

test('a misspelled subgraph becomes the one that was meant', () => {
  const soft = {
    interface: { inputs: { image: 'small.image' }, outputs: { image: 'small.image' } },
    nodes: { small: { type: 'image/resize' } },
  };
  const use = { type: 'subgraph/sofd', inputs: { image: 'load.image' } };
  const { code, nodes, left } = mend(graph({ load, use }, { subgraphs: { soft } }));
  expect(code).toBe('unknown-subgraph');
  expect(nodes['use']!.type).toBe('subgraph/soft');
  expect(left).toEqual([]);
});

test('problems say where they are', () => {
  expect(placeOfProblem({ node: 'load' })).toEqual({ node: 'load' });
  expect(placeOfProblem({ node: 'subgraphs.soft.small' })).toEqual({ subgraph: 'soft', node: 'small' });
  expect(placeOfProblem({ port: 'subgraphs.soft.interface.inputs.a' })).toEqual({ subgraph: 'soft' });
  expect(placeOfProblem({ port: 'interface.inputs.a' })).toEqual({});
});
