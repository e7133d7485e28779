import { choice, defineNode, image, int } from '@moodwire/engine';
import { scaleImage } from './scale.js';

const SIDE = { default: 0, min: 0, max: 16_383, step: 1 } as const;

export const resize = defineNode({
  type: 'image/resize',
  title: 'Resize',
  version: 1,
  summary: 'Makes a picture larger or smaller and keeps it crisp.',
  inputs: { image: image() },
  params: {
    width: int({ ...SIDE, help: "The new width in pixels. 0 follows from the height by the picture's own shape." }),
    height: int({ ...SIDE, help: "The new height in pixels. 0 follows from the width by the picture's own shape." }),
    fit: choice(['inside', 'cover', 'exact'], {
      default: 'inside',
      help: 'Inside shows all of the picture within the size; cover fills the size and crops the rest; exact squashes.',
    }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params }) {
    return { image: await scaleImage(inputs.image, params) };
  },
});
