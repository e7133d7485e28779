import { readFile } from 'node:fs/promises';
import { type Graph, parseGraphText } from '@moodwire/engine';
import { expect, test } from 'vitest';
import { createDocumentStore } from '../../packages/editor/src/document/document-store.js';
import { differencesOf } from '../../packages/editor/src/panel/graph-difference.js';

async function shipped(name: string): Promise<Graph> {
  const parsed = parseGraphText(await readFile(new URL(`../../graphs/${name}.json`, import.meta.url), 'utf8'));
  if (!('graph' in parsed)) throw new Error('it is shipped broken');
  return parsed.graph;
}

test('two runs differ in settings, links, nodes and what was given', async () => {
  const before = await shipped('affective-edit');
  const document = createDocumentStore(before);
  document.edit('Change much', (graph) => {
    graph.nodes['eic']!.params = { target: 'fear' };
    graph.nodes['denoise']!.params = {};
    graph.nodes['decode']!.inputs!['photo'] = 'vae.image';
    graph.nodes['retain']!.mode = 'bypass';
    delete graph.nodes['save'];
    graph.nodes['small'] = { type: 'image/resize', inputs: { image: 'decode.image' } };
    graph.interface!.outputs!['image'] = 'small.image';
  });
  const asked = { photo: 'photos/coffee.jpg', strength: 0.5 };
  const list = differencesOf(
    { graph: before, inputs: asked },
    { graph: document.get(), inputs: { photo: asked.photo } },
  );
  expect(list).toEqual([
    { where: 'strength', kind: 'removed', before: '0.5' },
    { where: 'eic.target', kind: 'changed', before: 'awe', after: 'fear' },
    { where: 'denoise.seed', kind: 'removed', before: '0' },
    { where: 'retain.mode', kind: 'added', after: 'bypass' },
    { where: 'decode.photo', kind: 'changed', before: '← load.image', after: '← vae.image' },
    { where: 'save', kind: 'removed', before: 'image/save' },
    { where: 'small', kind: 'added', after: 'image/resize' },
    { where: 'interface.outputs.image', kind: 'changed', before: 'save.image', after: 'small.image' },
  ]);
});

test('where nodes are drawn is no difference', async () => {
  const before = await shipped('affective-edit');
  const document = createDocumentStore(before);
  document.edit('Move', (graph) => {
    graph.layout!.nodes!['eic']!.x += 100;
  });
  expect(differencesOf({ graph: before }, { graph: document.get() })).toEqual([]);
});

test('what differs in a subgraph is named with the subgraph', async () => {
  const before = await shipped('examples/subgraph');
  const document = createDocumentStore(before);
  const [name] = Object.keys(before.subgraphs!);
  const [id] = Object.keys(before.subgraphs![name!]!.nodes);
  document.edit('Mute', (graph) => {
    graph.subgraphs![name!]!.nodes[id!]!.mode = 'mute';
  });
  expect(differencesOf({ graph: before }, { graph: document.get() })).toEqual([
    { where: `${name}/${id}.mode`, kind: 'added', after: 'mute' },
  ]);
});
