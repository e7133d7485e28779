import { type Curve, curveThrough } from '@moodwire/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const points: fc.Arbitrary<Curve> = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 14 })
  .chain((inner) => {
    const places = [0, ...inner.sort((a, b) => a - b), 100].map((x) => x / 100);
    return fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: places.length, maxLength: places.length })
      .map((heights) => places.map((x, i) => [x, heights[i]!] as const));
  });

describe('a curve', () => {
  test('goes through its points and never leaves the range of the two that it is between', () => {
    fc.assert(
      fc.property(points, fc.double({ min: 0, max: 1, noNaN: true }), (curve, x) => {
        const at = curveThrough(curve);
        for (const [place, height] of curve) expect(at(place)).toBeCloseTo(height, 12);
        const next = Math.max(
          1,
          curve.findIndex(([place]) => place >= x),
        );
        const heights = [curve[next - 1]![1], curve[next]![1]];
        expect(at(x)).toBeGreaterThanOrEqual(Math.min(...heights) - 1e-12);
        expect(at(x)).toBeLessThanOrEqual(Math.max(...heights) + 1e-12);
      }),
    );
  });

  test('rises all the way where its points rise', () => {
    fc.assert(
      fc.property(points, (curve) => {
        const heights = curve.map(([, height]) => height).sort((a, b) => a - b);
        const at = curveThrough(curve.map(([place], i) => [place, heights[i]!]));
        for (let i = 1; i <= 200; i++) expect(at(i / 200)).toBeGreaterThanOrEqual(at((i - 1) / 200) - 1e-12);
      }),
    );
  });

  test('of two points is the line between them, and of more is smooth', () => {
    const line = curveThrough([
      [0, 0.2],
      [1, 0.8],
    ]);
    for (const x of [0, 0.1, 0.5, 0.9, 1]) expect(line(x)).toBeCloseTo(0.2 + 0.6 * x, 12);
    const bent = curveThrough([
      [0, 0],
      [0.5, 0.7],
      [1, 1],
    ]);
    expect(bent(0.25)).toBeGreaterThan(0.35);
    const slope = (x: number) => (bent(x + 1e-6) - bent(x)) / 1e-6;
    expect(slope(0.5 - 2e-6)).toBeCloseTo(slope(0.5), 3);
  });
});
