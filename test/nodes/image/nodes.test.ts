import { copyFile, readFile } from 'node:fs/promises';
import type { Image } from '@moodwire/engine';
import { decodeImage, grid, imagePack, label, load, preview, resize, save, size } from '@moodwire/nodes';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  COFFEE,
  cameraExif,
  context,
  gpsExif,
  hashOf,
  host,
  largestDifference,
  p3Profile,
  picture,
  ROCKET,
  scratch,
} from './pictures.js';

const at = scratch();
const SAVE = { file: '', quality: 92, metadata: 'keep', workflow: 'embed', existing: 'number' } as const;

function flat(width: number, height: number, colour: readonly number[]): Image {
  const data = Uint8Array.from({ length: width * height * colour.length }, (_, i) => colour[i % colour.length]!);
  return { width, height, channels: colour.length as Image['channels'], data };
}

function pixel(image: Image, x: number, y: number): number[] {
  const start = (y * image.width + x) * image.channels;
  return [...image.data.subarray(start, start + image.channels)];
}

test('every node and param of the pack explains itself', () => {
  expect(imagePack.nodes.map((node) => node.type)).toEqual([
    'image/load',
    'image/save',
    'image/preview',
    'image/compare',
    'image/resize',
    'image/curve',
    'image/label',
    'image/frame',
    'image/grid',
    'image/fill',
    'image/size',
  ]);
  for (const node of imagePack.nodes) {
    expect(node.summary).toMatch(/^[A-Z].{20,}\.$/);
    for (const param of Object.values(node.params)) expect(param.help).toMatch(/^[A-Z].{10,}\.$/);
  }
});

describe('image/load', () => {
  test('gives the photo', async () => {
    const { data, ...image } = (await load.run(context({}, { file: COFFEE }))).image;
    const { data: wanted, ...rest } = await decodeImage(COFFEE);
    expect(image).toEqual(rest);
    expect(hashOf(data)).toBe(hashOf(wanted));
  });

  test('has a fingerprint of the content and not of the name', async () => {
    await copyFile(COFFEE, at('copy.png'));
    const print = (file: string) => load.fingerprint!({ params: { file }, host });
    expect(await print(at('copy.png'))).toBe(await print(COFFEE));
    await copyFile(ROCKET, at('copy.png'));
    expect(await print(at('copy.png'))).not.toBe(await print(COFFEE));
  });
});

test('image/size tells the width and the height', () => {
  expect(size.run(context({ image: picture(12, 9, 3) }, {}))).toEqual({ width: 12, height: 9 });
});

describe('image/save', () => {
  test('writes the file, says where, and hands the picture on', async () => {
    const image = picture(12, 9, 3, 16);
    const saved = await save.run(context({ image }, { ...SAVE, file: at('out.png') }));
    expect(saved).toEqual({ image, file: at('out.png') });
    expect((await decodeImage(at('out.png'))).data).toEqual(image.data);
    const again = await save.run(context({ image }, { ...SAVE, file: at('out.png') }));
    expect(again.file).toBe(at('out-2.png'));
  });

  test('strips and replaces when asked to', async () => {
    const image = { ...picture(12, 9, 3), exif: await cameraExif() };
    const params = { ...SAVE, file: at('bare.jpg'), existing: 'replace' } as const;
    await save.run(context({ image }, params));
    expect((await decodeImage(at('bare.jpg'))).exif).toEqual(image.exif);
    const { file } = await save.run(context({ image }, { ...params, metadata: 'strip' }));
    expect(file).toBe(at('bare.jpg'));
    expect((await decodeImage(file)).exif).toBeUndefined();
  });

  test('an unchanged photo is saved as its own bytes', async () => {
    const image = await decodeImage(ROCKET);
    const { file } = await save.run(context({ image }, { ...SAVE, file: at('rocket.jpg') }));
    expect(hashOf(await readFile(file))).toBe(hashOf(await readFile(ROCKET)));
    expect(await bytesOf(ROCKET)).toHaveLength(112_525);
  });
});

