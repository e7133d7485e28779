import type { Emotion, Graph } from '@moodwire/engine';
import { emotionPack, showEmotion } from '@moodwire/nodes';
import { afterAll, describe, expect, it } from 'vitest';
import { context } from '../image/pictures.js';
import { openStudio } from './studio.js';

const studio = openStudio([]);
afterAll(() => studio.close());

/** One emotion for two edits of a plain picture. */
const graph = (source: Graph['nodes'][string], strength: number): Graph => {
  const edit = { type: 'emotion/edit', inputs: { image: 'plain.image', target: 'mood' }, params: { strength } };
  return {
    format: 'moodwire.graph',
    version: 2,
    nodes: {
      plain: { type: 'image/fill', params: { width: 16, height: 8 } },
      mood: source,
      one: {
        ...edit,
        inputs: { ...edit.inputs, target: source.type === 'text/template' ? 'mood.text' : 'mood.target' },
      },
      two: {
        ...edit,
        inputs: { ...edit.inputs, target: source.type === 'text/template' ? 'mood.text' : 'mood.target' },
      },
    },
  };
};

it('explains each node of the pack and its params', () => {
  for (const node of emotionPack.nodes) {
    expect(node.summary).toMatch(/^[A-Z].{20,}\.$/);
    for (const param of Object.values(node.params)) expect(param.help).toMatch(/^[A-Z].{10,}\.$/);
  }
});

describe('emotion/target', () => {
  it('feeds one emotion to several nodes', async () => {
    const made = await studio.run(graph({ type: 'emotion/target', params: { target: 'fear' } }, 1), ['one', 'two']);
    expect(made['one']!['image']).toEqual(made['two']!['image']);
    const other = await studio.run(graph({ type: 'emotion/target' }, 1), ['one']);
    expect(other['one']!['image']).not.toEqual(made['one']!['image']);
  });

  it('is not needed to be told that a word names none', async () => {
    const wrong = studio.run(graph({ type: 'text/template', params: { text: 'joy' } }, 0), ['one']);
    await expect(wrong).rejects.toThrow(
      'target: a link gave \\"joy\\", expected one of amusement, awe, contentment, excitement, anger, disgust, fear, sadness',
    );
  });
});

it('emotion/show hands on what it shows', async () => {
  const emotion: Emotion = { name: 'neutral', probabilities: new Array(8).fill(1 / 8), valence: 0, arousal: 0 };
  expect((await showEmotion.run(context({ emotion }, {}))).emotion).toBe(emotion);
});
