import { type Mask, MoodwireError, randomNormal } from '@moodwire/engine';
import { relevanceToMask, resizeMask } from '@moodwire/nodes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** A map from a function of x and y in 0..1, with noise of the given deviation, never below 0. */
function map(size: number, noise: number, at: (x: number, y: number) => number): Mask {
  const normals = randomNormal(7, 0, size * size);
  const data = Float32Array.from(normals, (normal, i) => {
    const [x, y] = [((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size];
    return Math.max(0, at(x, y) + noise * normal);
  });
  return { width: size, height: size, data };
}

const disc = (radius: number) => (x: number, y: number) => ((x - 0.45) ** 2 + (y - 0.55) ** 2 < radius ** 2 ? 1 : 0);
const sky = (share: number) => (_: number, y: number) => (y < share ? 1 : 0);

function iou(found: Mask, truth: Mask): number {
  let both = 0;
  let either = 0;
  found.data.forEach((value, i) => {
    const [a, b] = [value >= 0.5, truth.data[i]! >= 0.5];
    if (a && b) both++;
    if (a || b) either++;
  });
  return both / either;
}

const maps = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .float32Array({ minLength: width * height, maxLength: width * height, min: 0, max: 100, noNaN: true })
      .map((data) => ({ width, height, data })),
  );

describe('relevanceToMask', () => {
  const planted = [
    { what: 'a disc', size: 16, shape: disc(0.12) },
    { what: 'a disc', size: 32, shape: disc(0.2) },
    { what: 'a disc', size: 64, shape: disc(0.25) },
    { what: 'a small sky', size: 16, shape: sky(0.4) },
    { what: 'a large sky', size: 64, shape: sky(0.7) },
  ];
  it.each(planted)('finds $what planted in noise on a $size×$size map', ({ size, shape }) => {
    for (const noise of [0.02, 0.05, 0.1]) {
      const found = relevanceToMask(map(size, noise, (x, y) => 0.05 + shape(x, y)));
      expect(found.mode).toBe('region');
      expect(iou(found.mask, map(size, 0, shape))).toBeGreaterThanOrEqual(0.8);
    }
  });

  const tones = [
    { what: 'a constant', at: () => 1, noise: 0 },
    { what: 'nothing at all', at: () => 0, noise: 0 },
    { what: 'a noisy constant', at: () => 1, noise: 0.05 },
    { what: 'noise alone', at: () => 3, noise: 1 },
    { what: 'a place on a strong tone', at: (x: number, y: number) => 2 + disc(0.2)(x, y), noise: 0.1 },
    {
      what: 'a place on a tone of a quarter of its strength',
      at: (x: number, y: number) => 0.33 + disc(0.2)(x, y),
      noise: 0.02,
    },
    { what: 'a gentle gradient', at: (_: number, y: number) => 0.5 + y, noise: 0.02 },
    { what: 'noise that is often nothing', at: () => 0, noise: 1 },
    { what: 'nearly the whole picture', at: sky(0.95), noise: 0 },
    { what: 'a speck', at: disc(0.009), noise: 0 },
  ];
  it.each(tones)('takes $what for a tone of the whole picture', ({ at, noise }) => {
    for (const size of [16, 64]) {
      const found = relevanceToMask(map(size, noise, at));
      expect(found.mode).toBe('global');
      expect(found.mask.data.every((value) => value === 1)).toBe(true);
    }
  });

  it('stays in 0..1 at the map’s own size, whatever the relevance', () => {
    fc.assert(
      fc.property(maps, (relevance) => {
        const { mask, area } = relevanceToMask(relevance);
        expect([mask.width, mask.height, mask.data.length]).toEqual([
          relevance.width,
          relevance.height,
          relevance.data.length,
        ]);
        expect(mask.data.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(area >= 0 && area <= 1).toBe(true);
      }),
    );
  });

  it('does not depend on the scale of the relevance', () => {
    fc.assert(
      fc.property(maps, fc.constantFrom(0.25, 2, 1024), (relevance, scale) => {
        const scaled = { ...relevance, data: relevance.data.map((value) => value * scale) };
        fc.pre(relevance.data.every((value) => value === 0 || value > 1e-20));
        const [a, b] = [relevanceToMask(relevance), relevanceToMask(scaled)];
        expect(b.mode).toBe(a.mode);
        expect(b.mask.data).toEqual(a.mask.data);
      }),
    );
  });

  it('is exactly 0 where nothing stands out, even about a small place', () => {
    const { mask, mode } = relevanceToMask(map(64, 0, disc(0.05)));
    expect(mode).toBe('region');
    expect(mask.data.filter((value) => value === 0).length).toBeGreaterThan(0.95 * 64 * 64);
  });

  it('fills a gap by closing and grows by dilation', () => {
    const shape = (x: number, y: number) => (disc(0.25)(x, y) && Math.abs(y - 0.55) > 0.01 ? 1 : 0);
    const relevance = map(64, 0.02, shape);
    const area = (options: object) =>
      relevanceToMask(relevance, { blur: 0, ...options }).mask.data.reduce((sum, value) => sum + value, 0);
    expect(area({ close: 1, dilate: 0 })).toBeGreaterThan(area({ close: 0, dilate: 0 }));
    expect(area({ close: 0, dilate: 2 })).toBeGreaterThan(area({ close: 0, dilate: 1 }));
  });

  it('refuses relevance that is negative, not finite or of another size', () => {
    for (const data of [Float32Array.of(-1), Float32Array.of(Number.NaN), Float32Array.of(1, 2)]) {
      expect(() => relevanceToMask({ width: 1, height: 1, data })).toThrow(MoodwireError);
    }
  });
});

describe('resizeMask', () => {
  const masks = maps.map((mask) => ({ ...mask, data: mask.data.map((value) => value / 100) }));
  const sizes = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));

  it('stays between the least and the greatest value, so that zeros and ones are exact', () => {
    fc.assert(
      fc.property(masks, sizes, (mask, [width, height]) => {
        const { data } = resizeMask(mask, width, height);
        const [low, high] = [Math.min(...mask.data), Math.max(...mask.data)];
        expect(data).toHaveLength(width * height);
        expect(data.every((value) => value >= low && value <= high)).toBe(true);
      }),
    );
  });

  it('averages areas when it shrinks and interpolates between centres when it grows', () => {
    const mask = { width: 4, height: 1, data: Float32Array.of(0, 0.5, 1, 0) };
    expect([...resizeMask(mask, 2, 1).data]).toEqual([0.25, 0.5]);
    expect([...resizeMask({ width: 2, height: 1, data: Float32Array.of(0, 1) }, 4, 1).data]).toEqual([
      0, 0.25, 0.75, 1,
    ]);
    expect(resizeMask(mask, 4, 1)).toBe(mask);
  });
});
