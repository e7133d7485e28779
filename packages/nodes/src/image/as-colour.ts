import type { Image } from '@moodwire/engine';
import { toSrgb } from './srgb.js';

/**
 * A grey picture as an RGB one that looks the same, with its alpha; a colour picture as it is. Grey is repeated at its own
 * depth; with a profile of grey, which cannot describe colours, it is converted to 8-bit sRGB.
 */
export async function asColour(image: Image): Promise<Image> {
  if (image.channels > 2) return image;
  const { encoded: _, icc, ...kept } = image;
  if (icc) return { ...kept, ...(await toSrgb(image)) };
  const { data } = image;
  const pixels = image.width * image.height;
  const alpha = image.channels === 2;
  const channels = alpha ? 4 : 3;
  const colours = data instanceof Uint16Array ? new Uint16Array(pixels * channels) : new Uint8Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * channels;
    colours.fill(data[pixel * image.channels]!, at, at + 3);
    if (alpha) colours[at + 3] = data[pixel * 2 + 1]!;
  }
  return { ...kept, channels, data: colours };
}
