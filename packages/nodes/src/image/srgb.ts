import type { Image } from '@moodwire/engine';
import sharp from 'sharp';
import { encodeImage } from './encode.js';
import { layoutOf, narrow, openSamples, readSamples, type Samples } from './samples.js';

/** A picture as 8-bit sRGB with or without alpha, converted from its profile where it has one. */
export async function toSrgb(image: Image): Promise<Samples> {
  const { encoded: _, exif: __, ...plain } = narrow(image);
  const layout = { ...layoutOf(plain), grey: false };
  if (!plain.icc) return readSamples(openSamples(plain), layout);
  const carrier = await encodeImage(plain, 'png');
  return readSamples(sharp(carrier, { failOn: 'none', limitInputPixels: false }), layout);
}