describe('image/preview', () => {
  test('shows and gives a picture of at most that size', async () => {
    const run = context({ image: await decodeImage(COFFEE) }, { size: 300 });
    const { image } = await preview.run(run);
    expect(image).toMatchObject({ width: 300, height: 200, channels: 3 });
    expect(run.previews).toHaveLength(1);
    expect(run.previews[0]).toBe(image);
  });

  test('leaves a small picture as it is', async () => {
    const small = picture(20, 30, 4, 16);
    expect((await preview.run(context({ image: small }, { size: 512 }))).image).toBe(small);
  });
});

describe('image/resize', () => {
  const resized = async (image: Image, width: number, height: number, fit: 'inside' | 'cover' | 'exact') =>
    (await resize.run(context({ image }, { width, height, fit }))).image;

  test('follows its own shape where a side is 0, and fits, fills or squashes where none is', async () => {
    const coffee = await decodeImage(COFFEE);
    expect(await resized(coffee, 300, 0, 'exact')).toMatchObject({ width: 300, height: 200 });
    expect(await resized(coffee, 0, 100, 'cover')).toMatchObject({ width: 150, height: 100 });
    expect(await resized(coffee, 300, 300, 'inside')).toMatchObject({ width: 300, height: 200 });
    expect(await resized(coffee, 300, 300, 'cover')).toMatchObject({ width: 300, height: 300 });
    expect(await resized(coffee, 300, 300, 'exact')).toMatchObject({ width: 300, height: 300 });
    expect(await resized(coffee, 0, 0, 'inside')).toBe(coffee);
  });

  test('keeps depth, channels, profile and EXIF, and is no longer what the file holds', async () => {
    for (const depth of [8, 16] as const) {
      for (const channels of [1, 2, 3, 4] as const) {
        const metadata = { icc: await p3Profile(), exif: await gpsExif() };
        const encoded = { file: COFFEE, sha256: '', format: 'png' };
        const small = await resized({ ...picture(20, 10, channels, depth), ...metadata, encoded }, 10, 5, 'exact');
        expect(small).toMatchObject({ width: 10, height: 5, channels, ...metadata });
        expect(small.data).toHaveLength(50 * channels);
        expect(small.data).toBeInstanceOf(depth === 16 ? Uint16Array : Uint8Array);
        expect('encoded' in small).toBe(false);
      }
    }
  });

  test('clips where sharp edges overshoot', async () => {
    for (const full of [255, 65535]) {
      const steps = Array.from({ length: 900 }, (_, i) => (i % 30 < 15 ? 0 : full));
      const data = full === 255 ? Uint8Array.from(steps) : Uint16Array.from(steps);
      const { data: small } = await resized({ width: 30, height: 30, channels: 1, data }, 14, 14, 'exact');
      expect([small[0], small[5], small[8], small[13]].map((v) => Math.round((v! / full) * 10))).toEqual([
        0, 0, 10, 10,
      ]);
    }
  });

  test('does not change a flat colour, in 8 or 16 bits, tagged or not', async () => {
    const icc = await p3Profile();
    const eight = { ...flat(40, 40, [200, 30, 90]), icc };
    expect(largestDifference((await resized(eight, 13, 13, 'exact')).data, flat(13, 13, [200, 30, 90]).data)).toBe(0);
    const wide = Uint16Array.from(flat(40, 40, [200, 30, 90, 128]).data, (v) => v * 256 + 3);
    const small = await resized({ width: 40, height: 40, channels: 4, data: wide, icc }, 13, 13, 'exact');
    expect(largestDifference(small.data.subarray(0, 4), wide.subarray(0, 4))).toBeLessThan(3);
  });
});

