import { type Graph, resolveGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { routesOf } from '../../../packages/editor/src/document/body.js';
import { createDocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { fitInto, insertInto } from '../../../packages/editor/src/edit/insert.js';
import { conceal, expose, renameExposed } from '../../../packages/editor/src/edit/interface.js';
import { connect, disconnect, linksOf, mayConnect, slotFor } from '../../../packages/editor/src/edit/links.js';
import { bridgeOver, removeNodes, renameNode } from '../../../packages/editor/src/edit/nodes.js';
import { routeLink } from '../../../packages/editor/src/edit/routes.js';
import { codes, graphOf, registry, reopened, shipped } from './graphs.js';

type Recipe = Parameters<ReturnType<typeof createDocumentStore>['edit']>[1];

function edited(graph: Graph, recipe: Recipe): Graph {
  const document = createDocumentStore(graph);
  document.edit('edit', recipe);
  return reopened(document.get());
}

const load: Graph['nodes'][string] = { type: 'image/load', params: { file: 'photos/coffee.jpg' } };
const resize = (image: string, params?: Record<string, number>): Graph['nodes'][string] => ({
  type: 'image/resize',
  inputs: { image },
  ...(params && { params }),
});
const wall = (...images: string[]): Graph['nodes'][string] => ({ type: 'image/grid', inputs: { images } });

/** May the link be drawn? `true`, or why not. */
function verdict(graph: Graph, from: string, to: string): true | string {
  const resolved = resolveGraph(graph, registry);
  const [[node, port], [target, slot]] = [from.split('.') as [string, string], to.split('.') as [string, string]];
  const judged = mayConnect(graph, { node, port }, { node: target, slot }, resolved.nodeOf, resolved.outputOf);
  return judged.ok || judged.reason;
}

function connected(graph: Graph, from: string, to: string): Graph {
  const resolved = resolveGraph(graph, registry);
  const [[node, port], [target, slot]] = [from.split('.') as [string, string], to.split('.') as [string, string]];
  return edited(graph, (draft) => {
    connect(draft, { node, port }, { node: target, slot }, resolved.nodeOf(target), resolved.outputOf(node, port));
  });
}

describe('a link', () => {
  const graph = graphOf({
    load,
    small: resize('load.image'),
    tiny: resize('small.image'),
    sheet: wall('load.image'),
    size: { type: 'number/value', params: { value: 64 } },
  });

  test('says why it may not be drawn: its type, itself, a circle with its path', () => {
    expect(verdict(graph, 'load.image', 'tiny.image')).toBe(true);
    expect(verdict(graph, 'size.number', 'tiny.image')).toBe('number does not fit image');
    expect(verdict(graph, 'tiny.image', 'tiny.image')).toBe('a node cannot feed itself');
    expect(verdict(graph, 'tiny.image', 'small.image')).toBe('it would make a circle: small leads to tiny');
    expect(verdict(graph, 'load.image', 'tiny.nothing')).toBe('nothing is unknown');
  });

  test('to a param takes the place of its value, for both would be one too many', () => {
    const set = graphOf({ ...graph.nodes, small: resize('load.image', { width: 100, height: 50 }) });
    const fed = connected(set, 'size.rounded', 'small.width');
    expect(fed.nodes['small']).toEqual({
      type: 'image/resize',
      inputs: { image: 'load.image', width: 'size.rounded' },
      params: { height: 50 },
    });
    expect(codes(fed)).toEqual([]);
  });

  test('is one more where several are taken, and the only one elsewhere', () => {
    expect(connected(graph, 'tiny.image', 'sheet.images').nodes['sheet']).toEqual(wall('load.image', 'tiny.image'));
    expect(connected(graph, 'load.image', 'tiny.image').nodes['tiny']).toEqual(resize('load.image'));
  });

  test('takes the points with it through which it was led, and those of the others stay with theirs', () => {
    const led = edited(graphOf({ ...graph.nodes, sheet: wall('load.image', 'small.image', 'tiny.image') }), (draft) => {
      for (const at of [0, 1, 2]) routeLink(draft, `sheet.images#${at}`, [{ x: at, y: at }]);
      routeLink(draft, 'tiny.image', [{ x: 9, y: 9 }]);
    });
    const link = linksOf(led).find(({ slot, item }) => slot === 'images' && item === 0)!;
    const one = edited(led, (draft) => disconnect(draft, link));
    expect(one.nodes['sheet']).toEqual(wall('small.image', 'tiny.image'));
    expect(routesOf(one)).toEqual({
      'sheet.images#0': [{ x: 1, y: 1 }],
      'sheet.images#1': [{ x: 2, y: 2 }],
      'tiny.image': [{ x: 9, y: 9 }],
    });
    const other = edited(led, (draft) => removeNodes(draft, new Set(['small'])));
    expect(routesOf(other)).toEqual({ 'sheet.images#0': [{ x: 0, y: 0 }], 'sheet.images#1': [{ x: 2, y: 2 }] });
    const fed = connected(led, 'load.image', 'tiny.image');
    expect(routesOf(fed)).not.toHaveProperty('tiny.image');
  });

  test('goes to the port that fits best: a free input of the same type, before a param', () => {
    const kind = registry.get('latent/decode')!;
    const image = registry.get('image/load')!.outputs['image']!;
    expect(slotFor(kind, {}, image)).toBe('photo');
    const { number, rounded } = registry.get('number/value')!.outputs;
    expect(slotFor(registry.get('image/resize')!, {}, rounded!)).toBe('width');
    expect(slotFor(registry.get('number/value')!, {}, rounded!)).toBe('value');
    expect(slotFor(registry.get('image/resize')!, {}, number!)).toBeUndefined();
    expect(slotFor(registry.get('number/value')!, {}, image)).toBeUndefined();
  });
});

describe('a node', () => {
  test('that is put into a link is fed by what fed it, and feeds what it fed', () => {
    const graph = graphOf({ load, sheet: wall('load.image', 'load.image'), small: { type: 'image/resize' } });
    const resolved = resolveGraph(graph, registry);
    const link = linksOf(graph).find(({ item }) => item === 1)!;
    const ports = fitInto(registry.get('image/resize')!, link, resolved.nodeOf('sheet')!, resolved.outputOf)!;
    expect(ports).toEqual({ input: 'image', output: 'image', isItem: false });
    const after = edited(graph, (draft) => insertInto(draft, 'small', link, ports));
    expect(after.nodes['small']).toEqual(resize('load.image'));
    expect(after.nodes['sheet']).toEqual(wall('load.image', 'small.image'));
    expect(codes(after)).toEqual([]);
  });

  test('that takes several is fed by a list of one', () => {
    const graph = graphOf({ load, small: resize('load.image'), sheet: { type: 'image/grid' } });
    const resolved = resolveGraph(graph, registry);
    const [link] = linksOf(graph);
    const ports = fitInto(registry.get('image/grid')!, link!, resolved.nodeOf('small')!, resolved.outputOf)!;
    const after = edited(graph, (draft) => insertInto(draft, 'sheet', link!, ports));
    expect(after.nodes['sheet']).toEqual(wall('load.image'));
    expect(codes(after)).toEqual([]);
  });

  test('that gives nothing of the kind does not fit into a link', () => {
    const graph = graphOf({ load, small: resize('load.image') });
    const resolved = resolveGraph(graph, registry);
    const [link] = linksOf(graph);
    const target = resolved.nodeOf('small')!;
    expect(fitInto(registry.get('number/value')!, link!, target, resolved.outputOf)).toBeUndefined();
  });

  test('that is taken out is bridged: what fed it feeds what it fed', () => {
    const graph = graphOf({
      load,
      small: resize('load.image'),
      tiny: resize('small.image'),
      sheet: wall('tiny.image'),
    });
    const after = edited(graph, (draft) => {
      for (const id of ['small', 'tiny']) bridgeOver(draft, id, registry.get('image/resize')!);
      removeNodes(draft, new Set(['small', 'tiny']));
    });
    expect(after.nodes['sheet']).toEqual(wall('load.image'));
    expect(codes(after)).toEqual([]);
  });

  test('gets another name everywhere: in links, lists, points, places and the interface', () => {
    const graph = edited(shipped('affective-edit'), (draft) => routeLink(draft, 'mllm.image', [{ x: 1, y: 1 }]));
    for (const id of Object.keys(graph.nodes)) {
      const after = edited(graph, (draft) => expect(renameNode(draft, id, 'another')).toBe('another'));
      expect(JSON.stringify(after)).not.toContain(`"${id}.`);
      expect(after.nodes).not.toHaveProperty(id);
      expect(Object.keys(after.nodes).indexOf('another')).toBe(Object.keys(graph.nodes).indexOf(id));
      expect(codes(after)).toEqual([]);
      expect(edited(after, (draft) => expect(renameNode(draft, 'another', id)).toBe(id))).toEqual(graph);
    }
  });
});

describe('the interface', () => {
  const graph = graphOf({ load, small: resize('load.image', { width: 100 }) });

  test('names what is exposed once, and lets it go', () => {
    const shown = edited(graph, (draft) => {
      expect(expose(draft, 'inputs', 'small', 'width')).toBe('width');
      expect(expose(draft, 'inputs', 'small', 'width')).toBe('width');
      expect(expose(draft, 'outputs', 'small', 'image')).toBe('image');
      renameExposed(draft, 'inputs', 'width', 'How wide');
    });
    expect(shown.interface).toEqual({ inputs: { Howwide: 'small.width' }, outputs: { image: 'small.image' } });
    const hidden = edited(shown, (draft) => {
      conceal(draft, 'inputs', 'small.width');
      conceal(draft, 'outputs', 'small.image');
    });
    expect(hidden.interface).toEqual({ inputs: {}, outputs: {} });
  });

  test('forgets a node that is removed, of several places only its own', () => {
    const shown = graphOf(graph.nodes, {
      interface: { inputs: { both: ['load.file', 'small.width'] }, outputs: { image: 'small.image' } },
    });
    const after = edited(shown, (draft) => removeNodes(draft, new Set(['small'])));
    expect(after.interface).toEqual({ inputs: { both: ['load.file'] }, outputs: {} });
  });
});
