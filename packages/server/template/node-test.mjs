// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph, CPU, createEngine, createRegistry, createResources, defineNode, image } from '@moodwire/engine';
import { filmGrain } from './grain.mjs';

/** @type {import('@moodwire/engine').Image} A small picture: a ramp of colours, half of it see-through. */
const picture = {
  width: 32,
  height: 16,
  channels: 4,
  data: Uint8Array.from({ length: 32 * 16 * 4 }, (_, i) => (i % 4 === 3 ? (i % 8 < 4 ? 255 : 128) : 40 + (i % 173))),
};

/** Gives the picture to a graph, in place of a file. */
const source = defineNode({
  type: 'test/picture',
  title: 'Picture',
  version: 1,
  summary: 'For this test.',
  inputs: {},
  params: {},
  outputs: { image: image() },
  runsOn: 'host',
  run: () => ({ image: picture }),
});

const registry = createRegistry([{ name: 'test', nodes: [source, filmGrain] }]);

/** What no node of this test asks for. @returns {Promise<never>} */
const nothing = async () => {
  throw new Error('no file is at hand here');
};
const host = {
  inputFile: nothing,
  outputFile: nothing,
  modelFolder: nothing,
  device: CPU,
  resources: createResources(),
};

/**
 * Runs the node in a graph of its own.
 * @param {{ amount?: number, colour?: boolean, seed?: number }} params
 * @returns {Promise<import('@moodwire/engine').Image>}
 */
async function runNode(params) {
  const graph = buildGraph();
  const { image } = graph.add('picture', source, {});
  graph.output('image', graph.add('node', filmGrain, { image, ...params }).image);
  const engine = createEngine({ registry });
  const result = await engine.run(graph.graph, { host }).result;
  await engine.close();
  if (result.status !== 'done') throw new Error(JSON.stringify(result));
  return /** @type {import('@moodwire/engine').Image} */ (result.outputs['image']);
}

test('the node is declared as nodes are', () => {
  assert.deepEqual(registry.problems, []);
});

test('an amount of 0 gives the picture', async () => {
  assert.deepEqual((await runNode({ amount: 0 })).data, picture.data);
});

test('the same seed gives the same picture, and another seed another', async () => {
  const [one, again, other] = [await runNode({ seed: 1 }), await runNode({ seed: 1 }), await runNode({ seed: 2 })];
  assert.deepEqual(one.data, again.data);
  assert.notDeepEqual(one.data, other.data);
});

test('it changes the colours, not the alpha, and not its input', async () => {
  const before = picture.data.slice();
  const made = await runNode({ amount: 1, colour: true });
  assert.notDeepEqual(made.data, before);
  for (let i = 3; i < before.length; i += 4) assert.equal(made.data[i], before[i]);
  assert.deepEqual(picture.data, before);
});
