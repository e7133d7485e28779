import { createRegistry, emptyGraph, type Graph, type Port } from '@moodwire/engine';
import { packs } from '@moodwire/nodes';
import { expect, test } from 'vitest';
import {
  candidatesOf,
  findCandidates,
  fitting,
  type LooseEnd,
  readQuery,
  subgraphKinds,
} from '../../../packages/editor/src/palette/candidates.js';

const registry = createRegistry(packs);
const all = candidatesOf(registry.types.map((type) => registry.get(type)!));

const find = (query: string): string[] => findCandidates(query, all).map(({ item }) => item.kind.type);
const fits = (port: Port, side: LooseEnd['side']): [string, string | undefined][] =>
  fitting(all, { port, side }).map(({ kind, port: name }) => [kind.type, name]);

test('nodes are found by name, by type, and by what they are for', () => {
  expect(find('load ph')[0]).toBe('image/load');
  expect(find('image/grid')[0]).toBe('image/grid');
  expect(find('crisp')).toEqual(['image/resize']);
  expect(find('contact')[0]).toBe('image/grid');
});

test('a query asks for the types of ports', () => {
  const masks = find(':mask');
  expect(masks).toEqual(expect.arrayContaining(['emotion/denoise', 'emotion/per-retain', 'latent/decode']));
  expect(masks).not.toContain('image/load');
  expect(find('gives mask')).toContain('emotion/denoise');
  expect(find('gives mask')).not.toContain('latent/decode');
  expect(find('takes image gives latent')).toEqual(['latent/encode']);
  expect(find('retain 출력:mask')).toEqual(['emotion/per-retain']);
});

test('words that only look like a wish for ports are searched as words', () => {
  expect(readQuery('takes')).toEqual({ text: 'takes', ports: [] });
  expect(readQuery('fill in text')).toEqual({ text: 'fill in text', ports: [] });
  expect(readQuery('a:b')).toEqual({ text: 'a:b', ports: [] });
});

test('an output gets only nodes that take it, each with the slot that it goes to', () => {
  const latents = fits({ kind: 'latent' }, 'output');
  expect(latents).toContainEqual(['latent/decode', 'edited']);
  expect(latents).toContainEqual(['emotion/denoise', 'latent']);
  expect(latents).toContainEqual(['flow/switch', 'yes']);
  const types = latents.map(([type]) => type);
  expect(types).not.toContain('image/save');
  expect(types).not.toContain('image/load');
});

test('nodes that want just this type come before those that take anything', () => {
  const types = fits({ kind: 'latent' }, 'output').map(([type]) => type);
  expect(types.indexOf('latent/decode')).toBeLessThan(types.indexOf('flow/switch'));
  expect(types.indexOf('latent/decode')).toBeLessThan(types.indexOf('list/pick'));
});

test('what a param takes is offered too, but no name of a subgraph', () => {
  expect(fits({ kind: 'integer' }, 'output')).toContainEqual(['number/calculate', 'a']);
  expect(fits({ kind: 'text' }, 'output')).toContainEqual(['image/load', 'file']);
  expect(fits({ kind: 'text' }, 'output').map(([type]) => type)).not.toContain('flow/fold');
});

test('a list input takes single items', () => {
  expect(fits({ kind: 'image' }, 'output')).toContainEqual(['image/grid', 'images']);
});

test('an input gets only nodes that give what it wants', () => {
  const masks = fits({ kind: 'mask' }, 'input');
  expect(masks).toContainEqual(['emotion/denoise', 'relevance']);
  expect(masks).toContainEqual(['emotion/per-retain', 'mask']);
  expect(masks.map(([type]) => type)).not.toContain('image/load');
});

const graph: Graph = {
  ...emptyGraph(),
  subgraphs: {
    inner: {
      title: 'Halve',
      description: 'Makes a picture half as wide.',
      interface: { inputs: { image: 'r.image', width: 'r.width' }, outputs: { image: 'r.image' } },
      nodes: { r: { type: 'image/resize', inputs: {}, params: {} } },
    },
    outer: { nodes: { i: { type: 'subgraph/inner' } } },
    loop: { nodes: { f: { type: 'flow/for', params: { body: 'outer' } } } },
  },
};

test('the subgraphs of a document are kinds of node, with the ports of their interface', () => {
  const [inner] = subgraphKinds(graph, registry, undefined);
  expect(inner).toMatchObject({ type: 'subgraph/inner', title: 'Halve', summary: 'Makes a picture half as wide.' });
  expect(inner!.inputs).toEqual({ image: { kind: 'image' } });
  expect(Object.keys(inner!.params)).toEqual(['width']);
  expect(inner!.outputs).toEqual({ image: { kind: 'image' } });
  expect(fitting(candidatesOf([inner!]), { port: { kind: 'image' }, side: 'output' })[0]!.port).toBe('image');
});

test('a subgraph is not offered where it would hold itself, however deep', () => {
  const names = (into: string | undefined): string[] => subgraphKinds(graph, registry, into).map(({ type }) => type);
  expect(names(undefined)).toEqual(['subgraph/inner', 'subgraph/outer', 'subgraph/loop']);
  expect(names('inner')).toEqual([]);
  expect(names('outer')).toEqual(['subgraph/inner']);
  expect(names('loop')).toEqual(['subgraph/inner', 'subgraph/outer']);
});
