import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { decodeImage } from '@moodwire/nodes';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  COFFEE,
  GPS_EXIF,
  gpsExif,
  hashOf,
  largestDifference,
  meanColour,
  p3Profile,
  picture,
  ROCKET,
  samples,
  scratch,
} from './pictures.js';
import { writePlainPng } from './plain-png.js';

const at = scratch();

async function decoded(name: string, bytes: Uint8Array) {
  await writeFile(at(name), bytes);
  return decodeImage(at(name));
}

describe('samples come out as the file has them', () => {
  for (const depth of [8, 16] as const) {
    for (const channels of [1, 2, 3, 4] as const) {
      for (const profile of [false, true]) {
        const tagged = profile && channels > 2;
        if (profile !== tagged) continue;
        test(`a ${depth}-bit PNG of ${channels} channels${tagged ? ' with a P3 profile' : ''}`, async () => {
          const source = { ...picture(9, 7, channels, depth), ...(tagged ? { icc: await p3Profile() } : {}) };
          const image = await decoded(`d${depth}c${channels}${tagged}.png`, writePlainPng(source));
          expect(image).toMatchObject({ width: 9, height: 7, channels });
          expect(image.data).toEqual(source.data);
          expect(image.data.constructor).toBe(source.data.constructor);
          expect(image.icc).toEqual(source.icc);
          expect(image.exif).toBeUndefined();
        });
      }
    }
  }

  test('a 16-bit TIFF stays 16-bit', async () => {
    const { data } = picture(8, 8, 3, 16);
    const raw = sharp(data, { raw: { width: 8, height: 8, channels: 3 } });
    const tiff = await raw.toColourspace('rgb16').tiff({ compression: 'deflate' }).toBuffer();
    const image = await decoded('deep.tiff', tiff);
    expect(image.data).toEqual(data);
    expect(image.encoded?.format).toBe('tiff');
  });

  test('a palette PNG gives its colours', async () => {
    const two = Uint8Array.from(
      { length: 8 * 8 * 3 },
      (_, i) => (Math.floor(i / 3) % 2 ? [200, 30, 90] : [5, 6, 7])[i % 3]!,
    );
    const raw = sharp(two, { raw: { width: 8, height: 8, channels: 3 } });
    const image = await decoded('palette.png', await raw.png({ palette: true }).toBuffer());
    expect(image.channels).toBe(3);
    expect(largestDifference(image.data, two)).toBeLessThanOrEqual(1);
  });

  test('a grey JPEG has one channel', async () => {
    const image = await decoded('grey.jpg', await sharp(COFFEE).toColourspace('b-w').jpeg().toBuffer());
    expect(image).toMatchObject({ width: 600, height: 400, channels: 1 });
    expect(image.data).toHaveLength(240_000);
  });

  test('a JPEG gives the samples that libjpeg gives', async () => {
    const image = await decodeImage(ROCKET);
    expect(hashOf(image.data)).toBe(hashOf(await sharp(ROCKET, { ignoreIcc: true }).raw().toBuffer()));
    expect(image.channels).toBe(3);
  });
});

