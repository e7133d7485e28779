import { colour, defineNode, type Image, image, int, MoodwireError } from '@moodwire/engine';
import { asColour } from './as-colour.js';
import { parseColour } from './colour.js';
import { MAX_PIXELS, megapixels } from './format.js';

export const frame = defineNode({
  type: 'image/frame',
  title: 'Frame',
  version: 1,
  summary: 'Puts an even border around a picture and leaves the picture itself alone.',
  inputs: { image: image() },
  params: {
    colour: colour({ default: '#ffffff', help: "The colour of the border, in the picture's own colour space." }),
    size: int({ default: 16, min: 0, max: 4096, step: 1, help: 'How many pixels wide the border is on each side.' }),
  },
  outputs: { image: image() },
  runsOn: 'host',
  async run({ inputs, params }) {
    if (params.size === 0) return { image: inputs.image };
    return { image: await framed(inputs.image, params.size, parseColour(params.colour)) };
  },
});

async function framed(picture: Image, size: number, rgb: readonly [number, number, number]): Promise<Image> {
  const width = picture.width + 2 * size;
  const height = picture.height + 2 * size;
  if (width * height > MAX_PIXELS) {
    throw new MoodwireError(
      `image/frame would make ${width}×${height} pixels, ${megapixels(width * height)}; ` +
        `at most ${megapixels(MAX_PIXELS)} fit: use a thinner border, or resize the picture first.`,
    );
  }
  const isGrey = rgb.every((part) => part === rgb[0]);
  const { encoded: _, ...kept } = isGrey ? picture : await asColour(picture);
  const { channels, data } = kept;
  const pixel = channels > 2 ? [...rgb] : [rgb[0]];
  if (channels % 2 === 0) pixel.push(255);
  const wide = data instanceof Uint16Array;
  const length = width * height * channels;
  const grown = wide ? new Uint16Array(length) : new Uint8Array(length);
  grown.set(wide ? pixel.map((part) => part * 257) : pixel);
  for (let done: number = channels; done < length; done *= 2) grown.copyWithin(done, 0, done);
  for (let y = 0; y < picture.height; y++) {
    const row = data.subarray(y * picture.width * channels, (y + 1) * picture.width * channels);
    grown.set(row, ((y + size) * width + size) * channels);
  }
  return { ...kept, width, height, data: grown };
}
