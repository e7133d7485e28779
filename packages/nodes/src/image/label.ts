import { defineNode, type Image, image, int, string } from '@moodwire/engine';
import { drawCaption } from './caption.js';

const PAPER = 255;
const INK = 24;

export const label = defineNode({
  type: 'image/label',
  title: 'Label',
  version: 1,
  summary: 'Puts a caption under a picture, so that a sheet of moods tells you which is which.',
  inputs: { image: image() },
  params: {
    text: string({ default: '', help: 'The words under the picture. Without any, the picture stays as it is.' }),
    size: int({
      default: 24,
      min: 6,
      max: 512,
      step: 1,
      help: 'The height of the letters in pixels. A long line is set smaller, so that it fits.',
    }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params }) {
    return { image: await addCaption(inputs.image, params.text, params.size) };
  },
});

async function addCaption(picture: Image, words: string, size: number): Promise<Image> {
  if (words.trim() === '') return picture;
  const { encoded: _, ...kept } = picture;
  const { channels, data } = picture;
  const { coverage, height } = await drawCaption(words, picture.width, size);
  const wide = data instanceof Uint16Array;
  const length = data.length + coverage.length * channels;
  const grown = wide ? new Uint16Array(length) : new Uint8Array(length);
  grown.set(data);
  const depth = wide ? 257 : 1;
  const colours = channels > 2 ? 3 : 1;
  for (let pixel = 0, at = data.length; pixel < coverage.length; pixel++, at += channels) {
    const value = Math.round(PAPER + ((INK - PAPER) * coverage[pixel]!) / 255) * depth;
    grown.fill(value, at, at + colours);
    if (channels > colours) grown[at + colours] = 255 * depth;
  }
  return { ...kept, height: picture.height + height, data: grown };
}
