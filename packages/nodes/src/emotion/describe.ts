import { defineNode, emotion, image, mllm, text } from '@moodwire/engine';
import { toPlanarRgb } from '../image/index.js';
import { manifestOf } from '../model/manifest.js';
import { describePicture, seePicture } from './mllm.js';

export const describeEmotion = defineNode({
  type: 'emotion/describe',
  title: 'Describe the emotion',
  version: 2,
  summary: 'Says in words what a picture feels like, and what in it makes it so.',
  inputs: { image: image(), mllm: mllm() },
  params: {},
  outputs: { text: text(), emotion: emotion() },
  runsOn: 'backend',
  async run({ inputs, host, signal }) {
    const { manifest } = await manifestOf(host, inputs.mllm);
    const planes = toPlanarRgb(inputs.image, manifest.size, manifest.size);
    const { imageEmbeds, emotion: read } = await seePicture(host, inputs.mllm, planes);
    const words = await describePicture(host, inputs.mllm, imageEmbeds, signal);
    // The sentence is the language head's, which names a feeling also where none is clear.
    return { text: read.name === 'neutral' ? `No clear emotion. A guess: ${words}` : words, emotion: read };
  },
});
