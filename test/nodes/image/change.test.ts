import type { Curve, Image } from '@moodwire/engine';
import { compareImages, decodeImage, fill, frame, toneCurve } from '@moodwire/nodes';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { COFFEE, context, gpsExif, hashOf, largestDifference, p3Profile, picture } from './pictures.js';

const pixelAt = ({ width, channels, data }: Image, x: number, y: number): number[] => {
  const at = (y * width + x) * channels;
  return [...data.subarray(at, at + channels)];
};

const one = (pixel: readonly number[], depth: 8 | 16 = 8): Image => ({
  width: 1,
  height: 1,
  channels: pixel.length as Image['channels'],
  data: depth === 16 ? Uint16Array.from(pixel) : Uint8Array.from(pixel),
});

test('image/compare hands on what came after', async () => {
  const [before, after] = [picture(4, 4, 3), picture(5, 5, 3)];
  expect((await compareImages.run(context({ before, after }, {}))).image).toBe(after);
});

test('image/fill makes a picture of one colour', async () => {
  const { image } = await fill.run(context({}, { colour: '#ff8001', width: 37, height: 11 }));
  expect(image).toMatchObject({ width: 37, height: 11, channels: 3 });
  expect(image.data).toEqual(Uint8Array.from({ length: 37 * 11 * 3 }, (_, i) => [255, 128, 1][i % 3]!));
  const { image: dot } = await fill.run(context({}, { colour: '#000000', width: 1, height: 1 }));
  expect(dot.data).toEqual(Uint8Array.of(0, 0, 0));
});

describe('image/frame', () => {
  const framed = async (image: Image, colour: string, size: number) =>
    (await frame.run(context({ image }, { colour, size }))).image;

  test('lays an even border around each kind of picture, and keeps the picture', async () => {
    for (const depth of [8, 16] as const) {
      for (const channels of [1, 2, 3, 4] as const) {
        const source = { ...picture(7, 5, channels, depth), exif: await gpsExif() };
        const image = await framed(source, '#404040', 3);
        expect(image).toMatchObject({ width: 13, height: 11, channels, exif: source.exif });
        const unit = depth === 16 ? 257 : 1;
        const border = channels % 2 === 0 ? [...Array(channels - 1).fill(64), 255] : Array(channels).fill(64);
        for (let y = 0; y < 11; y++) {
          for (let x = 0; x < 13; x++) {
            const isInside = x >= 3 && x < 10 && y >= 3 && y < 8;
            const wanted = isInside ? pixelAt(source, x - 3, y - 3) : border.map((part) => part * unit);
            expect(pixelAt(image, x, y)).toEqual(wanted);
          }
        }
      }
    }
  });

  test('turns grey into colour where the border has one', async () => {
    const image = await framed(
      { width: 2, height: 1, channels: 2, data: Uint16Array.of(500, 65535, 9, 0) },
      '#ff0080',
      1,
    );
    expect(image).toMatchObject({ width: 4, height: 3, channels: 4 });
    expect(pixelAt(image, 0, 0)).toEqual([65535, 0, 128 * 257, 65535]);
    expect(pixelAt(image, 1, 1)).toEqual([500, 500, 500, 65535]);
    expect(pixelAt(image, 2, 1)).toEqual([9, 9, 9, 0]);
  });

  test('drops a profile of grey, which no colour has, and keeps one of colours', async () => {
    const icc = await p3Profile();
    expect((await framed({ ...picture(4, 4, 3), icc }, '#ff0000', 1)).icc).toBe(icc);
    const gamma = await sharp(COFFEE).resize(8).toColourspace('b-w').withIccProfile('p3').png().toBuffer();
    const profile = (await sharp(gamma).metadata()).icc;
    expect(profile).toBeDefined();
    const grey = { ...picture(4, 4, 1), icc: new Uint8Array(profile!) };
    const image = await framed(grey, '#ff0000', 1);
    expect(image.channels).toBe(3);
    expect('icc' in image).toBe(false);
    expect((await framed(grey, '#101010', 1)).icc).toBe(grey.icc);
  });

  test('of no width is no frame, and of too many pixels is refused', async () => {
    const source = picture(4, 4, 3);
    expect(await framed(source, '#ffffff', 0)).toBe(source);
    const large = { ...source, width: 16_000, height: 16_000 };
    await expect(framed(large, '#ffffff', 4096)).rejects.toThrow(/24192×24192.*at most 268 megapixels/);
  });
});

