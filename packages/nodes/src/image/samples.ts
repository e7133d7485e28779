import type { Image } from '@moodwire/engine';
import sharp, { type Sharp } from 'sharp';
import { MAX_PIXELS } from './format.js';

/** How samples are laid out: 16 or 8 bits, grey or RGB, with or without alpha. */
export type Layout = { readonly wide: boolean; readonly grey: boolean; readonly alpha: boolean };

export type Samples = Pick<Image, 'width' | 'height' | 'channels' | 'data'>;

export function layoutOf(image: Samples): Layout {
  return {
    wide: image.data instanceof Uint16Array,
    grey: image.channels < 3,
    alpha: image.channels === 2 || image.channels === 4,
  };
}

/**
 * A sharp pipeline over a picture's samples. They carry no profile, so nothing along it converts colours. `fine` is for
 * resizing: libvips weighs 16-bit samples by coarse whole numbers, which darkens them by 0.2 %, but floats exactly.
 */
export function openSamples(image: Samples, fine = false): Sharp {
  const { width, height, channels } = image;
  const { wide, grey } = layoutOf(image);
  const data = fine && wide ? Float32Array.from(image.data) : image.data;
  const pipeline = sharp(data, { raw: { width, height, channels }, limitInputPixels: MAX_PIXELS });
  return pipeline.toColourspace(wide ? (grey ? 'grey16' : 'rgb16') : grey ? 'b-w' : 'srgb');
}

/** The samples at the end of a sharp pipeline, in plain typed arrays: a `Buffer` would hash as another type. */
export async function readSamples(pipeline: Sharp, layout: Layout): Promise<Samples> {
  // libvips' raw output drops the alpha of 8-bit grey, so that one goes by way of RGB, which repeats the grey.
  const viaRgb = layout.grey && layout.alpha && !layout.wide;
  const space = layout.wide ? (layout.grey ? 'grey16' : 'rgb16') : layout.grey && !viaRgb ? 'b-w' : 'srgb';
  const { data, info } = await pipeline
    .toColourspace(space)
    .raw({ depth: layout.wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  if (viaRgb && info.channels === 4) return { width, height, channels: 2, data: greyAndAlpha(bytes) };
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  return {
    width,
    height,
    channels: info.channels as Image['channels'],
    data: layout.wide ? new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2) : bytes,
  };
}

function greyAndAlpha(rgba: Uint8Array): Uint8Array {
  const pairs = new Uint8Array(rgba.length / 2);
  for (let i = 0; i < pairs.length; i += 2) {
    pairs[i] = rgba[i * 2]!;
    pairs[i + 1] = rgba[i * 2 + 3]!;
  }
  return pairs;
}

/** The same picture with 8-bit samples: 16-bit ones are divided by 257 and rounded, so 0 and full stay 0 and full. */
export function narrow<T extends Samples>(image: T): T {
  if (image.data instanceof Uint8Array) return image;
  const wide = image.data;
  const data = new Uint8Array(wide.length);
  for (let i = 0; i < wide.length; i++) data[i] = ((wide[i]! + 128) / 257) | 0;
  return { ...image, data };
}