describe('every kind of photo opens', () => {
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const) {
    test(`${format} looks like the picture it was made from`, async () => {
      const image = await decoded(`photo.${format}`, await sharp(COFFEE).toFormat(format).toBuffer());
      expect(image).toMatchObject({ width: 600, height: 400 });
      expect(image.encoded?.format).toBe(format);
      const wanted = meanColour({ data: new Uint8Array(await sharp(COFFEE).raw().toBuffer()), channels: 3 });
      expect(largestDifference(meanColour(image), wanted)).toBeLessThan(4);
    });
  }

  test('WebP and AVIF with alpha have four channels', async () => {
    const clear = sharp(COFFEE).ensureAlpha(0.5);
    expect((await decoded('clear.webp', await clear.webp().toBuffer())).channels).toBe(4);
    expect((await decoded('clear.avif', await clear.avif({ effort: 0 }).toBuffer())).channels).toBe(4);
  });

  test('only the first frame of a GIF is taken', async () => {
    const frames = samples(16 * 32 * 3, 8);
    const tall = sharp(frames, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } });
    expect(await decoded('moving.gif', await tall.gif().toBuffer())).toMatchObject({ width: 16, height: 16 });
  });

  test('a CMYK JPEG becomes 8-bit sRGB without a profile', async () => {
    const cmyk = await sharp(COFFEE).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer();
    const header = await sharp(cmyk).metadata();
    expect(header).toMatchObject({ space: 'cmyk', channels: 4 });
    expect(header.icc?.length).toBeGreaterThan(100_000);
    const image = await decoded('press.jpg', cmyk);
    expect(image).toMatchObject({ width: 600, height: 400, channels: 3 });
    expect('icc' in image).toBe(false);
    const wanted = meanColour({ data: new Uint8Array(await sharp(COFFEE).raw().toBuffer()), channels: 3 });
    expect(largestDifference(meanColour(image), wanted)).toBeLessThan(12);
  });

  test('a 10-bit AVIF has 16-bit samples', async () => {
    const image = await decoded(
      'deep.avif',
      await sharp(COFFEE).resize(60).avif({ bitdepth: 10, effort: 0 }).toBuffer(),
    );
    expect(image.data).toBeInstanceOf(Uint16Array);
    const wanted = meanColour({ data: new Uint8Array(await sharp(COFFEE).raw().toBuffer()), channels: 3 });
    expect(
      largestDifference(
        meanColour(image).map((v) => v / 257),
        wanted,
      ),
    ).toBeLessThan(4);
  });

  test('odd but whole files open', async () => {
    const jpeg = await sharp(COFFEE).jpeg({ progressive: true }).toBuffer();
    const odd = Buffer.concat([jpeg.subarray(0, 20), Buffer.from([0, 1, 2, 3]), jpeg.subarray(20), Buffer.alloc(999)]);
    expect(await decoded('trailing.jpg', odd)).toMatchObject({ width: 600, channels: 3 });
    const tiled = await sharp(COFFEE).tiff({ tile: true, pyramid: true }).toBuffer();
    expect(await decoded('tiled.tif', tiled)).toMatchObject({ width: 600, channels: 3 });
    const lab = await sharp(COFFEE).toColourspace('lab').tiff({ compression: 'deflate' }).toBuffer();
    const { data, ...rest } = await decoded('lab.tif', lab);
    expect(rest).toMatchObject({ width: 600, channels: 3 });
    expect(data).toBeInstanceOf(Uint8Array);
  });

  test('24 megapixels open', async () => {
    const large = await sharp(COFFEE).resize(6000, 4000).jpeg().toBuffer();
    expect(await decoded('large.jpg', large)).toMatchObject({ width: 6000, height: 4000, channels: 3 });
  });

  test('8×8 pixels open', async () => {
    const small = await sharp(COFFEE).resize(8, 8).jpeg().toBuffer();
    expect(await decoded('small.jpg', small)).toMatchObject({ width: 8, height: 8, channels: 3 });
  });

  test('a photo is known by its bytes and not by its suffix', async () => {
    const image = await decoded('really-a-png.jpg', await bytesOf(COFFEE));
    expect(image.encoded?.format).toBe('png');
  });
});

describe('EXIF', () => {
  const red = { r: 255, g: 0, b: 0 };

  test('a photo taken sideways is turned upright, and its EXIF then says so', async () => {
    const halves = sharp({ create: { width: 40, height: 20, channels: 3, background: '#00f' } });
    const half = { create: { width: 20, height: 20, channels: 3 as const, background: red } };
    const marked = halves.composite([{ input: half, left: 0, top: 0 }]);
    const jpeg = await marked.withMetadata({ orientation: 6, exif: GPS_EXIF }).jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(jpeg).metadata()).orientation).toBe(6);
    const image = await decoded('sideways.jpg', jpeg);
    expect(image).toMatchObject({ width: 20, height: 40 });
    expect([...image.data.subarray(0, 3)].map((v) => Math.round(v / 255))).toEqual([1, 0, 0]);
    const untouched = (await sharp(jpeg).metadata()).exif!.subarray(6);
    expect(image.exif).toHaveLength(untouched.length);
    expect(Buffer.from(image.exif!).toString('latin1')).toContain('Testcam');
    expect(largestDifference(image.exif!, untouched)).toBe(5);
  });

  test('a sideways photo keeps the numbers of its own profile', async () => {
    const source = { ...picture(6, 4, 3), icc: await p3Profile(), exif: await gpsExif(3) };
    const image = await decoded('p3-sideways.png', writePlainPng(source));
    const pixels = Array.from({ length: 24 }, (_, i) => [...source.data.subarray(i * 3, i * 3 + 3)]);
    expect([...image.data]).toEqual(pixels.reverse().flat());
    expect(image.exif).toEqual(await gpsExif(1));
  });

  test('a big-endian block is understood as well', async () => {
    const block = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0', 'latin1');
    const image = await decoded('motorola.png', writePlainPng({ ...picture(8, 8, 3), exif: new Uint8Array(block) }));
    expect(Buffer.from(image.exif!).readUInt16BE(18)).toBe(1);
  });
});

test('`encoded` names the file, its format and the hash of its bytes', async () => {
  const { encoded } = await decodeImage(COFFEE);
  const sha256 = createHash('sha256')
    .update(await bytesOf(COFFEE))
    .digest('hex');
  expect(encoded).toEqual({ file: COFFEE, sha256, format: 'png' });
});

test('an aborted signal stops the reading', async () => {
  await expect(decodeImage(COFFEE, AbortSignal.abort())).rejects.toThrow(/aborted/);
});
