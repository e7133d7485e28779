import { deflateRawSync } from 'node:zlib';
import { createRegistry, type Graph, parseGraph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { expect, test } from 'vitest';
import { graphOfLink, isShareLink, linkOfGraph } from '../../../packages/editor/src/files/share-link.js';

const registry = createRegistry(packs);

function graphOf(nodes: Record<string, unknown>, more: Record<string, unknown> = {}): Graph {
  const parsed = parseGraph({ format: 'moodwire.graph', version: 2, nodes, ...more });
  if (!('graph' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.graph;
}

async function fragmentOf(graph: Graph): Promise<string> {
  const link = await linkOfGraph(graph, registry);
  if (!link.ok) throw new Error(link.message);
  return link.fragment;
}

const load = (file: string) => ({ type: 'image/load', params: { file } });
const packed = (text: string | Uint8Array): string => `#graph=${deflateRawSync(text).toString('base64url')}`;

test('a graph comes back from its link as it was', async () => {
  const graph = graphOf(
    {
      load: load('photos/coffee.jpg'),
      small: { type: 'image/resize', inputs: { image: 'load.image' }, params: { width: 300 } },
    },
    {
      title: '감정 ✓ "quoted"',
      layout: { nodes: { load: { x: 20, y: -40 } }, notes: [{ text: '메모' }] },
      later: { a: 1 },
    },
  );
  const fragment = await fragmentOf(graph);
  expect(fragment).toMatch(/^#graph=[\w-]+$/);
  expect(isShareLink(fragment)).toBe(true);
  expect(await graphOfLink(fragment)).toEqual({ ok: true, graph });
});

test('shipped photos and files of the store go along, files of this machine are left out and told', async () => {
  const stored = `${'a1'.repeat(32)}/dog.jpg`;
  const graph = graphOf(
    {
      shipped: load('photos/coffee.jpg'),
      stored: load(stored),
      own: load('/home/me/secret/party.jpg'),
      save: {
        type: 'image/save',
        inputs: { image: 'own.image' },
        params: { file: 'C:\\Users\\me\\out.png', quality: 80 },
      },
      words: { type: 'text/lines', params: { text: 'keep /home in words' } },
      strange: { type: 'film/unknown', params: { file: '/home/me/x.raw', level: '3/4' } },
    },
    { subgraphs: { inner: { nodes: { deep: load('deep.jpg') } } } },
  );
  const link = await linkOfGraph(graph, registry);
  if (!link.ok) throw new Error(link.message);
  expect([...link.leftOut].sort()).toEqual([
    '/home/me/secret/party.jpg',
    '/home/me/x.raw',
    'C:\\Users\\me\\out.png',
    'deep.jpg',
  ]);
  expect(link.note).toContain('party.jpg');
  expect(link.note).not.toContain('secret');
  const opened = await graphOfLink(link.fragment);
  if (!opened.ok) throw new Error(opened.message);
  expect(opened.graph.nodes).toMatchObject({ shipped: load('photos/coffee.jpg'), stored: load(stored) });
  expect(opened.graph.nodes['own']!.params).toEqual({});
  expect(opened.graph.nodes['save']!.params).toEqual({ quality: 80 });
  expect(opened.graph.nodes['words']!.params).toEqual({ text: 'keep /home in words' });
  expect(opened.graph.nodes['strange']!.params).toEqual({ level: '3/4' });
  expect(opened.graph.subgraphs!['inner']!.nodes['deep']!.params).toEqual({});
});

test('a graph too large for a link is refused, with what to do', async () => {
  let state = 1;
  const noise = Array.from({ length: 120_000 }, () => {
    state = (state * 48271) % 2147483647;
    return String.fromCharCode(33 + (state % 90));
  }).join('');
  const graph = graphOf({ words: { type: 'text/lines', params: { text: noise } } });
  expect(await linkOfGraph(graph, registry)).toMatchObject({
    ok: false,
    message: expect.stringMatching(/save.*download/i),
  });
  const flat = graphOf({ words: { type: 'text/lines', params: { text: 'a'.repeat(2 ** 20) } } });
  expect(await linkOfGraph(flat, registry)).toMatchObject({ ok: false });
});

test.each([
  ['nothing', '#graph='],
  ['signs that are no base64', '#graph=%%%%'],
  ['one sign', '#graph=a'],
  ['bytes that are not packed', '#graph=AAAAAAAA____'],
  ['what is cut off', packed(JSON.stringify({ format: 'moodwire.graph', version: 2, nodes: {} })).slice(0, -8)],
  ['another fragment', '#other=abc'],
])('%s is told to be damaged', async (_, fragment) => {
  expect(await graphOfLink(fragment)).toEqual({ ok: false, message: expect.stringContaining('damaged') });
});

test.each([
  ['no JSON', 'hello'],
  ['another JSON', '{"a": 1}'],
  ['a newer version', '{"format": "moodwire.graph", "version": 99, "nodes": {}}'],
  ['bytes that are no text', new Uint8Array([255, 254, 0, 1])],
])('%s in a link is refused with what is wrong', async (_, text) => {
  expect(await graphOfLink(packed(text))).toMatchObject({ ok: false, message: expect.stringContaining('no graph') });
});

test('what would unpack to more than a megabyte is refused before it is held', async () => {
  const bomb = packed(new Uint8Array(40 * 2 ** 20));
  expect(bomb.length).toBeLessThan(64 * 1024);
  expect(await graphOfLink(bomb)).toMatchObject({ ok: false });
});

test('a link that is too long is not looked at', async () => {
  expect(await graphOfLink(`#graph=${'A'.repeat(70_000)}`)).toMatchObject({
    ok: false,
    message: expect.stringContaining('64 kB'),
  });
});