describe('image/label', () => {
  const labelled = async (image: Image, text: string, size = 24) =>
    (await label.run(context({ image }, { text, size }))).image;

  test('puts dark words on a white bar under an unchanged picture', async () => {
    for (const source of [picture(200, 50, 3), picture(200, 50, 4, 16), picture(200, 50, 1), picture(200, 50, 2)]) {
      const image = await labelled(source, 'Awe');
      expect(image).toMatchObject({ width: 200, channels: source.channels });
      expect(image.height).toBeGreaterThan(70);
      expect(image.data.subarray(0, source.data.length)).toEqual(source.data);
      const full = source.data instanceof Uint16Array ? 65535 : 255;
      const bar = image.data.subarray(source.data.length);
      expect(pixel(image, 0, image.height - 1)).toEqual(new Array(source.channels).fill(full));
      const dark = bar.filter((v) => v < full / 4).length / bar.length;
      expect(dark).toBeGreaterThan(0.005);
      expect(dark).toBeLessThan(0.2);
    }
  });

  test('takes any words, even those that look like markup', async () => {
    const picture = flat(300, 40, [9, 9, 9]);
    const image = await labelled(picture, '<b>Tom & "Jerry"</b>\u0000\ud800 </text>');
    expect(image.height).toBeGreaterThan(60);
  });

  test('sets a long line smaller, so that it stays within the picture', async () => {
    const source = flat(200, 10, [0, 0, 0]);
    const image = await labelled(source, 'A caption much longer than the picture is wide', 30);
    for (let y = 10; y < image.height; y++) {
      expect(pixel(image, 0, y)).toEqual([255, 255, 255]);
      expect(pixel(image, 199, y)).toEqual([255, 255, 255]);
    }
    expect(image.data.subarray(6000).some((v) => v < 100)).toBe(true);
  });

  test('draws the same bytes each time', async () => {
    const source = flat(120, 10, [0, 0, 0]);
    expect((await labelled(source, 'Fear')).data).toEqual((await labelled(source, 'Fear')).data);
  });

  test('without words changes nothing', async () => {
    const source = picture(8, 8, 3);
    expect(await labelled(source, '  ')).toBe(source);
  });
});

describe('image/grid', () => {
  const laidOut = async (images: Image[], columns: number, gap = 2, background: 'white' | 'black' = 'white') =>
    (await grid.run(context({ images }, { columns, gap, background }))).image;

  test('lays pictures out in rows with gaps', async () => {
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ];
    const sheet = await laidOut(
      colours.map((colour) => flat(10, 6, colour)),
      2,
    );
    expect(sheet).toMatchObject({ width: 26, height: 18, channels: 3 });
    expect(pixel(sheet, 2, 2)).toEqual([255, 0, 0]);
    expect(pixel(sheet, 23, 7)).toEqual([0, 255, 0]);
    expect(pixel(sheet, 2, 10)).toEqual([0, 0, 255]);
    for (const [x, y] of [
      [0, 0],
      [12, 4],
      [5, 9],
      [20, 12],
    ] as const)
      expect(pixel(sheet, x, y)).toEqual([255, 255, 255]);
  });

  test('fits other sizes into the first one, whatever their depth and channels', async () => {
    const wide = { ...flat(40, 10, [0, 0]), data: new Uint16Array(800).fill(65535) };
    const sheet = await laidOut([flat(10, 10, [255, 0, 0]), wide, flat(5, 5, [0, 0, 255, 0])], 3, 0, 'black');
    expect(sheet).toMatchObject({ width: 30, height: 10 });
    expect(pixel(sheet, 15, 0)).toEqual([0, 0, 0]);
    expect(pixel(sheet, 15, 5)).toEqual([255, 255, 255]);
    expect(pixel(sheet, 25, 5)).toEqual([0, 0, 0]);
  });

  test('keeps a profile that all share, and meets in sRGB where they differ', async () => {
    const icc = await p3Profile();
    const tagged = { ...flat(8, 8, [200, 30, 90]), icc };
    const shared = await laidOut([tagged, tagged], 2);
    expect(shared.icc).toEqual(icc);
    expect(pixel(shared, 4, 4)).toEqual([200, 30, 90]);
    const mixed = await laidOut([tagged, flat(8, 8, [200, 30, 90])], 2);
    expect(mixed.icc).toBeUndefined();
    expect(pixel(mixed, 16, 4)).toEqual([200, 30, 90]);
    const png = await sharp(COFFEE).resize(8, 8).withIccProfile('p3').png().toBuffer();
    expect((await sharp(png).metadata()).icc).toBeDefined();
    expect(pixel(mixed, 4, 4)[0]).toBeGreaterThan(210);
  });

  test('of no pictures says what to do', async () => {
    await expect(laidOut([], 3)).rejects.toThrow(/empty list.*connect at least one/);
  });

  test('of too many pixels is refused', async () => {
    const large = { ...flat(1, 1, [0]), width: 10_000, height: 10_000 };
    await expect(laidOut([large, large, large], 3)).rejects.toThrow(/30008×10004.*at most 268 megapixels/);
  });
});
