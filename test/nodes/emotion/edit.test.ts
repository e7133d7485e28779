import { readFile } from 'node:fs/promises';
import { type Graph, type Image, parseGraphText } from '@moodwire/engine';
import { afterAll, expect, it } from 'vitest';
import { hashOf } from '../image/pictures.js';
import { openStudio, photo } from './studio.js';

const COFFEE = photo('coffee.png');
const studio = openStudio([COFFEE]);
afterAll(() => studio.close());

async function edited(params: Record<string, string | number>): Promise<Image> {
  const nodes: Graph['nodes'] = {
    load: { type: 'image/load', params: { file: COFFEE } },
    edit: { type: 'emotion/edit', inputs: { image: 'load.image' }, params },
  };
  const made = await studio.run({ format: 'moodwire.graph', version: 2, nodes }, ['edit']);
  return made['edit']!['image'] as Image;
}

it('gives the picture that the shipped graph gives, step by step', async () => {
  const text = await readFile(new URL('../../../graphs/affective-edit.json', import.meta.url), 'utf8');
  const parsed = parseGraphText(text);
  if (!('graph' in parsed)) throw new Error('no graph');
  const { nodes } = parsed.graph;
  const graph: Graph = {
    ...parsed.graph,
    nodes: {
      ...nodes,
      load: { ...nodes['load']!, params: { file: COFFEE } },
      eic: { ...nodes['eic']!, params: { target: 'fear' } },
      denoise: { ...nodes['denoise']!, params: { seed: 5 } },
      decode: { ...nodes['decode']!, params: { strength: 0.8 } },
    },
  };
  const wanted = (await studio.run(graph, ['decode']))['decode']!['image'] as Image;
  const found = await edited({ target: 'fear', seed: 5, strength: 0.8 });
  expect(found).toMatchObject({ width: 600, height: 400 });
  expect(hashOf(found.data)).toBe(hashOf(wanted.data));
  expect(hashOf((await edited({ target: 'fear', seed: 6, strength: 0.8 })).data)).not.toBe(hashOf(wanted.data));
});

it('at strength 0 gives the photo itself, and looks for no model', async () => {
  expect((await edited({ strength: 0, model: 'none' })).encoded?.file).toBe(COFFEE);
  await expect(edited({ model: 'none' })).rejects.toThrow('no model \\"none\\"');
});
