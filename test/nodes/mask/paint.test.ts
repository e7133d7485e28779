import { readFile } from 'node:fs/promises';
import type { Image, Mask } from '@moodwire/engine';
import { maskPack, paint } from '@moodwire/nodes';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { context, host, picture, scratch } from '../image/pictures.js';
import { expectHelp } from '../value/help.js';

const at = scratch();

async function png(name: string, width: number, channels: 1 | 2 | 3 | 4, samples: number[]): Promise<string> {
  const height = samples.length / channels / width;
  const pipeline = sharp(Uint8Array.from(samples), { raw: { width, height, channels } });
  await (channels < 3 ? pipeline.toColourspace('b-w') : pipeline).png().toFile(at(name));
  return at(name);
}

const painted = async (file: string, inputs: { image?: Image; mask?: Mask } = {}): Promise<Mask> =>
  (await paint.run(context({ image: undefined, mask: undefined, ...inputs }, { file }))).mask;

const maskOf = (width: number, values: number[]): Mask => ({
  width,
  height: values.length / width,
  data: Float32Array.from(values),
});

test('every node and param of the pack explains itself', () => {
  expectHelp(maskPack.nodes, ['mask/paint']);
});

describe('mask/paint', () => {
  test('without anything painted is the mask beneath, or nothing at all, at the size of the picture', async () => {
    const image = picture(6, 4, 3);
    expect(await painted('', { image })).toEqual({ width: 6, height: 4, data: new Float32Array(24) });
    const mask = maskOf(2, [0, 1]);
    expect(await painted('', { mask })).toEqual(mask);
    const scaled = await painted('', { image, mask });
    expect(scaled).toMatchObject({ width: 6, height: 4 });
    expect([scaled.data[0], scaled.data[5]]).toEqual([0, 1]);
  });

  test('lets brightness replace what is beneath as far as it is opaque', async () => {
    const mask = maskOf(4, [0.5, 0.5, 0.5, 0.5]);
    const file = await png('four.png', 4, 4, [255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 51, 0, 255, 0, 0]);
    const { data } = await painted(file, { mask });
    for (const [i, wanted] of [1, 0, 0.6, 0.5].entries()) expect(data[i]).toBeCloseTo(wanted, 6);
    const green = await painted(await png('green.png', 1, 3, [0, 255, 0]), { mask });
    for (const value of green.data) expect(value).toBeCloseTo(0.7152, 6);
    const alone = await painted(await png('grey.png', 2, 1, [0, 51]));
    expect(alone).toMatchObject({ width: 2, height: 1 });
    expect(alone.data[1]).toBeCloseTo(0.2, 6);
  });

  test('is scaled to the picture, and keeps what is clear out of its edges', async () => {
    // The clear half is white: not a bit of that may show.
    const file = await png('half.png', 2, 4, [0, 0, 0, 255, 255, 255, 255, 0]);
    const { data, ...size } = await painted(file, { image: picture(8, 3, 4, 16), mask: maskOf(1, [1]) });
    expect(size).toEqual({ width: 8, height: 3 });
    expect([data[0], data[1], data[6], data[7]]).toEqual([0, 0, 1, 1]);
    for (let x = 1; x < 8; x++) expect(data[x]!).toBeGreaterThanOrEqual(data[x - 1]!);
    const none = await painted(file, { image: picture(8, 3, 1) });
    expect([...none.data].every((value) => value === 0)).toBe(true);
  });

  test('has a fingerprint of what is painted and not of its name', async () => {
    const print = (file: string) => paint.fingerprint!({ params: { file }, host });
    const [a, b] = [await png('a.png', 1, 1, [9]), await png('b.png', 1, 1, [9])];
    expect(await readFile(a)).toEqual(await readFile(b));
    expect(await print(a)).toBe(await print(b));
    expect(await print(await png('c.png', 1, 1, [10]))).not.toBe(await print(a));
    expect(await print('')).toBe(await print(''));
    expect(await print('')).not.toBe(await print(a));
  });

  test('says what it lacks to know its size', async () => {
    await expect(painted('')).rejects.toThrow('link a picture or a mask, or paint one');
  });
});
