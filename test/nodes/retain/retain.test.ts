import { type Latent, MoodwireError, tensor } from '@moodwire/engine';
import { retainGlobal, retainRegion } from '@moodwire/nodes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const [CHANNELS, HEIGHT, WIDTH] = [2, 4, 6];
const PLANE = HEIGHT * WIDTH;
const vae = { part: 'vae', name: 'test', hash: 'a', provider: 'cpu', precision: 'fp32' } as const;

function latentOf(data: Float32Array): Latent {
  return { tensor: tensor(data, [1, CHANNELS, HEIGHT, WIDTH]), vae };
}
const dataOf = (latent: Latent) => latent.tensor.data as Float32Array;

const numbers = (length: number, max: number, min = -max) =>
  fc.float32Array({ minLength: length, maxLength: length, min, max, noNaN: true });
const latents = numbers(CHANNELS * PLANE, 8).map(latentOf);
const masks = numbers(PLANE, 1, 0).map((data) => ({ width: WIDTH, height: HEIGHT, data }));
const keeps = fc.double({ min: 0, max: 1, noNaN: true });

describe('retainRegion', () => {
  it('gives the edit itself at keep 0', () => {
    fc.assert(
      fc.property(latents, latents, masks, (source, edited, mask) => {
        expect(retainRegion(source, edited, mask, 0)).toBe(edited);
      }),
    );
  });

  it('at keep 1 holds the source exactly where the mask is 0 and the edit exactly where it is 1', () => {
    fc.assert(
      fc.property(latents, latents, masks, (source, edited, soft) => {
        const mask = { ...soft, data: soft.data.map((value) => (value < 0.3 ? 0 : value > 0.6 ? 1 : value)) };
        const kept = dataOf(retainRegion(source, edited, mask));
        kept.forEach((value, i) => {
          const inside = mask.data[i % PLANE]!;
          if (inside === 0) expect(value).toBe(dataOf(source)[i]);
          if (inside === 1) expect(value).toBe(dataOf(edited)[i]);
        });
      }),
    );
  });

  it('lies between source and edit, nearer to the source the more it keeps', () => {
    fc.assert(
      fc.property(latents, latents, masks, keeps, keeps, (source, edited, mask, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const [a, b] = [retainRegion(source, edited, mask, less), retainRegion(source, edited, mask, more)].map(dataOf);
        dataOf(source).forEach((from, i) => {
          const full = Math.abs(dataOf(edited)[i]! - from);
          expect(Math.abs(a![i]! - from)).toBeLessThanOrEqual(full);
          expect(Math.abs(b![i]! - from)).toBeLessThanOrEqual(Math.abs(a![i]! - from));
        });
      }),
    );
  });

  it('brings a mask of another size to the latent’s, its zeros included', () => {
    const source = latentOf(new Float32Array(CHANNELS * PLANE).fill(0.3));
    const edited = latentOf(new Float32Array(CHANNELS * PLANE).fill(-2));
    const data = Float32Array.from({ length: 48 * 32 }, (_, i) => (i % 48 < 24 ? 0 : 1));
    const kept = dataOf(retainRegion(source, edited, { width: 48, height: 32, data }));
    kept.forEach((value, i) => {
      expect(value).toBe(i % WIDTH < WIDTH / 2 ? Math.fround(0.3) : -2);
    });
  });
});

describe('retainGlobal', () => {
  it('gives the edit itself at keep 0, and the source where nothing was edited', () => {
    fc.assert(
      fc.property(latents, latents, keeps, (source, edited, keep) => {
        expect(retainGlobal(source, edited, 0)).toBe(edited);
        const kept = dataOf(retainGlobal(source, source, keep));
        // Adding no change makes 0 of −0, which is no difference here.
        expect(kept.every((value, at) => value === dataOf(source)[at])).toBe(true);
      }),
    );
  });

  it('takes a change of tone whole, however much it keeps', () => {
    fc.assert(
      fc.property(latents, keeps, fc.integer({ min: -4, max: 4 }), (source, keep, shift) => {
        const edited = latentOf(dataOf(source).map((value) => value + shift));
        const kept = dataOf(retainGlobal(source, edited, keep));
        kept.forEach((value, i) => {
          expect(value).toBeCloseTo(dataOf(edited)[i]!, 4);
        });
      }),
    );
  });

  it('drops a checkerboard that the edit added, in proportion to keep', () => {
    const source = latentOf(new Float32Array(CHANNELS * PLANE));
    const edited = latentOf(dataOf(source).map((_, i) => ((i + Math.floor(i / WIDTH)) % 2 === 0 ? 1 : -1)));
    const size = (keep: number) => Math.hypot(...dataOf(retainGlobal(source, edited, keep)));
    expect(size(1)).toBeLessThan(0.1 * size(0));
    expect(size(0.5)).toBeGreaterThan(0.4 * size(0));
    expect(size(0.5)).toBeLessThan(0.6 * size(0));
  });
});

describe('latents that do not belong together', () => {
  const one = latentOf(new Float32Array(CHANNELS * PLANE));
  const mask = { width: 1, height: 1, data: Float32Array.of(1) };

  it('are refused: another VAE, another shape, or a keep outside 0..1', () => {
    const foreign = { ...one, vae: { ...vae, hash: 'b' } };
    const turned = { ...one, tensor: tensor(dataOf(one), [1, CHANNELS, WIDTH, HEIGHT]) };
    for (const other of [foreign, turned]) {
      expect(() => retainRegion(one, other, mask)).toThrow(MoodwireError);
      expect(() => retainGlobal(one, other, 0.5)).toThrow(MoodwireError);
    }
    for (const keep of [-0.1, 1.5, Number.NaN]) expect(() => retainRegion(one, one, mask, keep)).toThrow(/keep/);
  });
});
