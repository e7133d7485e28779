import { defineNode, image } from '@moodwire/engine';

export const compareImages = defineNode({
  type: 'image/compare',
  title: 'Compare',
  version: 1,
  summary: 'Lays two pictures over each other, so that you can wipe from before to after.',
  inputs: { before: image(), after: image() },
  params: {},
  outputs: { image: image() },
  runsOn: 'host',
  run: ({ inputs }) => ({ image: inputs.after }),
});