describe('image/curve', () => {
  type Channel = 'luminance' | 'rgb' | 'red' | 'green' | 'blue';
  const bent = async (image: Image, curve: Curve, channel: Channel) =>
    (await toneCurve.run(context({ image }, { curve, channel }))).image;
  const halved: Curve = [
    [0, 0],
    [1, 0.5],
  ];
  const inverted: Curve = [
    [0, 1],
    [1, 0],
  ];

  test('that is straight gives the picture itself', async () => {
    const source = await decodeImage(COFFEE);
    const straight: Curve = [
      [0, 0],
      [0.3, 0.3],
      [1, 1],
    ];
    expect(await bent(source, straight, 'rgb')).toBe(source);
  });

  test('bends all colours, or one, at 8 and at 16 bits, and no alpha', async () => {
    expect([...(await bent(one([200, 100, 50, 80]), halved, 'rgb')).data]).toEqual([100, 50, 25, 80]);
    expect([...(await bent(one([60_000, 3, 50_000], 16), halved, 'rgb')).data]).toEqual([30_000, 2, 25_000]);
    expect([...(await bent(one([200, 100, 50]), inverted, 'red')).data]).toEqual([55, 100, 50]);
    expect([...(await bent(one([200, 100, 50]), inverted, 'green')).data]).toEqual([200, 155, 50]);
    expect([...(await bent(one([200, 100, 50, 7]), inverted, 'blue')).data]).toEqual([200, 100, 205, 7]);
    expect([...(await bent(one([40, 9]), inverted, 'rgb')).data]).toEqual([215, 9]);
    expect([...(await bent(one([40, 9]), inverted, 'luminance')).data]).toEqual([215, 9]);
    expect([...(await bent(one([40, 9]), inverted, 'green')).data]).toEqual([40, 215, 40, 9]);
  });

  test('by luminance makes the luminance what the curve says, and keeps the hue', async () => {
    const luminance = ([r, g, b]: number[]) => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    const source = picture(40, 40, 3, 16);
    const lifted: Curve = [
      [0, 0.1],
      [0.5, 0.75],
      [1, 1],
    ];
    for (const [curve, wanted] of [
      [halved, (y: number) => y / 2],
      [inverted, (y: number) => 65_535 - y],
      [lifted, undefined],
    ] as const) {
      const image = await bent(source, curve, 'luminance');
      for (let i = 0; i < 1600; i++) {
        const [before, after] = [pixelAt(source, i % 40, (i / 40) | 0), pixelAt(image, i % 40, (i / 40) | 0)];
        if (wanted) expect(Math.abs(luminance(after) - wanted(luminance(before)))).toBeLessThan(2);
        else expect(luminance(after)).toBeGreaterThan(luminance(before));
        const order = [0, 1, 2].sort((a, b) => before[a]! - before[b]!);
        expect(after[order[0]!]).toBeLessThanOrEqual(after[order[2]!]!);
      }
    }
    expect([...(await bent(one([0, 0, 0]), lifted, 'luminance')).data]).toEqual([26, 26, 26]);
  });

  test('keeps profile, EXIF and depth of a photograph, and is no longer what the file holds', async () => {
    const source = { ...(await decodeImage(COFFEE)), icc: await p3Profile() };
    const hash = hashOf(source.data);
    const image = await bent(source, halved, 'luminance');
    expect(image).toMatchObject({ width: 600, height: 400, channels: 3, icc: source.icc });
    expect('encoded' in image).toBe(false);
    expect(
      largestDifference(
        image.data,
        source.data.map((sample) => Math.round(sample / 2)),
      ),
    ).toBeLessThan(2);
    expect(hashOf(source.data)).toBe(hash);
  });
});
