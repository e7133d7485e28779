import { writeFile } from 'node:fs/promises';
import type { Image } from '@moodwire/engine';
import { decodeImage, encodeImage, formatOfName, shrinkImage } from '@moodwire/nodes';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  COFFEE,
  cameraExif,
  gpsExif,
  hashOf,
  largestDifference,
  p3Profile,
  picture,
  samples,
  scratch,
} from './pictures.js';
import { readPlainPng } from './plain-png.js';

const at = scratch();
const FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff'] as const;

/** With a profile of its own kind and what a camera noted. */
async function tagged(image: Image): Promise<Image> {
  const icc = await p3Profile();
  if (image.channels < 3) icc.set(Buffer.from('GRAY'), 16);
  return { ...image, icc, exif: await cameraExif() };
}

/** Coffee, smooth enough that lossy formats stay near it. */
async function photo(): Promise<Image> {
  const { encoded: _, ...image } = await decodeImage(COFFEE);
  return shrinkImage(image, 240);
}

async function reopened(name: string, bytes: Uint8Array): Promise<Image> {
  await writeFile(at(name), bytes);
  return decodeImage(at(name));
}

describe('PNG gives back exactly what it was given', () => {
  for (const depth of [8, 16] as const) {
    for (const channels of [1, 2, 3, 4] as const) {
      test(`${depth} bits, ${channels} channels, with a P3 profile and EXIF`, async () => {
        const image = await tagged(picture(33, 21, channels, depth));
        const { width, height, data, icc, exif } = image;
        expect(readPlainPng(await encodeImage(image, 'png'))).toEqual({ width, height, channels, data, icc, exif });
      });
    }
  }

  test('without metadata none is written', async () => {
    const read = readPlainPng(await encodeImage(picture(8, 8, 3), 'png'));
    expect(read.icc ?? read.exif).toBeUndefined();
  });
});

for (const [depth, channels] of [
  [8, 1],
  [8, 2],
  [8, 3],
  [8, 4],
  [16, 1],
  [16, 3],
  [16, 4],
] as const) {
  test(`TIFF gives back ${depth}-bit samples of ${channels} channels and the profile`, async () => {
    const { exif: _, ...image } = await tagged(picture(33, 21, channels, depth));
    const read = await reopened(`t${depth}${channels}.tiff`, await encodeImage(image, 'tiff'));
    expect(read.data).toEqual(image.data);
    expect(read.icc).toEqual(image.icc);
    expect(read.channels).toBe(channels);
  });
}

for (const format of ['jpeg', 'webp', 'avif'] as const) {
  test(`${format} keeps profile and EXIF byte for byte, and the colours as numbers`, async () => {
    const image = await tagged(await photo());
    const read = await reopened(`kept.${format}`, await encodeImage(image, format));
    expect(read.icc).toEqual(image.icc);
    if (format === 'avif') expect(Buffer.from(read.exif!).includes('Testcam')).toBe(true);
    else expect(read.exif).toEqual(image.exif);
    let total = 0;
    for (let i = 0; i < image.data.length; i++) total += Math.abs(image.data[i]! - read.data[i]!);
    expect(total / image.data.length).toBeLessThan(4);
  });

  test(`${format} of a tagged picture has the same samples as of an untagged one`, async () => {
    const plain = await photo();
    const [a, b] = await Promise.all([plain, await tagged(plain)].map((image) => encodeImage(image, format)));
    const [readA, readB] = [await reopened(`a.${format}`, a!), await reopened(`b.${format}`, b!)];
    expect(hashOf(readB.data)).toBe(hashOf(readA.data));
  });
}

test('strip removes what the camera noted, and keeps the profile', async () => {
  const image = await tagged(await photo());
  for (const format of FORMATS) {
    const kept = await sharp(await encodeImage(image, format)).metadata();
    const stripped = await encodeImage(image, format, { strip: true });
    const metadata = await sharp(stripped).metadata();
    expect(metadata.exif).toBeUndefined();
    expect(stripped.includes('Testcam')).toBe(false);
    expect(new Uint8Array(metadata.icc!)).toEqual(image.icc);
    // TIFF has no place for an EXIF block.
    if (format !== 'tiff') expect(kept.exif!.includes('Testcam')).toBe(true);
  }
});

