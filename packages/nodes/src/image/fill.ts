import { colour, defineNode, image, int } from '@moodwire/engine';
import { parseColour } from './colour.js';

const SIDE = { default: 512, min: 1, max: 16_383, step: 1 } as const;

export const fill = defineNode({
  type: 'image/fill',
  title: 'Plain colour',
  version: 1,
  summary: 'Makes a picture of one colour, to try things on or to lay behind others.',
  inputs: {},
  params: {
    colour: colour({ default: '#808080', help: 'The colour of every pixel.' }),
    width: int({ ...SIDE, help: 'How many pixels wide the picture is.' }),
    height: int({ ...SIDE, help: 'How many pixels high the picture is.' }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  run({ params: { colour, width, height } }) {
    const data = new Uint8Array(width * height * 3);
    data.set(parseColour(colour));
    for (let done = 3; done < data.length; done *= 2) data.copyWithin(done, 0, done);
    return { image: { width, height, channels: 3, data } };
  },
});
