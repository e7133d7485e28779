import type { Image } from '@moodwire/engine';
import { toPlanarRgb } from '@moodwire/nodes';
import { describe, expect, test } from 'vitest';
import { largestDifference, picture } from './pictures.js';

/** The definition, slowly: the mean over the area that a new pixel covers. */
function areaMean(image: Image, width: number, height: number): Float64Array {
  const colours = image.channels > 2 ? 3 : 1;
  const top = image.data instanceof Uint16Array ? 65535 : 255;
  const out = new Float64Array(3 * width * height);
  const share = (i: number, to: number, from: number, pixel: number) =>
    Math.max(0, Math.min(((i + 1) * from) / to, pixel + 1) - Math.max((i * from) / to, pixel));
  for (let i = 0; i < out.length; i++) {
    const [plane, y, x] = [Math.floor(i / (width * height)), Math.floor(i / width) % height, i % width];
    let [sum, weights] = [0, 0];
    for (let sy = 0; sy < image.height; sy++) {
      for (let sx = 0; sx < image.width; sx++) {
        const weight = share(y, height, image.height, sy) * share(x, width, image.width, sx);
        sum += weight * image.data[(sy * image.width + sx) * image.channels + (colours === 3 ? plane : 0)]!;
        weights += weight;
      }
    }
    out[i] = sum / weights / top;
  }
  return out;
}

describe('shrinking takes the exact mean of the area', () => {
  for (const depth of [8, 16] as const) {
    for (const channels of [1, 3] as const) {
      for (const [width, height] of [
        [5, 4],
        [7, 23],
        [31, 1],
        [31, 23],
      ] as const) {
        test(`${depth} bits, ${channels} channels, 31×23 to ${width}×${height}`, () => {
          const image = picture(31, 23, channels, depth);
          const planes = toPlanarRgb(image, width, height);
          expect(planes).toBeInstanceOf(Float32Array);
          expect(largestDifference(planes, areaMean(image, width, height))).toBeLessThan(1e-6);
        });
      }
    }
  }
});

test('a flat picture stays exactly flat, and white is 1', () => {
  const image: Image = { width: 1001, height: 777, channels: 3, data: new Uint8Array(1001 * 777 * 3).fill(255) };
  expect(new Set(toPlanarRgb(image, 128, 128))).toEqual(new Set([1]));
});

test('enlarging is bilinear between pixel centres', () => {
  const image: Image = { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) };
  const row = [0, 0.25, 0.75, 1];
  expect([...toPlanarRgb(image, 4, 1)]).toEqual([...row, ...row, ...row]);
});

test('one axis may shrink while the other grows', () => {
  const image: Image = { width: 2, height: 4, channels: 1, data: Uint8Array.of(0, 255, 0, 255, 0, 255, 255, 255) };
  const planes = toPlanarRgb(image, 4, 2);
  expect([...planes.subarray(0, 8)]).toEqual([0, 0.25, 0.75, 1, 0.5, 0.625, 0.875, 1]);
});

describe('alpha', () => {
  const opaque = Uint8Array.of(10, 20, 30, 255, 50, 60, 70, 255);

  test('is ignored where all can be seen, however faintly', () => {
    const faint = Uint8Array.from(opaque, (v, i) => (i === 3 ? 1 : v));
    const image = (data: Uint8Array): Image => ({ width: 2, height: 1, channels: 4, data });
    expect(toPlanarRgb(image(faint), 1, 1)).toEqual(toPlanarRgb(image(opaque), 1, 1));
    expect(toPlanarRgb(image(opaque), 1, 1)[0]).toBeCloseTo(30 / 255, 6);
  });

  test('keeps what can not be seen out of the mean', () => {
    const data = Uint8Array.from(opaque, (v, i) => (i === 3 ? 0 : v));
    const [r, g, b] = toPlanarRgb({ width: 2, height: 1, channels: 4, data }, 1, 1);
    expect([r, g, b].map((v) => Math.round(v! * 255))).toEqual([50, 60, 70]);
    const grey = Uint16Array.of(9000, 0, 40000, 65535);
    expect(toPlanarRgb({ width: 2, height: 1, channels: 2, data: grey }, 1, 1)[0]).toBeCloseTo(40000 / 65535, 6);
  });

  test('leaves the plain mean where nothing can be seen', () => {
    const data = Uint8Array.of(10, 20, 30, 0, 50, 60, 70, 0, 1, 2, 3, 255, 1, 2, 3, 255);
    const planes = toPlanarRgb({ width: 4, height: 1, channels: 4, data }, 2, 1);
    expect([...planes].map((v) => Math.round(v * 255))).toEqual([30, 1, 40, 2, 50, 3]);
  });
});

test('12 megapixels shrink', () => {
  const image: Image = { width: 4000, height: 3000, channels: 3, data: new Uint8Array(36_000_000).fill(51) };
  expect(new Set(toPlanarRgb(image, 128, 128))).toEqual(new Set([Math.fround(0.2)]));
});

test('a picture as thin as can be takes no memory of its own height', () => {
  const image: Image = { width: 1, height: 900_000, channels: 1, data: new Uint8Array(900_000).fill(255) };
  const before = process.memoryUsage().arrayBuffers;
  expect(toPlanarRgb(image, 128, 128)).toHaveLength(3 * 128 * 128);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
});