test('a profile of more than 64 kB is split over JPEG segments and put together again', async () => {
  const profile = await p3Profile();
  const icc = new Uint8Array(150_000);
  icc.set(samples(150_000, 8) as Uint8Array);
  icc.set(profile);
  new DataView(icc.buffer).setUint32(0, icc.length);
  const jpeg = await encodeImage({ ...picture(16, 16, 3), icc }, 'jpeg');
  expect(hashOf(new Uint8Array((await sharp(jpeg).metadata()).icc!))).toBe(hashOf(icc));
});

test('an EXIF block too large for a JPEG segment is left out and breaks nothing', async () => {
  const exif = new Uint8Array(70_000);
  exif.set(await gpsExif());
  const jpeg = await encodeImage({ ...picture(16, 16, 3), exif }, 'jpeg');
  expect(await sharp(jpeg).metadata()).toMatchObject({ width: 16, height: 16 });
});

test('16-bit samples are rounded to 8 bits, so that a level never moves by more than half a step', async () => {
  const flat = new Uint16Array(16 * 16 * 3).fill(100 * 257 + 128);
  const jpeg = await encodeImage({ width: 16, height: 16, channels: 3, data: flat }, 'jpeg', { quality: 100 });
  expect(new Set(await sharp(jpeg).raw().toBuffer())).toEqual(new Set([100]));
  flat.fill(100 * 257 + 129);
  const higher = await encodeImage({ width: 16, height: 16, channels: 3, data: flat }, 'jpeg', { quality: 100 });
  expect(new Set(await sharp(higher).raw().toBuffer())).toEqual(new Set([101]));
});

test('transparent places of a JPEG are white', async () => {
  const image: Image = { width: 8, height: 8, channels: 4, data: new Uint8Array(256) };
  expect(
    Math.min(
      ...(await sharp(await encodeImage(image, 'jpeg'))
        .raw()
        .toBuffer()),
    ),
  ).toBeGreaterThan(252);
  const grey: Image = { width: 8, height: 8, channels: 2, data: new Uint16Array(128) };
  const jpeg = sharp(await encodeImage(grey, 'jpeg'));
  expect(await jpeg.metadata()).toMatchObject({ channels: 1 });
  expect(Math.min(...(await jpeg.raw().toBuffer()))).toBeGreaterThan(252);
});

test('a JPEG keeps full colour resolution unless a lower quality is asked for', async () => {
  const image = await photo();
  const best = await encodeImage(image, 'jpeg');
  expect((await sharp(best).metadata()).chromaSubsampling).toBe('4:4:4');
  expect((await encodeImage(image, 'jpeg', { quality: 40 })).length).toBeLessThan(best.length / 2);
});

test('WebP keeps alpha beside a profile', async () => {
  const image = await tagged({ width: 16, height: 16, channels: 4, data: new Uint8Array(1024).fill(77) });
  const read = await reopened('clear.webp', await encodeImage(image, 'webp'));
  expect(read.channels).toBe(4);
  expect(largestDifference(read.data, image.data)).toBeLessThan(3);
  expect(read.icc).toEqual(image.icc);
});

test('a grey profile does not describe the RGB of a WebP', async () => {
  const icc = await p3Profile();
  icc.set(Buffer.from('GRAY'), 16);
  const webp = await encodeImage({ ...picture(8, 8, 1), icc }, 'webp');
  expect((await sharp(webp).metadata()).icc).toBeUndefined();
  expect(readPlainPng(await encodeImage({ ...picture(8, 8, 3), icc }, 'png')).icc).toBeUndefined();
});

test('the suffix picks the format, and an unknown one is answered with those known', () => {
  expect(['a.PNG', 'b.jpg', 'c.jpeg', 'd.webp', 'e.avif', 'f.tif', 'g.tiff'].map(formatOfName)).toEqual([
    'png',
    'jpeg',
    'jpeg',
    'webp',
    'avif',
    'tiff',
    'tiff',
  ]);
  expect(() => formatOfName('folder/picture.bmp')).toThrow(/picture\.bmp ends in \.bmp.*\.png, \.jpg, .*\.tiff/);
  expect(() => formatOfName('picture')).toThrow(/has no suffix/);
});

test('a picture too long for its format is refused with a way out', async () => {
  const long: Image = { width: 17_000, height: 1, channels: 1, data: new Uint8Array(17_000) };
  await expect(encodeImage(long, 'webp')).rejects.toThrow(/17000×1 .* WEBP, which takes up to 16383 .* PNG/);
  expect((await encodeImage(long, 'png')).length).toBeGreaterThan(0);
});
