import { basename, extname } from 'node:path';
import { MoodwireError } from '@moodwire/engine';

/** The containers that pictures are written to. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'avif' | 'tiff';

/** The formats in which a picture carries the graph that made it. */
export type WorkflowFormat = 'png' | 'jpeg' | 'webp';

export const isWorkflowFormat = (format: string): format is WorkflowFormat =>
  format === 'png' || format === 'jpeg' || format === 'webp';

const FORMAT_OF_SUFFIX: Readonly<Record<string, ImageFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
};

/**
 * The format that a file name asks for by its suffix, upper or lower case. Throws `MoodwireError`, listing the known
 * suffixes, for any other.
 */
export function formatOfName(path: string): ImageFormat {
  const suffix = extname(path);
  const format = FORMAT_OF_SUFFIX[suffix.toLowerCase()];
  if (format) return format;
  const found = suffix === '' ? 'has no suffix' : `ends in ${suffix}`;
  const known = Object.keys(FORMAT_OF_SUFFIX).join(', ');
  throw new MoodwireError(
    `${basename(path)} ${found}, so no picture format is known for it: name the file with one of ${known}.`,
  );
}

/** Does the name's suffix say that it is a picture that can be written? */
export function isPictureName(path: string): boolean {
  return Object.hasOwn(FORMAT_OF_SUFFIX, extname(path).toLowerCase());
}

/** Pictures above this are refused before they are decoded: 16,383 × 16,383, also the limit of libvips' decoders. */
export const MAX_PIXELS = 0x3fff * 0x3fff;

/** A pixel count for a message: `24 megapixels`. */
export function megapixels(pixels: number): string {
  return `${pixels < 1e7 ? (pixels / 1e6).toFixed(1) : Math.round(pixels / 1e6)} megapixels`;
}
