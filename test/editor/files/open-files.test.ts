import { readFile } from 'node:fs/promises';
import { emptyGraph, type Graph, parseGraph, serializeGraph } from '@moodwire/engine';
import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { copyText } from '../../../packages/editor/src/edit/clipboard.js';
import { nameFault, nameOfTitle } from '../../../packages/editor/src/files/graph-name.js';
import { openFiles } from '../../../packages/editor/src/files/open-files.js';
import { pasteText } from '../../../packages/editor/src/files/paste-text.js';
import { servers } from '../../server/served.js';
import { askServer, benchEditor } from './bench-editor.js';

const { serve } = servers();
afterEach(() => vi.unstubAllGlobals());

function graphOf(nodes: Record<string, unknown>, more: Record<string, unknown> = {}): Graph {
  const parsed = parseGraph({ format: 'moodwire.graph', version: 2, nodes, ...more });
  if (!('graph' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.graph;
}

const photo = async (name = 'dog.png', colour = '#c33'): Promise<File> => {
  const picture = sharp({ create: { width: 8, height: 6, channels: 3, background: colour } });
  return new File([new Uint8Array(await picture.png().toBuffer())], name, { type: 'image/png' });
};

/** A picture with a graph in it, as the server's own have it. */
async function carrier(graph: Graph): Promise<File> {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><moodwire:graph>${serializeGraph(graph)}</moodwire:graph></x:xmpmeta>`;
  const picture = sharp({ create: { width: 8, height: 6, channels: 3, background: '#39c' } });
  const bytes = await picture.withXmp(xmp).webp().toBuffer();
  return new File([new Uint8Array(bytes)], 'made.webp', { type: 'image/webp' });
}

async function served(graph: Graph) {
  const server = await serve();
  askServer(server);
  return { server, editor: benchEditor(graph) };
}

test('a graph file opens in a tab of its own, and a file that holds none is told of', async () => {
  const editor = benchEditor(emptyGraph());
  const text = serializeGraph(graphOf({ load: { type: 'image/load' } }, { title: 'From a file' }));
  await openFiles(editor, [
    new File([text], 'a.json', { type: 'application/json' }),
    new File(['{ "nodes": 3 }'], 'b.json'),
    new File(['MZ'], 'c.exe', { type: 'application/x-msdownload' }),
  ]);
  expect(editor.sessions.get()).toHaveLength(2);
  expect(editor.active.get().document.get().title).toBe('From a file');
  expect(editor.told.map(({ tone, text }) => [tone, text.split(' ')[0]])).toEqual([
    ['error', 'b.json'],
    ['error', 'c.exe'],
  ]);
});

test('photos are sent to the server and become nodes at the point, as one step', async () => {
  const { server, editor } = await served(emptyGraph());
  await openFiles(editor, [await photo('a.png'), await photo('b.png', '#3c3')], { x: 100, y: 50 });
  const { nodes, layout } = editor.session.document.get();
  expect(Object.values(nodes).map(({ type }) => type)).toEqual(['image/load', 'image/load']);
  expect(layout!.nodes!['load']).toEqual({ x: 100, y: 50 });
  expect(layout!.nodes!['load2']!.x).toBe(100);
  const file = String(nodes['load']!.params!['file']);
  expect(file).toMatch(/^[0-9a-f]{64}\/a\.png$/);
  const answer = await fetch(`${server.api}/files/${file.split('/')[0]}`);
  expect((await answer.arrayBuffer()).byteLength).toBe((await photo()).size);
  expect([...editor.session.selection.get()]).toEqual(['load', 'load2']);
  editor.session.document.undo();
  expect(editor.session.document.get().nodes).toEqual({});
});

test('a photo becomes that of the node that is selected', async () => {
  const { editor } = await served(graphOf({ mine: { type: 'image/load', params: { file: 'photos/coffee.jpg' } } }));
  editor.session.selection.set(new Set(['mine']));
  await openFiles(editor, [await photo()]);
  const { nodes } = editor.session.document.get();
  expect(Object.keys(nodes)).toEqual(['mine']);
  expect(nodes['mine']!.params!['file']).toMatch(/\/dog\.png$/);
});

test('what is no picture inside is told of, and the rest comes', async () => {
  const { editor } = await served(emptyGraph());
  await openFiles(editor, [new File(['no picture'], 'fake.png', { type: 'image/png' }), await photo('real.png')]);
  expect(
    Object.values(editor.session.document.get().nodes).map(({ params }) => String(params!['file']).slice(65)),
  ).toEqual(['real.png']);
  expect(editor.told).toHaveLength(1);
  expect(editor.told[0]).toMatchObject({ tone: 'error', text: expect.stringContaining('fake.png') });
});

test('a picture that carries its graph opens it, and can be used as a photo instead', async () => {
  const made = graphOf({ load: { type: 'image/load' } }, { title: 'Made it' });
  const { editor } = await served(emptyGraph());
  await openFiles(editor, [await carrier(made)], { x: 9, y: 9 });
  expect(editor.active.get().document.get()).toEqual(made);
  expect(editor.sessions.get()).toHaveLength(2);
  expect(editor.session.document.get().nodes).toEqual({});
  editor.told[0]!.action!.run();
  await vi.waitFor(() => expect(Object.keys(editor.session.document.get().nodes)).toEqual(['load']));
  expect(editor.active.get()).toBe(editor.session);
  expect(editor.sessions.get()).toEqual([editor.session]);
});

test('nodes that were copied are pasted with their links, whole graphs open beside, other texts are left alone', async () => {
  const graph = graphOf(
    { a: { type: 'image/load' }, b: { type: 'image/resize', inputs: { image: 'a.image' } } },
    { layout: { nodes: { a: { x: 0, y: 0 }, b: { x: 100, y: 40 } } } },
  );
  const editor = benchEditor(graph);
  const text = copyText(graph, graph, new Set(['a', 'b']));
  expect(pasteText(editor, text, { x: 550, y: 520 })).toBe(true);
  const { nodes, layout } = editor.session.document.get();
  expect(nodes['b2']!.inputs).toEqual({ image: 'a2.image' });
  expect(layout!.nodes!['a2']).toEqual({ x: 500, y: 500 });
  expect([...editor.session.selection.get()]).toEqual(['a2', 'b2']);
  const before = editor.session.document.get();
  for (const other of ['hello', '{"format": "moodwire.graph"', 'see https://x.y/#graph=abc for more']) {
    expect(pasteText(editor, other)).toBe(false);
  }
  expect(editor.session.document.get()).toBe(before);
  const example = await readFile('graphs/affective-edit.json', 'utf8');
  expect(pasteText(editor, example)).toBe(true);
  expect(editor.sessions.get()).toHaveLength(2);
  expect(editor.session.document.get()).toBe(before);
  editor.told[0]!.action!.run();
  expect(editor.sessions.get()).toEqual([editor.session]);
  expect(Object.keys(editor.session.document.get().nodes).length).toBeGreaterThan(Object.keys(nodes).length);
});

test('a name is told from what the server refuses', async () => {
  const server = await serve();
  const names = [
    'dog',
    '강아지',
    'studies/dog',
    'a.b',
    'a/b/c',
    'x.json',
    ' lead',
    'trail.',
    'con',
    'a*b',
    'x'.repeat(121),
  ];
  for (const name of names) {
    const answer = await fetch(`${server.api}/graphs/${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: serializeGraph(emptyGraph()),
    });
    // Spaces around a name are left out before it is sent.
    if (name.trim() === name) expect([name, nameFault(name) === undefined]).toEqual([name, answer.ok]);
  }
  expect(nameOfTitle('A dog: sad → happy?')).toBe('A dog sad happy');
  expect(nameOfTitle('???')).toBe('');
});
