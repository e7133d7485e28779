import { type Graph, serializeGraph, validateGraph } from '@moodwire/engine';
import { describe, expect, test } from 'vitest';
import { groupsOf, notesOf, placeOf, routesOf } from '../../../packages/editor/src/document/body.js';
import { createDocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { copyText, graphInText, paste } from '../../../packages/editor/src/edit/clipboard.js';
import { addGroup, addNote, changeFrame } from '../../../packages/editor/src/edit/frames.js';
import { routeLink } from '../../../packages/editor/src/edit/routes.js';
import { codes, graphOf, registry, reopened, shipped } from './graphs.js';

const AT = { x: 1000, y: 2000 };

/** Copies from one graph and pastes into another, by way of text. */
function pasted(from: Graph, keys: readonly string[], into: Graph, keepsLinks = true) {
  const part = graphInText(copyText(from, from, new Set(keys)))!;
  const document = createDocumentStore(into);
  let added: string[] = [];
  document.edit('paste', (draft) => {
    added = paste(draft, draft, part, AT, keepsLinks);
  });
  return { graph: reopened(document.get()), added };
}

const edited = (graph: Graph, recipe: Parameters<ReturnType<typeof createDocumentStore>['edit']>[1]): Graph => {
  const document = createDocumentStore(graph);
  document.edit('edit', recipe);
  return document.get();
};

const load: Graph['nodes'][string] = { type: 'image/load', params: { file: 'photos/coffee.jpg' } };
const resize = (image: string): Graph['nodes'][string] => ({ type: 'image/resize', inputs: { image } });

describe('what is copied and pasted', () => {
  const chain = graphOf({ load, small: resize('load.image'), tiny: resize('small.image') });

  test('keeps its links among each other under names of its own, and those to what is there', () => {
    const { graph, added } = pasted(chain, ['small', 'tiny'], chain);
    expect(added).toEqual(['small2', 'tiny2']);
    expect(graph.nodes['small2']).toEqual(resize('load.image'));
    expect(graph.nodes['tiny2']).toEqual(resize('small2.image'));
    expect(codes(graph)).toEqual([]);
  });

  test('lets links go to what does not come along, where that is wished or it is not there', () => {
    expect(pasted(chain, ['small'], chain, false).graph.nodes['small2']).toEqual({ type: 'image/resize' });
    expect(pasted(chain, ['small'], graphOf({})).graph.nodes['small']).toEqual({ type: 'image/resize' });
  });

  test('is never linked to what was pasted under the name of something else', () => {
    const from = graphOf({ load, small: resize('load.image') });
    const { graph } = pasted(from, ['small', 'load'], graphOf({ load: resize('nothing.image') }));
    expect(graph.nodes['small']).toEqual(resize('load2.image'));
  });

  test('comes with its groups, notes and the points of its links, around where it is pasted', () => {
    const drawn = edited(chain, (draft) => {
      draft.layout = { nodes: { small: { x: 0, y: 0 }, tiny: { x: 400, y: 100, isPinned: true } } };
      routeLink(draft, 'tiny.image', [{ x: 300, y: 50 }]);
      routeLink(draft, 'small.image', [{ x: -100, y: 0 }]);
      changeFrame(draft, 'groups', addGroup(draft, { x: 0, y: 0, w: 700, h: 300 }, 'two', 'rose'), {
        isCollapsed: true,
      });
      changeFrame(draft, 'notes', addNote(draft, { x: 400, y: 100, w: 90, h: 60 }, 'why'), { colour: 'blue' });
    });
    const { graph, added } = pasted(drawn, ['small', 'tiny', 'group:group', 'note:note'], drawn);
    expect(added).toEqual(['small2', 'tiny2', 'group:group2', 'note:note2']);
    expect(placeOf(graph, 'small2')).toEqual({ x: 800, y: 1950 });
    expect(placeOf(graph, 'tiny2')).toEqual({ x: 1200, y: 2050, isPinned: true });
    expect(routesOf(graph)['tiny2.image']).toEqual([{ x: 1100, y: 2000 }]);
    expect(routesOf(graph)).not.toHaveProperty('small2.image');
    expect(groupsOf(graph)[1]).toEqual({
      ...{ id: 'group2', x: 800, y: 1950, w: 700, h: 300 },
      ...{ title: 'two', colour: 'rose', isCollapsed: true },
    });
    expect(notesOf(graph)[1]).toMatchObject({ id: 'note2', x: 1200, y: 2050, text: 'why', colour: 'blue' });
  });

  test('can be frames alone', () => {
    const drawn = edited(graphOf({}), (draft) => void addNote(draft, { x: 7, y: 8, w: 90, h: 60 }, 'why'));
    const { graph, added } = pasted(drawn, ['note:note'], drawn);
    expect(added).toEqual(['note:note2']);
    expect(notesOf(graph)[1]).toMatchObject({ ...AT, text: 'why' });
  });

  test('is text that is a graph: what is no graph is not pasted', () => {
    expect(graphInText('hello')).toBeUndefined();
    expect(graphInText('{"format":"moodwire.graph"}')).toBeUndefined();
    expect(graphInText(serializeGraph(chain))?.nodes).toEqual(chain.nodes);
  });

  test('is all of any graph that ships, into any other, and nothing is wrong then', () => {
    const names = ['affective-edit', 'emotion-sheet', 'examples/subgraph', 'examples/fold', 'examples/map-cross'];
    for (const from of names.map(shipped)) {
      for (const into of names.map(shipped)) {
        const { graph, added } = pasted(from, Object.keys(from.nodes), into);
        expect(added).toHaveLength(Object.keys(from.nodes).length);
        const missing = validateGraph(graphOf(from.nodes, { subgraphs: from.subgraphs }), registry);
        expect(codes(graph)).toEqual(missing.map(({ code }) => code).sort());
      }
    }
  });
});

describe('subgraphs of what is pasted', () => {
  const part = (value: number): NonNullable<Graph['subgraphs']>[string] => ({
    interface: { outputs: { value: 'n.value' } },
    nodes: { n: { type: 'number/value', params: { value } } },
  });
  const holder: NonNullable<Graph['subgraphs']>[string] = {
    interface: { outputs: { value: 'inner.value' } },
    nodes: { inner: { type: 'subgraph/part' } },
  };
  const from = graphOf({ use: { type: 'subgraph/holder' } }, { subgraphs: { holder, part: part(1) } });

  test('come along once', () => {
    const { graph } = pasted(from, ['use'], graphOf({}));
    expect(graph.subgraphs).toEqual(from.subgraphs);
    expect(pasted(from, ['use'], from).graph.subgraphs).toEqual(from.subgraphs);
  });

  test('get a name of their own where another has it, and so does what holds them', () => {
    const into = graphOf({ use: { type: 'subgraph/holder' } }, { subgraphs: { holder, part: part(2) } });
    const { graph } = pasted(from, ['use'], into);
    expect(graph.subgraphs!['part']).toEqual(part(2));
    expect(graph.subgraphs!['part2']).toEqual(part(1));
    expect(graph.nodes['use2']!.type).toBe('subgraph/holder2');
    expect(graph.subgraphs!['holder2']!.nodes['inner']!.type).toBe('subgraph/part2');
    expect(graph.subgraphs!['holder']).toEqual(holder);
    const alone = pasted(from, ['use'], graphOf({}, { subgraphs: { part: part(2) } })).graph;
    expect(alone.subgraphs!['holder']!.nodes['inner']!.type).toBe('subgraph/part2');
  });
});
