import { readFile } from 'node:fs/promises';
import { createRegistry, emptyGraph, type Graph, parseGraphText, resolveGraph } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { describe, expect, test } from 'vitest';
import { dataflowOrder } from '../../packages/editor/src/panel/dataflow-order.js';
import { nodePathOf } from '../../packages/editor/src/panel/node-path.js';
import { outlineOf, spokenNode } from '../../packages/editor/src/panel/outline.js';
import { thumbnailOf } from '../../packages/editor/src/panel/thumbnail.js';
import { en } from '../../packages/editor/src/words/en.js';

const registry = createRegistry(packs);

async function shipped(name: string): Promise<Graph> {
  const parsed = parseGraphText(await readFile(new URL(`../../graphs/${name}.json`, import.meta.url), 'utf8'));
  if (!('graph' in parsed)) throw new Error('it is shipped broken');
  return parsed.graph;
}

describe('the outline', () => {
  test('reads a graph as results flow, with what goes in and out of each node', async () => {
    const graph = await shipped('affective-edit');
    const outline = outlineOf(graph, (id) => resolveGraph(graph, registry).nodeOf(id), en.panel.outline);
    const ids = outline.map(({ id }) => id);
    for (const [id, { inputs }] of Object.entries(graph.nodes)) {
      for (const link of Object.values(inputs ?? {}).flat()) {
        expect(ids.indexOf(link.split('.')[0]!)).toBeLessThan(ids.indexOf(id));
      }
    }
    const decode = outline.find(({ id }) => id === 'decode')!;
    expect(spokenNode(decode, { state: 'done', milliseconds: 210 }, 0, en)).toMatch(
      /^[\w ]+, latent\/decode, done in 210 ms; input edited from PER retain latent; input source from /,
    );
    expect(spokenNode(decode, undefined, 2, en)).toContain(', latent/decode, 2 problems; ');
    expect(decode.parts.map(({ text }) => text)).toContain('strength: 1');
    expect(decode.parts.find(({ key }) => key === 'output image')).toMatchObject({ leadsTo: 'compare' });
    const retain = outline.find(({ id }) => id === 'retain')!;
    expect(retain.parts.find(({ key }) => key === 'output latent')!.text).toMatch(/^output latent to /);
  });

  test('says of a node of an unknown kind what can be said', () => {
    const graph: Graph = { ...emptyGraph(), nodes: { a: { type: 'nobody/knows', inputs: { x: 'gone.y' } } } };
    const [a] = outlineOf(graph, () => undefined, en.panel.outline);
    expect(a).toMatchObject({ title: 'a', type: 'nobody/knows' });
    expect(a!.parts.map(({ text }) => text)).toEqual(['input x from gone y']);
  });
});

test('nodes on a circle come last in the order', () => {
  const node = (...from: string[]) => ({ type: 'x/y', inputs: { in: from.map((id) => `${id}.out`) } });
  const body = { nodes: { c: node('b'), a: node('b', 'a2'), b: node('a'), a2: { type: 'x/y' } } };
  expect(dataflowOrder(body).map(({ id }) => id)).toEqual(['a2', 'c', 'a', 'b']);
});

describe('a graph in small', () => {
  test('shows each node and each link inside its measures', async () => {
    for (const name of ['affective-edit', 'examples/subgraph', 'examples/emotion-map']) {
      const graph = await shipped(name);
      const { width, height, boxes, lines } = thumbnailOf(graph);
      expect(boxes).toHaveLength(Object.keys(graph.nodes).length);
      const links = Object.values(graph.nodes).flatMap(({ inputs }) => Object.values(inputs ?? {}).flat());
      expect(lines).toHaveLength(links.length);
      for (const { x, y, w, h } of boxes) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(x + w).toBeLessThanOrEqual(width);
        expect(y + h).toBeLessThanOrEqual(height);
      }
    }
  });

  test('lays out what has no layout, so that no two nodes lie on each other', async () => {
    const { layout: _, ...graph } = await shipped('affective-edit');
    const { boxes } = thumbnailOf(graph);
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
      }
    }
  });

  test('is drawn also where there is nothing', () => {
    expect(thumbnailOf(emptyGraph())).toMatchObject({ boxes: [], lines: [] });
  });
});

test('a node of a subgraph is reached through the nodes that run it', () => {
  const inner = { nodes: { down: { type: 'image/resize' } } };
  const graph: Graph = {
    ...emptyGraph(),
    nodes: { use: { type: 'subgraph/outer' }, loop: { type: 'flow/for', params: { body: 'round' } } },
    subgraphs: { inner, outer: { nodes: { again: { type: 'subgraph/inner' } } }, round: inner, lost: inner },
  };
  expect(nodePathOf(graph, { node: 'use' })).toBe('use');
  expect(nodePathOf(graph, { subgraph: 'inner', node: 'down' })).toBe('use/again/down');
  expect(nodePathOf(graph, { subgraph: 'round', node: 'down' })).toBe('loop/down');
  expect(nodePathOf(graph, { subgraph: 'round' })).toBe('loop');
  expect(nodePathOf(graph, { subgraph: 'lost', node: 'down' })).toBeUndefined();
});
