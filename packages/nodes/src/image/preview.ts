import { defineNode, image, int } from '@moodwire/engine';
import { shrinkImage } from './scale.js';

export const preview = defineNode({
  type: 'image/preview',
  title: 'Preview',
  version: 1,
  summary: 'Shows you the picture right here in the graph, small enough to arrive at once.',
  inputs: { image: image() },
  params: {
    size: int({
      default: 512,
      min: 16,
      max: 4096,
      step: 16,
      help: 'The longer side of the preview in pixels. Smaller pictures are shown as they are.',
    }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params, preview }) {
    const small = await shrinkImage(inputs.image, params.size);
    preview(small);
    return { image: small };
  },
});
