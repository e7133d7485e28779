import { emptyGraph, type Graph, parseGraphText, serializeGraph } from '@moodwire/engine';
import { expect, test } from 'vitest';
import { createDocumentStore, type DocumentStore } from '../../../packages/editor/src/document/document-store.js';
import { fitsGraph, shortHistory } from '../../../packages/editor/src/document/short-history.js';
import { addNode, removeNodes, renameNode, setParam } from '../../../packages/editor/src/edit/nodes.js';

function edited(): DocumentStore {
  const document = createDocumentStore(emptyGraph());
  document.edit('add', (graph) => addNode(graph, 'image/load', { x: 10, y: 20 }));
  document.edit('add', (graph) => addNode(graph, 'image/resize', { x: 300, y: 20 }));
  document.edit('connect', (graph) => {
    graph.nodes['resize']!.inputs = { image: 'load.image' };
  });
  document.edit('set', (graph) => setParam(graph, 'resize', 'width', 300, 512));
  document.edit('rename', (graph) => renameNode(graph, 'load', 'photo'));
  document.edit('delete', (graph) => removeNodes(graph, new Set(['photo'])));
  document.undo();
  return document;
}

/** As a draft keeps it: the graph as text, the history as a database clones it. */
function kept(document: DocumentStore): DocumentStore {
  const parsed = parseGraphText(serializeGraph(document.get()));
  if (!('graph' in parsed)) throw new Error('no graph');
  return createDocumentStore(parsed.graph, structuredClone(document.history.get()));
}

const walk = (document: DocumentStore): string[] => {
  const { steps } = document.history.get();
  return [...steps.keys(), steps.length].map((at) => {
    document.goTo(at);
    return serializeGraph(document.get());
  });
};

test('a document that was kept and opened again is undone and redone step by step to the same graphs', () => {
  const document = edited();
  const again = kept(document);
  expect(again.history.get().at).toBe(5);
  expect(walk(again)).toEqual(walk(document));
  expect(new Set(walk(document)).size).toBe(7);
});

test('an edit after opening again joins the history, and what was undone is gone', () => {
  const again = kept(edited());
  again.edit('title', (graph) => {
    graph.title = 'new';
  });
  expect(again.history.get().steps.map(({ label }) => label)).toEqual([
    'add',
    'add',
    'connect',
    'set',
    'rename',
    'title',
  ]);
  expect(again.undo()).toBe('title');
  expect(again.undo()).toBe('rename');
  expect(Object.keys(again.get().nodes)).toEqual(['load', 'resize']);
});

test('of a history that is too long the newest steps are kept, and they still lead from the graph', () => {
  const document = createDocumentStore(emptyGraph());
  const long = 'x'.repeat(1000);
  for (let n = 0; n < 20; n++) {
    document.edit(`step ${n}`, (graph) => {
      graph.title = `${n} ${long}`;
    });
  }
  const whole = document.history.get();
  expect(shortHistory(whole, 10 ** 6)).toEqual(whole);
  const short = shortHistory(whole, 20_000);
  expect(short.at).toBe(short.steps.length);
  expect(short.steps.length).toBeGreaterThan(2);
  expect(short.steps.length).toBeLessThan(20);
  expect(short.steps.at(-1)!.label).toBe('step 19');
  const again = createDocumentStore(document.get(), short);
  again.goTo(0);
  expect(again.get().title).toBe(`${20 - short.steps.length - 1} ${long}`);
});

test('a history that does not lead from its graph is told from one that does', () => {
  const document = edited();
  const history = document.history.get();
  expect(fitsGraph(history, document.get())).toBe(true);
  const other: Graph = emptyGraph();
  expect(fitsGraph(history, other)).toBe(false);
});
