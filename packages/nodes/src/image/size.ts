import { defineNode, image, integer } from '@moodwire/engine';

export const size = defineNode({
  type: 'image/size',
  title: 'Measure',
  version: 1,
  summary: 'Tells how many pixels wide and high a picture is.',
  inputs: { image: image() },
  params: {},
  outputs: { width: integer(), height: integer() },
  runsOn: 'host',
  run({ inputs: { image } }) {
    return { width: image.width, height: image.height };
  },
});
