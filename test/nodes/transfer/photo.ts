import { fileURLToPath } from 'node:url';
import type { Image } from '@moodwire/engine';
import sharp from 'sharp';

const FOLDER = new URL('../../../examples/photos/', import.meta.url);

export const PHOTOS = ['astronaut.png', 'chelsea.png', 'coffee.png', 'rocket.jpg'];

export type Rgb = { readonly width: number; readonly height: number; readonly data: Uint8Array };

export async function readPhoto(name: string): Promise<Rgb & Image> {
  const { data, info } = await sharp(fileURLToPath(new URL(name, FOLDER)))
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data: Uint8Array.from(data) };
}

/** Planar RGB in 0..1 of a picture squashed to `size`×`size`, as the model sees it. */
export async function squash({ width, height, data }: Rgb, size = 128): Promise<Float32Array> {
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(size, size, { fit: 'fill' })
    .raw()
    .toBuffer();
  return planar(small, size * size);
}

export function planar(interleaved: Uint8Array, size: number): Float32Array {
  return Float32Array.from({ length: 3 * size }, (_, i) => interleaved[(i % size) * 3 + Math.floor(i / size)]! / 255);
}

/** Edits each pixel from (r, g, b, x, y), all in 0..1, to three numbers that are clamped and rounded. */
export function editPixels(
  photo: Rgb,
  edit: (colour: readonly [number, number, number], x: number, y: number) => readonly number[],
): Rgb {
  const data = new Uint8Array(photo.data.length);
  for (let i = 0; i < photo.width * photo.height; i++) {
    const colour = [photo.data[3 * i]! / 255, photo.data[3 * i + 1]! / 255, photo.data[3 * i + 2]! / 255] as const;
    const edited = edit(colour, (i % photo.width) / photo.width, Math.floor(i / photo.width) / photo.height);
    for (let c = 0; c < 3; c++) data[3 * i + c] = Math.round(255 * Math.min(1, Math.max(0, edited[c]!)));
  }
  return { ...photo, data };
}

export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / a.length));
}
